import type { JsonFields } from './json-fields.ts';

/**
 * Takes one event into the trace being built.
 * @returns why the event cannot be used (found, wanted), or null when it was
 */
export type EventHandler = (event: JsonFields) => string | null;

/** Events by kind, as `Event` names them, and what takes them. */
export type EventHandlers = readonly (readonly [string, EventHandler])[];

/** First and last time stamp met, milliseconds of the epoch. */
export class TimeSpan {
  first: number | null = null;
  last: number | null = null;

  see(ms: number | null): void {
    if (ms === null) return;
    if (this.first === null || ms < this.first) this.first = ms;
    if (this.last === null || ms > this.last) this.last = ms;
  }
}
