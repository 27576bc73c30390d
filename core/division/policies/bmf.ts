import { lacksOnePool, pooled } from '../equal-quantity.ts';
import { solveLinearSystem } from '../linear-system.ts';
import { type DivisionPolicy, DivisionError } from '../policy.ts';
import { type DivisionProblem, capacityOf, taskShares } from '../problem.ts';
import { Rational, total } from '../rational.ts';

/** Assignments of users to bottlenecks that are looked through at most. */
const ASSIGNMENTS_MAX = 100_000;

/**
 * Bottleneck max fairness: every user has a bottleneck, a resource that is used up and of which
 * nobody has a larger share by weight (Bonald and Roberts, 2015; "no justified complaints",
 * Dolev et al., 2012). A user with all the tasks it wants needs none.
 *
 * Tries every assignment of users to bottlenecks and solves for the shares, exactly. There may
 * be several such divisions; the first in the order of the resources is given.
 */
export const bmf: DivisionPolicy = {
  name: 'bmf',
  summary: 'everyone has the largest share of some used up resource',
  source: 'Bonald and Roberts, ACM SIGMETRICS PER, 2015; Dolev et al., ITCS 2012',
  lacks(problem) {
    if (!problem.divisible) {
      return 'it divides to the last part of a task, found whole tasks; wanted divisible: true';
    }
    const assignments = choicesOf(problem).reduce((all, { length }) => all * length, 1);
    if (assignments > ASSIGNMENTS_MAX) {
      return (
        'it tries every assignment of users to resources, found more than ' +
        `${ASSIGNMENTS_MAX}; wanted fewer users`
      );
    }
    return lacksOnePool(problem);
  },
  divide(problem) {
    const choices = choicesOf(problem);
    const shares = problem.users.map((user) => taskShares(user, capacityOf(problem)));
    const at = choices.map(() => 0);
    for (;;) {
      const tasks = tasksAt(
        problem,
        shares,
        at.map((index, user) => choices[user][index]),
      );
      if (tasks !== null) return pooled(tasks);
      let user = at.length - 1;
      while (user >= 0 && at[user] === choices[user].length - 1) at[user--] = 0;
      if (user < 0) {
        throw new DivisionError('found no division where everyone has a bottleneck; wanted one');
      }
      at[user]++;
    }
  },
};

/** In place of a bottleneck: the user has all it wants. */
const CONTENT = -1;

/** By user, the resources that may hold it back. */
function choicesOf({ users }: DivisionProblem): number[][] {
  return users.map(({ demand, maxTasks }) => [
    ...(maxTasks === null ? [] : [CONTENT]),
    ...demand.flatMap((need, r) => (need.isPositive() ? [r] : [])),
  ]);
}

/**
 * The tasks when users have these bottlenecks, or null when they are none. On a bottleneck all
 * of its users have the same share by weight, θ: x_i = θ w_i / share of a task.
 */
function tasksAt(
  problem: DivisionProblem,
  shares: readonly (readonly Rational[])[],
  bottleneck: readonly number[],
): Rational[] | null {
  const { users, resources } = problem;
  const used = resources.flatMap((_, r) => (bottleneck.includes(r) ? [r] : []));
  const perTheta = users.map(({ weight }, user) => {
    const r = bottleneck[user];
    return r === CONTENT ? Rational.ZERO : weight[r].dividedBy(shares[user][r]);
  });
  const fixed = users.map(({ maxTasks }, user) =>
    bottleneck[user] === CONTENT && maxTasks !== null ? maxTasks : Rational.ZERO,
  );
  const takenBy = (amounts: readonly Rational[], r: number): Rational =>
    total(amounts.map((amount, user) => amount.times(shares[user][r])));
  const solution = solveLinearSystem(
    used.map((r) =>
      used.map((s) =>
        takenBy(
          perTheta.map((x, user) => (bottleneck[user] === s ? x : Rational.ZERO)),
          r,
        ),
      ),
    ),
    used.map((r) => Rational.ONE.minus(takenBy(fixed, r))),
    used.length,
  );
  if (solution === null || !solution.unique) return null;
  const theta = new Map(used.map((r, index) => [r, solution.values[index]]));
  const tasks = users.map((_, user) => {
    const level = theta.get(bottleneck[user]) ?? Rational.ZERO;
    return fixed[user].plus(perTheta[user].times(level));
  });
  const good =
    users.every(({ maxTasks }, user) => maxTasks === null || tasks[user].compare(maxTasks) <= 0) &&
    resources.every((_, r) => takenBy(tasks, r).compare(Rational.ONE) <= 0) &&
    [...theta].every(([r, level]) =>
      users.every(
        ({ weight }, user) =>
          shares[user][r].times(tasks[user]).dividedBy(weight[r]).compare(level) <= 0,
      ),
    );
  return good ? tasks : null;
}
