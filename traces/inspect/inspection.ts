import type { Compression } from '../reading/compression.ts';
import type { RowProblem } from '../reading/read-report.ts';
import type { TraceCounts } from '../reading/trace-reader.ts';

/**
 * What is in one trace file, in numbers: an element of `files` in `trace inspect --json`.
 * Times in seconds; `null` where a format has no such thing.
 */
export interface TraceInspection extends TraceCounts {
  readonly file: string;
  /** `swim`, `rumen`, `spark-eventlog`, …: a name of the table of formats. */
  readonly format: string;
  readonly compression: Compression;
  /** Rows met that are not blank, refused ones included. */
  readonly rowsRead: number;
  readonly rowsRefused: number;
  /** Rows used after a repair, by rule. */
  readonly rowsRepaired: Readonly<Record<string, number>>;
  /** The file ended in the middle of its compressed stream; what came before is counted. */
  readonly truncated: boolean;
  readonly problems: readonly RowProblem[];
  /** What the workload model makes of a format without tasks; null where tasks are in the file. */
  readonly derived: DerivedWork | null;
}

/** Work derived by a model, without skew. */
export interface DerivedWork extends DerivedTotals {
  /** Input of one map, bytes. */
  readonly blockBytes: number;
  /** By framework (by default, classes of jobs), only those that have jobs. */
  readonly frameworks: Readonly<Record<string, DerivedTotals>>;
}

export interface DerivedTotals {
  readonly jobs: number;
  readonly maps: number;
  readonly reduces: number;
  readonly tasks: number;
  readonly taskSeconds: number;
  /** Demand × time in units × seconds: `{ "cpus": …, "mem": … }`. */
  readonly resourceSeconds: Readonly<Record<string, number>>;
}
