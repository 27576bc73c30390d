import type { SparkStageSpec } from '../../core/schedulers/spark/application.ts';
import type { SparkOrder } from '../../core/schedulers/spark/task-queue.ts';

/**
 * What a simulation of a recorded Spark application is given. Nothing in it says when a task
 * began, nor when a stage or a job began or ended: that is for the simulation to find out.
 */
export interface SparkPlan {
  readonly order: SparkOrder;
  /** How long tasks insist on a near executor. */
  readonly localityWaitUs: number;
  readonly executors: readonly PlannedExecutor[];
  readonly jobs: readonly PlannedJob[];
  /** By number; parents stand before their children. */
  readonly stages: readonly PlannedStage[];
}

/** An executor as it came and went. Times in microseconds from the first job's submission. */
export interface PlannedExecutor {
  readonly host: string;
  /** Its resource profile: it runs stages of no other. */
  readonly profile: number;
  /** Tasks it runs at once: its cores over those of a task, or fewer by its GPUs. */
  readonly slots: number;
  readonly fromUs: number;
  /** Infinity for one that stayed. */
  readonly untilUs: number;
  /** What it ran and held went with it; otherwise it was let go when it had nothing to do. */
  readonly lost: boolean;
  /** Let go by dynamic allocation once it had nothing to do for this long; null: it was not. */
  readonly idleTimeoutUs: number | null;
}

/** A job, and what the driver did before it submitted it. */
export interface PlannedJob {
  /** What came last before it in the driver: nothing for the first. */
  readonly after: { readonly job: number; readonly what: 'submission' | 'end' } | null;
  /** From that to its submission: the driver's own time, which no cluster changes. */
  readonly gapUs: number;
  /** Numbers of the stages that it made run. */
  readonly stages: readonly number[];
  readonly pool: string;
}

export interface PlannedStage {
  readonly spec: SparkStageSpec;
  /** From when its job and its parents let it run to its submission: the driver's own time. */
  readonly driverUs: number;
  /** From its submission to its first launch, as far as that is the driver's own time. */
  readonly sendingUs: number;
  /** Of each task, in their order; the last one ends well unless no attempt did. */
  readonly attempts: readonly (readonly PlannedAttempt[])[];
}

/** A run of a task. */
export interface PlannedAttempt {
  /** How long it keeps its slot, microseconds. */
  readonly slotUs: number;
  /** From launch until the driver knows its result, microseconds; not less than `slotUs`. */
  readonly resultUs: number;
  readonly fails: boolean;
}
