import { describe, expect, it } from 'vitest';
import { taskUs } from '../../traces/model/task-time.ts';
import type { Workload } from '../../traces/model/workload.ts';
import { workloadOf } from '../experiment/job-list.ts';
import { TaskDurations } from './task-durations.ts';

const TASKS = 20_000;

function workload(skewSigma: number, minTaskUs = 1): Workload {
  const plain = workloadOf({
    name: 'durations',
    frameworks: ['f'],
    demands: [new Map([['cpus', 1000]])],
    jobs: [
      { submitUs: 0, stages: [{ tasks: TASKS, taskUs: 10_000_000 }] },
      { submitUs: 1, stages: [{ tasks: 3, taskUs: 10_000_000 }] },
    ],
    skewSigma,
  });
  plain.stages.lastTaskUs[0] = 2_000_000;
  return { ...plain, durations: { skewSigma, minTaskUs } };
}

describe('TaskDurations', () => {
  it("is the workload's plain time without skew", () => {
    const plain = workload(0);
    const durations = new TaskDurations(plain, 'seed');
    for (const index of [0, 1, TASKS - 2, TASKS - 1]) {
      expect(durations.durationUs(0, index, 1)).toBe(taskUs(plain, 0, index, 1));
    }
    expect(durations.durationUs(0, 0, 1)).toBe(10_000_000);
    expect(durations.durationUs(0, TASKS - 1, 1)).toBe(2_000_000);
  });

  it('stretches', () => {
    const durations = new TaskDurations(workload(0), 'seed');
    expect(durations.durationUs(0, 0, 2.5)).toBe(25_000_000);
    expect(durations.durationUs(0, TASKS - 1, 4 / 3)).toBe(2_666_667);
  });

  it('never falls below the shortest task, whole microseconds always', () => {
    const durations = new TaskDurations(workload(1.5, 3_000_000), 'seed');
    let least = Infinity;
    for (let index = 0; index < TASKS; index++) {
      const us = durations.durationUs(0, index, 1);
      if (!Number.isInteger(us)) expect.fail(`task ${index} takes ${us} µs`);
      least = Math.min(least, us);
    }
    expect(least).toBe(3_000_000);
  });

  it('draws the same for a task in whatever order and however often it is asked', () => {
    const one = new TaskDurations(workload(0.5), 'seed');
    const other = new TaskDurations(workload(0.5), 'seed');
    const forwards = Array.from({ length: 200 }, (_, i) => one.durationUs(0, i, 1));
    for (let i = 199; i >= 0; i--) {
      other.durationUs(1, i % 3, 1);
      expect(other.durationUs(0, i, 1)).toBe(forwards[i]);
    }
  });

  it('draws otherwise for another seed and another stage', () => {
    const row = (seed: string, stage: number): string => {
      const durations = new TaskDurations(workload(0.5), seed);
      return [0, 1].map((index) => durations.durationUs(stage, index, 1)).join();
    };
    expect(new Set([row('seed', 0), row('seed', 1), row('other', 0)]).size).toBe(3);
  });

  it('has mean and spread of a lognormal factor of mean 1', () => {
    const sigma = 0.5;
    const durations = new TaskDurations(workload(sigma), 'seed');
    const factors = Array.from(
      { length: TASKS - 1 },
      (_, index) => durations.durationUs(0, index, 1) / 10_000_000,
    );
    const mean = factors.reduce((sum, x) => sum + x, 0) / factors.length;
    const logs = factors.map(Math.log);
    const middle = logs.reduce((sum, x) => sum + x, 0) / logs.length;
    const variance = logs.reduce((sum, x) => sum + (x - middle) ** 2, 0) / logs.length;
    // Standard error of the mean: sqrt(e^0.25 - 1) / sqrt(20,000) = 0.0038.
    expect(Math.abs(mean - 1)).toBeLessThan(0.012);
    expect(Math.abs(Math.sqrt(variance) / sigma - 1)).toBeLessThan(0.02);
    expect(Math.abs(middle + (sigma * sigma) / 2)).toBeLessThan(0.012);
  });
});
