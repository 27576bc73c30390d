import { MICROS_PER_SECOND, type Micros } from '../../machine.ts';
import type { Quantities, ResourceMap } from '../../resources/quantities.ts';
import type { ResourceSpace } from '../../resources/resource-space.ts';

/**
 * A job as its owner describes it, after Chronos's job configuration (`docs/docs/api.md`). It has
 * a schedule or parents.
 */
export interface CronJobSpec {
  readonly name: string;
  /** `R[n]/start/period`. */
  readonly schedule?: string;
  /** It runs whenever each of them has succeeded since its last run. */
  readonly parents?: readonly string[];
  /** What a run holds. */
  readonly resources: ResourceMap;
  /** A run may start so much later than it is due, then it is missed. */
  readonly epsilonUs?: Micros;
  /** Attempts after the first that failed. */
  readonly retries?: number;
  /** Wait before another attempt. */
  readonly retryAfterUs?: Micros;
  /** Whether a run may start while another of the job goes on. */
  readonly concurrent?: boolean;
  /** Nothing of it starts; runs that are due meanwhile do not count. */
  readonly disabled?: boolean;
  /** So many runs that failed in a row disable it; 0: never. */
  readonly disableAfterFailures?: number;
  /** Children run after a failure, too. */
  readonly softError?: boolean;
  /** Its runs go before those of jobs without. */
  readonly highPriority?: boolean;
}

/** A job with what its owner left out. */
export interface CronJobConfig extends Required<Omit<CronJobSpec, 'schedule' | 'resources'>> {
  readonly demand: Quantities;
  /** Null: it has parents. */
  readonly schedule: string | null;
}

/**
 * Chronos's defaults: `epsilon` PT60S and `retries` 2 of a job, `--failure_retry` 60 s,
 * `--disable_after_failures` 0.
 */
export const JOB_DEFAULTS: Required<
  Omit<CronJobSpec, 'name' | 'schedule' | 'parents' | 'resources'>
> = {
  epsilonUs: 60 * MICROS_PER_SECOND,
  retries: 2,
  retryAfterUs: 60 * MICROS_PER_SECOND,
  concurrent: false,
  disabled: false,
  disableAfterFailures: 0,
  softError: false,
  highPriority: false,
};

/**
 * Reads a job's description, its schedule and parents left as they are.
 * @returns its configuration, or what is wrong with it
 */
export function readJob(spec: CronJobSpec, space: ResourceSpace): CronJobConfig | string {
  const { name, resources, schedule, parents = [] } = spec;
  if (!/^[\w-][\w .-]*$/.test(name)) {
    return `found job name "${name}", wanted letters, digits, spaces, dots and hyphens`;
  }
  if ((schedule === undefined) === (parents.length === 0)) {
    const found = schedule === undefined ? 'neither a schedule nor' : 'both a schedule and';
    return `found ${found} parents of ${name}, wanted one of them`;
  }
  for (const [resource, amount] of resources) {
    if (space.id(resource) < 0) {
      return `found resource "${resource}", wanted ${space.names.join(', ')}`;
    }
    if (!Number.isSafeInteger(amount) || amount < 0) {
      return `found ${amount} thousandths of ${resource}, wanted a whole number from 0`;
    }
  }
  const demand = space.vector(resources);
  if (demand.every((amount) => amount === 0)) return `found no resources of ${name}`;
  const config = {
    ...{ ...JOB_DEFAULTS, ...spec, demand, parents, schedule: schedule ?? null },
  };
  for (const field of ['epsilonUs', 'retries', 'retryAfterUs', 'disableAfterFailures'] as const) {
    const value = config[field];
    if (!Number.isSafeInteger(value) || value < 0) {
      return `found ${field} ${value}, wanted a whole number from 0`;
    }
  }
  return config;
}
