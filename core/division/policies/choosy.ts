import { equalise, lacksScalarWeights } from '../equal-quantity.ts';
import { equalisePlaced } from '../equal-placed.ts';
import type { DivisionPolicy } from '../policy.ts';
import { constrainedUser, scalarWeight } from '../problem.ts';
import { Rational } from '../rational.ts';

/**
 * Constrained max-min fairness: one resource, users who may use some nodes only, and allocations
 * by weight max-min fair among what can be placed (Ghodsi et al., Choosy, EuroSys 2013). Whole
 * tasks by its online rule: next is the user with the least allocation who fits somewhere.
 */
export const choosy: DivisionPolicy = {
  name: 'choosy',
  summary: 'equal amounts of the one resource, on the nodes each may use',
  source: 'Ghodsi et al., EuroSys 2013',
  lacks: (problem) =>
    problem.resources.length > 1
      ? `it divides one resource, found ${problem.resources.join(', ')}; wanted drfh or tsf`
      : lacksScalarWeights(problem),
  addsTo: (problem) => constrainedUser(problem) !== undefined && problem.resources.length === 1,
  divide(problem) {
    const perTask = problem.users.map((user) => user.demand[0].dividedBy(scalarWeight(user)));
    if (!problem.divisible) return equalise(problem, perTask);
    return equalisePlaced(
      problem,
      perTask.map((amount) => Rational.ONE.dividedBy(amount)),
    );
  },
};
