import { FNV_OFFSET, hashText, mix32 } from '../../core/random/mix.ts';

/**
 * Draws without state, addressed by (seed, purpose, entity, ordinal): the same address always
 * gives the same number, whatever else was drawn. So two policies at one seed see the same task
 * durations, and taking one thing out of a scenario moves no other draw.
 */
export class Draws {
  private readonly first: number;
  private readonly second: number;

  /** @param seed any text @param purpose what is drawn, such as `duration` */
  constructor(seed: string, purpose: string) {
    const address = `${seed.length}:${seed}/${purpose}`;
    this.first = hashText(address, FNV_OFFSET);
    this.second = hashText(address, 0x9e3779b9);
  }

  /** 32 random bits as a signed integer. */
  bits(entity: number, ordinal: number): number {
    const h = mix32(this.first ^ Math.imul(entity + 1, 0x9e3779b1));
    return mix32(mix32(h ^ this.second ^ Math.imul(ordinal + 1, 0x85ebca77)) + h);
  }

  /** Uniform in [0, 1). */
  unit(entity: number, ordinal: number): number {
    return (this.bits(entity, ordinal) >>> 0) / 4294967296;
  }
}
