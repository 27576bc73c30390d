import type { DurationText } from './scenario-document.ts';

/** How the schedulers of MapReduce and Spark work, unless a framework says otherwise. */
export interface SchedulerDocument extends SchedulerWays {
  readonly locality?: LocalityDocument | undefined;
}

/** How the scheduler of one framework works, where it differs from the others. */
export interface FrameworkSchedulerDocument extends SchedulerWays {
  /** Its waits; where the data is, is the cluster's. */
  readonly locality?: LocalityWaitDocument | undefined;
}

interface SchedulerWays {
  readonly jobOrder?: 'fifo' | 'fair' | undefined;
  /** Of mapreduce. */
  readonly slowstart?: number | undefined;
  /** Of mapreduce; of a Spark framework while it needs nothing, 120 unless given. */
  readonly refuseSeconds?: number | undefined;
  /** Of mapreduce: tasks launched on an offer at most; as many as fit unless given. */
  readonly tasksPerOffer?: number | undefined;
  /** As often as it takes unless given. */
  readonly attempts?: AttemptsDocument | undefined;
  /** Of mapreduce: as Hadoop does it, or with settings of one's own; false unless given. */
  readonly speculation?: boolean | SpeculationDocument | undefined;
  /** Of mapreduce: finished maps run again when their agent is lost; false unless given. */
  readonly rerunLostMaps?: boolean | undefined;
}

export interface AttemptsDocument {
  /** Failures of a task that fail its job; 4 unless given. */
  readonly max?: number | undefined;
  /** Of mapreduce: failures of a job on an agent after which it avoids it; 3 unless given. */
  readonly perAgent?: number | undefined;
}

/** What is left out has Hadoop's default (`SpeculationOptions`). */
export interface SpeculationDocument {
  readonly runningCap?: number | undefined;
  readonly totalCap?: number | undefined;
  readonly minimumAllowed?: number | undefined;
  readonly slowTaskThreshold?: number | undefined;
  readonly gap?: number | undefined;
  readonly minimumFinished?: number | undefined;
  /** How often to look, and how long a stage waits after a copy. */
  readonly every?: DurationText | undefined;
  readonly after?: DurationText | undefined;
}

export interface LocalityDocument {
  readonly replication?: number | undefined;
  readonly delay?: DurationText | undefined;
  readonly remote?: number | undefined;
  readonly rack?: RackLocalityDocument | undefined;
}

export interface RackLocalityDocument {
  readonly delay?: DurationText | undefined;
  /** At most `remote`; 1 unless given. */
  readonly factor?: number | undefined;
}

export interface LocalityWaitDocument {
  readonly delay?: DurationText | undefined;
  readonly rack?: { readonly delay?: DurationText | undefined } | undefined;
}

/** The executors of a coarse-grained Spark framework. */
export interface SparkDocument {
  /** How many from beginning to end, or the bounds of dynamic allocation, which is the default. */
  readonly executors?: number | DynamicAllocationDocument | undefined;
  /** 4 unless given. */
  readonly executorCores?: number | undefined;
  /** MB, overhead included; what the tasks in it ask for unless given. */
  readonly executorMem?: number | undefined;
}

/** What is left out has Spark's default. */
export interface DynamicAllocationDocument {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Tasks wait this long before more executors are asked for; 1s unless given. */
  readonly backlog?: DurationText | undefined;
  /** An executor with nothing to do for this long is given back; 60s unless given. */
  readonly idle?: DurationText | undefined;
  /** Also one whose output may still be read, which a shuffle service keeps; false unless given. */
  readonly shuffleService?: boolean | undefined;
}
