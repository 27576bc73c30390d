import { equalise, lacksOnePool, lacksScalarWeights } from '../equal-quantity.ts';
import type { DivisionPolicy } from '../policy.ts';
import { capacityOf, scalarWeight, taskShares } from '../problem.ts';
import { total } from '../rational.ts';

/**
 * Asset fairness: equal shares of different resources are worth the same, and the sums of the
 * users' shares are equal (Ghodsi et al., NSDI 2011, section 5.1). Violates the sharing
 * incentive (Theorem 1).
 */
export const asset: DivisionPolicy = {
  name: 'asset',
  summary: 'equal sums of shares over all resources',
  source: 'Ghodsi et al., NSDI 2011, section 5.1',
  lacks: (problem) => lacksScalarWeights(problem) ?? lacksOnePool(problem),
  divide(problem) {
    const capacity = capacityOf(problem);
    return equalise(
      problem,
      problem.users.map((user) => total(taskShares(user, capacity)).dividedBy(scalarWeight(user))),
    );
  },
};
