import { describe, expect, it } from 'vitest';
import { UsageMetrics } from './usage.ts';

const SECOND = 1_000_000;
/** 10 cpus, 20 of memory, none of the third. */
const CAPACITY = [10, 20, 0];

describe('UsageMetrics', () => {
  it('averages dominant shares and utilisation over the time asked for', () => {
    const usage = new UsageMetrics(CAPACITY, [1, 1]);
    usage.use(0, [2, 1, 0], 1, 0);
    usage.use(1, [1, 10, 0], 1, 2 * SECOND);
    usage.use(0, [2, 1, 0], -1, 4 * SECOND);
    // Framework 0: 2/10 over four seconds; framework 1: 10/20 from second 2 on.
    expect(usage.meanDominantShare(0, 8 * SECOND, 8 * SECOND)).toBeCloseTo(0.1, 12);
    expect(usage.meanDominantShare(1, 8 * SECOND, 8 * SECOND)).toBeCloseTo(0.375, 12);
    expect(usage.utilization(8 * SECOND, 8 * SECOND)).toEqual([14 / 80, 64 / 160, 0]);
    const [cpus, memory, none] = usage.utilizations(8 * SECOND);
    expect([...cpus]).toEqual([0.2, 0.2, 0.3, 0.3, 0.1, 0.1, 0.1, 0.1]);
    expect(memory[2]).toBeCloseTo(0.55, 12);
    expect([...new Set(none)]).toEqual([0]);
    expect([...usage.dominantShares(8 * SECOND)[1]]).toEqual([0, 0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  it('counts what is locked in offers', () => {
    const usage = new UsageMetrics(CAPACITY, [1]);
    usage.offered([10, 0, 0], 1, SECOND);
    usage.offered([5, 20, 0], 1, SECOND);
    usage.offered([10, 0, 0], -1, 3 * SECOND);
    expect(usage.offeredIdle(4 * SECOND, 4 * SECOND)).toEqual([35 / 40, 60 / 80, 0]);
    expect(usage.utilization(4 * SECOND, 4 * SECOND)).toEqual([0, 0, 0]);
  });

  it("averages Jain's index over the time in which two frameworks want more", () => {
    const usage = new UsageMetrics(CAPACITY, [1, 1]);
    expect(usage.jain(0)).toBeNaN();
    usage.use(0, [2, 0, 0], 1, 0);
    usage.setBacklogged(0, true);
    usage.sampleFairness(SECOND);
    expect(usage.jain(2 * SECOND)).toBeNaN();
    usage.setBacklogged(1, true);
    usage.setBacklogged(1, true);
    usage.sampleFairness(2 * SECOND);
    usage.use(1, [2, 0, 0], 1, 2 * SECOND);
    usage.sampleFairness(3 * SECOND);
    usage.setBacklogged(0, false);
    usage.sampleFairness(6 * SECOND);
    // 1/2 for a second, 1 for three, then undefined again.
    expect(usage.jain(10 * SECOND)).toBeCloseTo((0.5 + 3) / 4, 12);
    const jains = [...usage.jains(10 * SECOND)];
    expect(jains.slice(0, 7)).toEqual([Number.NaN, Number.NaN, 0.5, 1, 1, 1, Number.NaN]);
  });

  it('divides shares by weights in the index', () => {
    const usage = new UsageMetrics(CAPACITY, [2, 1]);
    usage.use(0, [4, 0, 0], 1, 0);
    usage.use(1, [2, 0, 0], 1, 0);
    usage.setBacklogged(0, true);
    usage.setBacklogged(1, true);
    usage.sampleFairness(0);
    expect(usage.jain(SECOND)).toBeCloseTo(1, 12);
  });

  it('averages the jobs in the system', () => {
    const usage = new UsageMetrics(CAPACITY, [1]);
    usage.setJobsInSystem(4, 0.5 * SECOND);
    usage.setJobsInSystem(1, SECOND);
    expect([...usage.jobsInSystem(2 * SECOND)]).toEqual([2, 1]);
    expect(usage.bucketUs).toBe(SECOND);
  });

  it('follows roles, and who waits without its guaranteed part, where they are given', () => {
    const guarantee = Float64Array.of(0.5, 0.5);
    const usage = new UsageMetrics(CAPACITY, [1, 1], { count: 2, above: [[0], [0, 1]], guarantee });
    usage.use(0, [2, 2, 0], 1, 0);
    usage.use(1, [1, 6, 0], 1, 0);
    usage.setBacklogged(0, true);
    usage.setBacklogged(1, true);
    // With a task more the first would have 4/10, the second 12/20: a half, in whole tasks.
    usage.sampleFairness(0);
    usage.use(1, [1, 6, 0], -1, SECOND);
    usage.setBacklogged(0, false);
    usage.setBacklogged(1, false);
    usage.sampleFairness(SECOND);
    expect(usage.roleShares(2 * SECOND).map((shares) => [...shares])).toEqual([
      [0.4, 0.2],
      [0.3, 0],
    ]);
    expect([...usage.guaranteesHeld(2 * SECOND)]).toEqual([0.5, Number.NaN]);
    expect(new UsageMetrics(CAPACITY, [1]).roleShares(SECOND)).toEqual([]);
  });
});
