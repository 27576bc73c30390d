import type { TraceJob, TraceJobs } from './trace-jobs.ts';

/** A part of a whole: `kept` jobs of every `of`. */
export interface Part {
  readonly kept: number;
  readonly of: number;
}

/** From the first microsecond to the one before `toUs`, counted from the first submission. */
export interface TimeWindow {
  readonly fromUs: number;
  readonly toUs: number;
}

/**
 * The jobs submitted in a window. Those that began before it are not in it, though they would
 * still run: a window of a replay begins with an empty cluster.
 */
export function windowed(list: TraceJobs, { fromUs, toUs }: TimeWindow): TraceJobs {
  const startUs = list.jobs.at(0)?.submitUs ?? 0;
  return {
    ...list,
    jobs: list.jobs.filter(({ submitUs }) => {
      const us = submitUs - startUs;
      return us >= fromUs && us < toUs;
    }),
  };
}

/** Every so many a job, evenly by submission: `1/10` keeps the tenth, the twentieth, … */
export function thinned(list: TraceJobs, { kept, of }: Part): TraceJobs {
  return {
    ...list,
    jobs: list.jobs.filter(
      (_, index) => Math.floor(((index + 1) * kept) / of) > Math.floor((index * kept) / of),
    ),
  };
}

/**
 * The times between submissions multiplied, those of tasks left as they are: 2 submits the same
 * work over twice the time, half the load.
 */
export function stretched(list: TraceJobs, factor: number): TraceJobs {
  const startUs = list.jobs.at(0)?.submitUs ?? 0;
  return {
    ...list,
    jobs: list.jobs.map((job) => submittedAt(job, Math.round((job.submitUs - startUs) * factor))),
  };
}

/** The job at another time; its row, which counts whole seconds, goes along. */
export function submittedAt(job: TraceJob, submitUs: number): TraceJob {
  const { row } = job;
  const submitSeconds = Math.floor(submitUs / 1e6);
  return { ...job, submitUs, ...(row !== undefined && { row: { ...row, submitSeconds } }) };
}
