/**
 * An exact rational number in lowest terms. Divisions on paper are worked out in these, so that
 * equal shares are equal and 2/3 is 2/3; they become floating point at the very end.
 */
export class Rational {
  /** The numerator, which carries the sign. */
  readonly over: bigint;
  /** The denominator, at least 1. */
  readonly under: bigint;

  private constructor(over: bigint, under: bigint) {
    this.over = over;
    this.under = under;
  }

  static readonly ZERO: Rational = new Rational(0n, 1n);
  static readonly ONE: Rational = new Rational(1n, 1n);

  /**
   * The fraction of two integers.
   * @throws RangeError when `under` is zero
   */
  static of(over: bigint | number, under: bigint | number = 1n): Rational {
    let a = BigInt(over);
    let b = BigInt(under);
    if (b === 0n) throw new RangeError(`found ${a}/0, wanted a denominator that is not 0`);
    if (b < 0n) {
      a = -a;
      b = -b;
    }
    const divisor = greatestCommonDivisor(a, b);
    return divisor === 1n ? new Rational(a, b) : new Rational(a / divisor, b / divisor);
  }

  /**
   * The number a decimal text writes: `0.1` is 1/10, `2.5e-3` is 1/400.
   * @throws RangeError when the text is no decimal number
   */
  static parse(text: string): Rational {
    const match = DECIMAL.exec(text.trim());
    if (match?.groups === undefined) {
      throw new RangeError(`found "${text}", wanted a decimal number`);
    }
    const { sign, whole, fraction = '', exponent = '0' } = match.groups;
    const digits = BigInt(`${whole}${fraction}`);
    const scale = Number(exponent) - fraction.length;
    const value =
      scale >= 0 ? Rational.of(digits * tenToThe(scale)) : Rational.of(digits, tenToThe(-scale));
    return sign === '-' ? value.negated() : value;
  }

  /**
   * The decimal number a floating point number prints as, so that 0.1 is 1/10 and not the
   * binary fraction next to it.
   * @throws RangeError when the number is not finite
   */
  static fromNumber(value: number): Rational {
    if (!Number.isFinite(value)) throw new RangeError(`found ${value}, wanted a finite number`);
    return Rational.parse(String(value));
  }

  plus(other: Rational): Rational {
    if (this.over === 0n) return other;
    if (other.over === 0n) return this;
    return Rational.of(this.over * other.under + other.over * this.under, this.under * other.under);
  }

  minus(other: Rational): Rational {
    return this.plus(other.negated());
  }

  times(other: Rational): Rational {
    if (this.over === 0n || other.over === 0n) return Rational.ZERO;
    return Rational.of(this.over * other.over, this.under * other.under);
  }

  /** @throws RangeError when `other` is zero */
  dividedBy(other: Rational): Rational {
    return Rational.of(this.over * other.under, this.under * other.over);
  }

  negated(): Rational {
    return new Rational(-this.over, this.under);
  }

  /** Below zero when smaller than the other, above when larger, zero when equal. */
  compare(other: Rational): number {
    const left = this.over * other.under;
    const right = other.over * this.under;
    return left < right ? -1 : left > right ? 1 : 0;
  }

  equals(other: Rational): boolean {
    return this.over === other.over && this.under === other.under;
  }

  isZero(): boolean {
    return this.over === 0n;
  }

  isPositive(): boolean {
    return this.over > 0n;
  }

  /** The largest integer not above it. */
  floor(): bigint {
    const quotient = this.over / this.under;
    return this.over < 0n && quotient * this.under !== this.over ? quotient - 1n : quotient;
  }

  /** The nearest floating point number: 2/3 gives what `2 / 3` gives. */
  toNumber(): number {
    const size = this.over < 0n ? -this.over : this.over;
    if (size <= SAFE && this.under <= SAFE) return Number(this.over) / Number(this.under);
    // A quotient of at least 65 bits, its last bit set when something was cut off, so that
    // rounding it to 53 bits once is rounding the exact value.
    const shift = Math.max(0, 66 + bitLength(this.under) - bitLength(size));
    const scaled = size << BigInt(shift);
    const quotient = scaled / this.under;
    const sticky = quotient * this.under === scaled ? 0n : 1n;
    let value = Number(quotient | sticky);
    for (let bits = shift; bits > 0; bits -= 512)
      value /= Number(1n << BigInt(Math.min(bits, 512)));
    return this.over < 0n ? -value : value;
  }

  toString(): string {
    return this.under === 1n ? `${this.over}` : `${this.over}/${this.under}`;
  }
}

const DECIMAL =
  /^(?<sign>[-+]?)(?=\d|\.\d)(?<whole>\d*)(?:\.(?<fraction>\d*))?(?:[eE](?<exponent>[-+]?\d{1,4}))?$/;
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

export function smallest(values: readonly Rational[]): Rational {
  return values.reduce((best, next) => (next.compare(best) < 0 ? next : best));
}

export function largest(values: readonly Rational[]): Rational {
  return values.reduce((best, next) => (next.compare(best) > 0 ? next : best));
}

export function total(values: readonly Rational[]): Rational {
  return values.reduce((sum, next) => sum.plus(next), Rational.ZERO);
}

export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The smallest positive integer that turns each of the values into an integer. */
export function commonDenominator(values: readonly Rational[]): bigint {
  let common = 1n;
  for (const { under } of values) common = (common / greatestCommonDivisor(common, under)) * under;
  return common;
}

function tenToThe(exponent: number): bigint {
  return BigInt(`1${'0'.repeat(exponent)}`);
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}
