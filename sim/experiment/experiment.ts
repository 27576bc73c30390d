import type { BuggifySite } from '../../core/buggify.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import type { CronJobSpec } from '../../core/schedulers/cron/cron-job.ts';
import type { AppSpec } from '../../core/schedulers/service/app.ts';
import type { AttemptLimits } from '../../core/schedulers/mapreduce/attempt-limits.ts';
import type { SpeculationOptions } from '../../core/schedulers/mapreduce/speculation.ts';
import type { DynamicAllocation } from '../../core/schedulers/spark/executor-target.ts';
import type { FaultPlan } from '../faults/fault-injector.ts';
import type { FaultPopulation, FaultSpec } from '../faults/fault-spec.ts';
import type { OperationSpec } from '../operations/operation-spec.ts';
import { roleOf } from '../world/role-name.ts';
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
  /** By name; frameworks that are not here are MapReduce with all defaults. */
  readonly frameworks?: ReadonlyMap<string, FrameworkSpec>;
  /** Absent: one, at a known address. */
  readonly masters?: MastersSpec;
  /** What goes wrong, in the order in which it was planned. */
  readonly faults: readonly FaultSpec[];
  /** Sites that are on until everything is healed; none unless given. */
  readonly buggify?: readonly BuggifySite[];
  /** What an operator does, in the order in which it was planned; nothing unless given. */
  readonly operations?: readonly OperationSpec[];
  /** From this time on everything is healed and nothing breaks any more: the liveness phase. */
  readonly healAtUs?: number;
  /** Stop at this virtual time even if jobs are left; null runs until all jobs have finished. */
  readonly untilUs: number | null;
}

/**
 * Whether anything may happen that nobody's jobs bring about: then links are watched, and what
 * cannot be answered is no defect.
 */
export function isEventful({
  faults,
  masters,
  operations = [],
  buggify = [],
}: Experiment): boolean {
  return faults.length + operations.length + buggify.length > 0 || masters !== undefined;
}

/** Whether some machine may stop and lose what it had not synced. */
export function losesWrites({ faults }: Experiment): boolean {
  return faults.some(({ kind }) => kind === 'disk-lost-writes' || kind === 'disk-torn-tail');
}

/** How many of each there are for faults to hit. */
export function populationOf({ cluster, masters, workload }: Experiment): FaultPopulation {
  return {
    agent: cluster.agents.reduce((sum, { count }) => sum + count, 0),
    master: masters?.count ?? 0,
    framework: workload.frameworks.length,
    server: masters?.zookeeperServers ?? 0,
  };
}

/** What goes wrong, and whom it may hit. */
export function faultPlanOf(experiment: Experiment): FaultPlan {
  const { faults, seed, healAtUs } = experiment;
  const plan = { faults, seed, population: populationOf(experiment) };
  return healAtUs === undefined ? plan : { ...plan, healAtUs };
}

/** For Jain's index: the weight, or the largest of a weight per resource. */
export function scalarWeight(experiment: Experiment, framework: string): number {
  const weight = experiment.weights.get(framework) ?? 1;
  return typeof weight === 'number' ? weight : Math.max(...weight.values());
}

/** Whether the jobs of the workload are a framework's: services and crons have none. */
export function runsJobs({ frameworks }: Experiment, framework: string): boolean {
  const kind = frameworks?.get(framework)?.kind;
  return kind !== 'service' && kind !== 'cron';
}

/** The role of a framework: what it says, or one of its own named after it. */
export function roleNameOf({ frameworks }: Experiment, framework: string): string {
  return frameworks?.get(framework)?.role ?? roleOf(framework);
}

/** How a framework's scheduler works: as the experiment says, and as the framework says. */
export function schedulerOf(
  { scheduler, frameworks }: Experiment,
  framework: string,
): SchedulerSpec {
  const own = frameworks?.get(framework)?.scheduler;
  if (own === undefined) return scheduler;
  const { localityDelayUs, rackDelayUs, ...rest } = own;
  const { locality } = scheduler;
  const rack = locality?.rack ?? null;
  return {
    ...scheduler,
    ...rest,
    locality: locality && {
      ...locality,
      delayUs: localityDelayUs ?? locality.delayUs,
      rack: rack && { ...rack, delayUs: rackDelayUs ?? rack.delayUs },
    },
  };
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
  /** The rack of each agent of the group, as many as there are agents; absent: they have none. */
  readonly racks?: readonly string[];
  /** The zone of each, likewise. */
  readonly zones?: readonly string[];
}

/**
 * Masters that stand for election over ZooKeeper, which agents and schedulers ask who leads.
 */
export interface MastersSpec {
  /** 1 to 7. */
  readonly count: number;
  /** Servers of the ensemble, 1 to 7. */
  readonly zookeeperServers: number;
}

