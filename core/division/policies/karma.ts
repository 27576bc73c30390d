import { equalise, lacksOnePool } from '../equal-quantity.ts';
import type { DivisionPolicy } from '../policy.ts';

/**
 * Karma in its first quantum, when all have equal credits: everyone gets up to its guaranteed
 * part, and what is left goes a slice at a time to whoever has most credits, which makes the
 * amounts equal as far as they are wanted: max-min fairness (Vuppalapati et al., OSDI 2023,
 * section 3). What credits are for shows over many quanta, in a simulation.
 */
export const karma: DivisionPolicy = {
  name: 'karma',
  summary: 'equal amounts of the one resource: the first of many quanta, all with equal credits',
  source: 'Vuppalapati et al., OSDI 2023, section 3',
  lacks(problem) {
    const { resources, users } = problem;
    if (resources.length > 1) {
      return `it divides one resource, found ${resources.join(', ')}; wanted drf`;
    }
    const user = users.find(({ weight }) => !weight[0].equals(users[0].weight[0]));
    if (user !== undefined) {
      return `it starts with equal credits, found another weight for ${user.name}; wanted choosy`;
    }
    return lacksOnePool(problem);
  },
  addsTo: ({ resources }) => resources.length === 1,
  divide: (problem) =>
    equalise(
      problem,
      problem.users.map(({ demand }) => demand[0]),
    ),
};
