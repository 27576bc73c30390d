/**
 * Natural logarithm with the same bits in every engine.
 *
 * `Math.log` differs between V8 versions in several percent of inputs, which would make a run
 * depend on the browser. This one uses only `+ - * /` and bit access, which the language
 * defines exactly.
 *
 * The method and the constants are those of fdlibm's `e_log.c`, error below 1 ulp:
 *
 *   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *   Developed at SunPro, a Sun Microsystems, Inc. business. Permission to use, copy, modify,
 *   and distribute this software is freely granted, provided that this notice is preserved.
 */

/** The first 33 bits of ln 2: `k * LN2_HIGH` is exact for every exponent k. */
const LN2_HIGH = 6.9314718036912381649e-1;
/** What LN2_HIGH leaves out. */
const LN2_LOW = 1.90821492927058770002e-10;

const TWO_54 = 18014398509481984;

/** Bits of a double, most significant word first (DataView's order is fixed, unlike a typed array's). */
const bits = new DataView(new ArrayBuffer(8));

/** ln x; NaN below zero, -Infinity at zero. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  // A subnormal is scaled into the normal range, where its exponent field means something.
  const subnormal = x < 2.2250738585072014e-308;
  bits.setFloat64(0, subnormal ? x * TWO_54 : x);
  const high = bits.getUint32(0);
  let exponent = (high >>> 20) - 1023 - (subnormal ? 54 : 0);
  // x = 2^exponent (1 + f) with 1 + f between sqrt(1/2) and sqrt(2).
  const mantissa = high & 0xfffff;
  const upper = (mantissa + 0x95f64) & 0x100000;
  bits.setUint32(0, mantissa | (upper ^ 0x3ff00000));
  exponent += upper >>> 20;
  const f = bits.getFloat64(0) - 1;
  return logOfParts(exponent, f);
}

/** exponent ln 2 + ln(1 + f), with ln(1 + f) = f - f²/2 + s (f²/2 + R) and s = f / (2 + f). */
function logOfParts(exponent: number, f: number): number {
  const high = exponent * LN2_HIGH;
  const low = exponent * LN2_LOW;
  if (f === 0) return exponent === 0 ? 0 : high + low;
  const s = f / (2 + f);
  const z = s * s;
  const r = remainder(z);
  // Near 1 the term f²/2 is kept apart, so that nothing is lost where the result is small.
  const halfSquare = 0.5 * f * f;
  if (exponent === 0) return f - (halfSquare - s * (halfSquare + r));
  return high - (halfSquare - (s * (halfSquare + r) + low) - f);
}

/** R(z) ≈ (ln((1 + s) / (1 - s)) - 2s) / s, a Remez polynomial in z = s² up to 0.1716². */
function remainder(z: number): number {
  const w = z * z;
  const even =
    w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  return odd + even;
}
