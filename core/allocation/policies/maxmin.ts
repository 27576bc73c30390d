import type { Policy } from '../policy.ts';

/**
 * Max-min fairness of a single resource, blind to all others: what the Hadoop Fair Scheduler
 * does with memory (`FairSharePolicy`). A framework that needs little of that resource can
 * take all of another.
 * @param resource name of the resource that is shared fairly
 */
export function maxmin(resource: string): Policy {
  return {
    name: `maxmin:${resource}`,
    summary: `max-min fairness of ${resource} alone, as Hadoop's fair scheduler`,
    source: 'Hadoop FairSharePolicy; Ghodsi et al., NSDI 2011, section 7.2',
    properties: ['strategy-proofness', 'single-resource fairness', 'population monotonicity'],
    start: (accounts) => {
      const id = accounts.resourceNames.indexOf(resource);
      if (id < 0) {
        throw new Error(
          `policy maxmin:${resource}: the cluster has no ${resource}, it has ${accounts.resourceNames.join(', ')}`,
        );
      }
      return {
        key(node) {
          const total = accounts.total[id];
          const held = accounts.allocated[node * accounts.resources + id];
          // Rounded once: equal shares are equal numbers under any whole weights.
          return total > 0 ? held / (total * accounts.weight[node]) : 0;
        },
      };
    },
  };
}
