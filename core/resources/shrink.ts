import { type RandomStream, randomBelow } from '../random/random-stream.ts';
import { type Entry, cutTo, quantityOf } from './entry.ts';
import type { Milli } from './quantities.ts';

/**
 * Cuts a collection down so that of each name no more than its bound is left (Mesos
 * `shrinkResources`, `src/common/resources_utils.cpp`).
 *
 * Objects of one name that do not all fit are considered in an order drawn from `random`: what
 * fits into the rest of the bound is taken whole, a divisible scalar is cut to it, anything else
 * is left. Of ranges and sets the quantity is the number of elements, and they are not cut: which
 * elements to leave is not the allocator's choice.
 *
 * @param boundOf thousandths of a name; Infinity for no bound
 * @returns what is left in the order given; `entries` itself when that is all
 */
export function shrink(
  entries: readonly Entry[],
  boundOf: (name: string) => Milli,
  random: RandomStream,
): readonly Entry[] {
  const byName = new Map<string, number[]>();
  for (const [at, { resource }] of entries.entries()) {
    const places = byName.get(resource.name);
    if (places === undefined) byName.set(resource.name, [at]);
    else places.push(at);
  }
  const left: (Entry | null)[] = [...entries];
  let isWhole = true;
  for (const [name, places] of byName) {
    const bound = boundOf(name);
    const quantity = places.reduce((sum, at) => sum + quantityOf(entries[at]), 0);
    if (quantity <= bound) continue;
    isWhole = false;
    let rest = bound;
    for (const at of shuffled(places, random)) {
      const taken = cutTo(entries[at], rest);
      if (taken !== null) rest -= quantityOf(taken);
      left[at] = taken;
    }
  }
  return isWhole ? entries : left.filter((entry) => entry !== null);
}

/** Fisher and Yates. Draws nothing for a single object. */
function shuffled(places: readonly number[], random: RandomStream): number[] {
  const order = [...places];
  for (let last = order.length - 1; last > 0; last--) {
    const other = randomBelow(random, last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}
