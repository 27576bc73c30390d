import type { RandomStream } from '../random/random-stream.ts';
import type { Milli } from '../resources/quantities.ts';
import type { ResourceSpace } from '../resources/resource-space.ts';
import { Resources } from '../resources/resources.ts';
import { type Portion, isUnreservedScalar, scalarsOf } from './portion.ts';

/** An offer in two parts: what quota binds, and what is always given along. */
export interface Divided {
  /** Unreserved non-revocable scalars. */
  readonly bound: Portion;
  /** Reservations, revocable resources, ranges and sets. */
  readonly along: Resources;
}

/** Divides what is free for a client into what quota binds and what it does not. */
export function divide(plain: readonly Milli[], rest: Resources): Divided {
  if (rest.isEmpty || rest.scalarQuantities().size === 0) {
    return { bound: { plain, rest: Resources.EMPTY }, along: rest };
  }
  const bound = rest.filter(isUnreservedScalar);
  return { bound: { plain, rest: bound }, along: bound.isEmpty ? rest : rest.minus(bound) };
}

/**
 * Cuts unreserved scalars down to a target (Mesos `shrinkResources`; `mesos-semantics` part
 * 5.10): plain ones first, then objects, of which a divisible one is cut and an indivisible one
 * taken whole or left.
 * @param target thousandths by resource; Infinity where nothing binds
 */
export function chop(
  space: ResourceSpace,
  { plain, rest }: Portion,
  target: ArrayLike<number>,
  random: RandomStream,
): Portion {
  const cut: Milli[] = [];
  for (let r = 0; r < plain.length; r++) cut.push(Math.min(plain[r], Math.max(0, target[r])));
  if (rest.isEmpty) return { plain: cut, rest };
  const limits = new Map<string, Milli>();
  for (const [r, name] of space.names.entries()) {
    if (target[r] !== Number.POSITIVE_INFINITY) {
      limits.set(name, Math.max(0, target[r] - cut[r]));
    }
  }
  return { plain: cut, rest: rest.shrinkToLimits(limits, random) };
}

/** The amounts of a portion of unreserved scalars, objects included. */
export function amountsOf(space: ResourceSpace, { plain, rest }: Portion): Milli[] {
  const more = scalarsOf(space, rest);
  const amounts: Milli[] = [];
  for (let r = 0; r < plain.length; r++) amounts.push(plain[r] + (more === null ? 0 : more[r]));
  return amounts;
}

/** What is left of a portion when part of it is taken. */
export function remainder(all: Portion, taken: Portion): Portion {
  const plain: Milli[] = [];
  for (let r = 0; r < all.plain.length; r++) plain.push(all.plain[r] - taken.plain[r]);
  return { plain, rest: all.rest.minus(taken.rest) };
}

export function together(a: Portion, b: Portion): Portion {
  const plain: Milli[] = [];
  for (let r = 0; r < a.plain.length; r++) plain.push(a.plain[r] + b.plain[r]);
  return { plain, rest: a.rest.plus(b.rest) };
}

export function isNothing({ plain, rest }: Portion): boolean {
  return rest.isEmpty && plain.every((amount) => amount === 0);
}
