import { GrowingColumn, newBytes, newFloats, newInts } from '../reading/growing-column.ts';

/** What a task is for; set-up and clean-up tasks are the job's own, one of each at most. */
export const TaskKind = { MAP: 0, REDUCE: 1, SETUP: 2, CLEANUP: 3 } as const;
export type TaskKind = (typeof TaskKind)[keyof typeof TaskKind];

/** How a job, task or attempt ended. `UNKNOWN`: the log does not say, or it had not ended. */
export const Outcome = { UNKNOWN: 0, SUCCESS: 1, FAILED: 2, KILLED: 3 } as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** How near its input a map ran. `UNKNOWN` where input or machine is not in the log. */
export const Locality = { UNKNOWN: 0, NODE_LOCAL: 1, RACK_LOCAL: 2, OFF_SWITCH: 3 } as const;
export type Locality = (typeof Locality)[keyof typeof Locality];

/** In columns of indexes: none. In columns of times and counters none is NaN. */
export const NONE = -1;

/** Tasks in the order in which the log names them first. */
export interface TaskColumns {
  readonly count: number;
  /** Index of its job. */
  readonly job: Int32Array;
  /** A {@link TaskKind}. */
  readonly kind: Int8Array;
  /** As in its id, `task_200904211745_0002_m_000010` is 10; {@link NONE} when the id has none. */
  readonly number: Int32Array;
  /** An {@link Outcome}. */
  readonly outcome: Int8Array;
  /** Milliseconds since 1970. A task's time includes queueing, an attempt's does not. */
  readonly startMs: Float64Array;
  readonly finishMs: Float64Array;
  /** First element of each task in `preferred`; length `count + 1`. */
  readonly firstPreferred: Int32Array;
  /** Indexes of the machines that hold the task's input. */
  readonly preferred: Int32Array;
  /** First element of each task in `attempts`; length `count + 1`. */
  readonly firstAttempt: Int32Array;
  /** Indexes of attempts, by task and then in the log's order. */
  readonly attempts: Int32Array;
}

/** Attempts in the order in which the log names them first. */
export interface AttemptColumns {
  readonly count: number;
  /** Index of its task. */
  readonly task: Int32Array;
  /** The last part of its id. */
  readonly number: Int32Array;
  /** An {@link Outcome}. */
  readonly outcome: Int8Array;
  /** Milliseconds since 1970, NaN unknown. */
  readonly startMs: Float64Array;
  readonly finishMs: Float64Array;
  /** Of reduces: the end of fetching and of merging the maps' output. */
  readonly shuffleMs: Float64Array;
  readonly sortMs: Float64Array;
  /** Index of the machine. */
  readonly host: Int32Array;
  /** A {@link Locality}. */
  readonly locality: Int8Array;
  /** 1 for a speculative copy, where the log tells them apart (`.jhist` only). */
  readonly speculative: Int8Array;
  /** Bytes, NaN unknown: from and to the distributed file system, out of a map, into a reduce. */
  readonly bytesRead: Float64Array;
  readonly bytesWritten: Float64Array;
  readonly mapOutputBytes: Float64Array;
  readonly shuffleBytes: Float64Array;
}

/** The counters of an attempt that are kept. */
export type ByteCounter = 'bytesRead' | 'bytesWritten' | 'mapOutputBytes' | 'shuffleBytes';

/** {@link TaskColumns} while they are read. */
export class TaskTable {
  readonly job: GrowingColumn<Int32Array> = new GrowingColumn(newInts);
  readonly kind: GrowingColumn<Int8Array> = new GrowingColumn(newBytes);
  readonly number: GrowingColumn<Int32Array> = new GrowingColumn(newInts);
  readonly outcome: GrowingColumn<Int8Array> = new GrowingColumn(newBytes);
  readonly startMs: GrowingColumn<Float64Array> = new GrowingColumn(newFloats);
  readonly finishMs: GrowingColumn<Float64Array> = new GrowingColumn(newFloats);
  /** Where the task's machines begin in {@link preferred}, and how many they are. */
  readonly firstPreferred: GrowingColumn<Int32Array> = new GrowingColumn(newInts);
  readonly preferredCount: GrowingColumn<Int32Array> = new GrowingColumn(newInts);
  readonly preferred: GrowingColumn<Int32Array> = new GrowingColumn(newInts);

