import { type Division } from '../policy.ts';
import { type DivisionProblem, capacityOf } from '../problem.ts';
import { Rational } from '../rational.ts';
import { handOutTasks } from '../whole-tasks.ts';
import { type Holding, type RoleRule, holdingOf, shareTree } from './share-tree.ts';

/**
 * Whole tasks over a tree of roles: from the top down to the child that is not blocked and has
 * the least share, equals by rank, until a user is reached.
 */
export function serveTree(problem: DivisionProblem, rule: RoleRule): Division {
  const tree = shareTree(problem);
  const capacity = capacityOf(problem);
  return handOutTasks(problem, {
    next({ tasks, done }) {
      const exact = tasks.map((count) => Rational.of(count));
      const saturated = capacity.map((amount, r) => {
        const taken = problem.users.reduce(
          (sum, { demand }, user) => sum.plus(demand[r].times(exact[user])),
          Rational.ZERO,
        );
        return taken.compare(amount) >= 0;
      });
      return descend(holdingOf(tree, { tasks: exact, blocked: done, saturated }, rule));
    },
  });
}

function descend(holding: Holding): number {
  let at = holding;
  while (at.node.kind === 'role') {
    const open = at.children.filter(({ blocked }) => !blocked);
    at = open.reduce((best, next) => (next.share.compare(best.share) < 0 ? next : best));
  }
  return at.node.user;
}
