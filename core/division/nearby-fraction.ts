import { Rational } from './rational.ts';

/**
 * The simplest fraction within `tolerance` of a number (relative), by continued fractions, or
 * null when its denominator would exceed `underMax`.
 */
export function nearbyFraction(
  value: number,
  underMax: number,
  tolerance: number,
): Rational | null {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) return null;
  let rest = value;
  let [over, overBefore] = [1, 0];
  let [under, underBefore] = [0, 1];
  for (;;) {
    const whole = Math.floor(rest);
    [over, overBefore] = [whole * over + overBefore, over];
    [under, underBefore] = [whole * under + underBefore, under];
    if (under > underMax || Math.abs(over) > Number.MAX_SAFE_INTEGER) return null;
    if (Math.abs(over / under - value) <= tolerance * Math.abs(value)) {
      return Rational.of(over, under);
    }
    if (rest === whole) return null;
    rest = 1 / (rest - whole);
  }
}
