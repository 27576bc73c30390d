import { lacksOnePool, lacksScalarWeights } from '../equal-quantity.ts';
import type { DivisionPolicy } from '../policy.ts';
import { type DivisionProblem, scalarWeight } from '../problem.ts';
import { handOutTasks } from '../whole-tasks.ts';
import { takeInTurn } from './fifo.ts';

/**
 * Strict priority: users by weight, the largest first, equals in the order given; each takes all
 * it wants and can get of what those before it left. Stop and skip rules as for `fifo`.
 */
export const priority: DivisionPolicy = {
  name: 'priority',
  summary: 'users by weight, the largest first, each takes all it can',
  source: 'Hadoop 1 JobQueueTaskScheduler, with weights as JobPriority',
  lacks(problem) {
    const user = problem.users.find(({ role }) => role.length > 0);
    if (user !== undefined) {
      const path = user.role.join('/');
      return `it orders users by their own weights, found role ${path} of ${user.name}; wanted none`;
    }
    return lacksScalarWeights(problem) ?? lacksOnePool(problem);
  },
  addsTo: ({ users }) => users.some((user) => !scalarWeight(user).equals(scalarWeight(users[0]))),
  divide(problem) {
    const order = byPriority(problem);
    if (problem.divisible) return takeInTurn(problem, order);
    return handOutTasks(problem, {
      next: ({ done }) => order.find((user) => !done[user]) ?? -1,
    });
  },
};

function byPriority({ users }: DivisionProblem): number[] {
  return [...users.keys()].sort(
    (a, b) => scalarWeight(users[b]).compare(scalarWeight(users[a])) || a - b,
  );
}
