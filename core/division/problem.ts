import { Rational, smallest, total } from './rational.ts';

/**
 * A division problem: a cluster and users who each want as many tasks of one shape as they can
 * get (Leontief preferences; Ghodsi et al., NSDI 2011, section 4). All numbers are exact.
 */
export interface DivisionProblem {
  /** Names of the resources; every vector below is in this order. */
  readonly resources: readonly string[];
  /** The nodes; one group with one node when only a capacity is given. */
  readonly nodes: readonly NodeGroup[];
  /** Whether nodes are given: otherwise the cluster is one pool. */
  readonly hasNodes: boolean;
  readonly users: readonly DivisionUser[];
  /** Weights of roles by their path, 1 where none is stated. */
  readonly roleWeights: ReadonlyMap<string, Rational>;
  /** Which of several nodes with room gets a whole task. */
  readonly placement: Placement;
  /** Rank by user: among equals the smaller is served first. */
  readonly rank: readonly number[];
  readonly slotsPerNode: number | null;
  /** What ends a division of whole tasks. */
  readonly stop: StopRule;
  /** Whether parts of a task are worth their part. */
  readonly divisible: boolean;
}

/** Nodes that are alike. */
export interface NodeGroup {
  readonly count: number;
  /** What one node has. */
  readonly capacity: readonly Rational[];
}

export interface DivisionUser {
  readonly name: string;
  /** What one task takes. Not all zero. */
  readonly demand: readonly Rational[];
  /** Above zero, by resource: all the same unless the problem gives weights by resource. */
  readonly weight: readonly Rational[];
  /** How many tasks the user wants at most; null when it never has enough. */
  readonly maxTasks: Rational | null;
  /** Names of the roles from the top; empty when the user stands at the top. */
  readonly role: readonly string[];
  /** Indexes of the node groups the user may use; null for all. */
  readonly eligible: readonly number[] | null;
}

export type Placement = 'first-fit' | 'best-fit' | 'worst-fit';

/**
 * `lowest-blocked`: over when the next task of the user to be served does not fit, as Algorithm 1
 * of the DRF paper is printed. `skip`: that user is passed over and the others go on, as its text.
 */
export type StopRule = 'lowest-blocked' | 'skip';

/** What all nodes have together. */
export function capacityOf(problem: DivisionProblem): Rational[] {
  return problem.resources.map((_, r) =>
    total(problem.nodes.map(({ count, capacity }) => capacity[r].times(Rational.of(count)))),
  );
}

/** What the nodes of a group have together. */
export function groupCapacity({ count, capacity }: NodeGroup): Rational[] {
  return capacity.map((amount) => amount.times(Rational.of(count)));
}

/** How many tasks fit in an amount of resources, parts of tasks counted. */
export function tasksIn(amount: readonly Rational[], demand: readonly Rational[]): Rational {
  const limits = demand.flatMap((need, r) =>
    need.isPositive() ? [amount[r].dividedBy(need)] : [],
  );
  return smallest(limits);
}

/** Whether the user may use the nodes of a group. */
export function mayUse(user: DivisionUser, group: number): boolean {
  return user.eligible === null || user.eligible.includes(group);
}

/** Resource r as the part of the cluster one task takes, by resource; zero where there is none. */
export function taskShares(user: DivisionUser, capacity: readonly Rational[]): Rational[] {
  return user.demand.map((need, r) =>
    capacity[r].isZero() ? Rational.ZERO : need.dividedBy(capacity[r]),
  );
}

/** The user's one weight, where it has not one for each resource. */
export function scalarWeight(user: DivisionUser): Rational {
  return user.weight[0];
}

/** The first user with different weights for different resources. */
export function userWeightedByResource(problem: DivisionProblem): DivisionUser | undefined {
  return problem.users.find(({ weight }) => weight.some((one) => !one.equals(weight[0])));
}

/** The first user who may not use every node. */
export function constrainedUser(problem: DivisionProblem): DivisionUser | undefined {
  return problem.users.find(({ eligible }) => eligible !== null);
}
