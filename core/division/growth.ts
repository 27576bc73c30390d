import { APPROXIMATION, type Division } from './policy.ts';
import { PlacedTasks } from './placed-tasks.ts';
import { type DivisionProblem, capacityOf, groupCapacity, tasksIn } from './problem.ts';
import { Rational, total } from './rational.ts';

/**
 * Whether somebody could have more while nobody has less, that is, whether the division is not
 * Pareto efficient.
 *
 * - One pool: what a user takes follows from its tasks, so the others can stay as they are. The
 *   question is whether some user finds all it needs among what is free.
 * - Parts of tasks on nodes: those who have enough may be moved to make room, which is a linear
 *   program.
 * - Whole tasks: whether one more task fits somewhere. Tasks that run are not moved, so on nodes
 *   a division may pass that a repacking (an NP-hard search) would improve.
 */
export function canGrow(problem: DivisionProblem, division: Division): boolean {
  const wanting = problem.users.flatMap(({ maxTasks }, user) =>
    maxTasks === null || division.tasks[user].compare(maxTasks) < 0 ? [user] : [],
  );
  const { room } = division;
  if (room !== null) {
    return wanting.some((user) => {
      const { maxTasks } = problem.users[user];
      const next = division.tasks[user].plus(Rational.ONE);
      return (maxTasks === null || next.compare(maxTasks) <= 0) && room.fits(user);
    });
  }
  return division.placed === null
    ? growsInPool(problem, division, wanting)
    : growsOnNodes(problem, division, wanting);
}

/**
 * By a linear program: how much all users together can have while each has what it has. Tasks are
 * counted as parts of what their user could run alone.
 */
function growsOnNodes(
  problem: DivisionProblem,
  { tasks, exact }: Division,
  wanting: readonly number[],
): boolean {
  const values = problem.users.map(({ demand }, user) => {
    const alone = total(problem.nodes.map((node) => tasksIn(groupCapacity(node), demand)));
    return wanting.includes(user) && alone.isPositive()
      ? Rational.ONE.dividedBy(alone)
      : Rational.ZERO;
  });
  // What was rounded up may not fit exactly: the others make a little room, and a gain counts
  // when it is large against that.
  const slack = exact ? Rational.ZERO : Rational.fromNumber(APPROXIMATION);
  const floors = tasks.map((x) => x.times(Rational.ONE.minus(slack)));
  const most = new PlacedTasks(problem).mostValue(values, floors);
  const now = total(tasks.map((x, user) => x.times(values[user])));
  const noise = slack.times(Rational.of(1000 * problem.users.length));
  return most !== null && most.minus(now).compare(noise) > 0;
}

function growsInPool(
  problem: DivisionProblem,
  division: Division,
  wanting: readonly number[],
): boolean {
  const least = division.exact ? Rational.ZERO : Rational.fromNumber(100 * APPROXIMATION);
  const isFree = capacityOf(problem).map((amount, r) => {
    const taken = total(
      problem.users.map(({ demand }, user) => demand[r].times(division.tasks[user])),
    );
    return amount.minus(taken).compare(amount.times(least)) > 0;
  });
  return wanting.some((user) => {
    const { demand, maxTasks } = problem.users[user];
    const tasks = division.tasks[user];
    const sated = maxTasks !== null && maxTasks.minus(tasks).compare(maxTasks.times(least)) <= 0;
    return !sated && demand.every((need, r) => need.isZero() || isFree[r]);
  });
}
