import { assert } from '../../core/assert.ts';
import { EventQueue } from './event-queue.ts';

/** Carries out events; told nothing but what was scheduled. */
export interface EventHandler {
  handle(kind: number, subject: number, payload: unknown): void;
}

/** Virtual time and what is still to happen in it. */
export class Kernel {
  /** Microseconds since the start of the run. */
  now = 0;
  /** Events carried out. */
  handled = 0;
  readonly queue: EventQueue = new EventQueue();
  private stopped = false;

  /** Schedules an event; at equal times events happen in the order of scheduling. */
  schedule(delayUs: number, kind: number, subject: number, payload: unknown): void {
    this.scheduleAt(this.now + delayUs, kind, subject, payload);
  }

  /**
   * Schedules an event at a time that is not past.
   * @returns the queue's handle of it
   */
  scheduleAt(timeUs: number, kind: number, subject: number, payload: unknown): number {
    assert(timeUs >= this.now, 'an event is not scheduled in the past');
    return this.queue.push(timeUs, kind, subject, payload);
  }

  /** Ends {@link run} after the event that is being carried out. */
  stop(): void {
    this.stopped = true;
  }

  /**
   * Carries out the next event.
   * @returns false when there is none up to `untilUs`
   */
  step(handler: EventHandler, untilUs: number = Number.POSITIVE_INFINITY): boolean {
    const { queue } = this;
    if (queue.nextTime > untilUs || !queue.pop()) return false;
    this.now = queue.time;
    this.handled++;
    handler.handle(queue.kind, queue.subject, queue.payload);
    return true;
  }

  /**
   * Carries out events in order until none is left, the handler calls {@link stop}, or the next
   * lies after `untilUs`; then the clock stands at `untilUs`.
   */
  run(handler: EventHandler, untilUs: number = Number.POSITIVE_INFINITY): void {
    const { queue } = this;
    assert(untilUs >= this.now, 'time does not run back');
    this.stopped = false;
    while (!this.stopped) {
      if (queue.nextTime > untilUs) {
        if (untilUs !== Number.POSITIVE_INFINITY) this.now = untilUs;
        return;
      }
      if (!queue.pop()) return;
      this.now = queue.time;
      this.handled++;
      handler.handle(queue.kind, queue.subject, queue.payload);
    }
  }
}
