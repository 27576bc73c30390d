import type { RandomStream } from '../../core/random/random-stream.ts';
import type { SwimRow } from '../swim/swim-row.ts';
import { drawArrivals } from './arrivals.ts';
import { drawJob } from './job-sizes.ts';

/** A synthetic workload shaped like Facebook's Hadoop warehouse of 2009 and 2010. */
export interface FacebookDay {
  readonly jobs: number;
  /** From the first to the last possible submission. The mean gap is `seconds / jobs`. */
  readonly seconds: number;
  /** Multiplies all bytes. 1 is about the work per job of FB-2010, 44 GB of input. */
  readonly scale: number;
  /** No job reads more blocks of 64 MiB (before `scale`). */
  readonly maxMaps: number;
}

export const DEFAULT_FACEBOOK_DAY: FacebookDay = {
  jobs: 1500,
  seconds: 86_400,
  scale: 1,
  maxMaps: 60_000,
};

/** Most jobs generated at once. */
export const MAX_GENERATED_JOBS = 1_000_000;

/** Where the draws come from: two streams, so that more jobs do not change the sizes of the first. */
export interface FacebookStreams {
  readonly arrivals: RandomStream;
  readonly sizes: RandomStream;
}

/**
 * Draws a workload: when jobs come ({@link drawArrivals}) and what they move ({@link drawJob}).
 * The same streams give the same rows in every engine.
 * @throws RangeError naming the setting that cannot be used.
 */
export function facebookDay(day: FacebookDay, streams: FacebookStreams): SwimRow[] {
  check('jobs', day.jobs, 1, MAX_GENERATED_JOBS);
  check('seconds', day.seconds, 1, 366 * 86_400);
  check('maxMaps', day.maxMaps, 1, 10_000_000);
  if (!(day.scale > 0 && day.scale <= 1e4)) {
    throw new RangeError(`scale: found ${day.scale}, wanted a number above 0 up to 10000`);
  }
  return drawArrivals(streams.arrivals, day.jobs, day.seconds).map((submitSeconds, job) => ({
    name: `job${job}`,
    submitSeconds,
    ...drawJob(streams.sizes, day.maxMaps, day.scale),
  }));
}

function check(what: string, value: number, least: number, most: number): void {
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    throw new RangeError(`${what}: found ${value}, wanted a whole number from ${least} to ${most}`);
  }
}
