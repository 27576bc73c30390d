import { DivisionError, type Division, type DivisionPolicy } from '../policy.ts';
import { type DivisionProblem, mayUse, tasksIn } from '../problem.ts';
import { toleranceOf } from '../properties.ts';
import { Rational, smallest, total } from '../rational.ts';

/** The problem in which one user tells another demand. */
export function withDemand(
  problem: DivisionProblem,
  index: number,
  demand: readonly Rational[],
): DivisionProblem {
  const users = problem.users.map((user, i) => (i === index ? { ...user, demand } : user));
  return { ...problem, users };
}

/** The problem after one user left. */
export function withoutUser(problem: DivisionProblem, index: number): DivisionProblem {
  return {
    ...problem,
    users: problem.users.filter((_, i) => i !== index),
    rank: problem.rank.filter((_, i) => i !== index),
  };
}

/** The problem with more of one resource on every node. */
export function withMore(
  problem: DivisionProblem,
  resource: number,
  factor: Rational,
): DivisionProblem {
  const nodes = problem.nodes.map(({ count, capacity }) => ({
    count,
    capacity: capacity.map((amount, r) => (r === resource ? amount.times(factor) : amount)),
  }));
  return { ...problem, nodes };
}

/** The division of a varied problem, or null where the policy has none for it. */
export function tryDivide(policy: DivisionPolicy, problem: DivisionProblem): Division | null {
  if (policy.lacks(problem) !== null) return null;
  try {
    return policy.divide(problem);
  } catch (error) {
    if (error instanceof DivisionError) return null;
    throw error;
  }
}

/** Whether `more` is above `less` by more than what approximation explains. */
export function isAbove(
  more: Rational,
  less: Rational,
  ...divisions: readonly Division[]
): boolean {
  const tolerance = divisions.map(toleranceOf).reduce((sum, next) => sum.plus(next));
  return more.compare(less.times(Rational.ONE.plus(tolerance)).plus(tolerance)) > 0;
}

/** Tasks a user can run of its own with what it got for the demand it told. */
export function trueTasks(
  problem: DivisionProblem,
  index: number,
  told: readonly Rational[],
  division: Division,
): Rational {
  const { demand, maxTasks } = problem.users[index];
  const places = division.placed?.[index] ?? [division.tasks[index]];
  const fitting = total(
    places
      .filter((_, group) => division.placed === null || mayUse(problem.users[index], group))
      .map((tasks) =>
        tasksIn(
          told.map((need) => need.times(tasks)),
          demand,
        ),
      ),
  );
  const counted = problem.divisible ? fitting : Rational.of(fitting.floor());
  return maxTasks === null ? counted : smallest([counted, maxTasks]);
}
