import type { Policy } from '../policy.ts';
import { maxmin } from './maxmin.ts';

/**
 * Constrained max-min fairness, online: what is free goes to the framework with the least of the
 * one resource (by weight) among those that may use the agent and do not refuse it (Ghodsi et
 * al., Choosy, EuroSys 2013). Which agents one may use it says by offer constraints, or by
 * declining.
 *
 * The one resource is the only one there is; of several, cpus, else the first.
 */
export const choosy: Policy = {
  name: 'choosy',
  summary: 'constrained max-min fairness of the one resource among those who may use the agent',
  source: 'Ghodsi et al., EuroSys 2013',
  properties: maxmin('cpus').properties,
  start(accounts, random, agents) {
    const { resourceNames } = accounts;
    const one = resourceNames.includes('cpus') ? 'cpus' : resourceNames[0];
    return maxmin(one).start(accounts, random, agents);
  },
};
