/** An exact non-negative rational number: what shares are before floating point rounds them. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

export const ZERO: Fraction = { over: 0n, under: 1n };

/**
 * The fraction of two numbers, each an integer or a binary fraction such as 0.5.
 * @throws RangeError when a number has more than 20 binary digits after the point.
 */
export function fraction(over: number, under = 1): Fraction {
  const scale = 2 ** 20;
  return { over: BigInt(over * scale), under: BigInt(under * scale) };
}

export function compare(a: Fraction, b: Fraction): number {
  const left = a.over * b.under;
  const right = b.over * a.under;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function add(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.under + b.over * a.under, under: a.under * b.under };
}

export function divide(a: Fraction, by: Fraction): Fraction {
  return { over: a.over * by.under, under: a.under * by.over };
}

export function largest(fractions: readonly Fraction[]): Fraction {
  return fractions.reduce((best, next) => (compare(next, best) > 0 ? next : best), ZERO);
}
