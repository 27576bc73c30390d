/** A stage as it is submitted: equal tasks between two shuffles. */
export interface SparkStageSpec {
  /** At least 1. */
  readonly tasks: number;
  /** Numbers of the stages whose output it reads, below its own. */
  readonly parents: readonly number[];
  /**
   * Its tasks leave their output on the executor for later stages (a shuffle map stage); what an
   * executor held is lost with it. False for a stage whose results went to the driver, and where
   * a shuffle service keeps the output.
   */
  readonly outputOnExecutors: boolean;
  /** Where each task would rather run, by its index. Null: everywhere equally well. */
  readonly preferred: readonly TaskPreference[] | null;
  /**
   * Its tasks start all together or not at all (a barrier stage); one that was lost comes again
   * alone. False unless given.
   */
  readonly together?: boolean;
  /** Its resource profile: only executors of the same one run its tasks. 0 unless given. */
  readonly profile?: number;
}

/** Where a task's input is: executors that cache it, machines that store it. Both may be empty. */
export interface TaskPreference {
  readonly executors: readonly number[];
  readonly hosts: readonly string[];
}

/** An action of the driver: a graph of stages, of which others jobs may have run some. */
export interface SparkJobSpec {
  /** Numbers of its stages, ascending: the number of a stage is the application's. */
  readonly stages: readonly number[];
  /** Of the fair scheduler; jobs that name none share one. */
  readonly pool: string;
}

/** A place that runs one task at a time, in an executor on a machine. */
export interface TaskSlot {
  readonly executor: number;
  readonly host: string;
  readonly rack: string | null;
  /** The resource profile of its executor; 0 unless given. */
  readonly profile?: number;
}

/** Failures of one task after which its job fails (`spark.task.maxFailures`). */
export const MAX_TASK_FAILURES = 4;