/** What a framework is, beyond its name and its jobs. */
export interface FrameworkSpec {
  readonly kind: FrameworkKind;
  /** Role path; one of its own unless given. Several may share one. */
  readonly role?: string;
  /** Whether its tasks live on when an agent's process restarts; false unless given. */
  readonly checkpoint?: boolean;
  /** How long its tasks live on without a scheduler; 0 unless given. */
  readonly failoverTimeoutUs?: number;
  /** Whether it knows TASK_UNREACHABLE and its kin; false unless given. */
  readonly partitionAware?: boolean;
  /** Of `service`: what it keeps running. */
  readonly apps?: readonly AppSpec[];
  /** Of `cron`: what it runs when. */
  readonly schedule?: readonly TimedCronJob[];
  /** Of `mapreduce` and Spark: what its scheduler does otherwise than those of the experiment. */
  readonly scheduler?: FrameworkSchedulerSpec;
  /** Of `spark` and `spark-fine`: its executors, and what only Spark has. */
  readonly spark?: SparkSpec;
}

/** What a framework's scheduler may do otherwise; where the data is, is the cluster's. */
export interface FrameworkSchedulerSpec
  extends Partial<Omit<SchedulerSpec, 'locality' | 'refuseSeconds'>> {
  /** Of Spark: for how long it refuses while it needs nothing; 120 s unless given. */
  readonly refuseSeconds?: number;
  /** Of {@link LocalitySpec} and {@link RackLocalitySpec}; without locality nobody waits. */
  readonly localityDelayUs?: number;
  readonly rackDelayUs?: number;
}

/** The executors of a Spark application, and its settings. */
export interface SparkSpec {
  /** CPUs of an executor, thousandths (`spark.executor.cores`); 4 unless given. */
  readonly executorCpus?: number;
  /**
   * Memory of an executor with its overhead, thousandths of a MB (`spark.executor.memory` and
   * `memoryOverhead`); what its tasks ask for unless given.
   */
  readonly executorMem?: number;
  /** How many, from beginning to end; by dynamic allocation unless given. */
  readonly executors?: number;
  /** Dynamic allocation otherwise than by Spark's defaults. */
  readonly allocation?: Partial<DynamicAllocation>;
}

/** A cron job, with how long a run of it takes here. */
export interface TimedCronJob extends CronJobSpec {
  /** Above 0. */
  readonly durationUs: number;
}

/** `mapreduce` and the two of Spark run the jobs of the workload. */
export type FrameworkKind = 'mapreduce' | 'spark' | 'spark-fine' | 'service' | 'cron';

export interface MasterSpec {
  /** Periodic allocation, microseconds (Mesos `--allocation_interval`, 1 s). */
  readonly allocationIntervalUs: number;
  /** Offers a framework may hold unanswered; 0 is unlimited. */
  readonly maxOffersPerFramework: number;
  /** Unanswered offers are taken back after this time (Mesos `--offer_timeout`); never unless given. */
  readonly offerTimeoutUs?: number;
}

export interface SchedulerSpec {
  /** Order of jobs inside a framework. */
  readonly jobOrder: 'fifo' | 'fair';
  /** Part of a job's maps that must have finished before its reduces may start (Hadoop: 0.05). */
  readonly slowstart: number;
  /** Seconds for which declined resources are refused (Mesos default 5). */
  readonly refuseSeconds: number;
  /** Tasks that MapReduce launches on an offer at most; absent: as many as fit. */
  readonly tasksPerOffer?: number;
  /** Block locality and delay scheduling; null leaves locality out of the model. */
  readonly locality: LocalitySpec | null;
  /** How often MapReduce tasks are tried; null and absent: as often as it takes. */
  readonly attempts?: AttemptLimits | null;
  /** Copies of slow MapReduce tasks; null and absent: none. */
  readonly speculation?: SpeculationOptions | null;
  /** Finished maps run again when their agent is lost before the job's reduces are done. */
  readonly rerunLostMaps?: boolean;
}

/** Delay scheduling (Zaharia et al., EuroSys 2010) over randomly replicated blocks. */
export interface LocalitySpec {
  /** Agents that hold a map's block (HDFS: 3). */
  readonly replication: number;
  /** How long a job waits for a local slot before it takes any, microseconds. */
  readonly delayUs: number;
  /** A map away from its block takes this many times as long. */
  readonly remoteFactor: number;
  /** A step between host and cluster: replicas over racks as HDFS, and a wait for the rack. */
  readonly rack?: RackLocalitySpec | null;
}

export interface RackLocalitySpec {
  /** How much longer a job waits for a slot in a rack of its data, microseconds. */
  readonly delayUs: number;
  /** A map away from its block, but in a rack with it, takes this many times as long. */
  readonly factor: number;
}

/** One-way message delay; delivery on a link is in order. */
export type LatencySpec =
  | { readonly kind: 'constant'; readonly us: number }
  | { readonly kind: 'lognormal'; readonly meanUs: number; readonly p99Us: number };
