import type { PoolFields } from '../pool-problem.ts';

/** A division problem of the DRF paper, for the table of promises. */
export interface Instance {
  readonly name: string;
  readonly label: string;
  readonly fields: PoolFields;
}

export const INSTANCES: readonly Instance[] = [
  {
    name: 'running',
    label: 'Lesson 1’s cluster',
    fields: {
      capacity: { cpus: 9, mem: 18 },
      users: [
        { name: 'A', demand: [1, 4] },
        { name: 'B', demand: [3, 1] },
      ],
    },
  },
  {
    name: 'theorem-1',
    label: '30 CPUs, 30 GB',
    fields: {
      capacity: { cpus: 30, mem: 30 },
      users: [
        { name: 'A', demand: [1, 3] },
        { name: 'B', demand: [1, 1] },
      ],
    },
  },
];

/** The paper's Table 2: which policy keeps which promise, for every problem. */
export const TABLE_2: readonly (readonly [string, ...boolean[]])[] = [
  ['Sharing incentive', false, true, true],
  ['Strategy-proofness', true, false, true],
  ['Envy-freeness', true, true, true],
  ['Pareto efficiency', true, true, true],
  ['Single-resource fairness', true, true, true],
  ['Bottleneck fairness', false, true, true],
  ['Population monotonicity', true, false, true],
  ['Resource monotonicity', false, false, false],
];
