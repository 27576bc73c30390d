import type { Policy } from '../policy.ts';
import { drf } from './drf.ts';

/**
 * Weighted DRF with a weight per resource: `s_i = max_j u_ij / w_ij`, where u_ij is the part of
 * resource j that i holds (Ghodsi et al., NSDI 2011, section 4.3). With equal weights over the
 * resources it is {@link drf} with a scalar weight; with all weights 1 it is plain DRF.
 */
export const wdrf: Policy = {
  name: 'wdrf',
  summary: 'DRF with a weight per framework and resource',
  source: 'Ghodsi et al., NSDI 2011, section 4.3',
  properties: drf.properties,
  start: (accounts) => ({
    key(node) {
      const { allocated, total, resources, weightByResource } = accounts;
      const base = node * resources;
      let share = 0;
      for (let r = 0; r < resources; r++) {
        if (total[r] > 0) {
          // Rounded once: equal shares are equal numbers under any whole weights.
          const part = allocated[base + r] / (total[r] * weightByResource[base + r]);
          if (part > share) share = part;
        }
      }
      return share;
    },
  }),
};
