import { copyInto } from '../../core/collections/copy-into.ts';

/** How a task attempt ended. */
export const Outcome = {
  /** It had no end in the log. */
  RUNNING: 0,
  SUCCESS: 1,
  FAILED: 2,
  /** Killed, as another attempt was faster or the stage was over; or denied to commit. */
  KILLED: 3,
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** Bits of {@link AttemptColumns.flags}. */
export const AttemptFlag = {
  SPECULATIVE: 1,
  /** It had succeeded, but its output was lost with its executor: the task ran again. */
  RESUBMITTED: 2,
  /** Its start is in the log. */
  STARTED: 4,
  /** Its end came with metrics; without, bytes and times inside the executor are 0. */
  METRICS: 8,
} as const;

/** Task attempts, one element each, in the order in which the log first names them. */
export interface AttemptColumns {
  readonly count: number;
  readonly taskId: Float64Array;
  /** Position in the trace's stages. */
  readonly stage: Int32Array;
  readonly stageAttempt: Int32Array;
  /** Of the task in its stage, from 0: attempts at one task share it. */
  readonly index: Int32Array;
  /** Counted from 0 in each stage attempt. */
  readonly attempt: Int32Array;
  /** Position in the trace's executors. */
  readonly executor: Int32Array;
  /** Position in the trace's locality levels: of the slot that was chosen, not the wish. */
  readonly locality: Uint8Array;
  /** An {@link Outcome}. */
  readonly outcome: Uint8Array;
  /** Position in the trace's end reasons; meaningless while running. */
  readonly reason: Uint8Array;
  /** Bits of {@link AttemptFlag}. */
  readonly flags: Uint8Array;
  /** Milliseconds of the epoch; 0 where the log has none. */
  readonly launchMs: Float64Array;
  readonly finishMs: Float64Array;
  /** From launch to when the driver began to fetch a large result, milliseconds; 0: inline. */
  readonly resultAfterMs: Int32Array;
  /** Inside the executor, milliseconds. */
  readonly deserializeMs: Int32Array;
  readonly runMs: Int32Array;
  readonly serializeMs: Int32Array;
  readonly inputBytes: Float64Array;
  readonly shuffleReadBytes: Float64Array;
  readonly shuffleWriteBytes: Float64Array;
  readonly outputBytes: Float64Array;
}

/** {@link AttemptColumns} as they are filled: 96 bytes an attempt, at most half as many spare. */
export class AttemptTable implements AttemptColumns {
  count = 0;
  taskId: Float64Array = new Float64Array(0);
  stage: Int32Array = new Int32Array(0);
  stageAttempt: Int32Array = new Int32Array(0);
  index: Int32Array = new Int32Array(0);
  attempt: Int32Array = new Int32Array(0);
  executor: Int32Array = new Int32Array(0);
  locality: Uint8Array = new Uint8Array(0);
  outcome: Uint8Array = new Uint8Array(0);
  reason: Uint8Array = new Uint8Array(0);
  flags: Uint8Array = new Uint8Array(0);
  launchMs: Float64Array = new Float64Array(0);
  finishMs: Float64Array = new Float64Array(0);
  resultAfterMs: Int32Array = new Int32Array(0);
  deserializeMs: Int32Array = new Int32Array(0);
  runMs: Int32Array = new Int32Array(0);
  serializeMs: Int32Array = new Int32Array(0);
  inputBytes: Float64Array = new Float64Array(0);
  shuffleReadBytes: Float64Array = new Float64Array(0);
  shuffleWriteBytes: Float64Array = new Float64Array(0);
  outputBytes: Float64Array = new Float64Array(0);

  /** Adds an attempt with nothing known; returns its row. */
  add(): number {
    if (this.count === this.taskId.length) this.grow(Math.ceil(this.count * 1.5) + 64);
    return this.count++;
  }

  private grow(capacity: number): void {
    const floats = (from: Float64Array): Float64Array => copyInto(new Float64Array(capacity), from);
    const ints = (from: Int32Array): Int32Array => copyInto(new Int32Array(capacity), from);
    const bytes = (from: Uint8Array): Uint8Array => copyInto(new Uint8Array(capacity), from);
    this.taskId = floats(this.taskId);
    this.stage = ints(this.stage);
    this.stageAttempt = ints(this.stageAttempt);
    this.index = ints(this.index);
    this.attempt = ints(this.attempt);
    this.executor = ints(this.executor);
    this.locality = bytes(this.locality);
    this.outcome = bytes(this.outcome);
    this.reason = bytes(this.reason);
    this.flags = bytes(this.flags);
    this.launchMs = floats(this.launchMs);
    this.finishMs = floats(this.finishMs);
    this.resultAfterMs = ints(this.resultAfterMs);
    this.deserializeMs = ints(this.deserializeMs);
    this.runMs = ints(this.runMs);
    this.serializeMs = ints(this.serializeMs);
    this.inputBytes = floats(this.inputBytes);
    this.shuffleReadBytes = floats(this.shuffleReadBytes);
    this.shuffleWriteBytes = floats(this.shuffleWriteBytes);
    this.outputBytes = floats(this.outputBytes);
  }
}
