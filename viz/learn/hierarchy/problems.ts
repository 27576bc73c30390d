import type { PoolFields } from '../pool-problem.ts';

/** Lesson 1's cluster with a weight for A. */
export function weighted(weightOfA: number): PoolFields {
  return {
    capacity: { cpus: 9, mem: 18 },
    users: [
      { name: 'A', demand: [1, 4], weight: weightOfA },
      { name: 'B', demand: [3, 1] },
    ],
  };
}

/** Twelve CPUs; one user in ads, two in eng. */
export const levels: PoolFields = {
  capacity: { cpus: 12 },
  users: [
    { name: 'ads', demand: [1], role: 'ads' },
    { name: 'eng/dev', demand: [1], role: 'eng' },
    { name: 'eng/ops', demand: [1], role: 'eng' },
  ],
};
