/**
 * The exponential function with the same bits in every engine; see `log.ts` for why.
 *
 * The method and the constants are those of fdlibm's `e_exp.c`, error below 1 ulp:
 *
 *   Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved.
 *   Permission to use, copy, modify, and distribute this software is freely granted, provided
 *   that this notice is preserved.
 */

/** e^x is Infinity above: ln of the largest double. */
const OVERFLOW = 7.09782712893383973096e2;
/** e^x is 0 below: ln of half the smallest subnormal. */
const UNDERFLOW = -7.4513321910194110842e2;
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const ONE_OVER_LN2 = 1.442695040888963387;
/** Below this size e^x is 1 + x to the last bit. */
const TINY = 3.725290298461914e-9;

const bits = new DataView(new ArrayBuffer(8));

/** e^x; NaN for NaN, 0 for -Infinity. */
export function exp(x: number): number {
  if (x !== x) return x;
  if (x > OVERFLOW) return Infinity;
  if (x < UNDERFLOW) return 0;
  if (x < TINY && x > -TINY) return 1 + x;
  // x = k ln 2 + (high - low) with |high - low| up to half of ln 2.
  const k = Math.floor(x * ONE_OVER_LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  // e^r = 1 + 2r / (R - r), where R(r²) = r (e^r + 1) / (e^r - 1) is nearly a polynomial.
  const t = r * r;
  const c = r - t * polynomial(t);
  if (k === 0) return 1 - ((r * c) / (c - 2) - r);
  return scaled(1 - (low - (r * c) / (2 - c) - high), k);
}

/** A Remez polynomial on [0, (ln 2 / 2)²]. */
function polynomial(t: number): number {
  return (
    1.66666666666666019037e-1 +
    t *
      (-2.77777777770155933842e-3 +
        t *
          (6.61375632143793436117e-5 +
            t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8)))
  );
}

/** y 2^k, rounding once when the result is subnormal. */
function scaled(y: number, k: number): number {
  if (k === 1024) return y * 2 * powerOfTwo(1023);
  if (k >= -1021) return y * powerOfTwo(k);
  return y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
}

/** 2^k for k from -1022 to 1023. */
function powerOfTwo(k: number): number {
  bits.setUint32(0, (k + 1023) << 20);
  return bits.getFloat64(0);
}
