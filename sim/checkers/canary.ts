import type { Policy } from '../../core/allocation/policy.ts';
import { dominantShare } from '../../core/allocation/policies/shares.ts';

/**
 * A policy that is wrong on purpose: it says that it is Dominant Resource Fairness and serves who
 * has most. A swarm in which no checker finds it has checkers that cannot fail. It is none of the
 * policies that can be named.
 */
export const CANARY: Policy = {
  name: 'canary',
  summary: 'wrong on purpose: the largest dominant share first',
  source: 'none: Dominant Resource Fairness the wrong way round',
  properties: [],
  start: (accounts) => ({
    key: (node) => -dominantShare(accounts, node, accounts.weight[node]),
  }),
};
