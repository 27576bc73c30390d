import type { BuggifySite } from '../../core/buggify.ts';
import type { FrameworkKind } from '../experiment/experiment.ts';
import type { FaultKind } from '../faults/fault-spec.ts';
import type { OperationKind } from '../operations/operation-spec.ts';
import type { AppDocument, CronJobDocument } from './workload-document.ts';
import type { JobDocument } from './workload-document.ts';
import type {
  FrameworkSchedulerDocument,
  SchedulerDocument,
  SparkDocument,
} from './scheduler-document.ts';

/**
 * A scenario as people write it: plain JSON (a file holds it as YAML or JSON), quantities and
 * times as text. `evenhand schema scenario` describes it; what its texts mean is found by
 * `planScenario`.
 */
export interface ScenarioDocument {
  readonly name?: string | undefined;
  readonly cluster: { readonly agents: readonly AgentsDocument[] };
  /** A number, behind ZooKeeper from 2 on; or with the servers of its ensemble. */
  readonly masters?: number | MastersDocument | undefined;
  readonly policy?: string | undefined;
  readonly seed?: string | number | undefined;
  readonly roles?: Readonly<Record<string, RoleDocument>> | undefined;
  readonly frameworks: readonly FrameworkDocument[];
  readonly master?: MasterDocument | undefined;
  readonly scheduler?: SchedulerDocument | undefined;
  readonly network?: NetworkDocument | undefined;
  /** A list, or the name of a preset alone. */
  readonly faults?: string | readonly (FaultDocument | PresetDocument)[] | undefined;
  /** Places where machines may do otherwise than usual, as long as nothing is healed. */
  readonly buggify?: readonly BuggifySite[] | undefined;
  /** What an operator does. */
  readonly operations?: readonly OperationDocument[] | undefined;
  /** From then on all is healed and nothing breaks any more. */
  readonly heal?: DurationText | undefined;
  readonly until?: DurationText | undefined;
}

/** `500us`, `30s`, `10m`, `2h`. */
export type DurationText = string;

/** `cpus:16;mem:65536`, or units by name. */
export type ResourcesText = string | Readonly<Record<string, number>>;

export interface AgentsDocument {
  readonly count: number;
  readonly resources: ResourcesText;
  /** A name, or a pattern as `r{1..4}`, whose racks the agents of the group take in turn. */
  readonly rack?: string | undefined;
  /** Likewise; where there are racks, these take the zones in turn, so that a rack is in one. */
  readonly zone?: string | undefined;
}

export interface MastersDocument {
  readonly count: number;
  /** Servers of the ensemble; 3 unless given. */
  readonly zookeeper?: number | undefined;
}

export interface RoleDocument {
  readonly weight?: number | undefined;
  readonly quota?: QuotaDocument | undefined;
}

export interface QuotaDocument {
  readonly guarantees?: ResourcesText | undefined;
  readonly limits?: ResourcesText | undefined;
}

export interface FrameworkDocument {
  readonly name: string;
  /** A role path; one of its own unless given. Several frameworks may share one. */
  readonly role?: string | undefined;
  readonly kind: FrameworkKind;
  /** Of `mapreduce` and Spark: path of a trace, from the folder of the scenario. */
  readonly trace?: string | undefined;
  /** Of a trace: places of the jobs that are run, from 0, rising; all unless given. */
  readonly traceJobs?: readonly number[] | undefined;
  /** Of `mapreduce` and Spark, instead of a trace. */
  readonly jobs?: readonly JobDocument[] | undefined;
  /** Of `service`. */
  readonly apps?: readonly AppDocument[] | undefined;
  /** Of `cron`. */
  readonly schedule?: readonly CronJobDocument[] | undefined;
  /** Of `mapreduce` and Spark: what its scheduler does otherwise than the scenario says. */
  readonly scheduler?: FrameworkSchedulerDocument | undefined;
  /** Of `spark`: its executors. */
  readonly spark?: SparkDocument | undefined;
  /** Whether its tasks live on when an agent's process restarts; false unless given. */
  readonly checkpoint?: boolean | undefined;
  /** How long its tasks live on without a scheduler; `0s` unless given. */
  readonly failoverTimeout?: DurationText | undefined;
  /** Whether it knows TASK_UNREACHABLE and its kin; false unless given. */
  readonly partitionAware?: boolean | undefined;
}

export interface MasterDocument {
  readonly allocationInterval?: DurationText | undefined;
  /** Offers a framework may hold unanswered; 0 is unlimited. */
  readonly offersPerFramework?: number | undefined;
  readonly offerTimeout?: DurationText | undefined;
}

export interface NetworkDocument {
  readonly latency?: DurationText | LatencyDocument | undefined;
  readonly drop?: RatioText | undefined;
  readonly duplicate?: RatioText | undefined;
  readonly reorder?: RatioText | undefined;
}

export interface LatencyDocument {
  readonly mean: DurationText;
  readonly p99: DurationText;
}

/** `1/1000`. */
export type RatioText = string;

/** Faults that belong together, by the name of `FAULT_PRESETS`. */
export interface PresetDocument {
  readonly preset: string;
}

/**
 * One thing that goes wrong, once (`at`), again and again (`rate`) or, for kinds with a ratio,
 * all the time. It hits everybody its kind can hit unless it says whom.
 */
export interface FaultDocument {
  readonly kind: FaultKind;
  readonly at?: DurationText | undefined;
  /** `1 per 6h per agent`. */
  readonly rate?: string | undefined;
  readonly for?: DurationText | undefined;
  readonly rack?: string | undefined;
  readonly zone?: string | undefined;
  readonly agents?: readonly number[] | undefined;
  readonly masters?: readonly number[] | undefined;
  readonly frameworks?: readonly string[] | undefined;
  readonly servers?: readonly number[] | undefined;
  readonly ratio?: RatioText | undefined;
  readonly factor?: number | undefined;
  /** May be negative. */
  readonly by?: DurationText | undefined;
}

/**
 * One thing that an operator does at a time, and again `every` so often. What it may say depends
 * on its kind (`OPERATION_FIELDS`).
 */
export interface OperationDocument {
  readonly kind: OperationKind;
  readonly at: DurationText;
  readonly every?: DurationText | undefined;
  readonly rack?: string | undefined;
  readonly zone?: string | undefined;
  readonly agents?: readonly number[] | undefined;
  readonly frameworks?: readonly string[] | undefined;
  readonly role?: string | undefined;
  readonly guarantees?: ResourcesText | undefined;
  readonly limits?: ResourcesText | undefined;
  readonly force?: boolean | undefined;
  readonly weights?: Readonly<Record<string, number>> | undefined;
  readonly resources?: ResourcesText | undefined;
  /** MB by the id of the volume. */
  readonly volumes?: Readonly<Record<string, number>> | undefined;
  /** From the announcement of maintenance to its beginning. */
  readonly notice?: DurationText | undefined;
  readonly for?: DurationText | undefined;
  readonly grace?: DurationText | undefined;
  readonly markGone?: boolean | undefined;
}
