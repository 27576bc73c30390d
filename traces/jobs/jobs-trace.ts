import type { NewStage } from '../model/stage-list.ts';
import { buildWorkload } from '../model/workload-builder.ts';
import type { WorkloadSettings } from '../model/workload-settings.ts';
import type { DurationModel, Workload } from '../model/workload.ts';
import type { ReadReport } from '../reading/read-report.ts';
import { NO_COUNTS, type ReadTrace, type TraceCounts } from '../reading/trace-reader.ts';
import type { JobLine, JobLineStage } from './job-line.ts';

/** Jobs as they were written, with the format they came from. */
export class JobsTrace implements ReadTrace {
  readonly jobs: readonly JobLine[];
  /** Format of origin. */
  readonly origin: string;
  readonly report: ReadReport;
  private readonly durations: DurationModel;

  constructor(
    jobs: readonly JobLine[],
    { format, durations }: { readonly format: string; readonly durations: DurationModel },
    report: ReadReport,
  ) {
    this.jobs = jobs;
    this.origin = format;
    this.durations = durations;
    this.report = report;
  }

  /** Task-seconds without skew. */
  get counts(): TraceCounts {
    let [stages, tasks, edges, taskUs] = [0, 0, 0, 0];
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const job of this.jobs) {
      first = Math.min(first, job.submitUs);
      last = Math.max(last, job.submitUs);
      stages += job.stages.length;
      for (const stage of job.stages) {
        tasks += stage.tasks;
        edges += stage.parents.length;
        taskUs += timeOf(stage);
      }
    }
    return {
      ...NO_COUNTS,
      ...{ jobs: this.jobs.length, stages, tasks, taskSeconds: taskUs / 1e6 },
      spanSeconds: this.jobs.length === 0 ? 0 : (last - first) / 1e6,
      facts: { origin: this.origin, stageDependencyEdges: edges },
    };
  }

  toWorkload(name: string, { taskDemand }: WorkloadSettings): Workload | string {
    const jobs = this.jobs.map((job) => ({
      ...job,
      stages: job.stages.map(
        (stage): NewStage => ({
          ...stage,
          demand: stage.demand ?? taskDemand,
        }),
      ),
    }));
    const workload = buildWorkload(name, this.origin, jobs);
    return typeof workload === 'string' ? workload : { ...workload, durations: this.durations };
  }
}

function timeOf({ tasks, taskUs, lastTaskUs, recordedUs }: JobLineStage): number {
  if (recordedUs === undefined) return taskUs * (tasks - 1) + lastTaskUs;
  let sum = 0;
  for (let i = 0; i < recordedUs.length; i++) sum += recordedUs[i];
  return sum;
}
