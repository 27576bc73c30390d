import type { Division, DivisionPolicy } from './policy.ts';
import { type DivisionProblem, capacityOf, taskShares } from './problem.ts';
import { type FairnessOfDivision, fairnessOf } from './properties.ts';
import { Rational, largest, total } from './rational.ts';

/** A division with everything that is reported about it. */
export interface DivisionOutcome {
  readonly policy: DivisionPolicy;
  readonly problem: DivisionProblem;
  readonly users: readonly UserOutcome[];
  /** Names in the order in which whole tasks were handed out; null for a divisible problem. */
  readonly schedule: readonly string[] | null;
  /** Part of each resource that is taken; above 1 where a policy gives out more than there is. */
  readonly utilization: readonly Rational[];
  readonly properties: FairnessOfDivision;
  /** Jain's index of the dominant shares by weight: 1 when all are equal, 1/n when one has all. */
  readonly jain: Rational;
  /** Whether the numbers are exact or good to eleven digits. */
  readonly exact: boolean;
}

export interface UserOutcome {
  readonly name: string;
  readonly tasks: Rational;
  /** By resource. */
  readonly resources: readonly Rational[];
  /** By resource, the part of the cluster. */
  readonly shares: readonly Rational[];
  /** Index of the resource of which a task takes the largest part; the first of equals. */
  readonly dominantResource: number;
  readonly dominantShare: Rational;
}

/**
 * Divides by a policy and measures the result.
 * @throws DivisionError when the policy's search fails
 */
export function outcomeOf(policy: DivisionPolicy, problem: DivisionProblem): DivisionOutcome {
  const division = policy.divide(problem);
  const capacity = capacityOf(problem);
  const users = problem.users.map((user, index): UserOutcome => {
    const tasks = division.tasks[index];
    const perTask = taskShares(user, capacity);
    const most = largest(perTask);
    return {
      name: user.name,
      tasks,
      resources: user.demand.map((need) => need.times(tasks)),
      shares: perTask.map((share) => share.times(tasks)),
      dominantResource: perTask.findIndex((share) => share.equals(most)),
      dominantShare: most.times(tasks),
    };
  });
  return {
    policy,
    problem,
    users,
    schedule: division.schedule?.map((user) => problem.users[user].name) ?? null,
    utilization: capacity.map((_, r) => total(users.map(({ shares }) => shares[r]))),
    properties: fairnessOf(problem, division),
    jain: jainIndex(weightedShares(problem, division)),
    exact: division.exact,
  };
}

/** Dominant shares divided by weights, resource by resource where those differ. */
function weightedShares(problem: DivisionProblem, division: Division): Rational[] {
  const capacity = capacityOf(problem);
  return problem.users.map((user, index) => {
    const shares = taskShares(user, capacity).map((share, r) => share.dividedBy(user.weight[r]));
    return largest(shares).times(division.tasks[index]);
  });
}

/** `(Σ s)² / (n Σ s²)`; 1 when everyone has nothing. */
export function jainIndex(shares: readonly Rational[]): Rational {
  const sum = total(shares);
  if (sum.isZero()) return Rational.ONE;
  const squares = total(shares.map((share) => share.times(share)));
  return sum.times(sum).dividedBy(squares.times(Rational.of(shares.length)));
}
