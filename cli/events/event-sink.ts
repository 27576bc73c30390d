import type { EventChunk } from '../../sim/log/event-log.ts';

/** Takes the event log of a run, chunk by chunk, and writes it in some form. */
export interface EventSink {
  chunk(chunk: EventChunk): void;
  /** The run is over. */
  end(): void;
}
