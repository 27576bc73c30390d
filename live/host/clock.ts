import type { Micros } from '../../core/machine.ts';

/** Time as a host gives it to its machines. */
export interface Clock {
  /** Integer microseconds; never less than before in one process. */
  now(): Micros;
}

/**
 * Microseconds since 1970 as they were when the process started, and from then on by the
 * monotonic clock: a change of the system's time moves nothing, and a later process goes on from
 * about where this one ended, so that times in the registry keep their meaning.
 */
export class MonotonicClock implements Clock {
  private readonly startMs = performance.timeOrigin;

  now(): Micros {
    return Math.round((this.startMs + performance.now()) * 1000);
  }
}

/** Longest time that Node's timers take at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Timers of a host: any length, all given up at once. */
export class HostTimers {
  private readonly open = new Set<NodeJS.Timeout>();

  /** @param delayUs microseconds; rounded up, so that no timer fires early */
  set(delayUs: Micros, fire: () => void): void {
    const leftMs = Math.ceil(delayUs / 1000);
    const waitMs = Math.min(leftMs, LONGEST_MS);
    const timer = setTimeout(() => {
      this.open.delete(timer);
      if (leftMs > waitMs) this.set((leftMs - waitMs) * 1000, fire);
      else fire();
    }, waitMs);
    this.open.add(timer);
  }

  clear(): void {
    for (const timer of this.open) clearTimeout(timer);
    this.open.clear();
  }
}
