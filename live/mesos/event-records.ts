import type { SchedulerEvent } from '../../core/protocol/scheduler-api.ts';

/** Largest record of an event, bytes: mesos-go gives up above 4 MiB. */
export const RECORD_BYTES_MAX: number = 4 * 1024 * 1024;

/** Offers in one event at first: most are far smaller than what this leaves for each. */
const OFFERS_MAX = 500;

/**
 * An event as its records: one, unless it tells of so many offers that some client could not read
 * it in one piece. Several OFFERS say the same as one.
 * @param write an event as one record, in ASCII or in bytes
 */
export function eventRecords(
  event: SchedulerEvent,
  write: (event: SchedulerEvent) => string | Uint8Array,
  maxBytes: number = RECORD_BYTES_MAX,
): (string | Uint8Array)[] {
  const count = countOf(event);
  if (count <= OFFERS_MAX) {
    const record = write(event);
    if (record.length <= maxBytes || count <= 1) return [record];
  }
  const middle = Math.ceil(count / 2);
  const parts = [part(event, 0, middle), part(event, middle, count)];
  return parts.flatMap((one) => eventRecords(one, write, maxBytes));
}

function countOf(event: SchedulerEvent): number {
  if (event.type === 'OFFERS') return event.offers.length;
  return event.type === 'INVERSE_OFFERS' ? event.inverseOffers.length : 1;
}

function part(event: SchedulerEvent, from: number, to: number): SchedulerEvent {
  if (event.type === 'OFFERS') return { ...event, offers: event.offers.slice(from, to) };
  if (event.type !== 'INVERSE_OFFERS') return event;
  return { ...event, inverseOffers: event.inverseOffers.slice(from, to) };
}
