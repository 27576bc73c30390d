import type { RandomStream } from '../../core/random/random-stream.ts';

/** A textbook generator (Numerical Recipes) as a stream: the same numbers for the same seed. */
export class LcgStream implements RandomStream {
  /** Numbers drawn so far. */
  drawn = 0;
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed + 1, 0x9e3779b1) | 0;
  }

  next(): number {
    this.drawn++;
    this.state = (Math.imul(this.state, 1664525) + 1013904223) | 0;
    // The low bits of such a generator are poor: mix before use.
    let mixed = this.state ^ (this.state >>> 16);
    mixed = Math.imul(mixed, 0x45d9f3b);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296;
  }
}
