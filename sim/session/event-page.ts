import type { EventNames } from '../../core/protocol/event-record.ts';
import type { LogRecord } from '../log/log-record.ts';
import type { EventStore } from './event-store.ts';
import { eventText } from './event-text.ts';
import type { EventPage, EventQuery } from './session-pages.ts';

/** Records that one query looks at: a filter that finds nothing does not hold up its reader. */
const MOST_LOOKED_AT = 200_000;

/**
 * A page of the log.
 * @param end sequence number behind the last record that may be shown
 */
export function eventPage(
  store: EventStore,
  end: number,
  query: EventQuery,
  names: EventNames,
): EventPage {
  const { from, limit, backward = false } = query;
  const { oldest } = store;
  const step = backward ? -1 : 1;
  const found: LogRecord[] = [];
  const wanted = filterOf(query);
  let seq = Math.min(Math.max(from < 0 ? end + from : from, oldest), end);
  if (backward) seq = Math.min(seq, end - 1);
  const inside = (): boolean => (backward ? seq >= oldest : seq < end);
  for (let looked = 0; looked < MOST_LOOKED_AT && found.length < limit && inside(); looked++) {
    const record = store.at(seq);
    if (wanted(record)) found.push(record);
    seq += step;
  }
  if (backward) found.reverse();
  return {
    count: found.length,
    seq: Float64Array.from(found, ({ sequence }) => sequence),
    timeUs: Float64Array.from(found, ({ timeUs }) => timeUs),
    kind: Uint8Array.from(found, ({ kind }) => kind),
    framework: Int32Array.from(found, ({ framework }) => framework),
    agent: Int32Array.from(found, ({ agent }) => agent),
    subject: Float64Array.from(found, ({ subject }) => subject),
    detail: Int32Array.from(found, ({ detail }) => detail),
    text: found.map((record) => eventText(record, names)),
    next: inside() ? seq : null,
    oldest,
  };
}

function filterOf({ kinds, framework, agent, subject }: EventQuery): (r: LogRecord) => boolean {
  const known = kinds === undefined ? null : new Set(kinds);
  return (record) =>
    (known === null || known.has(record.kind)) &&
    (framework === undefined || record.framework === framework) &&
    (agent === undefined || record.agent === agent) &&
    (subject === undefined || record.subject === subject);
}
