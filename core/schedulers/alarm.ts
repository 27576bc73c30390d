import type { Micros } from '../machine.ts';

/** The timer of an {@link Alarm}. */
export interface AlarmOutput {
  setTimer(timer: 'WAKE', delayUs: Micros): void;
}

/**
 * One timer that wakes a scheduler at the earliest of many times. Timers are never cancelled: one
 * that was overtaken by an earlier one does nothing.
 */
export class Alarm {
  private wakeUs: Micros | null = null;

  /** Wakes at a time at the latest. */
  by(atUs: Micros, now: Micros, out: AlarmOutput): void {
    if (this.wakeUs !== null && this.wakeUs <= atUs) return;
    this.wakeUs = Math.max(atUs, now);
    out.setTimer('WAKE', this.wakeUs - now);
  }

  /** The timer fired: whether it was for this. Then nothing is set any more. */
  rings(now: Micros): boolean {
    if (this.wakeUs === null || now < this.wakeUs) return false;
    this.wakeUs = null;
    return true;
  }
}

/** The earlier of two times, of which there may be none. */
export function earlier(a: Micros | null, b: Micros | null): Micros | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}
