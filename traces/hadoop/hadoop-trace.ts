import type { ReadReport } from '../reading/read-report.ts';
import type { ReadTrace, TraceCounts } from '../reading/trace-reader.ts';
import type { WorkloadSettings } from '../model/workload-settings.ts';
import type { Workload } from '../model/workload.ts';
import type { AttemptColumns, TaskColumns } from './hadoop-columns.ts';
import { countHadoop } from './hadoop-counts.ts';
import type { ExactCounter, HadoopFormat, HadoopJob, HadoopRecord } from './hadoop-record.ts';
import { hadoopToWorkload } from './hadoop-to-workload.ts';

/** What a log of Hadoop held: the record itself, its numbers, and the workload in it. */
export class HadoopTrace implements ReadTrace, HadoopRecord {
  readonly format: HadoopFormat;
  readonly jobs: readonly HadoopJob[];
  readonly tasks: TaskColumns;
  readonly attempts: AttemptColumns;
  readonly hosts: readonly string[];
  readonly racks: readonly number[];
  readonly rackNames: readonly string[];
  readonly exactCounters: readonly ExactCounter[];
  readonly report: ReadReport;
  readonly counts: TraceCounts;

  constructor(record: HadoopRecord) {
    this.format = record.format;
    this.jobs = record.jobs;
    this.tasks = record.tasks;
    this.attempts = record.attempts;
    this.hosts = record.hosts;
    this.racks = record.racks;
    this.rackNames = record.rackNames;
    this.exactCounters = record.exactCounters;
    this.report = record.report;
    this.counts = countHadoop(record);
  }

  toWorkload(name: string, settings: WorkloadSettings): Workload | string {
    return hadoopToWorkload(this, name, settings);
  }
}
