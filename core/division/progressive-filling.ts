import { Rational, smallest } from './rational.ts';

/** Users who grow together until something they need is used up. */
export interface Filling {
  readonly capacity: readonly Rational[];
  /** What one task takes, by user and resource. */
  readonly demands: readonly (readonly Rational[])[];
  /** Tasks per unit of time, by user. */
  readonly rates: readonly Rational[];
  /** Most tasks of each user; null for no limit. */
  readonly limits: readonly (Rational | null)[];
}

/**
 * Progressive filling of divisible tasks: all users grow at their rates; one who needs a
 * resource that is used up, or has reached its limit, stops and the others go on (Ghodsi et al.,
 * NSDI 2011, section 4.2 and Lemma 8). Each round stops at least one user.
 * @returns tasks by user
 */
export function fillProgressively({ capacity, demands, rates, limits }: Filling): Rational[] {
  const tasks = demands.map(() => Rational.ZERO);
  const free = [...capacity];
  let active = demands.map((_, user) => user);
  for (;;) {
    active = active.filter((user) => {
      const limit = limits[user];
      if (limit !== null && tasks[user].compare(limit) >= 0) return false;
      return demands[user].every((need, r) => need.isZero() || free[r].isPositive());
    });
    if (active.length === 0) return tasks;
    const taken = free.map((_, r) =>
      active.reduce((sum, user) => sum.plus(demands[user][r].times(rates[user])), Rational.ZERO),
    );
    const times = taken.flatMap((speed, r) =>
      speed.isPositive() ? [free[r].dividedBy(speed)] : [],
    );
    for (const user of active) {
      const limit = limits[user];
      if (limit !== null) times.push(limit.minus(tasks[user]).dividedBy(rates[user]));
    }
    const time = smallest(times);
    for (const user of active) tasks[user] = tasks[user].plus(rates[user].times(time));
    taken.forEach((speed, r) => (free[r] = free[r].minus(speed.times(time))));
  }
}
