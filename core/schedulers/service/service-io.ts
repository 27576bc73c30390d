import { MICROS_PER_SECOND, type Micros, type TimerFired } from '../../machine.ts';
import type { FrameworkId, TaskId } from '../../protocol/ids.ts';
import type { SchedulerEvent } from '../../protocol/scheduler-api.ts';
import type { ResourceSpace } from '../../resources/resource-space.ts';
import type {
  DriverOptions,
  SchedulerDisconnected,
  SchedulerOutput,
  SchedulerTimer,
} from '../driver.ts';
import type { AppSpec } from './app.ts';
import type { InstanceWaits } from './instance.ts';
import type { AppSnapshot } from './running-app.ts';

export interface ServiceOptions extends Omit<DriverOptions, 'framework'>, InstanceWaits {
  /** Names of the resources that apps ask for. */
  readonly space: ResourceSpace;
  /** How long offers are refused that are not needed, seconds. */
  readonly refuseSeconds: number;
  readonly maxInstancesPerOffer: number;
  /** Least time between REVIVEs while instances are missing. */
  readonly minReviveUs: Micros;
  /** How long before maintenance of an agent its instances move, and its offers are declined. */
  readonly drainingUs: Micros;
  /** Between askings for the state of all instances. */
  readonly reconcileUs: Micros;
}

/**
 * Marathon's defaults (`docs/docs/command-line-flags.md`): `--decline_offer_duration`,
 * `--max_instances_per_offer`, `--min_revive_offers_interval`, `--reconciliation_interval`,
 * `--task_launch_timeout`, `--kill_retry_timeout`, `--failover_timeout`, `--checkpoint`. Marathon's
 * `--draining_seconds` is 0 and nothing moves before maintenance begins; here it does.
 */
export const MARATHON_DEFAULTS: Omit<ServiceOptions, 'connection' | 'name' | 'role' | 'space'> = {
  refuseSeconds: 120,
  maxInstancesPerOffer: 5,
  minReviveUs: 5 * MICROS_PER_SECOND,
  drainingUs: 600 * MICROS_PER_SECOND,
  reconcileUs: 600 * MICROS_PER_SECOND,
  launchTimeoutUs: 300 * MICROS_PER_SECOND,
  killRetryUs: 10 * MICROS_PER_SECOND,
  failoverTimeoutUs: 604_800 * MICROS_PER_SECOND,
  checkpoint: true,
  partitionAware: true,
};

/** An app is to run as described: new, or changed from now on. */
export interface AppDescribed {
  readonly type: 'APP';
  readonly spec: AppSpec;
}

/** Another number of instances, and nothing else. */
export interface AppScaled {
  readonly type: 'SCALE';
  readonly app: string;
  readonly instances: number;
}

/** An app is to end. */
export interface AppRemoved {
  readonly type: 'REMOVE_APP';
  readonly app: string;
}

export type ServiceInput =
  | { readonly type: 'START' }
  | SchedulerEvent
  | AppDescribed
  | AppScaled
  | AppRemoved
  | SchedulerDisconnected
  | TimerFired<ServiceTimer>;

/** WAKE: a wait of some app, instance or reconciliation is over. */
export type ServiceTimer = SchedulerTimer | 'WAKE';

export interface ServiceOutput extends SchedulerOutput {
  setTimer(timer: ServiceTimer, delayUs: Micros): void;
  /** An app, a change of one, or its removal cannot be done. */
  refused(app: string, reason: string): void;
  /** An app is as it was last described or scaled: all healthy, nothing of before left. */
  deployed(app: string, version: number): void;
  /** An app that was removed has no instance any more. */
  ended(app: string): void;
  /** Instances to launch: some, or none any more. */
  backlogged(some: boolean): void;
}

/** What a service would have written down: with it the next process goes on where this one was. */
export interface ServiceSnapshot {
  readonly framework: FrameworkId | null;
  /** Task ids below have been used. */
  readonly nextTask: TaskId;
  /** App numbers below have been used. */
  readonly nextApp: number;
  readonly apps: readonly AppSnapshot[];
}
