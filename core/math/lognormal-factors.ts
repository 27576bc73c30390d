import { exp } from './exp.ts';
import { normalQuantile } from './normal-quantile.ts';

/**
 * A lognormal distribution of mean exactly 1 as `count` equiprobable values, ascending: draw a
 * uniform index to draw from it. `sigma` is the standard deviation of the logarithm; 0 gives ones.
 *
 * Value i is the quantile at the middle of the i-th of `count` equal probabilities, then all are
 * divided by their mean. The table is cut at those quantiles, so its spread is a little below
 * sigma's (at 1024 values and sigma 0.5, standard deviation 0.531 instead of 0.533).
 *
 * @throws RangeError when sigma is not from 0 to 5 or count not a whole number from 1.
 */
export function lognormalFactors(sigma: number, count: number): Float64Array {
  if (!(sigma >= 0 && sigma <= 5)) {
    throw new RangeError(`sigma of a lognormal: found ${sigma}, wanted a number from 0 to 5`);
  }
  if (!(Number.isSafeInteger(count) && count >= 1)) {
    throw new RangeError(`size of a table: found ${count}, wanted a whole number from 1`);
  }
  const factors = new Float64Array(count);
  let total = 0;
  for (let i = 0; i < count; i++) {
    factors[i] = exp(sigma * normalQuantile((i + 0.5) / count));
    total += factors[i];
  }
  let others = 0;
  for (let i = 0; i < count; i++) {
    factors[i] = (factors[i] * count) / total;
    if (i < count - 1) others += factors[i];
  }
  // Takes up the rounding of the division (about 1e-13), so that the sum is `count` to the bit.
  factors[count - 1] = count - others;
  return factors;
}
