import type { ResourceMap } from '../../core/resources/quantities.ts';

/**
 * The one workload model every trace reader produces and the simulator replays:
 * jobs → stages → tasks, with demands, durations and locality, as typed columns.
 *
 * Tasks are never materialised: a stage says how many it has and how long they take, so a
 * day of 16 million maps costs the memory of its 24,000 jobs. The object holds only typed
 * arrays, strings and maps, so that it crosses a worker boundary by structured clone.
 */
export interface Workload {
  /** Where it came from: a file's name, or the generator's. */
  readonly name: string;
  /** Format of origin: `swim`, …; of the first file where there are several. */
  readonly format: string;
  readonly jobs: JobColumns;
  readonly stages: StageColumns;
  /** Distinct task demands, in thousandths by name; stages refer to them by index. */
  readonly demands: readonly ResourceMap[];
  /** Names of the frameworks (users) that submit the jobs. At least one. */
  readonly frameworks: readonly string[];
  readonly durations: DurationModel;
}

/** One element per job, ordered by (submit time, position in the file). */
export interface JobColumns {
  readonly count: number;
  readonly names: readonly string[];
  /** Submission, integer microseconds from the start of the workload. Ascending. */
  readonly submitUs: Float64Array;
  /** Index into {@link Workload.frameworks}. */
  readonly framework: Uint16Array;
  /** First stage of each job; length `count + 1`. */
  readonly firstStage: Int32Array;
  /** The larger goes first within a framework; absent where the trace has none. */
  readonly priority?: Int32Array;
}

/** What a stage's tasks do; `REDUCE` tasks may be launched early and then wait for the maps. */
export const StageKind = { MAP: 0, REDUCE: 1 } as const;
export type StageKind = (typeof StageKind)[keyof typeof StageKind];

/** One element per stage. */
export interface StageColumns {
  readonly count: number;
  /** A {@link StageKind}. */
  readonly kind: Uint8Array;
  /** Number of tasks, at least 1. */
  readonly tasks: Int32Array;
  /** Index into {@link Workload.demands}. */
  readonly demand: Uint16Array;
  /** Time of each task but the last, microseconds, before skew. */
  readonly taskUs: Float64Array;
  /** Time of the last task (it may hold a partial block), microseconds, before skew. */
  readonly lastTaskUs: Float64Array;
  /**
   * 1 for a stage whose times are those of a recorded run: neither skew nor the shortest task of
   * {@link DurationModel} applies to it. Absent: all follow the model.
   */
  readonly exact?: Uint8Array;
  /** Recorded times of single tasks, in place of `taskUs` and `lastTaskUs`. Absent: none. */
  readonly recorded?: RecordedTimes;
  /** What each stage waits for. Absent: a stage waits for the one before it in its job. */
  readonly parents?: StageParents;
  /** 1 for a stage whose tasks start all together or not at all. Absent: no stage. */
  readonly gang?: Uint8Array;
}

/** Times of tasks one by one, for the stages that have them. */
export interface RecordedTimes {
  /** First element of each stage in `taskUs`; length `count + 1`. A stage has all or none. */
  readonly firstTask: Int32Array;
  /** Microseconds, whole, above 0; by the task's index in its stage. */
  readonly taskUs: Float64Array;
}

/** The edges of the jobs' graphs of stages. */
export interface StageParents {
  /** First element of each stage in `parent`; length `count + 1`. */
  readonly firstParent: Int32Array;
  /** Positions of parents in the stage's job, from 0: ascending, before the stage's own. */
  readonly parent: Int32Array;
}

/** How a task's actual duration follows from its stage's time. */
export interface DurationModel {
  /**
   * Standard deviation of the logarithm of a lognormal factor of mean 1 that multiplies each
   * task's time, drawn per (seed, job, stage, task). 0 means none.
   */
  readonly skewSigma: number;
  /** No task takes less, microseconds; applied after skew. */
  readonly minTaskUs: number;
}