  get count(): number {
    return this.job.length;
  }

  /** @returns its index */
  add(job: number, kind: TaskKind, number: number): number {
    this.job.push(job);
    this.kind.push(kind);
    this.number.push(number);
    this.outcome.push(Outcome.UNKNOWN);
    this.startMs.push(Number.NaN);
    this.finishMs.push(Number.NaN);
    this.firstPreferred.push(this.preferred.length);
    this.preferredCount.push(0);
    return this.count - 1;
  }

  /** Sets the machines that hold a task's input; what was set before is forgotten. */
  setPreferred(task: number, hosts: readonly number[]): void {
    this.firstPreferred.set(task, this.preferred.length);
    this.preferredCount.set(task, hosts.length);
    for (const host of hosts) this.preferred.push(host);
  }

  /** Forgets the tasks from `count` on. */
  truncate(count: number): void {
    if (count >= this.count) return;
    this.preferred.truncate(this.firstPreferred.at(count));
    const { job, kind, number, outcome, startMs, finishMs } = this;
    const all = [job, kind, number, outcome, startMs, finishMs];
    for (const column of [...all, this.firstPreferred, this.preferredCount]) {
      column.truncate(count);
    }
  }
}

/** {@link AttemptColumns} while they are read. */
export class AttemptTable {
  readonly task: GrowingColumn<Int32Array> = new GrowingColumn(newInts);
  readonly number: GrowingColumn<Int32Array> = new GrowingColumn(newInts);
  readonly outcome: GrowingColumn<Int8Array> = new GrowingColumn(newBytes);
  readonly startMs: GrowingColumn<Float64Array> = new GrowingColumn(newFloats);
  readonly finishMs: GrowingColumn<Float64Array> = new GrowingColumn(newFloats);
  readonly shuffleMs: GrowingColumn<Float64Array> = new GrowingColumn(newFloats);
  readonly sortMs: GrowingColumn<Float64Array> = new GrowingColumn(newFloats);
  readonly host: GrowingColumn<Int32Array> = new GrowingColumn(newInts);
  readonly locality: GrowingColumn<Int8Array> = new GrowingColumn(newBytes);
  readonly speculative: GrowingColumn<Int8Array> = new GrowingColumn(newBytes);
  readonly bytesRead: GrowingColumn<Float64Array> = new GrowingColumn(newFloats);
  readonly bytesWritten: GrowingColumn<Float64Array> = new GrowingColumn(newFloats);
  readonly mapOutputBytes: GrowingColumn<Float64Array> = new GrowingColumn(newFloats);
  readonly shuffleBytes: GrowingColumn<Float64Array> = new GrowingColumn(newFloats);

  get count(): number {
    return this.task.length;
  }

  /** @returns its index */
  add(task: number, number: number): number {
    this.task.push(task);
    this.number.push(number);
    this.host.push(NONE);
    for (const column of this.bytes()) column.push(0);
    for (const column of this.floats()) column.push(Number.NaN);
    return this.count - 1;
  }

  /** Forgets the attempts from `count` on. */
  truncate(count: number): void {
    for (const column of [this.task, this.number, this.host, ...this.bytes(), ...this.floats()]) {
      column.truncate(count);
    }
  }

  columns(): AttemptColumns {
    return {
      count: this.count,
      task: this.task.values(),
      number: this.number.values(),
      outcome: this.outcome.values(),
      startMs: this.startMs.values(),
      finishMs: this.finishMs.values(),
      shuffleMs: this.shuffleMs.values(),
      sortMs: this.sortMs.values(),
      host: this.host.values(),
      locality: this.locality.values(),
      speculative: this.speculative.values(),
      bytesRead: this.bytesRead.values(),
      bytesWritten: this.bytesWritten.values(),
      mapOutputBytes: this.mapOutputBytes.values(),
      shuffleBytes: this.shuffleBytes.values(),
    };
  }

  private bytes(): readonly GrowingColumn<Int8Array>[] {
    return [this.outcome, this.locality, this.speculative];
  }

  private floats(): readonly GrowingColumn<Float64Array>[] {
    const { startMs, finishMs, shuffleMs, sortMs } = this;
    const counters = [this.bytesRead, this.bytesWritten, this.mapOutputBytes, this.shuffleBytes];
    return [startMs, finishMs, shuffleMs, sortMs, ...counters];
  }
}
