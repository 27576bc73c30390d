import { nearbyFraction } from '../../core/division/nearby-fraction.ts';
import type { Rational } from '../../core/division/rational.ts';

/** Denominators people still read as a fraction. */
const UNDER_MAX = 99;
/** How close a number that was found by approximation must come to pass for a fraction. */
const TOLERANCE = 1e-10;

/** A quantity as people read it: `3`, `2/3`, `0.6173`; not exact ones by the fraction they meet. */
export function quantityText(value: Rational, exact: boolean): string {
  const fraction = exact ? value : nearbyFraction(value.toNumber(), UNDER_MAX, TOLERANCE);
  if (fraction !== null && fraction.under <= UNDER_MAX) return fraction.toString();
  return decimalText(value.toNumber());
}

/** About four significant digits, never fewer than the whole number has. */
export function decimalText(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return value.toFixed(0);
  const digits = value.toPrecision(size >= 1e-4 ? 4 : 3);
  return digits.includes('e') ? digits : digits.replace(/\.?0+$/, '');
}
