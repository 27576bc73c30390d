import type { ResourceMap } from '../../core/resources/quantities.ts';
import { StageKind, type Workload } from '../../traces/model/workload.ts';

/** A job as one would write it down. */
export interface ListedJob {
  readonly submitUs: number;
  /** Index in the frameworks; the first when left out. */
  readonly framework?: number;
  /** In order; at least one. */
  readonly stages: readonly ListedStage[];
}

export interface ListedStage {
  /** Maps when left out. */
  readonly kind?: StageKind;
  readonly tasks: number;
  /** Index in the demands; the first when left out. */
  readonly demand?: number;
  /** Time of every task, whole microseconds. */
  readonly taskUs: number;
}

export interface JobList {
  readonly name: string;
  readonly frameworks: readonly string[];
  readonly demands: readonly ResourceMap[];
  /** In any order. */
  readonly jobs: readonly ListedJob[];
  /** Spread of task times, 0 when left out; see `DurationModel`. */
  readonly skewSigma?: number;
}

/** A workload from a list of jobs: for examples, tests and benchmarks, which have no trace. */
export function workloadOf(list: JobList): Workload {
  // Jobs submitted at the same time stay in the order of the list.
  const jobs = list.jobs.toSorted((a, b) => a.submitUs - b.submitUs);
  const stages = jobs.flatMap((job) => job.stages);
  const firstStage = new Int32Array(jobs.length + 1);
  for (const [j, job] of jobs.entries()) firstStage[j + 1] = firstStage[j] + job.stages.length;
  const taskUs = Float64Array.from(stages, (stage) => stage.taskUs);
  return {
    name: list.name,
    format: 'list',
    jobs: {
      count: jobs.length,
      names: jobs.map((_, j) => `job${j}`),
      submitUs: Float64Array.from(jobs, (job) => job.submitUs),
      framework: Uint16Array.from(jobs, (job) => job.framework ?? 0),
      firstStage,
    },
    stages: {
      count: stages.length,
      kind: Uint8Array.from(stages, (stage) => stage.kind ?? StageKind.MAP),
      tasks: Int32Array.from(stages, (stage) => stage.tasks),
      demand: Uint16Array.from(stages, (stage) => stage.demand ?? 0),
      taskUs,
      lastTaskUs: taskUs.slice(),
    },
    demands: list.demands,
    frameworks: list.frameworks,
    durations: { skewSigma: list.skewSigma ?? 0, minTaskUs: 1 },
  };
}
