import type { ReadReport } from '../reading/read-report.ts';
import type { AttemptColumns, ByteCounter, Outcome, TaskColumns } from './hadoop-columns.ts';

/** The formats of Hadoop's MapReduce runs, by the names that `trace inspect` prints. */
export type HadoopFormat = 'rumen' | 'jobhistory-v1' | 'jhist';

/**
 * MapReduce jobs as they ran, out of any of Hadoop's logs: every task and every attempt, those
 * too that failed, were killed or never ended.
 */
export interface HadoopRecord {
  readonly format: HadoopFormat;
  /** In the file's order, which is not that of submission. */
  readonly jobs: readonly HadoopJob[];
  readonly tasks: TaskColumns;
  readonly attempts: AttemptColumns;
  /** Machines named anywhere, by index, and the index of each one's rack or -1. */
  readonly hosts: readonly string[];
  readonly racks: readonly number[];
  readonly rackNames: readonly string[];
  /** Counters beyond 2^53, which no column can hold. */
  readonly exactCounters: readonly ExactCounter[];
  readonly report: ReadReport;
}

/** A job. Times in milliseconds since 1970, NaN where the log has none. */
export interface HadoopJob {
  /** `job_200904211745_0002`; an id that comes again in a Rumen trace has a number behind it. */
  readonly id: string;
  readonly name: string | null;
  readonly user: string | null;
  readonly queue: string | null;
  /** `VERY_LOW` to `VERY_HIGH`. */
  readonly priority: string | null;
  readonly outcome: Outcome;
  readonly submitMs: number;
  readonly launchMs: number;
  readonly finishMs: number;
  /** Tasks the job meant to run: those of a killed job did not all run. */
  readonly declaredMaps: number | null;
  readonly declaredReduces: number | null;
  /** What one task asked for, where the job's configuration says so. */
  readonly mapMemoryMb: number | null;
  readonly reduceMemoryMb: number | null;
  readonly mapCpus: number | null;
  readonly reduceCpus: number | null;
}

/** A counter of an attempt as the log wrote it: it takes part in no sum. */
export interface ExactCounter {
  readonly attempt: number;
  readonly counter: ByteCounter;
  readonly digits: string;
}

/** A job while it is read. */
export type JobDraft = { -readonly [Field in keyof HadoopJob]: HadoopJob[Field] };
