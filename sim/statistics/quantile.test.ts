import { describe, expect, it } from 'vitest';

import { quantile, sortedFinite } from './quantile.ts';

const ONE_TO_TEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe('quantile', () => {
  it('interpolates between order statistics, as R and NumPy do', () => {
    const found = [0.5, 0.95, 0.99].map((level) => quantile(ONE_TO_TEN, level));
    expect(found[0]).toBe(5.5);
    expect(found[1]).toBeCloseTo(9.55, 12);
    expect(found[2]).toBeCloseTo(9.91, 12);
  });

  it('gives the ends at 0 and 1, and the only value at every level', () => {
    expect([quantile(ONE_TO_TEN, 0), quantile(ONE_TO_TEN, 1)]).toEqual([1, 10]);
    expect([quantile([7], 0.1), quantile([7], 0.9)]).toEqual([7, 7]);
  });

  it('is NaN for no values', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('sortedFinite', () => {
  it('sorts by number and leaves NaN out', () => {
    expect([...sortedFinite([10, Number.NaN, 9, -1])]).toEqual([-1, 9, 10]);
  });
});
