import type { DurationText, ResourcesText } from './scenario-document.ts';

/** A job written down instead of read from a trace. */
export interface JobDocument {
  /** Distinct within the framework; `job0`, `job1`, … unless given. */
  readonly name?: string | undefined;
  /** Submission; `0s` unless given. */
  readonly at?: DurationText | undefined;
  /** Of a job with one stage; else each of `stages` says it. */
  readonly tasks?: number | undefined;
  readonly duration?: DurationText | undefined;
  /** Of every stage that says nothing else; `cpus:1;mem:1024` unless given. */
  readonly resources?: ResourcesText | undefined;
  readonly stages?: readonly StageDocument[] | undefined;
  readonly repeat?: RepeatDocument | undefined;
}

export interface StageDocument {
  /** `map` unless given; a `reduce` may be launched early and then waits for the maps. */
  readonly kind?: 'map' | 'reduce' | undefined;
  readonly tasks: number;
  /** Of each task. */
  readonly duration: DurationText;
  readonly resources?: ResourcesText | undefined;
  /** Earlier stages it waits for, from 0; the one before it unless given. */
  readonly after?: readonly number[] | undefined;
}

/** The job is submitted again and again, under names with a number. */
export interface RepeatDocument {
  readonly every: DurationText;
  /** In all, with the first. */
  readonly times: number;
}

/** An app of a `service` framework; what is left out has Marathon's default (`AppSpec`). */
export interface AppDocument {
  readonly id: string;
  readonly instances: number;
  readonly resources: ResourcesText;
  /** As Marathon writes them: `[hostname, UNIQUE]`, `[rack, GROUP_BY, "3"]`. */
  readonly constraints?: readonly (readonly string[])[] | undefined;
  readonly health?: HealthDocument | undefined;
  readonly backoff?: BackoffDocument | undefined;
  readonly upgrade?: UpgradeDocument | undefined;
  readonly unreachable?: UnreachableDocument | undefined;
  readonly killSelection?: 'YOUNGEST_FIRST' | 'OLDEST_FIRST' | undefined;
  readonly killGrace?: DurationText | undefined;
}

export interface HealthDocument {
  readonly grace?: DurationText | undefined;
  readonly interval?: DurationText | undefined;
  readonly timeout?: DurationText | undefined;
  readonly maxConsecutiveFailures?: number | undefined;
}

export interface BackoffDocument {
  readonly first?: DurationText | undefined;
  readonly factor?: number | undefined;
  readonly max?: DurationText | undefined;
}

export interface UpgradeDocument {
  readonly minimumHealthCapacity?: number | undefined;
  readonly maximumOverCapacity?: number | undefined;
}

export interface UnreachableDocument {
  readonly inactiveAfter?: DurationText | undefined;
  readonly expungeAfter?: DurationText | undefined;
}

/** A job of a `cron` framework; what is left out has Chronos's default (`CronJobSpec`). */
export interface CronJobDocument {
  readonly name: string;
  /** ISO 8601, from the start of the run: `R5/PT10M/PT1H` is five times from minute ten on. */
  readonly schedule?: string | undefined;
  /** Instead of a schedule: it runs when each of these has succeeded since its last run. */
  readonly parents?: readonly string[] | undefined;
  /** How long a run takes. */
  readonly duration: DurationText;
  /** `cpus:0.1;mem:128` unless given. */
  readonly resources?: ResourcesText | undefined;
  /** How late a run may start. */
  readonly epsilon?: DurationText | undefined;
  readonly retries?: number | undefined;
  readonly retryAfter?: DurationText | undefined;
  /** Whether a run may start while one before it goes on. */
  readonly concurrent?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  /** So many runs that failed in a row disable it; 0: never. */
  readonly disableAfterFailures?: number | undefined;
  /** Children run after a failure, too. */
  readonly softError?: boolean | undefined;
  readonly highPriority?: boolean | undefined;
}
