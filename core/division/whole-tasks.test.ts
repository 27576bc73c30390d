import { describe, expect, it } from 'vitest';

import {
  nodesProblem,
  policyCalled,
  poolProblem,
  scheduleUnder,
  tasksUnder,
} from '../../test/support/division-problems.ts';
import { outcomeOf } from './outcome.ts';

/**
 * DRF for whole tasks as Algorithm 1 reads, in plain integers: shares over a common denominator,
 * nothing shared with the code under test.
 */
function referenceSchedule(
  capacity: readonly number[],
  demands: readonly (readonly number[])[],
  stopAtBlocked: boolean,
): string {
  const common = capacity.reduce((product, amount) => product * amount, 1);
  const free = [...capacity];
  const held = demands.map(() => capacity.map(() => 0));
  const out = new Set<number>();
  const schedule: string[] = [];
  while (out.size < demands.length) {
    const shares = held.map((amounts) =>
      Math.max(...amounts.map((amount, r) => amount * (common / capacity[r]))),
    );
    const candidates = demands.flatMap((_, user) => (out.has(user) ? [] : [user]));
    const least = Math.min(...candidates.map((user) => shares[user]));
    const user = candidates.find((one) => shares[one] === least) ?? 0;
    if (demands[user].some((need, r) => need > free[r])) {
      if (stopAtBlocked) break;
      out.add(user);
      continue;
    }
    demands[user].forEach((need, r) => {
      free[r] -= need;
      held[user][r] += need;
    });
    schedule.push(String.fromCharCode(65 + user));
  }
  return schedule.join(' ');
}

/** Every demand vector over two resources with amounts 0 to `most`, not all zero. */
function demandsUpTo(most: number): number[][] {
  const all: number[][] = [];
  for (let a = 0; a <= most; a++) for (let b = 0; b <= most; b++) if (a + b > 0) all.push([a, b]);
  return all;
}

describe('whole tasks by DRF', () => {
  it('agree with Algorithm 1 in integers for all small problems', () => {
    const differing: string[] = [];
    let compared = 0;
    const check = (capacity: number[], demands: number[][]): void => {
      for (const stop of ['skip', 'lowest-blocked'] as const) {
        const problem = poolProblem(capacity, demands, { divisible: false, stop });
        const found = scheduleUnder('drf', problem);
        const wanted = referenceSchedule(capacity, demands, stop === 'lowest-blocked');
        compared++;
        if (found !== wanted)
          differing.push(`${capacity.join()} ${JSON.stringify(demands)} ${stop}`);
      }
    };
    const shapes = demandsUpTo(2);
    for (const capacity of [
      [4, 4],
      [3, 4],
      [4, 2],
    ]) {
      for (const a of shapes) {
        check(capacity, [a]);
        for (const b of shapes) {
          check(capacity, [a, b]);
          for (const c of shapes) check(capacity, [a, b, c]);
        }
      }
    }
    expect(differing).toEqual([]);
    expect(compared).toBe(3 * 2 * (8 + 64 + 512));
  });

  it('end early by the stop rule where the skip rule goes on', () => {
    // C comes to be least last and fits to the end; A and B are blocked before.
    const problem = poolProblem(
      [10, 10],
      [
        [1, 4],
        [4, 1],
        [1, 1],
      ],
      { divisible: false },
    );
    expect(tasksUnder('drf', { ...problem, stop: 'lowest-blocked' })).toBe('1 1 4');
    expect(tasksUnder('drf', problem)).toBe('1 1 5');
  });

  it('serve nobody beyond what it wants', () => {
    const problem = poolProblem([10], [[1], [1]], { divisible: false, maxTasks: [2, null] });
    expect(scheduleUnder('drf', problem)).toBe('A B A B B B B B B B');
    expect(tasksUnder('drf', { ...problem, stop: 'lowest-blocked' })).toBe('2 8');
    expect(tasksUnder('drf', poolProblem([1], [[1]], { divisible: false, maxTasks: [0] }))).toBe(
      '0',
    );
  });

  it('break ties in the order stated', () => {
    const problem = poolProblem([3], [[1], [1], [1]], { divisible: false, tieBreak: 'CA' });
    expect(scheduleUnder('drf', problem)).toBe('C A B');
  });
});

