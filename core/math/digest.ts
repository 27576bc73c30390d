import { exp } from './exp.ts';
import { log } from './log.ts';
import { normalQuantile } from './normal-quantile.ts';

/** Inputs per function in {@link mathDigest}. */
const INPUTS = 100_000;

/**
 * Hash of the bits of 100,000 outputs each of `log`, `exp` and `normalQuantile`, 8 hexadecimal
 * digits. Any engine must give the same: the determinism of runs rests on it.
 */
export function mathDigest(): string {
  const bits = new DataView(new ArrayBuffer(8));
  let state = 1;
  let hash = 0x811c9dc5;
  const mix = (value: number): void => {
    bits.setFloat64(0, value);
    hash = Math.imul(hash ^ bits.getUint32(0), 0x01000193);
    hash = Math.imul(hash ^ bits.getUint32(4), 0x01000193);
    hash ^= hash >>> 15;
  };
  for (let i = 0; i < INPUTS; i++) {
    // A Weyl sequence through an integer mixer: inputs that are the same everywhere.
    state = (state + 0x9e3779b9) | 0;
    const word = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    const unit = (((word ^ (word >>> 13)) >>> 0) + 0.5) / 4294967296;
    mix(log(unit / (1 - unit)));
    mix(exp((unit - 0.5) * 1400));
    mix(normalQuantile(unit));
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
