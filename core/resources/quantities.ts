/**
 * Quantities of resources as integers in thousandths, as Mesos counts scalars
 * (`round(x × 1000)`, halves away from zero; Mesos `docs/attributes-resources.md`).
 *
 * Inside the engine a bundle of resources is a dense vector indexed by the ids of a
 * {@link ResourceSpace}; at the edge it is a map from names to thousandths.
 */

/** Thousandths of a unit: `cpus:1.5` is 1500, `mem:1024` (MB) is 1 024 000. Always an integer. */
export type Milli = number;

/** A dense vector of thousandths, one element per resource of a {@link ResourceSpace}. */
export type Quantities = readonly Milli[];

/** Quantities by resource name, for edges and files. Iterated in insertion order. */
export type ResourceMap = ReadonlyMap<string, Milli>;

/** Largest scalar accepted, in units: beyond it sums over a cluster could leave 2^53 thousandths. */
export const MAX_SCALAR = 1e9;

/**
 * Converts units to thousandths, rounding halves away from zero.
 * @throws RangeError when the number is not finite, negative or above {@link MAX_SCALAR}.
 */
export function toMilli(units: number): Milli {
  if (!(units >= 0 && units <= MAX_SCALAR)) {
    throw new RangeError(`a resource amount is a number from 0 to ${MAX_SCALAR}, found ${units}`);
  }
  return Math.round(units * 1000);
}

/** Converts thousandths to units. */
export function fromMilli(milli: Milli): number {
  return milli / 1000;
}

/** True when every element of `need` is at most the same element of `have`. */
export function fits(need: Quantities, have: Quantities): boolean {
  for (let r = 0; r < need.length; r++) {
    if (need[r] > have[r]) return false;
  }
  return true;
}
