import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { nearbyFraction } from './nearby-fraction.ts';
import { Rational, commonDenominator } from './rational.ts';

describe('rational numbers', () => {
  it.each([
    ['0.1', '1/10'],
    ['1e-7', '1/10000000'],
    ['2.50', '5/2'],
    ['-3.', '-3'],
    ['.5', '1/2'],
    ['1.5e3', '1500'],
    ['+0', '0'],
  ])('read %s as %s', (text, wanted) => {
    expect(Rational.parse(text).toString()).toBe(wanted);
  });

  it.each(['', '.', 'one', '1/2', '0x10', '1e99999', 'NaN', '1 2'])('refuse %j', (text) => {
    expect(() => Rational.parse(text)).toThrow('wanted a decimal number');
  });

  it('refuse what is no number', () => {
    expect(() => Rational.of(1, 0)).toThrow('1/0');
    expect(() => Rational.fromNumber(Number.NaN)).toThrow('found NaN');
    expect(() => Rational.ONE.dividedBy(Rational.ZERO)).toThrow(RangeError);
  });

  it('are in lowest terms, the sign above', () => {
    expect(Rational.of(6, -4).toString()).toBe('-3/2');
    expect(Rational.of(-3, 2).floor()).toBe(-2n);
    expect(Rational.of(7, 2).floor()).toBe(3n);
    expect(commonDenominator([Rational.of(1, 6), Rational.of(3, 4)])).toBe(12n);
  });

  const INTEGERS = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n });
  const RATIONALS = fc
    .tuple(INTEGERS, INTEGERS)
    .filter(([, under]) => under !== 0n)
    .map(([over, under]) => Rational.of(over, under));

  it('keep the laws of a field and of order', () => {
    fc.assert(
      fc.property(RATIONALS, RATIONALS, RATIONALS, (a, b, c) => {
        expect(a.plus(b).minus(b).equals(a)).toBe(true);
        expect(a.times(b.plus(c)).equals(a.times(b).plus(a.times(c)))).toBe(true);
        if (!b.isZero()) expect(a.dividedBy(b).times(b).equals(a)).toBe(true);
        expect(Math.sign(a.compare(b))).toBe(Math.sign(Number(a.minus(b).over)));
      }),
    );
  });

  it('become the nearest floating point number', () => {
    expect(Rational.of(2, 3).toNumber()).toBe(2 / 3);
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 }),
        (value) => {
          fc.pre(value === 0 || Math.abs(value) > 1e-200);
          expect(Rational.fromNumber(value).toNumber()).toBe(value + 0);
        },
      ),
    );
  });

  it('round half way between two floating point numbers to even', () => {
    const half = Rational.of(2n ** 54n + 1n, 2n);
    expect(half.toNumber()).toBe(2 ** 53);
    expect(half.plus(Rational.of(1, 10n ** 30n)).toNumber()).toBe(2 ** 53);
    expect(
      Rational.of(2n ** 54n + 2n, 2n)
        .plus(Rational.of(1, 10n ** 30n))
        .toNumber(),
    ).toBe(2 ** 53 + 2);
  });
});

describe('fractions near a number', () => {
  it('are found when they are simple', () => {
    expect(nearbyFraction(45 / 11, 99, 1e-10)?.toString()).toBe('45/11');
    expect(nearbyFraction(-2 / 3, 99, 1e-10)?.toString()).toBe('-2/3');
    expect(nearbyFraction(0, 99, 1e-10)?.toString()).toBe('0');
    expect(nearbyFraction(Math.PI, 99, 1e-10)).toBeNull();
    expect(nearbyFraction(Number.POSITIVE_INFINITY, 99, 1e-10)).toBeNull();
  });
});
