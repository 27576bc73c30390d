import type { Want } from '../../allocation/wants.ts';
import type { Micros, TimerFired } from '../../machine.ts';
import type { AgentId, TaskId } from '../../protocol/ids.ts';
import type { SchedulerEvent } from '../../protocol/scheduler-api.ts';
import type { Locality } from '../../protocol/tasks.ts';
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
  /** Failures of one task after which its job fails (`spark.task.maxFailures`); 4 unless given. */
  readonly maxTaskFailures?: number;
  /** How long offers are refused while nothing is needed; 120 s unless given. */
  readonly refuseUnneededSeconds?: number;
  /** What the master's policy needs to be told of what it waits for; absent: nothing. */
  readonly needs?: readonly Want[];
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

/**
 * Nothing was heard of an executor for `spark.network.timeout` (120 s of missed heartbeats; the
 * host counts them): it is given up, whatever its agent says.
 */
export interface ExecutorSilent {
  readonly type: 'EXECUTOR_SILENT';
  readonly executor: TaskId;
}

export type SparkInput =
  | { readonly type: 'START' }
  | SchedulerEvent
  | { readonly type: 'JOB'; readonly job: SparkJobSubmission }
  | ExecutorTaskEnded
  | ExecutorSilent
  /** The driver's program is over: all executors are given back, and nothing is wanted any more. */
  | { readonly type: 'STOP' }
  | SchedulerDisconnected
  | TimerFired<SparkTimer>;

/**
 * REVIVE: slots free again for tasks that waited for near ones. ALLOCATE: executors to ask for, to
 * give back, or to have killed again.
 */
export type SparkTimer = SchedulerTimer | 'ALLOCATE';

export interface SparkOutput extends SchedulerOutput {
  setTimer(timer: SparkTimer, delayUs: Micros): void;
  /** To an executor: run this, so near its input. */
  runTask(agentId: AgentId, task: ExecutorTask, locality: Locality): void;
  jobFinished(job: number): void;
  jobFailed(job: number, reason: string): void;
  /** Tasks to launch: some, or none any more. */
  backlogged(some: boolean): void;
}

/** What Spark refuses when it needs nothing (`spark.mesos.rejectOfferDurationForReachedMaxCores`). */
export const REFUSE_UNNEEDED_SECONDS = 120;

/** Mesos's default filter, for offers that were too small. */
export const REFUSE_SMALL_SECONDS = 5;

/**
 * The master is asked again to kill an executor whose end has not been heard of: what it was told
 * before may have been lost with an agent's connection. (Spark trusts its driver library.)
 */
export const KILL_AGAIN_US: Micros = 60_000_000;
