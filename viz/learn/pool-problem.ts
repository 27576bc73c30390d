import { type DivisionOutcome, outcomeOf } from '../../core/division/outcome.ts';
import { divisionPolicyNamed } from '../../core/division/policies/index.ts';
import type { DivisionProblem } from '../../core/division/problem.ts';
import { Rational } from '../../core/division/rational.ts';

/** A division problem as a lesson writes it; amounts are decimal numbers. */
export interface PoolFields {
  /** Amount of each resource of the cluster, by name. */
  readonly capacity: Readonly<Record<string, number>>;
  readonly users: readonly PoolUser[];
  /** Parts of tasks count (the default), or tasks are whole and handed out one by one. */
  readonly divisible?: boolean;
  /** Names in the order in which equals are served; by default the order given. */
  readonly tieBreak?: readonly string[];
  /** Nodes that are alike, each with the capacity given; one by default. */
  readonly nodes?: number;
  readonly slotsPerNode?: number;
}

export interface PoolUser {
  readonly name: string;
  /** In the order of the capacity's resources. */
  readonly demand: readonly number[];
  readonly weight?: number;
  /** Path of roles, such as `eng/dev`. */
  readonly role?: string;
}

/**
 * The problem in exact numbers.
 * @throws RangeError for a number that is not finite
 */
export function poolProblem(fields: PoolFields): DivisionProblem {
  const { capacity, users, divisible = true, nodes = 1, slotsPerNode } = fields;
  const resources = Object.keys(capacity);
  const order = [...(fields.tieBreak ?? []), ...users.map(({ name }) => name)];
  return {
    resources,
    nodes: [
      { count: nodes, capacity: resources.map((name) => Rational.fromNumber(capacity[name])) },
    ],
    hasNodes: nodes > 1,
    users: users.map(({ name, demand, weight = 1, role = '' }) => ({
      name,
      demand: demand.map((need) => Rational.fromNumber(need)),
      weight: resources.map(() => Rational.fromNumber(weight)),
      maxTasks: null,
      role: role === '' ? [] : role.split('/'),
      eligible: null,
    })),
    roleWeights: new Map(),
    placement: 'first-fit',
    rank: users.map(({ name }) => order.indexOf(name)),
    slotsPerNode: slotsPerNode ?? null,
    stop: 'skip',
    divisible,
  };
}

/**
 * Divides by the policy of a name.
 * @throws Error when there is no such policy, or it means nothing for the problem
 */
export function divideBy(policyName: string, problem: DivisionProblem): DivisionOutcome {
  const policy = divisionPolicyNamed(policyName);
  if (policy === undefined) throw new Error(`found "${policyName}", wanted a policy's name`);
  const lacks = policy.lacks(problem);
  if (lacks !== null) throw new Error(`${policyName}: ${lacks}`);
  return outcomeOf(policy, problem);
}
