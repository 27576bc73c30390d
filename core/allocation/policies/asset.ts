import type { Policy } from '../policy.ts';

/**
 * Asset fairness: equal shares of different resources are worth the same, and the framework
 * whose shares add up to least is served next (Ghodsi et al., NSDI 2011, section 5.1).
 * Violates the sharing incentive (their Theorem 1).
 */
export const asset: Policy = {
  name: 'asset',
  summary: 'Asset fairness: smallest sum of resource shares first',
  source: 'Ghodsi et al., NSDI 2011, section 5.1',
  properties: [
    'strategy-proofness',
    'envy-freeness',
    'Pareto efficiency',
    'single-resource fairness',
    'population monotonicity',
  ],
  start: (accounts) => ({
    key(node) {
      const { allocated, total, resources } = accounts;
      const base = node * resources;
      let sum = 0;
      for (let r = 0; r < resources; r++) {
        if (total[r] > 0) sum += allocated[base + r] / total[r];
      }
      return sum / accounts.weight[node];
    },
  }),
};
