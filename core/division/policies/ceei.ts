import { lacksOnePool, lacksScalarWeights, pooled } from '../equal-quantity.ts';
import { solveLinearSystem } from '../linear-system.ts';
import { nearbyFraction } from '../nearby-fraction.ts';
import type { Division, DivisionPolicy } from '../policy.ts';
import { type DivisionProblem, capacityOf, scalarWeight, taskShares } from '../problem.ts';
import { solveProportional } from '../proportional-fairness.ts';
import { Rational, largest, total } from '../rational.ts';

/**
 * Competitive equilibrium from equal incomes: everyone gets an equal part (by weight) of every
 * resource and trades. With Leontief users that is where Σ w_i log x_i is largest: the Nash
 * bargaining solution, proportional fairness (Ghodsi et al., NSDI 2011, section 5.2).
 */
export const ceei: DivisionPolicy = {
  name: 'ceei',
  summary: 'largest product of tasks: competitive equilibrium from equal incomes',
  source: 'Ghodsi et al., NSDI 2011, section 5.2; Varian, 1974',
  lacks: (problem) =>
    problem.divisible
      ? (lacksScalarWeights(problem) ?? lacksOnePool(problem))
      : 'it trades in parts of tasks, found whole tasks; wanted divisible: true',
  divide: (problem) => equilibrium(problem),
};

/** Users who can get something, each as a column: amounts are in dominant shares. */
interface Market {
  /** Index of the user by column. */
  readonly users: readonly number[];
  /** Dominant share of one task, by column. */
  readonly dominant: readonly Rational[];
  /** What a unit of each column takes of each limit, which is 1: resources, and users' limits. */
  readonly rows: readonly (readonly Rational[])[];
  readonly weights: readonly Rational[];
}

function equilibrium(problem: DivisionProblem): Division {
  const market = marketOf(problem);
  const tasks = problem.users.map(() => Rational.ZERO);
  if (market.users.length === 0) return pooled(tasks);
  const { amounts } = solveProportional({
    rows: market.rows.map((row) => row.map((value) => value.toNumber())),
    weights: market.weights.map((weight) => weight.toNumber()),
  });
  const exact = exactAmounts(market, amounts);
  market.users.forEach((user, column) => {
    const amount = exact?.[column] ?? Rational.fromNumber(amounts[column]);
    tasks[user] = amount.dividedBy(market.dominant[column]);
  });
  return { ...pooled(tasks), exact: exact !== null };
}

function marketOf(problem: DivisionProblem): Market {
  const capacity = capacityOf(problem);
  const users = problem.users.flatMap(({ maxTasks }, user) =>
    maxTasks?.isZero() === true ? [] : [user],
  );
  const shares = users.map((user) => taskShares(problem.users[user], capacity));
  const dominant = shares.map(largest);
  const rows = capacity
    .map((_, r) => shares.map((share, column) => share[r].dividedBy(dominant[column])))
    .filter((row) => row.some((value) => value.isPositive()));
  users.forEach((user, column) => {
    const { maxTasks } = problem.users[user];
    const most = maxTasks?.times(dominant[column]);
    // A limit beyond the cluster holds nobody back.
    if (most === undefined || most.compare(Rational.ONE) >= 0) return;
    rows.push(users.map((_, c) => (c === column ? Rational.ONE.dividedBy(most) : Rational.ZERO)));
  });
  const all = total(users.map((user) => scalarWeight(problem.users[user])));
  const weights = users.map((user) => scalarWeight(problem.users[user]).dividedBy(all));
  return { users, dominant, rows, weights };
}

/** Denominators up to which an amount is taken for a fraction. */
const UNDER_MAX = 1e6;
const TOLERANCE = 1e-13;

/**
 * The simple fractions next to the amounts, if they satisfy the optimality conditions exactly:
 * no row above 1, and prices of the used up rows, not negative, at which everyone spends its
 * weight. Often the equilibrium is irrational, and there are none.
 */
function exactAmounts(market: Market, amounts: readonly number[]): Rational[] | null {
  const fractions: Rational[] = [];
  for (const amount of amounts) {
    const fraction = nearbyFraction(amount, UNDER_MAX, TOLERANCE);
    if (fraction === null || !fraction.isPositive()) return null;
    fractions.push(fraction);
  }
  const used = market.rows.map((row) => total(row.map((value, c) => value.times(fractions[c]))));
  if (used.some((amount) => amount.compare(Rational.ONE) > 0)) return null;
  const active = market.rows.filter((_, r) => used[r].equals(Rational.ONE));
  const prices = solveLinearSystem(
    fractions.map((_, column) => active.map((row) => row[column])),
    fractions.map((fraction, column) => market.weights[column].dividedBy(fraction)),
    active.length,
  );
  const good = prices?.values.every((price) => price.compare(Rational.ZERO) >= 0) === true;
  return good ? fractions : null;
}
