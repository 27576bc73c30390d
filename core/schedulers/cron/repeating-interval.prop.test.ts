import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { dueAt, firstFrom } from './repeating-interval.ts';

it('every time is exactly one period after the one before, without rounding', () => {
  const whole = fc.integer({ min: 1, max: 3_000_000_000_000 });
  fc.assert(
    fc.property(
      whole,
      whole,
      fc.nat({ max: 2000 }),
      fc.nat({ max: 3 }),
      (start, period, k, off) => {
        const interval = { count: null, startUs: start, periodUs: period };
        const exact = Number(BigInt(start) + BigInt(k) * BigInt(period));
        expect(dueAt(interval, k)).toBe(exact);
        // The first from a time is k up to its time, and the next right after it.
        expect(firstFrom(interval, exact)).toBe(k);
        expect(firstFrom(interval, exact + 1)).toBe(k + 1);
        expect(firstFrom(interval, exact - Math.min(off, period - 1))).toBe(k);
        expect(firstFrom(interval, start - off)).toBe(0);
      },
    ),
  );
});
