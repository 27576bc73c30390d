import { describe, expect, it } from 'vitest';
import { LatencyDistribution } from './latency.ts';

/** A multiple of any table's length that a distribution may have. */
const DRAWS = 1 << 16;

function sortedDelays(meanUs: number, p99Us: number): Float64Array {
  const latency = new LatencyDistribution({ kind: 'lognormal', meanUs, p99Us });
  return Float64Array.from({ length: DRAWS }, (_, bits) => latency.delayUs(bits)).sort();
}

describe('LatencyDistribution', () => {
  it('is what it says when constant, rounded to whole microseconds', () => {
    for (const [us, wanted] of [...[[0, 0] as const, [500, 500] as const, [2.6, 3] as const]]) {
      const latency = new LatencyDistribution({ kind: 'constant', us });
      for (const bits of [0, 1, -1, 0x7fffffff]) expect(latency.delayUs(bits)).toBe(wanted);
    }
  });

  it.each([
    { meanUs: 500, p99Us: 5000 },
    { meanUs: 500, p99Us: 600 },
    { meanUs: 20_000, p99Us: 100_000 },
    { meanUs: 1000, p99Us: 12_000 },
  ])('has mean $meanUs and 99th percentile $p99Us within one percent', ({ meanUs, p99Us }) => {
    const delays = sortedDelays(meanUs, p99Us);
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / DRAWS;
    expect(Math.abs(mean / meanUs - 1)).toBeLessThan(0.01);
    expect(Math.abs(delays[Math.floor(DRAWS * 0.99)] / p99Us - 1)).toBeLessThan(0.01);
  });

  it('has a mean two percent short at most where the tail is longest', () => {
    // A table of quantiles ends before the tail does: the rarest delays are missing.
    const delays = sortedDelays(1000, 14_800);
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / DRAWS;
    expect(mean).toBeLessThan(1000);
    expect(mean).toBeGreaterThan(970);
  });

  it('is skewed as a lognormal is: its median lies below its mean by the same factor', () => {
    const delays = sortedDelays(500, 5000);
    const median = delays[DRAWS / 2];
    const quantile84 = delays[Math.floor(DRAWS * 0.841345)];
    const quantile16 = delays[Math.floor(DRAWS * 0.158655)];
    // One standard deviation of the logarithm to either side of the median.
    expect(quantile84 / median / (median / quantile16)).toBeCloseTo(1, 1);
    const sigma = Math.log(quantile84 / median);
    expect(500 / median / Math.exp((sigma * sigma) / 2)).toBeCloseTo(1, 1);
  });

  it('gives whole microseconds, none negative, for any 32 bits', () => {
    const latency = new LatencyDistribution({ kind: 'lognormal', meanUs: 5, p99Us: 50 });
    for (let bits = -(2 ** 31); bits < 2 ** 31; bits += 99_999_989) {
      const delay = latency.delayUs(bits | 0);
      expect(Number.isInteger(delay) && delay >= 0).toBe(true);
    }
  });

  it('is constant where the 99th percentile is the mean', () => {
    const delays = sortedDelays(300, 300);
    expect([delays[0], delays[DRAWS - 1]]).toEqual([300, 300]);
  });

  it.each([
    [{ kind: 'constant', us: -1 }, /at least 0 µs, found -1/],
    [{ kind: 'constant', us: Number.NaN }, /found NaN/],
    [{ kind: 'lognormal', meanUs: 0, p99Us: 10 }, /above 0: found mean 0/],
    [{ kind: 'lognormal', meanUs: 10, p99Us: 9 }, /at least its mean.*p99 9/],
    [{ kind: 'lognormal', meanUs: 10, p99Us: 150 }, /14 times its mean/],
    [{ kind: 'lognormal', meanUs: Number.NaN, p99Us: 150 }, /found mean NaN/],
  ] as const)('refuses %j', (spec, message) => {
    expect(() => new LatencyDistribution(spec)).toThrow(RangeError);
    expect(() => new LatencyDistribution(spec)).toThrow(message);
  });
});
