import type { CronRun } from '../world/framework-nodes.ts';
import type { AppOutcome } from '../metrics/service-health.ts';
import type { Violation } from '../checkers/checker.ts';

/** What a run measured. Plain data with typed arrays: crosses a worker boundary by structured clone. */
export interface RunResult {
  readonly policy: string;
  readonly seed: string;
  /** Rolling hash of the event log, 16 hexadecimal digits. */
  readonly hash: string;
  /** Events in the log. */
  readonly events: number;
  /** All jobs finished. */
  readonly complete: boolean;
  readonly jobsFinished: number;
  /** Jobs given up because a task of theirs failed too often; they have no completion time. */
  readonly jobsFailed: number;
  readonly tasksFinished: number;
  /** First submission to last completion, seconds. */
  readonly makespanSeconds: number;
  readonly jobs: JobOutcomes;
  readonly frameworks: readonly FrameworkOutcome[];
  readonly cluster: ClusterOutcome;
  readonly series: RunSeries;
  readonly little: LittlesLaw;
  readonly faults: FaultOutcome;
  /** Runs of cron jobs that are over, in the order in which they ended. */
  readonly cronRuns: readonly CronRun[];
  /** Apps of services, in the order in which they came. */
  readonly services: readonly AppOutcome[];
  /** The invariant that was found broken and ended the run; null for none. */
  readonly violation: Violation | null;
}

/** What went wrong on purpose. */
export interface FaultOutcome {
  /** Times a machine stopped. */
  readonly agentOutages: number;
  /** Tasks whose machine stopped under them; each was run again. */
  readonly tasksLost: number;
}

/** One element per job of the workload, NaN where it did not happen. Times in seconds. */
export interface JobOutcomes {
  readonly submitSeconds: Float64Array;
  /** First task running. */
  readonly startSeconds: Float64Array;
  readonly finishSeconds: Float64Array;
  /** Completion time divided by `idealSeconds`. */
  readonly slowdown: Float64Array;
  /**
   * Time on the same cluster with nobody else, all data at hand and no slots: per stage the longer
   * of its longest task and its work spread over the cluster (by the scarcest resource), summed
   * over stages. The same under every policy.
   */
  readonly idealSeconds: Float64Array;
  /** Tasks of the job. */
  readonly tasks: Int32Array;
  /** Index into `frameworks`. */
  readonly framework: Uint16Array;
}

export interface FrameworkOutcome {
  readonly name: string;
  readonly jobs: number;
  readonly tasksFinished: number;
  readonly offersMade: number;
  readonly offersAccepted: number;
  readonly offersDeclined: number;
  /** Time average of the dominant share of what its tasks used, over the makespan. */
  readonly meanDominantShare: number;
  readonly meanCompletionSeconds: number;
  /** Of Spark: its executors, and what its jobs are made of. */
  readonly spark?: SparkOutcome;
}

export interface SparkOutcome {
  /** Executors that began, most at a time, and those whose machine stopped. */
  readonly executors: number;
  readonly mostExecutors: number;
  readonly executorsLost: number;
  /** Stages of its finished jobs. */
  readonly stagesFinished: number;
}

export interface ClusterOutcome {
  readonly agents: number;
  /** Names of the resources, in the order of the arrays below and of the series. */
  readonly resources: readonly string[];
  /** ∫ used dt / ∫ capacity dt from first submission to last completion, by resource. */
  readonly utilization: readonly number[];
  /** ∫ offered dt / ∫ capacity dt: locked in unanswered offers, by resource. */
  readonly offeredIdle: readonly number[];
  /**
   * Time average of Jain's index over the weighted dominant shares of backlogged frameworks,
   * while at least two are; sampled at each periodic allocation.
   */
  readonly jain: number;
  /** Tasks finished per simulated second of makespan. */
  readonly tasksPerSecond: number;
}

/** Time averages over equal buckets; bucket k covers [k, k+1) × bucketSeconds from the start of the run. */
export interface RunSeries {
  readonly bucketSeconds: number;
  /** By framework (as in `frameworks`): dominant share in use. */
  readonly dominantShare: readonly Float64Array[];
  /** By resource: part of capacity in use. */
  readonly utilization: readonly Float64Array[];
  /** Jain's index, NaN in buckets where fewer than two frameworks were backlogged. */
  readonly jain: Float64Array;
  /** Jobs in the system. */
  readonly jobsInSystem: Float64Array;
}

/** Little's law on the run: the integral of jobs in the system equals the sum of their times in it. */
export interface LittlesLaw {
  /** ∫ N dt in job-microseconds, accumulated event by event. */
  readonly integralUs: number;
  /** Σ (finish − submit) in microseconds, over finished jobs, plus the time of those still in the system. */
  readonly sumUs: number;
  readonly holds: boolean;
}
