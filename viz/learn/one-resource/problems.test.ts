import { describe, expect, it } from 'vitest';

import { decimalText, percentText } from '../fractions.ts';
import { divideBy, poolProblem } from '../pool-problem.ts';
import { B_ON_ITS_HALF, slotted, swelling } from './problems.ts';

describe('lesson 2, sharing CPUs alone', () => {
  const tasks = (policy: string, memory: number): string[] =>
    divideBy(policy, poolProblem(swelling(memory))).users.map((user) => decimalText(user.tasks));

  it.each([
    [1, ['6', '6'], ['6', '6']],
    [4, ['4.8', '4.8'], ['4', '8']],
    [8, ['2.67', '2.67'], ['2', '8']],
  ])('with %i GB a task', (memory, byCpus, byDrf) => {
    expect(tasks('maxmin:cpus', memory)).toEqual(byCpus);
    expect(tasks('drf', memory)).toEqual(byDrf);
  });

  it('never takes B below its half under DRF', () => {
    for (let memory = 1; memory <= 8; memory++) {
      const [, b] = divideBy('drf', poolProblem(swelling(memory))).users;
      expect(b.tasks.toNumber()).toBeGreaterThanOrEqual(B_ON_ITS_HALF);
    }
  });
});

describe('lesson 2, slots', () => {
  it.each([
    [3, '56.3 %', '62.5 %'],
    [4, '75 %', '83.3 %'],
    [5, '93.8 %', '104.2 %'],
    [6, '112.5 %', '125 %'],
  ])('%i a node ask for the published parts of the cluster', (slots, cpus, mem) => {
    const { utilization } = divideBy('slots', poolProblem(slotted(slots)));
    expect(utilization.map(percentText)).toEqual([cpus, mem]);
  });

  it('and DRF in whole tasks fills 93.75 % and 89.6 %', () => {
    const outcome = divideBy('drf', poolProblem(slotted(1)));
    expect(outcome.users.map(({ tasks }) => tasks.toNumber())).toEqual([
      51, 51, 51, 51, 20, 20, 19, 19,
    ]);
    expect(outcome.utilization.map(percentText)).toEqual(['93.8 %', '89.6 %']);
  });
});
