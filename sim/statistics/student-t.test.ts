import { describe, expect, it } from 'vitest';

import { estimate, pairedDifference, studentT975 } from './student-t.ts';

describe('studentT975', () => {
  it('has the values of the tables', () => {
    expect(studentT975(1)).toBeCloseTo(12.7062, 4);
    expect(studentT975(9)).toBeCloseTo(2.2622, 4);
    expect(studentT975(30)).toBeCloseTo(2.0423, 4);
  });

  it('goes on beyond the table, and down to the normal distribution', () => {
    // Values of SciPy's t.ppf(0.975, degrees).
    expect(studentT975(31)).toBeCloseTo(2.0395134464, 7);
    expect(studentT975(60)).toBeCloseTo(2.0002978221, 8);
    expect(studentT975(1e9)).toBeCloseTo(1.9599639845, 8);
  });

  it('falls all the way', () => {
    const values = Array.from({ length: 60 }, (_, index) => studentT975(index + 1));
    expect(values.every((value, k) => k === 0 || value < values[k - 1])).toBe(true);
  });
});

describe('estimate', () => {
  it('is the mean with its t interval', () => {
    // Mean 3, s = sqrt(2.5), t(4) = 2.776: half width 1.9632.
    const { mean, low, high, n } = estimate([1, 2, 3, 4, 5]);
    expect([mean, n]).toEqual([3, 5]);
    expect(low).toBeCloseTo(3 - 1.96324, 5);
    expect(high).toBeCloseTo(3 + 1.96324, 5);
  });

  it('leaves out runs in which the number does not exist', () => {
    expect(estimate([1, Number.NaN, 3])).toMatchObject({ mean: 2, n: 2 });
  });

  it('has no interval for one run and no mean for none', () => {
    expect(estimate([4])).toEqual({ mean: 4, low: Number.NaN, high: Number.NaN, n: 1 });
    expect(estimate([]).mean).toBeNaN();
  });
});

describe('pairedDifference', () => {
  it('takes what both share out of the difference', () => {
    const baseline = [10, 200, 3000];
    const treatment = baseline.map((value) => value + 1);
    expect(pairedDifference(baseline, treatment)).toEqual({ mean: 1, low: 1, high: 1, n: 3 });
  });

  it('leaves out a pair of which one is missing', () => {
    expect(pairedDifference([1, 2, Number.NaN], [2, 4, 9])).toMatchObject({ mean: 1.5, n: 2 });
  });
});
