import { equalise, lacksOnePool, lacksScalarWeights } from '../equal-quantity.ts';
import { type Holding, holdingOf, shareTree } from '../hierarchy/share-tree.ts';
import type { Division, DivisionPolicy } from '../policy.ts';
import { type DivisionProblem, capacityOf } from '../problem.ts';
import { Rational, largest, total } from '../rational.ts';
import { handOutTasks } from '../whole-tasks.ts';
import { dominantSharesPerTask } from './drf.ts';

/**
 * Hadoop's capacity scheduler: roles are queues whose weights divide the capacity above them, and
 * the queue that uses the smallest part of its capacity is served, by dominant share. Users of a
 * queue are served in the order given; one that holds all of the queue's capacity comes after the
 * others (`minimum-user-limit-percent` 100). A user without a role is a queue of its own.
 */
export const capacity: DivisionPolicy = {
  name: 'capacity',
  summary: 'equal parts of the capacity of queues, users of a queue one after the other',
  source: 'Hadoop CapacityScheduler',
  lacks(problem) {
    const user = problem.users.find(({ role }) => role.length > 0);
    if (user !== undefined && problem.divisible) {
      return (
        `it serves users of a queue in turn, found parts of tasks and role ${user.role.join('/')}; ` +
        'wanted divisible: false'
      );
    }
    return lacksScalarWeights(problem) ?? lacksOnePool(problem);
  },
  addsTo: ({ users }) => users.some(({ role }) => role.length > 0),
  divide: (problem) =>
    problem.divisible ? equalise(problem, dominantSharesPerTask(problem)) : serveQueues(problem),
};

function serveQueues(problem: DivisionProblem): Division {
  const tree = shareTree(problem);
  const saturated = capacityOf(problem).map(() => false);
  return handOutTasks(problem, {
    next({ tasks, done }) {
      const exact = tasks.map((count) => Rational.of(count));
      const root = holdingOf(tree, { tasks: exact, blocked: done, saturated }, 'naive');
      return nextBelow(root, Rational.ONE, true);
    },
  });
}

/** @param part of the cluster that is the queue's capacity */
function nextBelow(queue: Holding, part: Rational, isRoot: boolean): number {
  if (queue.node.kind === 'user') return queue.node.user;
  const open = queue.children.filter(({ blocked }) => !blocked);
  if (!isRoot && queue.children.every(({ node }) => node.kind === 'user')) {
    const below = open.find(({ parts }) => largest(parts).compare(part) < 0);
    return nextBelow(below ?? open[0], part, false);
  }
  const weights = total(queue.children.map(({ node }) => node.weight));
  const next = open.reduce((best, one) => (one.share.compare(best.share) < 0 ? one : best));
  return nextBelow(next, part.times(next.node.weight).dividedBy(weights), false);
}
