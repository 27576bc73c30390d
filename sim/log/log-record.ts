import type { EventChunk } from './event-log.ts';

/** A record of the log by itself, in the log's numbers; -1 where a column does not apply. */
export interface LogRecord {
  /** Its place in the log, from 0. */
  readonly sequence: number;
  readonly timeUs: number;
  /** Place in `EVENT_KINDS`. */
  readonly kind: number;
  readonly framework: number;
  readonly agent: number;
  readonly subject: number;
  readonly detail: number;
}

/** @param at place in the chunk */
export function recordAt(chunk: EventChunk, at: number): LogRecord {
  return {
    sequence: chunk.first + at,
    timeUs: chunk.timeUs[at],
    kind: chunk.kind[at],
    framework: chunk.framework[at],
    agent: chunk.agent[at],
    subject: chunk.subject[at],
    detail: chunk.detail[at],
  };
}

/** Whether two records say the same of the same place. */
export function equalRecords(one: LogRecord, other: LogRecord): boolean {
  return (
    one.sequence === other.sequence &&
    one.timeUs === other.timeUs &&
    one.kind === other.kind &&
    one.framework === other.framework &&
    one.agent === other.agent &&
    one.subject === other.subject &&
    one.detail === other.detail
  );
}
