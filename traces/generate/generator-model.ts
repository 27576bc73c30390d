import type { RandomStream } from '../../core/random/random-stream.ts';
import type { TraceJob } from '../convert/trace-jobs.ts';
import type { SwimRow } from '../swim/swim-row.ts';
import type { ArrivalProcess } from './arrival-process.ts';

/** A setting of a model; the command line makes an option of it. */
export interface ModelParameter {
  /** As the option: `max-maps`. One name has one kind in all models. */
  readonly name: string;
  /** `duration` is in microseconds. */
  readonly kind: 'number' | 'whole' | 'duration';
  readonly byDefault: number;
  readonly least: number;
  readonly most: number;
  readonly meaning: string;
  /** Where the default comes from; `choice` where nothing says. */
  readonly source: string;
}

/** What a model draws with. */
export interface ModelDraws {
  /** The value of one of the model's parameters. */
  readonly parameter: (name: string) => number;
  /** A stream of its own for each purpose. */
  readonly stream: (purpose: string) => RandomStream;
}

/** What was drawn: rows of bytes, or jobs with tasks; by submission. */
export type DrawnTrace =
  | { readonly kind: 'rows'; readonly rows: readonly SwimRow[] }
  | { readonly kind: 'jobs'; readonly jobs: readonly TraceJob[] };

/** How the jobs of a model come: `facebook-day` has a way of its own, over a given span. */
export type ModelArrivals =
  | { readonly kind: 'facebook-day' }
  | { readonly kind: 'process'; readonly words: string; readonly process: ArrivalProcess };

/** A workload that can be generated. */
export interface GeneratorModel {
  readonly name: string;
  readonly summary: string;
  /** What its figures were taken from. */
  readonly sources: readonly string[];
  /** The format it is written in unless another is asked for. */
  readonly target: 'swim' | 'csv';
  /** Unless told otherwise. */
  readonly jobs: number;
  /** Mean time between jobs, microseconds, and how they come, unless told otherwise. */
  readonly gapUs: number;
  readonly arrivals: ModelArrivals;
  readonly parameters: readonly ModelParameter[];
  /** @param submitUs when the jobs come, ascending; as many are drawn */
  draw(submitUs: readonly number[], draws: ModelDraws): DrawnTrace;
}

/** Parameters that several models have. */
export const USERS: ModelParameter = {
  ...{ name: 'users', kind: 'whole', byDefault: 4, least: 1, most: 1000 },
  ...{ meaning: 'frameworks that submit the jobs', source: 'choice' },
};
export const CPUS: ModelParameter = {
  ...{ name: 'cpus', kind: 'number', byDefault: 1, least: 0.001, most: 10_000 },
  ...{ meaning: 'CPUs that a task asks for', source: 'choice' },
};
export const MEM: ModelParameter = {
  ...{ name: 'mem', kind: 'number', byDefault: 2048, least: 1, most: 1e8 },
  ...{ meaning: 'memory that a task asks for, MB', source: 'choice' },
};
export const TASK_SPREAD: ModelParameter = {
  ...{ name: 'task-spread', kind: 'number', byDefault: 0, least: 0, most: 3 },
  meaning: 'how task times of a stage vary: standard deviation of their logarithm',
  source: 'choice',
};
