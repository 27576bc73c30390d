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
import type { CronJobSpec } from './cron-job.ts';
import type { RunRecord } from './run.ts';
import type { JobSnapshot } from './scheduled-job.ts';

export interface CronOptions extends Omit<DriverOptions, 'framework'> {
  /** Names of the resources that jobs ask for. */
  readonly space: ResourceSpace;
  /** Time 0 as microseconds since 1970 in UTC; null: schedules may not name dates. */
  readonly originUs: Micros | null;
  /** How long offers are refused that do not fit, seconds. */
  readonly refuseSeconds: number;
  /** Least time between REVIVEs while runs wait. */
  readonly minReviveUs: Micros;
  /** Between askings for the state of all tasks. */
  readonly reconcileUs: Micros;
}

/**
 * Chronos's defaults (`docs/docs/configuration.md`): `--decline_offer_duration` is Mesos's 5 s,
 * `--min_revive_offers_interval`, `--reconciliation_interval`, `--failover_timeout`.
 */
export const CHRONOS_DEFAULTS: Omit<CronOptions, 'connection' | 'name' | 'role' | 'space'> = {
  originUs: null,
  refuseSeconds: 5,
  minReviveUs: 5 * MICROS_PER_SECOND,
  reconcileUs: 600 * MICROS_PER_SECOND,
  failoverTimeoutUs: 604_800 * MICROS_PER_SECOND,
  checkpoint: true,
};

/** A job is to run as described: new, or changed from now on. */
export interface JobDescribed {
  readonly type: 'JOB';
  readonly spec: CronJobSpec;
}

/** A job is to end, and what runs of it. */
export interface JobRemoved {
  readonly type: 'REMOVE_JOB';
  readonly job: string;
}

export type CronInput =
  | { readonly type: 'START' }
  | SchedulerEvent
  | JobDescribed
  | JobRemoved
  | SchedulerDisconnected
  | TimerFired<CronTimer>;

/** WAKE: something is due, or a wait is over. */
export type CronTimer = SchedulerTimer | 'WAKE';

export interface CronOutput extends SchedulerOutput {
  setTimer(timer: CronTimer, delayUs: Micros): void;
  /** A job, a change of one, or its removal cannot be done. */
  refused(job: string, reason: string): void;
  /** A run is over. Told once, and not kept. */
  ran(record: RunRecord): void;
  /** Runs to launch: some, or none any more. */
  backlogged(some: boolean): void;
}

/** What a cron would have written down: with it the next process goes on where this one was. */
export interface CronSnapshot {
  readonly framework: FrameworkId | null;
  /** Task ids below have been used. */
  readonly nextTask: TaskId;
  /** Job numbers below have been used. */
  readonly nextJob: number;
  readonly jobs: readonly JobSnapshot[];
}
