import type { Micros, TimerFired } from '../../machine.ts';
import type { AgentId, TaskId } from '../../protocol/ids.ts';
import type { SchedulerEvent } from '../../protocol/scheduler-api.ts';
import type { Quantities } from '../../resources/quantities.ts';
import type {
  DriverOptions,
  SchedulerDisconnected,
  SchedulerOutput,
  SchedulerTimer,
} from '../driver.ts';
import type { DynamicAllocation } from './executor-target.ts';
import type { SparkJobSubmission } from './spark-work.ts';
import type { SparkOrder } from './task-queue.ts';

export interface SparkOptions extends DriverOptions {
  readonly order: SparkOrder;
  readonly localityWaitUs: Micros;
  /** What an executor holds as long as it lives. */
  readonly executorDemand: Quantities;
  /** Tasks an executor runs at once: its cores over those of a task. */
  readonly slotsPerExecutor: number;
  /** Executors wanted in all: a number for static allocation. */
  readonly executors: number | DynamicAllocation;
}

/** A task in an executor, by the executor's own task id. */
export interface ExecutorTask {
  readonly executor: TaskId;
  readonly job: number;
  readonly stage: number;
  readonly task: number;
}

/** An executor tells its driver how a task ended. */
export interface ExecutorTaskEnded {
  readonly type: 'TASK_ENDED';
  readonly ended: ExecutorTask;
  readonly failed: boolean;
}

export type SparkInput =
  | { readonly type: 'START' }
  | SchedulerEvent
  | { readonly type: 'JOB'; readonly job: SparkJobSubmission }
  | ExecutorTaskEnded
  | SchedulerDisconnected
  | TimerFired<SparkTimer>;

/** REVIVE: slots free again for tasks that waited for near ones. ALLOCATE: executors to ask for or give back. */
export type SparkTimer = SchedulerTimer | 'ALLOCATE';

export interface SparkOutput extends SchedulerOutput {
  setTimer(timer: SparkTimer, delayUs: Micros): void;
  /** To an executor: run this. */
  runTask(agentId: AgentId, task: ExecutorTask): void;
  jobFinished(job: number): void;
  jobFailed(job: number, reason: string): void;
  /** Tasks to launch: some, or none any more. */
  backlogged(some: boolean): void;
}

/** What Spark refuses when it needs nothing (`spark.mesos.rejectOfferDurationForReachedMaxCores`). */
export const REFUSE_UNNEEDED_SECONDS = 120;

/** Mesos's default filter, for offers that were too small. */
export const REFUSE_SMALL_SECONDS = 5;
