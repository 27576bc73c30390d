/**
 * A stream of random numbers handed in from outside. `core` has no randomness of its own:
 * the simulator gives it seeded streams, the live host gives it the system's.
 */
export interface RandomStream {
  /** The next number, uniform in [0, 1), with 32 random bits. */
  next(): number;
}

/** A uniform integer in [0, bound); `bound` is at least 1 and well below 2^32. */
export function randomBelow(stream: RandomStream, bound: number): number {
  return Math.floor(stream.next() * bound);
}
