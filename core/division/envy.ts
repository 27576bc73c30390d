import { tasksIn } from './problem.ts';
import { Rational, smallest, total } from './rational.ts';

/** What another has, as one imagines to have it: scaled from its weight to one's own. */
export function scaledBundle(
  bundle: readonly Rational[],
  own: readonly Rational[],
  other: readonly Rational[],
): Rational[] {
  return bundle.map((amount, r) => amount.times(own[r]).dividedBy(other[r]));
}

/** Tasks one could run with some amounts, each in a place of its own, as far as it wants them. */
export function tasksWith(
  {
    demand,
    maxTasks,
  }: { readonly demand: readonly Rational[]; readonly maxTasks: Rational | null },
  amounts: readonly (readonly Rational[])[],
  divisible: boolean,
): Rational {
  const fitting = total(amounts.map((amount) => tasksIn(amount, demand)));
  const counted = divisible ? fitting : Rational.of(fitting.floor());
  return maxTasks === null ? counted : smallest([counted, maxTasks]);
}
