import { scaledBundle, tasksWith } from './envy.ts';
import { canGrow } from './growth.ts';
import { APPROXIMATION, type Division } from './policy.ts';
import { type DivisionProblem, capacityOf, groupCapacity, mayUse } from './problem.ts';
import { Rational, total } from './rational.ts';

/** Which properties one division has, found out from its numbers. */
export interface FairnessOfDivision {
  /** Everyone has at least the tasks it could run on its own part of the cluster. */
  readonly sharingIncentive: boolean;
  /** Nobody could run more tasks with what another has. */
  readonly envyFree: boolean;
  /** It fits, and nobody could have more without another having less. */
  readonly paretoEfficient: boolean;
}

/**
 * Judges a division by the definitions of Ghodsi et al., NSDI 2011, section 3. With weights, a
 * user's own part is by weight (1/n of everything when all are equal), and one who envies
 * another imagines the other's bundle scaled to its own weight.
 */
export function fairnessOf(problem: DivisionProblem, division: Division): FairnessOfDivision {
  return {
    sharingIncentive: problem.users.every((_, user) =>
      hasAtLeast(division, user, tasksOnOwnPart(problem, division, user)),
    ),
    envyFree: problem.users.every((_, user) =>
      problem.users.every(
        (_other, other) =>
          user === other ||
          hasAtLeast(division, user, tasksWithAnothers(problem, division, user, other)),
      ),
    ),
    paretoEfficient: isFeasible(problem, division) && !canGrow(problem, division),
  };
}

/** How far a comparison may be off: nothing where the division is exact. */
export function toleranceOf({ exact }: Division): Rational {
  return exact ? Rational.ZERO : Rational.fromNumber(100 * APPROXIMATION);
}

function hasAtLeast(division: Division, user: number, wanted: Rational): boolean {
  const enough = wanted.times(Rational.ONE.minus(toleranceOf(division)));
  return division.tasks[user].compare(enough) >= 0;
}

/** Tasks of a user on its part of the cluster; of every node where the policy places tasks. */
function tasksOnOwnPart(problem: DivisionProblem, division: Division, index: number): Rational {
  const user = problem.users[index];
  const parts = problem.resources.map((_, r) =>
    user.weight[r].dividedBy(total(problem.users.map(({ weight }) => weight[r]))),
  );
  const amounts =
    division.placed === null
      ? [capacityOf(problem)]
      : problem.nodes.filter((_, group) => mayUse(user, group)).map(groupCapacity);
  const own = amounts.map((amount) => amount.map((all, r) => all.times(parts[r])));
  return tasksWith(user, own, problem.divisible);
}

/** Tasks of a user if it had what another has, by node where the policy places tasks. */
function tasksWithAnothers(
  problem: DivisionProblem,
  division: Division,
  index: number,
  otherIndex: number,
): Rational {
  const user = problem.users[index];
  const other = problem.users[otherIndex];
  const bundle = (tasks: Rational): Rational[] =>
    scaledBundle(
      other.demand.map((need) => need.times(tasks)),
      user.weight,
      other.weight,
    );
  const amounts =
    division.placed === null
      ? [bundle(division.tasks[otherIndex])]
      : division.placed[otherIndex].filter((_, group) => mayUse(user, group)).map(bundle);
  return tasksWith(user, amounts, problem.divisible);
}

/** Whether the division takes no more than there is. */
function isFeasible(problem: DivisionProblem, division: Division): boolean {
  if (division.room?.overfull() === true) return false;
  const most = Rational.ONE.plus(toleranceOf(division));
  return capacityOf(problem).every((amount, r) => {
    const taken = total(
      problem.users.map(({ demand }, user) => demand[r].times(division.tasks[user])),
    );
    return taken.compare(amount.times(most)) <= 0;
  });
}
