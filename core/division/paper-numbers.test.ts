import { describe, expect, it } from 'vitest';

import {
  exact,
  nodesProblem,
  policyCalled,
  poolProblem,
  scheduleUnder,
  tasksUnder,
} from '../../test/support/division-problems.ts';
import { outcomeOf } from './outcome.ts';
import { Rational } from './rational.ts';
import { withDemand, withMore, withoutUser } from './search/variations.ts';

/** 9 CPUs, 18 GB; A <1 CPU, 4 GB>, B <3 CPUs, 1 GB> (Ghodsi et al., NSDI 2011, section 4.1). */
const RUNNING = poolProblem(
  [9, 18],
  [
    [1, 4],
    [3, 1],
  ],
);
const WHOLE = { ...RUNNING, divisible: false };

describe('the running example', () => {
  it.each([
    ['drf', '3 2', ['2/3', '2/3'], 1],
    ['asset', '63/25 54/25', ['14/25', '18/25'], 0.98462],
    ['ceei', '45/11 18/11', ['10/11', '6/11'], 0.94118],
  ])('under %s', (name, tasks, shares, jain) => {
    expect(tasksUnder(name, RUNNING)).toBe(tasks);
    const outcome = outcomeOf(policyCalled(name), RUNNING);
    expect(outcome.users.map(({ dominantShare }) => dominantShare.toString())).toEqual(shares);
    expect(outcome.jain.toNumber()).toBeCloseTo(jain, 5);
    expect(outcome.users.map(({ dominantResource }) => dominantResource)).toEqual([1, 0]);
  });

  it('gives everyone more than an equal part of the cluster', () => {
    const ratios = (name: string): number[] => {
      const { tasks } = policyCalled(name).divide(RUNNING);
      const half = policyCalled('static').divide(RUNNING).tasks;
      return tasks.map((x, user) => x.dividedBy(half[user]).toNumber());
    };
    expect(tasksUnder('static', RUNNING)).toBe('9/4 3/2');
    expect(ratios('drf').map((x) => x.toFixed(3))).toEqual(['1.333', '1.333']);
    expect(ratios('asset').map((x) => x.toFixed(3))).toEqual(['1.120', '1.440']);
    expect(ratios('ceei').map((x) => x.toFixed(3))).toEqual(['1.818', '1.091']);
  });

  it('runs through Table 1 in whole tasks', () => {
    expect(scheduleUnder('drf', { ...WHOLE, rank: [1, 0] })).toBe('B A A B A');
    expect(scheduleUnder('drf', WHOLE)).toBe('A B A B A');
    const { users, utilization } = outcomeOf(policyCalled('drf'), WHOLE);
    expect(users.map(({ shares }) => shares.map(String))).toEqual([
      ['1/3', '2/3'],
      ['2/3', '1/9'],
    ]);
    expect(utilization.map(String)).toEqual(['1', '7/9']);
  });

  it('with weights 2 and 1', () => {
    const weights = { weights: [2, 1] };
    const demands = [
      [1, 4],
      [3, 1],
    ];
    const weighted = poolProblem([9, 18], demands, weights);
    expect(tasksUnder('drf', weighted)).toBe('54/13 18/13');
    expect(tasksUnder('wdrf', weighted)).toBe('54/13 18/13');
    expect(tasksUnder('wdrf', { ...weighted, divisible: false })).toBe('4 1');
  });

  it('takes weights by resource', () => {
    // A counts its memory half: 4/18 per task becomes 1/9, equal to its CPU; B is as before.
    const problem = poolProblem(
      [9, 18],
      [
        [1, 4],
        [3, 1],
      ],
      {
        weights: [
          [1, 2],
          [1, 1],
        ],
      },
    );
    expect(tasksUnder('wdrf', problem)).toBe('54/13 18/13');
    expect(tasksUnder('drf', problem)).toContain('weights by resource for A; wanted wdrf');
  });
});

