import { equalise, lacksScalarWeights } from '../equal-quantity.ts';
import { equalisePlaced, tasksAlone } from '../equal-placed.ts';
import type { DivisionPolicy } from '../policy.ts';
import { type DivisionProblem, scalarWeight } from '../problem.ts';
import { Rational, total } from '../rational.ts';

/**
 * Task share fairness: a user's share is its tasks over those it could run alone on all nodes,
 * were it free to use them. Keeps the sharing incentive and strategy-proofness under placement
 * constraints (Wang, Li, Liang and Li, SC 2016).
 */
export const tsf: DivisionPolicy = {
  name: 'tsf',
  summary: 'equal parts of the tasks each could run alone on all nodes',
  source: 'Wang, Li, Liang and Li, SC 2016',
  lacks: lacksScalarWeights,
  addsTo: (problem) => problem.hasNodes,
  divide(problem) {
    const rates = ratesOf(problem);
    if (problem.divisible) return equalisePlaced(problem, rates);
    // One who fits nowhere even alone is served once, in vain.
    return equalise(
      problem,
      rates.map((rate) => (rate.isZero() ? Rational.ONE : Rational.ONE.dividedBy(rate))),
    );
  },
};

function ratesOf(problem: DivisionProblem): Rational[] {
  return problem.users.map((user, index) =>
    total(tasksAlone(problem, index)).times(scalarWeight(user)),
  );
}
