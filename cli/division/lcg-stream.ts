import type { RandomStream } from '../../core/random/random-stream.ts';

/**
 * A linear congruential generator (Numerical Recipes) for the search for counterexamples: the
 * same problem always meets the same lies.
 */
export function lcgStream(seed: number): RandomStream {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 0;
  return {
    next() {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      // The low bits of such a generator are poor: mix before use.
      let mixed = state ^ (state >>> 16);
      mixed = Math.imul(mixed, 0x45d9f3b);
      return ((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296;
    },
  };
}
