import type { Epoch } from './candidates.ts';

/**
 * Tells a deposed leader from the present one: knows the highest epoch it has seen, and refuses
 * lower ones. For agents, schedulers and whatever else takes orders from a leader, which may not
 * know yet that it was deposed.
 */
export class Fence {
  private highest: Epoch = -1;

  /** The highest epoch seen, -1 before the first. */
  get epoch(): Epoch {
    return this.highest;
  }

  /** Whether what carries this epoch may be listened to. One that is no whole number may not. */
  admits(epoch: Epoch): boolean {
    if (!Number.isSafeInteger(epoch) || epoch < this.highest) return false;
    this.highest = epoch;
    return true;
  }
}