describe('counter-examples of the paper', () => {
  const first = poolProblem(
    [30, 30],
    [
      [1, 3],
      [1, 1],
    ],
  );
  it('theorem 1: asset fairness violates the sharing incentive', () => {
    expect(tasksUnder('asset', first)).toBe('6 12');
    expect(tasksUnder('drf', first)).toBe('5 15');
    expect(outcomeOf(policyCalled('asset'), first).properties.sharingIncentive).toBe(false);
    expect(outcomeOf(policyCalled('drf'), first).properties.sharingIncentive).toBe(true);
  });

  it('the same with the numbers of the slides', () => {
    const problem = poolProblem(
      [70, 70],
      [
        [2, 2],
        [1, 2],
      ],
    );
    expect(tasksUnder('asset', problem)).toBe('15 20');
    const { users, properties } = outcomeOf(policyCalled('asset'), problem);
    expect(users[0].dominantShare.toNumber()).toBeCloseTo(0.429, 3);
    expect(properties.sharingIncentive).toBe(false);
  });

  it('theorem 2: asset fairness violates bottleneck fairness', () => {
    const problem = poolProblem(
      [21, 21],
      [
        [3, 2],
        [4, 1],
      ],
    );
    expect(tasksUnder('asset', problem)).toBe('3 3');
    expect(tasksUnder('drf', problem)).toBe('7/2 21/8');
  });

  it('theorem 3: asset fairness violates resource monotonicity', () => {
    const problem = poolProblem(
      [77, 77],
      [
        [4, 2],
        [1, 1],
      ],
    );
    expect(tasksUnder('asset', problem)).toBe('11 33');
    expect(tasksUnder('asset', withMore(problem, 1, Rational.of(2)))).toBe('21/2 35');
  });

  it('theorem 4: CEEI rewards a lie', () => {
    const problem = poolProblem(
      [100, 100],
      [
        [16, 1],
        [1, 2],
      ],
    );
    expect(tasksUnder('ceei', problem)).toBe('100/31 1500/31');
    expect(tasksUnder('ceei', withDemand(problem, 0, exact([16, 8])))).toBe('25/6 100/3');
  });

  it('theorem 5: under CEEI a user may lose when another leaves', () => {
    const problem = poolProblem(
      [100, 100],
      [
        [4, 1],
        [1, 16],
        [16, 1],
      ],
    );
    const { tasks } = policyCalled('ceei').divide(problem);
    expect(tasks.map((x) => x.toNumber().toFixed(3))).toEqual(['11.283', '5.351', '3.095']);
    expect(tasksUnder('ceei', withoutUser(problem, 2))).toBe('500/21 100/21');
  });

  it('theorem 6: DRF is not resource monotonic', () => {
    const problem = poolProblem(
      [1, 1],
      [
        [2, 1],
        [1, 2],
      ],
    );
    expect(tasksUnder('drf', problem)).toBe('1/3 1/3');
    expect(tasksUnder('drf', withMore(problem, 1, Rational.of(4)))).toBe('1/4 1/2');
    expect(tasksUnder('drf', RUNNING)).toBe('3 2');
    expect(tasksUnder('drf', withMore(RUNNING, 1, Rational.of(2)))).toBe('9/2 3/2');
  });

  it('over-claiming hurts under DRF', () => {
    const demands = [[1, 0], ...Array.from({ length: 9 }, () => [0, 1])];
    const problem = poolProblem([1, 1], demands);
    expect(tasksUnder('drf', problem)).toBe(`1${' 1/9'.repeat(9)}`);
    const lie = withDemand(problem, 0, exact([1, 1]));
    expect(tasksUnder('drf', lie)).toBe(Array(10).fill('1/10').join(' '));
  });
});

describe('the Mesos prototype', () => {
  const nodes = (first: number[], second: number[], divisible: boolean): string =>
    tasksUnder('drf', nodesProblem([[48, [4, 14]]], [first, second], { divisible }));

  it.each([
    [[1, 10], [1, 1], '448/9 1280/9', '48 144'],
    [[2, 4], [1, 3], '48 96', '48 96'],
    [[1, 7], [1, 4], '48 84', '38 68'],
  ])('of section 7.1, tasks %j and %j', (first, second, divisible, whole) => {
    expect(nodes(first, second, true)).toBe(divisible);
    expect(nodes(first, second, false)).toBe(whole);
  });

  it('by how nodes are chosen', () => {
    const demands = [
      [1, 10],
      [1, 1],
    ];
    const by = (placement: 'best-fit' | 'worst-fit'): string =>
      tasksUnder('drf', nodesProblem([[48, [4, 14]]], demands, { divisible: false, placement }));
    expect(by('best-fit')).toBe('48 144');
    expect(by('worst-fit')).toBe('37 155');
  });

  const small = Array.from({ length: 4 }, () => [1, 0.5]);
  const large = Array.from({ length: 4 }, () => [2, 2]);
  const section72 = nodesProblem([[48, [8, 6]]], [...small, ...large]);

  it('of section 7.2 by DRF', () => {
    const outcome = outcomeOf(policyCalled('drf'), section72);
    const { users, utilization } = outcome;
    expect(users[0].dominantShare.toString()).toBe('1/7');
    expect(users.map(({ tasks }) => tasks.toNumber().toFixed(2)).slice(3, 5)).toEqual([
      '54.86',
      '20.57',
    ]);
    expect(utilization[0].toString()).toBe('1');
    expect(utilization[1].toNumber()).toBeCloseTo(0.952, 3);
  });

  it('of section 7.2 by DRF in whole tasks, first fit', () => {
    const { users, utilization } = outcomeOf(policyCalled('drf'), {
      ...section72,
      divisible: false,
    });
    expect(users.map(({ tasks }) => tasks.toNumber())).toEqual([51, 51, 51, 51, 20, 20, 19, 19]);
    expect(utilization[0].toNumber()).toBe(0.9375);
    expect(utilization[1].toNumber()).toBeCloseTo(0.896, 3);
  });

  it.each([
    [3, 0.5625, 0.625, true],
    [4, 0.75, 5 / 6, true],
    [5, 0.9375, 25 / 24, false],
    [6, 1.125, 1.25, false],
  ])('of section 7.2 by %i slots a node', (slotsPerNode, cpus, mem, fits) => {
    for (const divisible of [true, false]) {
      const outcome = outcomeOf(policyCalled('slots'), { ...section72, slotsPerNode, divisible });
      expect(outcome.utilization.map((part) => part.toNumber())).toEqual([cpus, mem]);
      // Few slots leave room, many are more than there is.
      expect(outcome.properties.paretoEfficient).toBe(false);
      expect(outcome.utilization.every((part) => part.compare(Rational.ONE) <= 0)).toBe(fits);
    }
  });
});

describe('the line network', () => {
  it('shows where CEEI and DRF part', () => {
    const demands = [
      [1, 0],
      [1, 1],
      [0, 1],
    ];
    expect(tasksUnder('ceei', poolProblem([10, 10], demands))).toBe('20/3 10/3 20/3');
    expect(tasksUnder('drf', poolProblem([10, 10], demands))).toBe('5 5 5');
  });
});
