import { APPROXIMATION, type Division } from './policy.ts';
import { PlacedTasks } from './placed-tasks.ts';
import { type DivisionProblem, capacityOf } from './problem.ts';
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

/** By linear programs: the most each could have while all others have what they have. */
function growsOnNodes(
  problem: DivisionProblem,
  { tasks, exact }: Division,
  wanting: readonly number[],
): boolean {
  // What was rounded up may not fit exactly: the others make a little room, and a gain counts
  // when it is large against that, measured by what the user could have alone.
  const slack = exact ? Rational.ZERO : Rational.fromNumber(APPROXIMATION);
  const program = new PlacedTasks(problem);
  const nothing = tasks.map(() => Rational.ZERO);
  const floors = tasks.map((x) => x.times(Rational.ONE.minus(slack)));
  return wanting.some((user) => {
    const gain = program.most(user, floors).minus(tasks[user]);
    const noise = exact ? slack : program.most(user, nothing).times(slack).times(Rational.of(1000));
    return gain.compare(noise) > 0;
  });
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
