import type { WorkloadSettings } from '../model/workload-settings.ts';
import type { NewStage } from '../model/stage-list.ts';
import { type StageOrder, orderStages } from '../model/stage-order.ts';
import {
  type NewJob,
  buildWorkload,
  demandOf,
  meanUs,
  taskTimeUs,
} from '../model/workload-builder.ts';
import { type DurationModel, StageKind, type Workload } from '../model/workload.ts';
import type { ReadReport } from '../reading/read-report.ts';
import { NO_COUNTS, type ReadTrace, type TraceCounts } from '../reading/trace-reader.ts';
import { CSV_RESOURCES, type CsvStage } from './csv-columns.ts';

/** A table of one's own: a row is a stage. */
export class CsvTrace implements ReadTrace {
  readonly jobs: readonly CsvJob[];
  readonly report: ReadReport;

  constructor(jobs: readonly CsvJob[], report: ReadReport) {
    this.jobs = jobs;
    this.report = report;
  }

  get counts(): TraceCounts {
    const stages = this.jobs.flatMap((job) => job.stages);
    let [tasks, taskSeconds, first, last] = [0, 0, Infinity, -Infinity];
    for (const stage of stages) {
      tasks += stage.tasks;
      taskSeconds += secondsOf(stage);
      first = Math.min(first, stage.submitSeconds);
      last = Math.max(last, stage.submitSeconds);
    }
    return {
      ...NO_COUNTS,
      jobs: this.jobs.length,
      stages: stages.length,
      tasks,
      taskSeconds,
      spanSeconds: stages.length === 0 ? 0 : last - first,
    };
  }

  toWorkload(name: string, { taskDemand }: WorkloadSettings): Workload | string {
    const jobs = this.jobs.map(({ stages, order }): NewJob => {
      const [{ job, submitSeconds, user }] = stages;
      const priority = stages.find((stage) => stage.priority !== null)?.priority ?? null;
      return {
        name: job,
        submitUs: Math.round(submitSeconds * 1e6),
        framework: user === '' ? 'jobs' : user,
        ...(priority !== null && { priority }),
        stages: order.order.map((index, at) =>
          newStage(stages[index], order.parents[at], taskDemand),
        ),
      };
    });
    const workload = buildWorkload(name, 'csv', jobs);
    const durations = this.durations();
    return typeof workload === 'string' || durations === null
      ? workload
      : { ...workload, durations };
  }

  /** The model of task times, where a row follows one. */
  private durations(): DurationModel | null {
    for (const { stages } of this.jobs) {
      for (const { skew } of stages) {
        if (skew === null) continue;
        return { skewSigma: skew.sigma, minTaskUs: taskTimeUs(skew.shortestSeconds) };
      }
    }
    return null;
  }
}

/** Time of all tasks of a row. */
function secondsOf({ durationSeconds, lastSeconds, tasks }: CsvStage): number {
  const sum = durationSeconds.reduce((total, one) => total + one, 0);
  if (durationSeconds.length > 1) return sum;
  return sum * (tasks - 1) + (lastSeconds ?? sum);
}

/** The rows of one job, and how they wait for each other. */
export interface CsvJob {
  readonly stages: readonly CsvStage[];
  readonly order: StageOrder;
  /** Rows that name a parent which the job does not have. */
  readonly strayRows: number;
}

/** The jobs of a table, in order of first occurrence. */
export function csvJobs(stages: readonly CsvStage[]): CsvJob[] {
  const byJob = new Map<string, CsvStage[]>();
  for (const stage of stages) {
    const rows = byJob.get(stage.job);
    if (rows === undefined) byJob.set(stage.job, [stage]);
    else rows.push(stage);
  }
  return [...byJob.values()].map((rows) => {
    const byName = new Map(rows.map(({ stage }, index) => [stage, index]));
    // Without a column of parents, a stage waits for the one in the row before.
    const parents = rows.map(({ parents: names }, index) => {
      if (names === null) return index === 0 ? [] : [index - 1];
      return names.flatMap((name) => byName.get(name) ?? []);
    });
    const strays = rows.filter(({ parents: names }) => names?.some((name) => !byName.has(name)));
    return { stages: rows, order: orderStages(parents), strayRows: strays.length };
  });
}

function newStage(
  stage: CsvStage,
  parents: readonly number[],
  fallback: NewStage['demand'],
): NewStage {
  const times = stage.durationSeconds.map(taskTimeUs);
  return {
    kind: stage.reduce ? StageKind.REDUCE : StageKind.MAP,
    tasks: stage.tasks,
    demand: demandOf(
      CSV_RESOURCES.map((resource) => [resource, stage.amounts[resource]] as const),
      fallback,
    ),
    taskUs: meanUs(times),
    lastTaskUs:
      stage.lastSeconds === null ? times[times.length - 1] : taskTimeUs(stage.lastSeconds),
    exact: stage.skew === null,
    ...(times.length > 1 && { recordedUs: times }),
    ...(stage.gang && { gang: true }),
    parents,
  };
}
