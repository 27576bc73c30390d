import type { Micros } from '../../machine.ts';
import type { Backoff } from './app.ts';

/**
 * How long an app that keeps failing waits before the next launch (Marathon's `RateLimiter`):
 * longer after each failure, up to a maximum. Failures count together until there was none for
 * as long as the wait and the maximum together.
 */
export class LaunchBackoff {
  private readonly backoff: Backoff;
  private delayUs: Micros | null = null;
  private failedUs: Micros = 0;

  constructor(backoff: Backoff) {
    this.backoff = backoff;
  }

  /** When launches may go on; in the past when nothing failed. */
  get readyUs(): Micros {
    return this.delayUs === null ? 0 : this.failedUs + this.delayUs;
  }

  failed(now: Micros): void {
    const { firstUs, factor, maxUs } = this.backoff;
    const before = this.delayUs;
    const isLongAgo = before !== null && now >= this.readyUs + maxUs;
    const delayUs = before === null || isLongAgo ? firstUs : Math.round(before * factor);
    this.delayUs = Math.min(delayUs, maxUs);
    this.failedUs = now;
  }
}
