import { Rational, commonDenominator } from '../../core/division/rational.ts';

/** Above this a fraction tells a reader less than a percentage. */
const UNDER_MAX = 99n;

/** Fractions over one denominator, so that they can be compared at a glance: 2/9 and 3/9. */
export function overOneDenominator(values: readonly Rational[]): string[] {
  const under = commonDenominator(values);
  if (under > UNDER_MAX) return values.map(percentText);
  return values.map((value) => {
    const over = (value.over * under) / value.under;
    return over === 0n ? '0' : over === under ? '1' : `${over}/${under}`;
  });
}

/** A fraction in lowest terms where that is short, else a percentage. */
export function shareText(value: Rational): string {
  return value.under > UNDER_MAX ? percentText(value) : value.toString();
}

/** `66.7 %`; whole percentages without a decimal. */
export function percentText(value: Rational): string {
  return `${decimalText(value.times(Rational.of(100)), 1)} %`;
}

/** A decimal number with at most so many decimals: 3, 2.25, 4.15. */
export function decimalText(value: Rational, decimals = 2): string {
  return String(Number(value.toNumber().toFixed(decimals)));
}
