import { describe, expect, it } from 'vitest';
import { StepSeries } from './step-series.ts';

const SECOND = 1_000_000;

describe('StepSeries', () => {
  it('starts at zero and remembers values apart', () => {
    const series = new StepSeries(2);
    expect([series.value(0), series.value(1)]).toEqual([0, 0]);
    series.set(0, SECOND, 3);
    series.add(0, 2 * SECOND, 4);
    expect([series.value(0), series.value(1)]).toEqual([7, 0]);
    expect(series.integral(0, 4 * SECOND)).toBe(3 * SECOND + 14 * SECOND);
    expect(series.integral(1, 4 * SECOND)).toBe(0);
  });

  it('averages whole buckets and the part of the last', () => {
    const series = new StepSeries(1);
    series.set(0, 0.5 * SECOND, 2);
    series.set(0, 2 * SECOND, 6);
    expect([...series.averages(0, 2.25 * SECOND)]).toEqual([1, 2, 6]);
    expect(series.bucketUs).toBe(SECOND);
  });

  it('has no buckets before time has passed', () => {
    expect(new StepSeries(1).averages(0, 0)).toHaveLength(0);
  });

  it('doubles its buckets when time outgrows them, not before', () => {
    const series = new StepSeries(1);
    series.set(0, 0, 1);
    series.set(0, 512 * SECOND, 1);
    expect(series.bucketUs).toBe(SECOND);
    expect(series.averages(0, 512 * SECOND)).toHaveLength(512);
    series.set(0, 512 * SECOND + 1, 1);
    expect(series.bucketUs).toBe(2 * SECOND);
    const averages = series.averages(0, 513 * SECOND);
    expect(averages).toHaveLength(257);
    expect([...new Set(averages)]).toEqual([1]);
  });

  it('takes many changes at one time as the last', () => {
    const series = new StepSeries(1);
    for (const value of [5, 9, 1]) series.set(0, SECOND, value);
    expect(series.integral(0, 3 * SECOND)).toBe(2 * SECOND);
  });
});
