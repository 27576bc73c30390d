import type { ResourceMap } from '../../core/resources/quantities.ts';
import type { FaultSpec } from '../faults/fault-spec.ts';
import type { Workload } from '../../traces/model/workload.ts';

/**
 * Everything a run is a function of (with the engine's version): the same experiment gives
 * the same event log, byte for byte, wherever it runs. Crosses a worker boundary by
 * structured clone.
 */
export interface Experiment {
  readonly workload: Workload;
  /** A policy's name as `evenhand policies` lists it. */
  readonly policy: string;
  /** Any text. */
  readonly seed: string;
  readonly cluster: ClusterSpec;
  /** Weights by framework name; a number, or numbers by resource name (`wdrf`). Absent means 1. */
  readonly weights: ReadonlyMap<string, number | ReadonlyMap<string, number>>;
  readonly master: MasterSpec;
  readonly scheduler: SchedulerSpec;
  readonly network: LatencySpec;
  /** Quota by role. */
  readonly quotas: ReadonlyMap<string, QuotaSpec>;
  /**
   * Names of frameworks whose tasks live on when an agent's process restarts (Mesos's
   * `FrameworkInfo.checkpoint`); none unless given.
   */
  readonly checkpointing?: readonly string[];
  /** What goes wrong, in the order in which it was planned. */
  readonly faults: readonly FaultSpec[];
  /** Stop at this virtual time even if jobs are left; null runs until all jobs have finished. */
  readonly untilUs: number | null;
}

/** Thousandths by resource name (Mesos `docs/quota.md`). */
export interface QuotaSpec {
  readonly guarantees: ResourceMap;
  /** Names absent have no limit. */
  readonly limits: ResourceMap;
}

export interface ClusterSpec {
  /** Groups of equal agents; ids are given in this order. */
  readonly agents: readonly AgentGroup[];
  /** Slots per agent under the `slots` policy; null derives them from the agent's cpus. */
  readonly slotsPerAgent: number | null;
}

export interface AgentGroup {
  /** At least 1. */
  readonly count: number;
  /** Total of one agent, thousandths by name. */
  readonly resources: ResourceMap;
}

export interface MasterSpec {
  /** Periodic allocation, microseconds (Mesos `--allocation_interval`, 1 s). */
  readonly allocationIntervalUs: number;
  /** Offers a framework may hold unanswered; 0 is unlimited. */
  readonly maxOffersPerFramework: number;
}

export interface SchedulerSpec {
  /** Order of jobs inside a framework. */
  readonly jobOrder: 'fifo' | 'fair';
  /** Part of a job's maps that must have finished before its reduces may start (Hadoop: 0.05). */
  readonly slowstart: number;
  /** Seconds for which declined resources are refused (Mesos default 5). */
  readonly refuseSeconds: number;
  /** Block locality and delay scheduling; null leaves locality out of the model. */
  readonly locality: LocalitySpec | null;
}

/** Delay scheduling (Zaharia et al., EuroSys 2010) over randomly replicated blocks. */
export interface LocalitySpec {
  /** Agents that hold a map's block (HDFS: 3). */
  readonly replication: number;
  /** How long a job waits for a local slot before it takes any, microseconds. */
  readonly delayUs: number;
  /** A map away from its block takes this many times as long. */
  readonly remoteFactor: number;
}

/** One-way message delay; delivery on a link is in order. */
export type LatencySpec =
  | { readonly kind: 'constant'; readonly us: number }
  | { readonly kind: 'lognormal'; readonly meanUs: number; readonly p99Us: number };
