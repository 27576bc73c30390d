import { lacksOnePool, pooled } from '../equal-quantity.ts';
import type { Division, DivisionPolicy } from '../policy.ts';
import { type DivisionProblem, capacityOf, tasksIn } from '../problem.ts';
import { Rational, smallest } from '../rational.ts';
import { handOutTasks } from '../whole-tasks.ts';

/**
 * First come, first served: users in the order given, each takes all it wants and can get. By
 * the skip rule later users get what is left; by the stop rule the first who is not content
 * blocks them.
 */
export const fifo: DivisionPolicy = {
  name: 'fifo',
  summary: 'users in the order given, each takes all it can',
  source: 'Hadoop 1 JobQueueTaskScheduler',
  lacks: lacksOnePool,
  divide: (problem) =>
    problem.divisible
      ? takeInTurn(problem, problem.users.keys())
      : handOutTasks(problem, { next: ({ done }) => done.indexOf(false) }),
};

/** Parts of tasks for users in an order: each takes all it can of what those before it left. */
export function takeInTurn(problem: DivisionProblem, order: Iterable<number>): Division {
  const free = capacityOf(problem);
  const tasks = problem.users.map(() => Rational.ZERO);
  for (const user of order) {
    const { demand, maxTasks } = problem.users[user];
    const fitting = tasksIn(free, demand);
    tasks[user] = maxTasks === null ? fitting : smallest([fitting, maxTasks]);
    demand.forEach((need, r) => (free[r] = free[r].minus(need.times(tasks[user]))));
    const content = maxTasks !== null && tasks[user].equals(maxTasks);
    if (!content && problem.stop === 'lowest-blocked') break;
  }
  return pooled(tasks);
}
