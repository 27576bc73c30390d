import type { Workload } from '../model/workload.ts';
import type { WorkloadSettings } from '../model/workload-settings.ts';
import type { ReadReport } from '../reading/read-report.ts';
import type { ReadTrace, TraceCounts } from '../reading/trace-reader.ts';
import type { SparkApplication } from './application.ts';
import type { AttemptColumns } from './attempt-table.ts';
import type { SparkExecutor } from './executors.ts';
import type { SparkJob } from './jobs.ts';
import { sparkCounts } from './spark-counts.ts';
import { sparkToWorkload } from './spark-to-workload.ts';
import type { SparkStage } from './stages.ts';
import type { TaskEndCounts } from './tasks.ts';

/** What an event log holds: the application as it ran. Positions in the lists serve as indexes. */
export interface SparkLog {
  readonly application: SparkApplication;
  readonly executors: readonly SparkExecutor[];
  readonly jobs: readonly SparkJob[];
  readonly stages: readonly SparkStage[];
  readonly attempts: AttemptColumns;
  /** Names that the columns of attempts refer to. */
  readonly endReasons: readonly string[];
  readonly localities: readonly string[];
  readonly taskEnds: TaskEndCounts;
  /** Events by kind, those not looked at included; without refused lines that have no kind. */
  readonly events: ReadonlyMap<string, number>;
  /** Milliseconds of the epoch, over events of the application, its jobs and its tasks. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
}

/** A Spark event log that was read. */
export class SparkTrace implements ReadTrace {
  readonly log: SparkLog;
  readonly report: ReadReport;
  readonly counts: TraceCounts;

  constructor(log: SparkLog, report: ReadReport) {
    this.log = log;
    this.report = report;
    this.counts = sparkCounts(log);
  }

  toWorkload(name: string, settings: WorkloadSettings): Workload | string {
    return sparkToWorkload(this.log, name, settings);
  }
}
