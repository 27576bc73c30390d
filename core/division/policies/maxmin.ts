import { equalise, lacksOnePool } from '../equal-quantity.ts';
import type { DivisionPolicy } from '../policy.ts';

/**
 * Max-min fairness of one resource, as Hadoop's fair scheduler does it for memory: the amounts
 * of it are equal, whatever else the tasks take (Ghodsi et al., NSDI 2011, section 7.2).
 */
export function maxmin(resource: string): DivisionPolicy {
  return {
    name: `maxmin:${resource}`,
    summary: `equal amounts of ${resource} alone`,
    source: 'Hadoop FairSharePolicy; Ghodsi et al., NSDI 2011, section 7.2',
    lacks(problem) {
      const { resources, users } = problem;
      const r = resources.indexOf(resource);
      if (r < 0) return `found no resource ${resource}, wanted one of ${resources.join(', ')}`;
      const idle = users.find(({ demand }) => demand[r].isZero());
      if (idle !== undefined) {
        return `found that ${idle.name} demands no ${resource}, wanted a demand for it by every user`;
      }
      return lacksOnePool(problem);
    },
    divide(problem) {
      const r = problem.resources.indexOf(resource);
      return equalise(
        problem,
        problem.users.map(({ demand, weight }) => demand[r].dividedBy(weight[r])),
      );
    },
  };
}
