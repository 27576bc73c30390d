import type { Policy } from '../policy.ts';
import { dominantShare } from './shares.ts';

/**
 * Dominant Resource Fairness: the framework with the smallest dominant share is served next.
 *
 * The dominant share is the largest part of any one resource of the cluster that a node holds,
 * divided by its weight (Ghodsi et al., NSDI 2011, section 4.1; Mesos's DRF sorter, which
 * divides by the role's scalar weight).
 */
export const drf: Policy = {
  name: 'drf',
  summary: 'Dominant Resource Fairness: smallest dominant share first, as Mesos does it',
  source: 'Ghodsi et al., NSDI 2011, section 4.1; Apache Mesos DRF sorter',
  properties: [
    'sharing incentive',
    'strategy-proofness',
    'envy-freeness',
    'Pareto efficiency',
    'single-resource fairness',
    'bottleneck fairness',
    'population monotonicity',
  ],
  start: (accounts) => ({
    key: (node) => dominantShare(accounts, node, accounts.weight[node]),
  }),
};
