import { equalise, lacksOnePool, lacksScalarWeights } from '../equal-quantity.ts';
import type { DivisionPolicy } from '../policy.ts';
import {
  type DivisionProblem,
  capacityOf,
  taskShares,
  userWeightedByResource,
} from '../problem.ts';
import { Rational, largest } from '../rational.ts';

/**
 * Dominant Resource Fairness: dominant shares are equal, as far as nobody is held back by a
 * resource that is used up (Ghodsi et al., NSDI 2011, section 4). A weight divides the share.
 */
export const drf: DivisionPolicy = {
  name: 'drf',
  summary: 'equal dominant shares',
  source: 'Ghodsi et al., NSDI 2011, section 4',
  lacks: (problem) => lacksScalarWeights(problem) ?? lacksOnePool(problem),
  divide: (problem) => equalise(problem, dominantSharesPerTask(problem)),
};

/**
 * Weighted DRF with a weight per resource: `s_i = max_j u_ij / w_ij` (Ghodsi et al., NSDI 2011,
 * section 4.3). With one weight per user it is {@link drf}.
 */
export const wdrf: DivisionPolicy = {
  name: 'wdrf',
  summary: 'equal dominant shares, each divided by its weight for that resource',
  source: 'Ghodsi et al., NSDI 2011, section 4.3',
  lacks: lacksOnePool,
  addsTo: (problem) => userWeightedByResource(problem) !== undefined,
  divide: (problem) => equalise(problem, dominantSharesPerTask(problem)),
};

/** What one task adds to the weighted dominant share of its user. */
export function dominantSharesPerTask(problem: DivisionProblem): Rational[] {
  const capacity = capacityOf(problem);
  return problem.users.map((user) =>
    largest(taskShares(user, capacity).map((share, r) => share.dividedBy(user.weight[r]))),
  );
}
