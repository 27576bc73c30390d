import { type PlacementRule } from './node-room.ts';
import type { Division } from './policy.ts';
import {
  type DivisionProblem,
  capacityOf,
  constrainedUser,
  userWeightedByResource,
} from './problem.ts';
import { fillProgressively } from './progressive-filling.ts';
import { Rational } from './rational.ts';
import { handOutTasks, smallestFirst } from './whole-tasks.ts';

/**
 * Divides so that a quantity is equal among the users as far as possible, the least of it first
 * (max-min fairness of that quantity): by progressive filling of the pooled cluster, or task by
 * task. What the quantity is makes the policy: dominant share, sum of shares, memory.
 * @param perTask what one task adds to the quantity, by user; above zero
 */
export function equalise(
  problem: DivisionProblem,
  perTask: readonly Rational[],
  placement?: PlacementRule,
): Division {
  if (!problem.divisible) {
    return handOutTasks(problem, smallestFirst(problem, perTask), placement);
  }
  const tasks = fillProgressively({
    capacity: capacityOf(problem),
    demands: problem.users.map(({ demand }) => demand),
    rates: perTask.map((quantity) => Rational.ONE.dividedBy(quantity)),
    limits: problem.users.map(({ maxTasks }) => maxTasks),
  });
  return pooled(tasks);
}

/** A divisible division of the cluster as one pool, exact. */
export function pooled(tasks: readonly Rational[]): Division {
  return { tasks, placed: null, schedule: null, room: null, exact: true };
}

/** What a policy lacks that divides divisible tasks over one pool without looking at nodes. */
export function lacksOnePool(problem: DivisionProblem): string | null {
  const user = problem.divisible ? constrainedUser(problem) : undefined;
  if (user === undefined) return null;
  return (
    `it takes the cluster as one pool when tasks are divisible, found that ${user.name} may use ` +
    'only some nodes; wanted drfh, tsf, ps-dsf or choosy'
  );
}

/** What a policy lacks that knows one weight per user. */
export function lacksScalarWeights(problem: DivisionProblem): string | null {
  const user = userWeightedByResource(problem);
  if (user === undefined) return null;
  return `it takes one weight per user, found weights by resource for ${user.name}; wanted wdrf`;
}