describe('other policies in whole tasks', () => {
  it.each([
    ['asset', 'A B A B A'],
    ['maxmin:cpus', 'A B A A A'],
    ['maxmin:mem', 'A B B A A'],
    ['fifo', 'A A A A B'],
    ['static', 'A B A'],
  ])('%s on the running example', (name, schedule) => {
    const demands = [
      [1, 4],
      [3, 1],
    ];
    expect(scheduleUnder(name, poolProblem([9, 18], demands, { divisible: false }))).toBe(schedule);
  });

  it('fifo is blocked by the first user under the stop rule', () => {
    const demands = [[3], [1]];
    for (const divisible of [true, false]) {
      const problem = poolProblem([10], demands, { divisible, maxTasks: [2, null] });
      expect(tasksUnder('fifo', problem)).toBe('2 4');
      expect(tasksUnder('fifo', { ...problem, stop: 'lowest-blocked' })).toBe('2 4');
    }
    const endless = poolProblem(
      [10, 5],
      [
        [3, 1],
        [1, 0],
      ],
      { divisible: false },
    );
    expect(tasksUnder('fifo', endless)).toBe('3 1');
    expect(tasksUnder('fifo', { ...endless, stop: 'lowest-blocked' })).toBe('3 0');
    const fluid = poolProblem(
      [10, 2],
      [
        [3, 1],
        [1, 0],
      ],
    );
    expect(tasksUnder('fifo', fluid)).toBe('2 4');
    expect(tasksUnder('fifo', { ...fluid, stop: 'lowest-blocked' })).toBe('2 0');
  });

  it('static gives out whole nodes by weight, to those who may use them', () => {
    const nodes = [[5, [4, 4]]] as const;
    const demands = [
      [1, 1],
      [2, 1],
    ];
    const problem = nodesProblem(nodes, demands, { divisible: false, weights: [3, 2] });
    expect(tasksUnder('static', problem)).toBe('12 4');
    const single = nodesProblem([[1, [4]]], [[1], [1]], { divisible: false, weights: [1, 2] });
    expect(tasksUnder('static', single)).toBe('0 4');
    const bound = nodesProblem(
      [
        [1, [4]],
        [2, [4]],
      ],
      [[1], [1]],
      {
        divisible: false,
        eligible: [[0], null],
      },
    );
    expect(tasksUnder('static', bound)).toBe('4 8');
  });

  it('slots need the number of slots', () => {
    const problem = poolProblem([10], [[1]], { divisible: false });
    expect(tasksUnder('slots', problem)).toContain('found no slotsPerNode');
  });

  it('ceei and bmf want divisible tasks', () => {
    const problem = poolProblem([10], [[1]], { divisible: false });
    for (const name of ['ceei', 'bmf', 'ps-dsf']) {
      expect(tasksUnder(name, problem)).toContain('wanted divisible: true');
    }
  });
});

describe.each([true, false])('weights, divisible %s', (divisible) => {
  it.each(['drf', 'wdrf', 'asset', 'maxmin:cpus', 'hdrf', 'drfh', 'tsf', 'choosy', 'static'])(
    'divide one resource in proportion under %s',
    (name) => {
      const problem = poolProblem([9], [[1], [1]], { weights: [2, 1], divisible });
      expect(tasksUnder(name, problem)).toBe('6 3');
    },
  );

  it('divide slots in proportion', () => {
    const problem = poolProblem([90], [[1], [1]], { weights: [2, 1], divisible, slotsPerNode: 9 });
    expect(tasksUnder('slots', problem)).toBe('6 3');
  });
});

describe('properties of whole tasks', () => {
  it('count whole tasks', () => {
    const problem = poolProblem([3], [[1], [1]], { divisible: false });
    const { properties } = outcomeOf(policyCalled('drf'), problem);
    // 1.5 of 3 hold one whole task each; B would run two with what A has.
    expect(properties).toEqual({ sharingIncentive: true, envyFree: false, paretoEfficient: true });
  });

  it('see a node that is overfull while the cluster is not', () => {
    // Four tasks of two CPUs on a node of six; the other node's memory is just used up.
    const demands = [[2, 2]];
    const details = { divisible: false, slotsPerNode: 4 };
    const problem = nodesProblem(
      [
        [1, [6, 100]],
        [1, [10, 8]],
      ],
      demands,
      details,
    );
    const { properties, utilization } = outcomeOf(policyCalled('slots'), problem);
    expect(utilization.map(String)).toEqual(['1', '4/27']);
    expect(properties.paretoEfficient).toBe(false);
    const fitting = nodesProblem([[2, [8, 8]]], demands, details);
    expect(outcomeOf(policyCalled('slots'), fitting).properties.paretoEfficient).toBe(true);
  });

  it('count what somebody wants at most', () => {
    const problem = poolProblem([10], [[1], [1]], { divisible: false, maxTasks: [2, null] });
    const { properties } = outcomeOf(policyCalled('drf'), problem);
    expect(properties).toEqual({ sharingIncentive: true, envyFree: true, paretoEfficient: true });
  });

  it('see room that a division left', () => {
    const problem = poolProblem([10], [[3], [1]], { divisible: false, stop: 'lowest-blocked' });
    expect(outcomeOf(policyCalled('fifo'), problem).properties.paretoEfficient).toBe(false);
  });
});
