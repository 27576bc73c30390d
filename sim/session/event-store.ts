import { type EventChunk, EventLog } from '../log/event-log.ts';
import { type LogRecord, recordAt } from '../log/log-record.ts';

/** Full chunks that are kept: half a million records, 15 MB. */
const MOST_CHUNKS = 16;

/** A log with its latest records at hand. */
export class EventStore {
  readonly log: EventLog = new EventLog((chunk) => this.keep(chunk));
  private readonly chunks: EventChunk[] = [];

  /** Sequence number of the first record that is kept. */
  get oldest(): number {
    return this.chunks[0]?.first ?? this.log.partial?.first ?? this.end;
  }

  /** Sequence number of the next record. */
  get end(): number {
    return this.log.count;
  }

  /** Time of the last record; 0 without one. */
  get lastUs(): number {
    return this.end === 0 ? 0 : this.at(this.end - 1).timeUs;
  }

  /** A record from {@link oldest} up to {@link end}. */
  at(seq: number): LogRecord {
    const { partial } = this.log;
    if (partial !== null && seq >= partial.first) return recordAt(partial, seq - partial.first);
    // All chunks but the partial one are full.
    const size = this.chunks[0].count;
    const chunk = this.chunks[Math.floor((seq - this.oldest) / size)];
    return recordAt(chunk, seq - chunk.first);
  }

  private keep(chunk: EventChunk): void {
    this.chunks.push(chunk);
    if (this.chunks.length > MOST_CHUNKS) this.chunks.shift();
  }
}
