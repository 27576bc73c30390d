import type { Division, DivisionPolicy } from '../policy.ts';
import type { DivisionProblem } from '../problem.ts';
import { Rational } from '../rational.ts';
import type { LossByGrowth, LossByLeaving, SearchResult } from './counterexample.ts';
import { isAbove, tryDivide, withMore, withoutUser } from './variations.ts';

/**
 * Lets each user leave in turn and looks whether somebody who stays loses (Ghodsi et al., NSDI
 * 2011, section 3, population monotonicity). Complete: there are no other ways to leave alone.
 */
export function findLossByLeaving(
  policy: DivisionPolicy,
  problem: DivisionProblem,
  before: Division,
): SearchResult<LossByLeaving> {
  let tried = 0;
  for (let leaver = 0; leaver < problem.users.length && problem.users.length > 1; leaver++) {
    const after = tryDivide(policy, withoutUser(problem, leaver));
    if (after === null) continue;
    tried++;
    for (const [index, tasks] of after.tasks.entries()) {
      const loser = index < leaver ? index : index + 1;
      const had = before.tasks[loser];
      if (isAbove(had, tasks, before, after)) {
        return { tried, counterexample: { leaver, loser, before: had, after: tasks } };
      }
    }
  }
  return { tried, counterexample: null };
}

const FACTORS: readonly Rational[] = [
  [2, 1],
  [3, 2],
  [5, 4],
  [4, 1],
].map(([over, under]) => Rational.of(over, under));

/**
 * Adds capacity, one resource at a time, and looks whether somebody loses (Ghodsi et al., NSDI
 * 2011, section 3, resource monotonicity).
 */
export function findLossByGrowth(
  policy: DivisionPolicy,
  problem: DivisionProblem,
  before: Division,
): SearchResult<LossByGrowth> {
  let tried = 0;
  for (const factor of FACTORS) {
    for (let resource = 0; resource < problem.resources.length; resource++) {
      const after = tryDivide(policy, withMore(problem, resource, factor));
      if (after === null) continue;
      tried++;
      const loser = before.tasks.findIndex((had, user) =>
        isAbove(had, after.tasks[user], before, after),
      );
      if (loser >= 0) {
        const had = before.tasks[loser];
        const counterexample = { resource, factor, loser, before: had, after: after.tasks[loser] };
        return { tried, counterexample };
      }
    }
  }
  return { tried, counterexample: null };
}
