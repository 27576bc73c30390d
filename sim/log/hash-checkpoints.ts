import { assert } from '../../core/assert.ts';
import { type EventChunk, EventLog } from './event-log.ts';
import { type LogRecord, recordAt } from './log-record.ts';

/** Records between two checkpoints. */
const EVERY = 4096;

/**
 * The hash of a log after every so many records. Two logs that differ have equal checkpoints up to
 * the record that differs and other ones from then on, so that two runs can be compared while
 * neither is kept.
 */
export class HashCheckpoints {
  readonly every: number;
  private readonly log = new EventLog(null);
  private readonly hashes: string[] = [];

  constructor(every: number = EVERY) {
    assert(every >= 1, 'there are records between checkpoints');
    this.every = every;
  }

  read(chunk: EventChunk): void {
    for (let at = 0; at < chunk.count; at++) this.append(recordAt(chunk, at));
  }

  append(record: LogRecord): void {
    const { timeUs, kind, framework, agent, subject, detail } = record;
    assert(record.sequence === this.log.count, 'records come in order');
    this.log.append(timeUs, kind, framework, agent, subject, detail);
    if (this.log.count % this.every === 0) this.hashes.push(this.log.hash);
  }

  /** Records so far. */
  get events(): number {
    return this.log.count;
  }

  /** The hash of all records so far. */
  get hash(): string {
    return this.log.hash;
  }

  /**
   * The hash after a stretch of `every` records, from 0; after all records for the last one, which
   * may be shorter. Null when there is no such stretch.
   */
  after(stretch: number): string | null {
    if (stretch < this.hashes.length) return this.hashes[stretch];
    const begun = stretch === this.hashes.length && this.log.count % this.every !== 0;
    return begun ? this.log.hash : null;
  }

  /** Stretches begun. */
  get stretches(): number {
    return Math.ceil(this.log.count / this.every);
  }
}

/** Two logs compared: the stretch of records in which they part, and what the second has there. */
export interface Parting {
  /** The stretch, from 0. */
  readonly stretch: number;
  /** The second log's records of it; fewer than a stretch, or none, where the log ends. */
  readonly records: readonly LogRecord[];
}

/** Compares a log as it comes with the checkpoints of an earlier one. Keeps one stretch of it. */
export class CheckpointComparison {
  private readonly first: HashCheckpoints;
  private readonly second: HashCheckpoints;
  private stretch: LogRecord[] = [];
  private parting: Parting | null = null;

  /** @param first complete: its run is over */
  constructor(first: HashCheckpoints) {
    this.first = first;
    this.second = new HashCheckpoints(first.every);
  }

  read(chunk: EventChunk): void {
    for (let at = 0; at < chunk.count; at++) this.append(recordAt(chunk, at));
  }

  /**
   * To be called when the second log is over too.
   * @returns null when the logs are equal
   */
  end(): Parting | null {
    if (this.parting === null && this.second.hash !== this.first.hash) this.part();
    return this.parting;
  }

  private append(record: LogRecord): void {
    if (this.parting !== null) return;
    this.second.append(record);
    this.stretch.push(record);
    if (this.stretch.length < this.second.every) return;
    const at = this.second.stretches - 1;
    // The first log ends inside this stretch, or has something else in it.
    if (this.second.after(at) === this.first.after(at)) this.stretch = [];
    else this.part();
  }

  private part(): void {
    const { stretch } = this;
    const { stretches } = this.second;
    // Nothing since the last checkpoint: the second log ended where the first goes on.
    const at = stretch.length === 0 ? stretches : stretches - 1;
    this.parting = { stretch: at, records: stretch };
  }
}

/** Keeps the records of one stretch of a log as it comes. */
export class StretchRecorder {
  readonly records: LogRecord[] = [];
  private readonly from: number;
  private readonly to: number;

  constructor(every: number, stretch: number) {
    this.from = stretch * every;
    this.to = this.from + every;
  }

  read(chunk: EventChunk): void {
    const first = Math.max(this.from, chunk.first);
    const end = Math.min(this.to, chunk.first + chunk.count);
    for (let sequence = first; sequence < end; sequence++) {
      this.records.push(recordAt(chunk, sequence - chunk.first));
    }
  }
}
