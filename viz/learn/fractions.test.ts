import { describe, expect, it } from 'vitest';

import { Rational } from '../../core/division/rational.ts';
import { decimalText, overOneDenominator, percentText, shareText } from './fractions.ts';

const of = (over: number, under: number): Rational => Rational.of(over, under);

describe('shares in words', () => {
  it('stand over one denominator, to be compared at a glance', () => {
    expect(overOneDenominator([of(2, 9), of(1, 3)])).toEqual(['2/9', '3/9']);
    expect(overOneDenominator([of(0, 1), of(1, 3), of(1, 1)])).toEqual(['0', '1/3', '1']);
  });

  it('are percentages where the fraction would be long', () => {
    expect(overOneDenominator([of(10, 101), of(1, 3)])).toEqual(['9.9 %', '33.3 %']);
    expect(shareText(of(2, 3))).toBe('2/3');
    expect(shareText(of(54, 1300))).toBe('4.2 %');
  });

  it('have no more decimals than they need', () => {
    expect([of(9, 4), of(3, 1), of(54, 13)].map((value) => decimalText(value))).toEqual([
      '2.25',
      '3',
      '4.15',
    ]);
    expect(percentText(of(3, 4))).toBe('75 %');
  });
});
