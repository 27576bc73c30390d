import type { Want } from '../../allocation/wants.ts';
import type { Micros, TimerFired } from '../../machine.ts';
import type { SchedulerEvent } from '../../protocol/scheduler-api.ts';
import type {
  DriverOptions,
  SchedulerDisconnected,
  SchedulerOutput,
  SchedulerTimer,
} from '../driver.ts';
import type { AttemptLimits } from './attempt-limits.ts';
import type { LocalityOptions } from './block-locality.ts';
import type { JobSpec } from './job.ts';
import type { JobOrder } from './pending-jobs.ts';
import type { SpeculationOptions } from './speculation.ts';

export interface MapReduceOptions extends DriverOptions {
  readonly jobOrder: JobOrder;
  /**
   * Part of a job's maps that must have finished before its reduces may start
   * (Hadoop's `mapreduce.job.reduce.slowstart.completedmaps`, default 0.05).
   */
  readonly slowstart: number;
  /** How long declined resources are refused, seconds. */
  readonly refuseSeconds: number;
  /**
   * Tasks launched on an offer at most, the rest goes back and is not refused (Hadoop gave a node
   * one task a heartbeat); as many as fit unless given.
   */
  readonly tasksPerOffer?: number;
  /** Null: tasks run equally well everywhere. */
  readonly locality: LocalityOptions | null;
  /** What the master's policy needs to be told of the first job in order; absent: nothing. */
  readonly needs?: readonly Want[];
  /** Null or absent: what fails is tried again, anywhere and as often as it takes. */
  readonly attempts?: AttemptLimits | null;
  /** Null or absent: slow tasks are waited for. */
  readonly speculation?: SpeculationOptions | null;
  /**
   * After how long what a task was told is said again, while it may not have heard it: framework
   * messages and kills are not reliable. Null or absent: never.
   */
  readonly repeatUs?: Micros | null;
  /** Maps run again when their agent is lost before all reduces are done; not unless true. */
  readonly rerunLostMaps?: boolean;
}

/** A user submits a job. */
export interface JobSubmitted {
  readonly type: 'JOB';
  readonly spec: JobSpec;
}

/**
 * `SPECULATE`: look for slow tasks. `REPEAT`: say again what may not have been heard. `GATHER`:
 * a gang has waited for long, or may try again.
 */
export type MapReduceTimer = SchedulerTimer | 'SPECULATE' | 'REPEAT' | 'GATHER';

export type MapReduceInput =
  | { readonly type: 'START' }
  | SchedulerEvent
  | JobSubmitted
  | SchedulerDisconnected
  | TimerFired<MapReduceTimer>;

export interface MapReduceOutput extends SchedulerOutput {
  setTimer(timer: MapReduceTimer, delayUs: Micros): void;
  /** All tasks of a job have finished. A job ends once, so or so. */
  jobFinished(job: number): void;
  /** A job cannot be done: the master refused a task of it, or one failed too often. */
  jobFailed(job: number, reason: string): void;
  /** Jobs with tasks to launch: some, or none any more. */
  backlogged(some: boolean): void;
}
