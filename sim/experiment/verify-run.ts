import type { EventChunk } from '../log/event-log.ts';
import {
  CheckpointComparison,
  HashCheckpoints,
  type Parting,
  StretchRecorder,
} from '../log/hash-checkpoints.ts';
import { type LogRecord, equalRecords } from '../log/log-record.ts';

/** Carries the run out once more and hands on its log, chunk by chunk. */
export type RepeatedRun = (events: (chunk: EventChunk) => void) => void;

/** Where two runs of one experiment part, which should not be. */
export interface Divergence {
  /** Sequence number of the first record that differs. */
  readonly sequence: number;
  /** What the first run has there; null when it is over. */
  readonly first: LogRecord | null;
  /** What the second run has there; null when it is over. */
  readonly second: LogRecord | null;
}

/** Two runs differ between two checkpoints, and a third one is not like the first any more. */
export interface UnclearDivergence {
  /** Up to here both runs were equal. */
  readonly from: number;
  /** They were not any more after so many records. */
  readonly to: number;
}

/**
 * Compares a run with another one of the same experiment. When they differ it is run a third time:
 * neither log is kept, so that what the first had where they part has to be made again.
 *
 * @param first the checkpoints of the first run, which is over
 * @returns null when the runs are equal
 */
export function verifyRun(
  first: HashCheckpoints,
  again: RepeatedRun,
): Divergence | UnclearDivergence | null {
  const comparison = new CheckpointComparison(first);
  again((chunk) => comparison.read(chunk));
  const parting = comparison.end();
  if (parting === null) return null;
  const { every } = first;
  const recorder = new StretchRecorder(every, parting.stretch);
  const third = new HashCheckpoints(every);
  again((chunk) => {
    third.read(chunk);
    recorder.read(chunk);
  });
  const asFirst = third.after(parting.stretch) === first.after(parting.stretch);
  if (asFirst) return firstDifference(recorder.records, parting, every);
  const from = parting.stretch * every;
  return { from, to: from + every };
}

function firstDifference(
  records: readonly LogRecord[],
  { records: others, stretch }: Parting,
  every: number,
): Divergence {
  let at = 0;
  while (at < records.length && at < others.length && equalRecords(records[at], others[at])) at++;
  return {
    sequence: stretch * every + at,
    first: records[at] ?? null,
    second: others[at] ?? null,
  };
}
