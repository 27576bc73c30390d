import { describe, expect, it } from 'vitest';

import {
  nodesProblem,
  policyCalled,
  poolProblem,
  tasksUnder,
} from '../../../test/support/division-problems.ts';
import { outcomeOf } from '../outcome.ts';

/** The first figure of DRFH: a server of memory and one of CPUs. */
const TWO_SERVERS = nodesProblem(
  [
    [1, [2, 12]],
    [1, [12, 2]],
  ],
  [
    [0.2, 1],
    [1, 0.2],
  ],
);

describe('DRFH', () => {
  it('gives 10 and 10 where DRF on each server gives 6 and 6', () => {
    expect(tasksUnder('drfh', TWO_SERVERS)).toBe('10 10');
    expect(tasksUnder('drfh', { ...TWO_SERVERS, divisible: false })).toBe('10 10');
    const each = TWO_SERVERS.nodes.map((node) =>
      policyCalled('drf').divide({ ...TWO_SERVERS, nodes: [node] }),
    );
    expect(each.map(({ tasks }) => tasks.map(String))).toEqual([
      ['5', '1'],
      ['1', '5'],
    ]);
  });

  it('places first fit worse than by shape', () => {
    expect(tasksUnder('drf', { ...TWO_SERVERS, divisible: false })).not.toBe('10 10');
  });
});

describe.each(['drfh', 'tsf', 'ps-dsf'])('%s', (name) => {
  it('is DRF on one pool', () => {
    const demands = [
      [1, 4],
      [3, 1],
    ];
    const { tasks } = policyCalled(name).divide(poolProblem([9, 18], demands));
    expect(tasks[0].toNumber()).toBeCloseTo(3, 10);
    expect(tasks[1].toNumber()).toBeCloseTo(2, 10);
  });

  it('is Pareto efficient on two servers', () => {
    const { properties } = outcomeOf(policyCalled(name), TWO_SERVERS);
    expect(properties).toEqual({ sharingIncentive: true, envyFree: true, paretoEfficient: true });
  });

  it('goes on with those who find room where others may not go', () => {
    // A and B share the first node; only B may use the second.
    const problem = nodesProblem(
      [
        [1, [6]],
        [1, [9]],
      ],
      [[1], [1]],
      { eligible: [[0], null] },
    );
    const { tasks } = policyCalled(name).divide(problem);
    expect(tasks.map((x) => x.toNumber().toFixed(9))).toEqual(['6.000000000', '9.000000000']);
  });
});

describe('Choosy', () => {
  const nodes = [
    [1, [6]],
    [1, [6]],
  ] as const;
  const users = [[1], [1], [1]];

  it.each([
    ['all may use all', [null, null, null], '4 4 4'],
    ['two share a node', [[0], [0], [1]], '3 3 6'],
    ['one is bound, the others make way', [[0], null, null], '4 4 4'],
  ])('when %s', (_, eligible, tasks) => {
    const problem = nodesProblem(nodes, users, { eligible });
    expect(tasksUnder('choosy', problem)).toBe(tasks);
    expect(outcomeOf(policyCalled('choosy'), problem).properties.paretoEfficient).toBe(true);
  });

  it('knows one resource', () => {
    expect(tasksUnder('choosy', TWO_SERVERS)).toContain('found cpus, mem; wanted drfh or tsf');
  });
});

describe('policies that see one pool', () => {
  it('say so where users may use some nodes only', () => {
    const problem = nodesProblem(
      [
        [1, [6]],
        [1, [9]],
      ],
      [[1], [1]],
      { eligible: [[0], null] },
    );
    for (const name of ['drf', 'asset', 'ceei', 'bmf', 'fifo', 'static', 'maxmin:cpus', 'hdrf']) {
      expect(tasksUnder(name, problem)).toContain('found that A may use only some nodes');
    }
    // Whole tasks are placed one by one, first fit: B takes half of the node that A may use.
    expect(tasksUnder('drf', { ...problem, divisible: false })).toBe('3 12');
  });
});
