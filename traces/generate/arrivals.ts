import type { RandomStream } from '../../core/random/random-stream.ts';
import { RATE_BY_HOUR } from './rate-shape.ts';

/** Jobs that a clock starts: one in eight, within a minute after a full quarter of an hour. */
const CLOCKED_SHARE = 0.125;
const CLOCK_SECONDS = 900;
const CLOCK_SPREAD_SECONDS = 60;

/**
 * Draws submit times, whole seconds, ascending: a Poisson process whose rate follows the day,
 * given its number of arrivals, plus the bursts of jobs started by a clock.
 *
 * @param seconds length of the workload; hours are counted from its start
 */
export function drawArrivals(random: RandomStream, jobs: number, seconds: number): number[] {
  const hours = Math.ceil(seconds / 3600);
  // Rate integrated up to the end of each hour, the last hour counted for its part.
  const integral: number[] = [];
  let sum = 0;
  for (let hour = 0; hour < hours; hour++) {
    const part = Math.min(1, seconds / 3600 - hour);
    sum += RATE_BY_HOUR[hour % 24] * part;
    integral.push(sum);
  }
  const times: number[] = [];
  for (let job = 0; job < jobs; job++) {
    const time = invert(integral, random.next() * sum);
    const clocked = random.next() < CLOCKED_SHARE;
    const after = random.next() * CLOCK_SPREAD_SECONDS;
    const moved = clocked ? time - (time % CLOCK_SECONDS) + after : time;
    times.push(Math.floor(Math.min(moved, seconds - 1)));
  }
  return times.sort((a, b) => a - b);
}

/** The time at which the integrated rate reaches a level, seconds. */
function invert(integral: readonly number[], level: number): number {
  let hour = 0;
  while (hour < integral.length - 1 && integral[hour] <= level) hour++;
  const before = hour === 0 ? 0 : integral[hour - 1];
  return (hour + (level - before) / RATE_BY_HOUR[hour % 24]) * 3600;
}
