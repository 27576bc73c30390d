import type { Placement } from '../../../core/division/problem.ts';
import { percentText } from '../fractions.ts';
import { divideBy, poolProblem } from '../pool-problem.ts';

/** Whole tasks on nodes: how many fit, and what each user holds of its resource. */
export interface Fragmentation {
  readonly tasks: readonly number[];
  readonly parts: readonly string[];
}

/**
 * The prototype of the DRF paper's section 7.1, first two minutes: 48 nodes with 4 CPUs and
 * 14 GB; tasks of 1 CPU and 10 GB beside tasks of 1 CPU and 1 GB.
 */
export function fragmentation(placement: Placement): Fragmentation {
  const problem = poolProblem({
    capacity: { cpus: 4, mem: 14 },
    nodes: 48,
    divisible: false,
    users: [
      { name: 'job 1', demand: [1, 10] },
      { name: 'job 2', demand: [1, 1] },
    ],
  });
  const { users } = divideBy('drf', { ...problem, placement });
  return {
    tasks: users.map(({ tasks }) => tasks.toNumber()),
    parts: users.map(({ dominantShare }) => percentText(dominantShare)),
  };
}
