import type { SchedulerEvent } from '../../../core/protocol/scheduler-api.ts';

/** Offers that are written before others have their turn: some milliseconds' worth. */
const OFFERS_AT_ONCE = 50;

/**
 * A scheduler's events on their way out, in order. Offers of many agents go out a part at a time,
 * each an OFFERS of its own, so that nobody else waits for all of them to be written.
 */
export class EventQueue {
  private readonly write: (event: SchedulerEvent) => void;
  private readonly waiting: SchedulerEvent[] = [];
  private isBusy = false;

  constructor(write: (event: SchedulerEvent) => void) {
    this.write = write;
  }

  push(event: SchedulerEvent): void {
    if (event.type === 'OFFERS' && event.offers.length > OFFERS_AT_ONCE) {
      for (let from = 0; from < event.offers.length; from += OFFERS_AT_ONCE) {
        const offers = event.offers.slice(from, from + OFFERS_AT_ONCE);
        this.waiting.push({ ...event, offers });
      }
    } else {
      this.waiting.push(event);
    }
    if (!this.isBusy) this.turn();
  }

  private turn(): void {
    const next = this.waiting.shift();
    this.isBusy = this.waiting.length > 0;
    if (next !== undefined) this.write(next);
    if (this.isBusy) setImmediate(() => this.turn());
  }
}
