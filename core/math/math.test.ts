import { describe, expect, it } from 'vitest';
import { mathDigest } from './digest.ts';
import { exp } from './exp.ts';
import { log } from './log.ts';
import { lognormalFactors } from './lognormal-factors.ts';
import { normalQuantile } from './normal-quantile.ts';

const INPUTS = 100_000;

/** Distance in units in the last place between two doubles of the same sign. */
function ulps(a: number, b: number): number {
  const words = new BigInt64Array(new Float64Array([a, b]).buffer);
  return Math.abs(Number(words[0] - words[1]));
}

/** Deterministic numbers in (0, 1) with 53 random bits. */
function* units(): Generator<number> {
  let state = 12345n;
  for (let i = 0; i < INPUTS; i++) {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    yield (Number(state >> 11n) + 0.5) / 9007199254740992;
  }
}

function worst(
  mine: (x: number) => number,
  theirs: (x: number) => number,
  input: (unit: number) => number,
): number {
  let most = 0;
  for (const unit of units()) most = Math.max(most, ulps(mine(input(unit)), theirs(input(unit))));
  return most;
}

describe('log', () => {
  it('is within 1 ulp of the library over every magnitude', () => {
    expect(worst(log, Math.log, (u) => Math.exp((u - 0.5) * 1400))).toBeLessThanOrEqual(1);
    expect(worst(log, Math.log, (u) => u)).toBeLessThanOrEqual(1);
    expect(worst(log, Math.log, (u) => 0.5 + u)).toBeLessThanOrEqual(1);
    expect(worst(log, Math.log, (u) => 1 + (u - 0.5) * 1e-6)).toBeLessThanOrEqual(1);
  });

  it('handles subnormals', () => {
    expect(worst(log, Math.log, (u) => u * 2.2e-308)).toBeLessThanOrEqual(1);
    expect(log(Number.MIN_VALUE)).toBe(Math.log(Number.MIN_VALUE));
    expect(log(2 ** -1022)).toBe(Math.log(2 ** -1022));
  });

  it('is exact where the answer is', () => {
    expect(log(1)).toBe(0);
    expect(log(2)).toBe(Math.LN2);
    expect(log(Number.MAX_VALUE)).toBe(Math.log(Number.MAX_VALUE));
    expect(log(0)).toBe(-Infinity);
    expect(log(-0)).toBe(-Infinity);
    expect(log(Infinity)).toBe(Infinity);
    expect(log(-1)).toBeNaN();
    expect(log(-Infinity)).toBeNaN();
    expect(log(NaN)).toBeNaN();
  });
});

describe('exp', () => {
  it('is within 1 ulp of the library over every magnitude', () => {
    expect(worst(exp, Math.exp, (u) => (u - 0.5) * 1416)).toBeLessThanOrEqual(1);
    expect(worst(exp, Math.exp, (u) => (u - 0.5) * 2)).toBeLessThanOrEqual(1);
    expect(worst(exp, Math.exp, (u) => (u - 0.5) * 1e-6)).toBeLessThanOrEqual(1);
  });

  it('handles results that are subnormal', () => {
    expect(worst(exp, Math.exp, (u) => -745 + u * 37)).toBeLessThanOrEqual(1);
  });

  it('is exact where the answer is', () => {
    expect(exp(0)).toBe(1);
    expect(exp(-0)).toBe(1);
    expect(ulps(exp(1), Math.E)).toBeLessThanOrEqual(1);
    expect(exp(1e-300)).toBe(1);
    expect(exp(Infinity)).toBe(Infinity);
    expect(exp(-Infinity)).toBe(0);
    expect(exp(709.782712893384)).toBeLessThan(Infinity);
    expect(exp(709.79)).toBe(Infinity);
    expect(exp(-745.1)).toBe(Number.MIN_VALUE);
    expect(exp(-745.14)).toBe(0);
    expect(exp(NaN)).toBeNaN();
  });
});

describe('normalQuantile', () => {
  // From Python's statistics.NormalDist().inv_cdf.
  it.each([
    [0.5, 0],
    [0.975, 1.9599639845400536],
    [0.025, -1.9599639845400538],
    [0.9, 1.2815515655446008],
    [0.0001, -3.71901648545568],
    [1e-12, -7.034483825301132],
    [1e-300, -37.0470962993612],
  ])('%f', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 12);
  });

  it('knows its ends', () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(-0.1)).toBeNaN();
    expect(normalQuantile(NaN)).toBeNaN();
  });

  it('rises and is odd about one half', () => {
    let before = -Infinity;
    for (let i = 1; i < 1000; i++) {
      const z = normalQuantile(i / 1000);
      expect(z).toBeGreaterThan(before);
      expect(z).toBeCloseTo(-normalQuantile(1 - i / 1000), 12);
      before = z;
    }
  });
});

describe('lognormalFactors', () => {
  it('has mean exactly 1', () => {
    for (const sigma of [0, 0.1, 0.325, 1, 2, 5]) {
      for (const count of [1, 2, 7, 1024]) {
        const factors = lognormalFactors(sigma, count);
        expect(factors.length).toBe(count);
        expect(factors.reduce((sum, factor) => sum + factor, 0)).toBe(count);
      }
    }
  });

  it('rises, and its logarithm has the spread asked for', () => {
    const factors = lognormalFactors(0.5, 1024);
    expect(factors.every((factor, i) => factor > (factors[i - 1] ?? 0))).toBe(true);
    const logs = [...factors].map(Math.log);
    const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
    const variance = logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / logs.length;
    expect(mean).toBeCloseTo(-0.125, 3);
    expect(Math.sqrt(variance)).toBeCloseTo(0.5, 3);
  });

  it('is symmetric in the logarithm', () => {
    const factors = lognormalFactors(0.5, 1000);
    const middle = factors[499] * factors[500];
    for (let i = 0; i < 499; i++) expect(factors[i] * factors[999 - i]).toBeCloseTo(middle, 10);
  });

  it('is all ones without spread', () => {
    expect([...lognormalFactors(0, 4)]).toEqual([1, 1, 1, 1]);
  });

  it('names what is wrong', () => {
    expect(() => lognormalFactors(-1, 4)).toThrow('found -1, wanted a number from 0 to 5');
    expect(() => lognormalFactors(NaN, 4)).toThrow('found NaN');
    expect(() => lognormalFactors(1, 0)).toThrow('found 0, wanted a whole number from 1');
  });
});

it('gives the same bits as everywhere else', () => {
  expect(mathDigest()).toBe('5b612a56');
});
