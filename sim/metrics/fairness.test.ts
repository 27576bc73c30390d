import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jainIndex } from './fairness.ts';

const all = (n: number): Uint8Array => new Uint8Array(n).fill(1);

describe('jainIndex', () => {
  it('is 1 when all have the same, 1/n when one has everything', () => {
    expect(jainIndex(Float64Array.of(0.3, 0.3, 0.3), all(3))).toBeCloseTo(1, 12);
    expect(jainIndex(Float64Array.of(0, 0.7, 0, 0), all(4))).toBeCloseTo(0.25, 12);
    expect(jainIndex(Float64Array.of(0, 0), all(2))).toBe(1);
  });

  it('has the values of the DRF example: dominant shares under Asset fairness and CEEI', () => {
    expect(jainIndex(Float64Array.of(0.56, 0.72), all(2))).toBeCloseTo(0.98462, 5);
    expect(jainIndex(Float64Array.of(10 / 11, 6 / 11), all(2))).toBeCloseTo(0.94118, 5);
  });

  it('looks only at those that want more', () => {
    const shares = Float64Array.of(0.5, 0, 0.5, 0.1);
    expect(jainIndex(shares, Uint8Array.of(1, 0, 1, 0))).toBeCloseTo(1, 12);
    expect(jainIndex(shares, Uint8Array.of(1, 0, 0, 0))).toBeNaN();
    expect(jainIndex(shares, Uint8Array.of(0, 0, 0, 0))).toBeNaN();
  });

  it('lies from 1/n to 1 and does not depend on the scale', () => {
    const shares = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(shares, fc.integer({ min: 1, max: 1000 }), (list, scale) => {
        const n = list.length;
        const jain = jainIndex(Float64Array.from(list), all(n));
        expect(jain).toBeGreaterThanOrEqual(1 / n - 1e-12);
        expect(jain).toBeLessThanOrEqual(1 + 1e-12);
        const scaled = jainIndex(
          Float64Array.from(list, (x) => x / scale),
          all(n),
        );
        expect(scaled).toBeCloseTo(jain, 9);
      }),
    );
  });
});
