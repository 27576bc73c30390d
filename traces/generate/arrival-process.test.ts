import { describe, expect, it } from 'vitest';
import { LcgStream } from '../../test/support/lcg-stream.ts';
import { type ArrivalProcess, drawSubmissions, meanGapUs } from './arrival-process.ts';
import { fitArrivals } from './fitted-arrivals.ts';
import { RATE_BY_HOUR, ShapedClock, dayOfPeak } from './rate-shape.ts';

const SECOND = 1_000_000;
const HOUR = 3600 * SECOND;

function draw(process: ArrivalProcess, jobs: number, gapUs = 10 * SECOND, seed = 1): number[] {
  return drawSubmissions(process, new LcgStream(seed), gapUs, { jobs, untilUs: Infinity });
}

function gapsOf(times: readonly number[]): number[] {
  return times.slice(1).map((us, i) => us - times[i]);
}

describe('drawSubmissions', () => {
  it('has exponential gaps', () => {
    const gaps = gapsOf(draw({ kind: 'poisson' }, 20_000));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(Math.abs(mean / (10 * SECOND) - 1)).toBeLessThan(0.03);
    const longer = gaps.filter((gap) => gap > 20 * SECOND).length / gaps.length;
    expect(Math.abs(longer - Math.exp(-2))).toBeLessThan(0.01);
  });

  it('has equal gaps', () => {
    expect(draw({ kind: 'uniform' }, 3, 7)).toEqual([0, 7, 14]);
  });

  it('follows the hours of the day, at the same mean', () => {
    const process = { kind: 'poisson', shape: dayOfPeak(1.8) } as const;
    const times = draw(process, 48 * 3600, 1 * SECOND);
    const inHour = (hour: number): number =>
      times.filter((us) => Math.floor(us / HOUR) % 24 === hour).length;
    expect(inHour(15) / inHour(3)).toBeGreaterThan(3.2);
    expect(inHour(15) / inHour(3)).toBeLessThan(4);
    expect(Math.abs(meanGapUs(times) / SECOND - 1)).toBeLessThan(0.03);
  });

  it('repeats the submissions of a trace, stretched to the mean asked for', () => {
    const process = { kind: 'trace', submitUs: [100, 110, 140] } as const;
    expect(draw(process, 5, 20)).toEqual([0, 10, 40, 60, 70]);
    expect(draw(process, 3, 40)).toEqual([0, 20, 80]);
  });

  it('ends at a number or at a time, and begins the same', () => {
    const end = { jobs: Infinity, untilUs: HOUR };
    const process = { kind: 'poisson' } as const;
    const hour = drawSubmissions(process, new LcgStream(4), 10 * SECOND, end);
    expect(hour.at(-1)).toBeLessThan(HOUR);
    expect(draw(process, hour.length + 1, 10 * SECOND, 4)[hour.length]).toBeGreaterThanOrEqual(
      HOUR,
    );
    expect(draw(process, 20, 10 * SECOND, 4)).toEqual(hour.slice(0, 20));
  });
});

describe('ShapedClock', () => {
  it('runs as fast as the rate, and stands where there is none', () => {
    const clock = new ShapedClock({ binUs: 100, rates: [0, 2] });
    expect([50, 50, 10].map((gap) => clock.advance(gap))).toEqual([125, 150, 155]);
    expect(clock.advance(90)).toBe(300);
  });

  it('has the day it was asked for', () => {
    expect(dayOfPeak(1).rates.every((rate) => rate === 1)).toBe(true);
    expect(dayOfPeak(1.8).rates).toEqual(RATE_BY_HOUR.map((rate) => 1 + (rate - 1)));
    expect(Math.min(...dayOfPeak(2.5).rates)).toBeGreaterThan(0);
  });
});

describe('fitArrivals', () => {
  it('finds the hours of the day, and gaps of mean 1 beside them', () => {
    const process = { kind: 'poisson', shape: dayOfPeak(1.8) } as const;
    const fitted = fitArrivals(draw(process, 50_000, 10 * SECOND));
    expect(fitted.shape.binUs).toBe(HOUR);
    fitted.shape.rates.forEach((rate, hour) => {
      expect(Math.abs(rate - RATE_BY_HOUR[hour])).toBeLessThan(0.15);
    });
    const mean = fitted.gaps.reduce((sum, gap) => sum + gap, 0) / fitted.gaps.length;
    expect(Math.abs(mean - 1)).toBeLessThan(0.05);
    // Beside the day the gaps are exponential: as many above 2 as there should be.
    const longer = fitted.gaps.filter((gap) => gap > 2).length / fitted.gaps.length;
    expect(Math.abs(longer - Math.exp(-2))).toBeLessThan(0.02);
  });

  it('counts an hour by how often it was there: a day and a half at one rate is steady', () => {
    const { shape } = fitArrivals(draw({ kind: 'uniform' }, 36 * 60, 60 * SECOND));
    expect(shape.rates.length).toBe(24);
    for (const rate of shape.rates) expect(Math.abs(rate - 1)).toBeLessThan(0.05);
  });

  it('keeps bursts: gaps as they were', () => {
    const bursts = Array.from({ length: 60 }, (_, i) => Math.floor(i / 3) * 1000);
    const { gaps, gapUs } = fitArrivals(bursts);
    expect(gaps.filter((gap) => gap === 0).length).toBe(40);
    expect(gapUs).toBeCloseTo(19_000 / 59, 9);
  });

  it.each([[[0]], [[0, 0, 0]], [[0, 5]]])('takes %j', (times) => {
    const { gaps, shape, gapUs } = fitArrivals(times);
    const process = { kind: 'drawn', gaps, shape } as const;
    for (const us of draw(process, 10, gapUs)) expect(Number.isSafeInteger(us)).toBe(true);
  });
});
