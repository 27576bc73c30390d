import type { Policy } from '../policy.ts';
import { drf } from './drf.ts';

/**
 * Hierarchical DRF as Mesos's sorter has it, and so {@link drf} by another name: the share of a
 * role is the dominant share of the sum of what its frameworks hold. Frameworks of complementary
 * resources in one role may starve: the one that can still get something is charged for what the
 * other holds (Bhattacharya et al., SoCC 2013, section 3).
 */
export const hdrfNaive: Policy = {
  name: 'hdrf-naive',
  summary: 'hierarchical DRF by plain sums, as Mesos does it; may starve frameworks in roles',
  source: 'Apache Mesos DRF sorter; Bhattacharya et al., SoCC 2013, section 3',
  properties: ['strategy-proofness', 'Pareto efficiency', 'single-resource fairness'],
  start: (accounts, random, agents) => drf.start(accounts, random, agents),
};
