import type { DerivedWork } from '../inspect/inspection.ts';
import type { Workload } from '../model/workload.ts';
import type { WorkloadSettings } from '../model/workload-settings.ts';
import type { ReadReport } from './read-report.ts';

/**
 * What every trace reader is: a push parser over unpacked bytes, in any pieces. Nothing in a
 * file makes it throw; what it could not use is in its result's report. Its memory follows what
 * it keeps of the trace, not the size of the text.
 */
export interface TraceReader<T> {
  push(chunk: Uint8Array | string): void;
  /**
   * A trace of several files (a rolling Spark log): the file being read is over, the next one
   * begins. Absent in formats whose traces are one file.
   *
   * @param truncated as for {@link end}, about the file that is over
   */
  nextFile?(truncated: boolean): void;
  /**
   * The end of the trace.
   *
   * @param truncated the bytes broke off early (a cut or damaged packed file): the row begun
   *   cannot be trusted and is refused
   */
  end(truncated?: boolean): T;
}

/**
 * What a trace is read for. For its `counts` alone a table of many small rows need not be kept:
 * then the trace has no workload, and says so.
 */
export type ReadPurpose = 'counts' | 'workload';

/** Why a trace that was read for its counts has no workload. */
export const COUNTED_ONLY = 'found a trace read for its counts alone, wanted one with its rows';

/** What a trace held. Every format has its own class or object of this shape. */
export interface ReadTrace {
  readonly counts: TraceCounts;
  /** Rows met, refused and repaired. */
  readonly report: ReadReport;
  /**
   * The jobs as a workload, submit times counted from the first.
   *
   * @param name of the workload: the file's
   * @returns the workload, or why there is none (a list of nodes, a trace without jobs): found
   *   and wanted, without the file's name
   */
  toWorkload(name: string, settings: WorkloadSettings): Workload | string;
  /** The work a model makes of a format that has no tasks; null without jobs. Absent elsewhere. */
  derive?(settings: WorkloadSettings): DerivedWork | null;
}

/**
 * The numbers of a trace that `trace inspect` prints for every format. Times in seconds; `null`
 * where the format has no such thing.
 */
export interface TraceCounts {
  readonly jobs: number | null;
  readonly stages: number | null;
  readonly tasks: number | null;
  readonly attempts: number | null;
  readonly failedAttempts: number | null;
  readonly attemptsWithoutEnd: number | null;
  /** Sum over attempts; `traces/README.md` says by format what an attempt is. */
  readonly taskSeconds: number | null;
  /** First to last time stamp. */
  readonly spanSeconds: number | null;
  /** Read by maps. */
  readonly bytesIn: number | null;
  readonly bytesShuffle: number | null;
  readonly bytesOut: number | null;
  /** What else this format can be counted by, camelCase: `{ racks: 41, events: { SUBMIT: 3 } }`. */
  readonly facts: TraceFacts;
}

export type TraceFacts = Readonly<Record<string, TraceFact>>;
export type TraceFact =
  | number
  | string
  | null
  | readonly number[]
  | Readonly<Record<string, number>>;

/** Counts of a format that has none of the common things; to spread and overwrite. */
export const NO_COUNTS: TraceCounts = {
  jobs: null,
  stages: null,
  tasks: null,
  attempts: null,
  failedAttempts: null,
  attemptsWithoutEnd: null,
  taskSeconds: null,
  spanSeconds: null,
  bytesIn: null,
  bytesShuffle: null,
  bytesOut: null,
  facts: {},
};

/** A format as the table of formats (`format-table.ts`) has it. */
export interface TraceFormat {
  /** As `trace inspect` prints it: `rumen`, `jobhistory-v1`, `spark-eventlog`, … */
  readonly name: string;
  /** In a message: `a Spark event log`. */
  readonly title: string;
  /** Whether a file that begins so is of this format. Formats are asked in the table's order. */
  detect(start: FileStart): boolean;
  /** @param purpose `workload` when it is left out, which has the counts too */
  reader(purpose?: ReadPurpose): TraceReader<ReadTrace>;
}

/** The beginning of an unpacked file, for detectors. */
export interface FileStart {
  /** Up to 64 KiB, without a byte order mark; may break off anywhere. */
  readonly text: string;
  /** Its first hundred lines that are not blank, trimmed at the end; the last may be cut. */
  readonly lines: readonly string[];
}
