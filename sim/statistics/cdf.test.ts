import { describe, expect, it } from 'vitest';

import { cdf } from './cdf.ts';

describe('cdf', () => {
  it('has a step for each of few values', () => {
    expect(cdf([3, 1, Number.NaN, 2, 2])).toEqual([
      { value: 1, part: 0.25 },
      { value: 2, part: 0.5 },
      { value: 2, part: 0.75 },
      { value: 3, part: 1 },
    ]);
  });

  it('thins many values out to quantiles and keeps the ends', () => {
    const values = Array.from({ length: 1001 }, (_, index) => index);
    const points = cdf(values, 11);
    expect(points.map(({ value }) => Math.round(value))).toEqual(
      Array.from({ length: 11 }, (_, index) => index * 100),
    );
    expect([points[0].part, points[10].part]).toEqual([0, 1]);
  });

  it('is empty for no values', () => {
    expect(cdf([Number.NaN])).toEqual([]);
  });
});
