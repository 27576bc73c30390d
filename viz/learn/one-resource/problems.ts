import type { PoolFields } from '../pool-problem.ts';

/** Two users with tasks of one CPU; A's take more and more memory. */
export function swelling(memoryOfA: number): PoolFields {
  return {
    capacity: { cpus: 12, mem: 24 },
    users: [
      { name: 'A', demand: [1, memoryOfA] },
      { name: 'B', demand: [1, 1] },
    ],
  };
}

/** What B could run on its own half: six CPUs hold it back, whatever A does. */
export const B_ON_ITS_HALF = 6;

/**
 * The cluster of the DRF paper's section 7.2: 48 nodes with 8 CPUs and 6 GB to give out, four
 * users with small tasks and four with large ones.
 */
export function slotted(slotsPerNode: number): PoolFields {
  const small = { demand: [1, 0.5] };
  const large = { demand: [2, 2] };
  return {
    capacity: { cpus: 8, mem: 6 },
    nodes: 48,
    divisible: false,
    slotsPerNode,
    users: [
      ...['S1', 'S2', 'S3', 'S4'].map((name) => ({ name, ...small })),
      ...['L1', 'L2', 'L3', 'L4'].map((name) => ({ name, ...large })),
    ],
  };
}
