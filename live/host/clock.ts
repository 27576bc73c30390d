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

/** Timers of a host: any length, never early by its own clock, all given up at once. */
export class HostTimers {
  private readonly clock: Clock;
  private readonly open = new Set<NodeJS.Timeout>();
  /** What is to be done next is not kept by a timer, which takes a millisecond at least. */
  private readonly next = new Set<NodeJS.Immediate>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  set(delayUs: Micros, fire: () => void): void {
    if (delayUs > 0) return this.wait(this.clock.now() + delayUs, fire);
    const immediate = setImmediate(() => {
      this.next.delete(immediate);
      fire();
    });
    this.next.add(immediate);
  }

  clear(): void {
    for (const timer of this.open) clearTimeout(timer);
    this.open.clear();
    for (const immediate of this.next) clearImmediate(immediate);
    this.next.clear();
  }

  private wait(dueUs: Micros, fire: () => void): void {
    const leftMs = Math.ceil((dueUs - this.clock.now()) / 1000);
    const timer = setTimeout(
      () => {
        this.open.delete(timer);
        // Node's timers may come a little early, and a machine that is asked early does nothing.
        if (this.clock.now() < dueUs) this.wait(dueUs, fire);
        else fire();
      },
      Math.min(Math.max(leftMs, 0), LONGEST_MS),
    );
    this.open.add(timer);
  }
}
