import { stageOf } from '../model/stage-of.ts';
import { type NewJob, buildWorkload } from '../model/workload-builder.ts';
import type { WorkloadSettings } from '../model/workload-settings.ts';
import type { DurationModel, Workload } from '../model/workload.ts';
import type { ReadTrace } from '../reading/trace-reader.ts';
import type { SwimModel } from '../swim/swim-model.ts';
import type { SwimRow } from '../swim/swim-row.ts';
import { swimToWorkload } from '../swim/swim-to-workload.ts';
import { SwimTrace } from '../swim/swim-trace.ts';

/** A job on its way from one file into another: a graph of stages, every stage with its parents. */
export interface TraceJob extends NewJob {
  /** The row it came from, where the trace has bytes: SWIM to SWIM loses nothing. */
  readonly row?: SwimRow;
}

/** The jobs of a trace, by submission, to cut, join and write. */
export interface TraceJobs {
  /** Of the file, or of the generator. */
  readonly name: string;
  /** Of origin. */
  readonly format: string;
  /** Submission in whole microseconds, ascending. */
  readonly jobs: readonly TraceJob[];
  /** How the times of stages that are not exact become those of tasks. */
  readonly durations: DurationModel;
}

/** The jobs of a trace that was read. @returns them, or why there are none */
export function jobsOfTrace(
  trace: ReadTrace,
  name: string,
  settings: WorkloadSettings,
): TraceJobs | string {
  const workload = trace.toWorkload(name, settings);
  if (typeof workload === 'string') return workload;
  return withRows(jobsOfWorkload(workload), trace instanceof SwimTrace ? trace.rows : []);
}

/** The jobs of rows in submit order, at least one. */
export function jobsOfRows(rows: readonly SwimRow[], name: string, model: SwimModel): TraceJobs {
  return withRows(jobsOfWorkload(swimToWorkload(rows, model, name)), rows);
}

/** The jobs of a workload; a stage that named no parents waits for the one before it. */
export function jobsOfWorkload(workload: Workload): TraceJobs {
  const { name, format, jobs, frameworks, durations } = workload;
  const listed = Array.from({ length: jobs.count }, (_, job): TraceJob => {
    const first = jobs.firstStage[job];
    const stages = Array.from({ length: jobs.firstStage[job + 1] - first }, (__, position) =>
      stageOf(workload, first + position, position, true),
    );
    return {
      name: jobs.names[job],
      submitUs: jobs.submitUs[job],
      framework: frameworks[jobs.framework[job]],
      ...(jobs.priority !== undefined && { priority: jobs.priority[job] }),
      stages,
    };
  });
  return { name, format, jobs: listed, durations };
}

/** The jobs as a workload. @returns it, or why there is none */
export function workloadOfJobs({ name, format, jobs, durations }: TraceJobs): Workload | string {
  const workload = buildWorkload(name, format, jobs);
  return typeof workload === 'string' ? workload : { ...workload, durations };
}

/** A SWIM workload has a job for each row, in their order. */
function withRows(list: TraceJobs, rows: readonly SwimRow[]): TraceJobs {
  if (rows.length === 0) return list;
  return { ...list, jobs: list.jobs.map((job, index) => ({ ...job, row: rows[index] })) };
}
