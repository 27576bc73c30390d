import type { RandomStream } from '../random/random-stream.ts';
import {
  type Entry,
  covers,
  entriesEqual,
  entryOf,
  joined,
  quantityOf,
  remainder,
} from './entry.ts';
import type { Milli, ResourceMap } from './quantities.ts';
import { type Resource, plainResource, reservedTo, usableBy } from './resource.ts';
import { shrink } from './shrink.ts';

/**
 * An immutable collection of resource objects (Mesos `include/mesos/resources.hpp`).
 *
 * It is canonical: objects of one kind are merged unless they are indivisible, nothing in it is
 * zero, and its order depends on its contents alone (conventional names first, then by kind), so
 * collections that are equal are also iterated and printed alike, however they were made.
 */
export class Resources implements Iterable<Resource> {
  static readonly EMPTY: Resources = new Resources([]);

  /** Something is reserved, to whomever. */
  readonly hasReserved: boolean;
  readonly hasRevocable: boolean;
  readonly hasShared: boolean;
  /** Something has a stack of two or more reservations. */
  readonly hasRefined: boolean;
  /** Ascending by key. */
  private readonly entries: readonly Entry[];
  // Not `private`: a test that compares two collections field by field must not see a cache.
  #quantities: ReadonlyMap<string, Milli> | null = null;
  #scalarQuantities: ReadonlyMap<string, Milli> | null = null;

  private constructor(entries: readonly Entry[]) {
    this.entries = entries;
    this.hasReserved = entries.some(({ resource }) => resource.reservations.length > 0);
    this.hasRevocable = entries.some(({ resource }) => resource.revocable);
    this.hasShared = entries.some(({ resource }) => resource.shared);
    this.hasRefined = entries.some(({ resource }) => resource.reservations.length > 1);
  }

  private static holding(entries: readonly Entry[]): Resources {
    return entries.length === 0 ? Resources.EMPTY : new Resources(entries);
  }

  /** The sum of the objects, in any order; zeros are dropped. */
  static of(objects: Iterable<Resource>): Resources {
    const entries: Entry[] = [];
    for (const object of objects) {
      const entry = entryOf(object);
      if (entry !== null) entries.push(entry);
    }
    entries.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    const merged: Entry[] = [];
    for (const entry of entries) append(merged, entry);
    return Resources.holding(merged);
  }

  /** Unreserved scalars. */
  static scalars(map: ResourceMap): Resources {
    return Resources.of(
      Array.from(map, ([name, milli]) => plainResource(name, { kind: 'scalar', milli })),
    );
  }

  /** Number of objects. */
  get size(): number {
    return this.entries.length;
  }

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  *[Symbol.iterator](): Iterator<Resource> {
    for (const { resource } of this.entries) yield resource;
  }

  /** The sum. The same object when there is nothing to add. */
  plus(other: Resources): Resources {
    if (other.isEmpty) return this;
    if (this.isEmpty) return other;
    const merged: Entry[] = [];
    let at = 0;
    for (const entry of this.entries) {
      for (; at < other.entries.length && other.entries[at].key < entry.key; at++) {
        append(merged, other.entries[at]);
      }
      append(merged, entry);
    }
    for (; at < other.entries.length; at++) append(merged, other.entries[at]);
    return new Resources(merged);
  }

  /**
   * What is left when the objects of `other` are taken away. An object without one of its kind
   * here takes nothing away, an indivisible one only its equal; nothing falls below zero.
   */
  minus(other: Resources): Resources {
    if (other.isEmpty || this.isEmpty) return this;
    if (other === this) return Resources.EMPTY;
    const left: Entry[] = [];
    let isChanged = false;
    let at = 0;
    for (const entry of this.entries) {
      while (at < other.entries.length && other.entries[at].key < entry.key) at++;
      const isMatched = at < other.entries.length && other.entries[at].key === entry.key;
      const rest = isMatched ? remainder(entry, other.entries[at++]) : entry;
      if (rest !== entry) isChanged = true;
      if (rest !== null) left.push(rest);
    }
    return isChanged ? Resources.holding(left) : this;
  }

  /**
   * True when each object of `other` is covered by one here. Indivisible ones are used up while
   * checking, so a volume does not contain itself twice.
   */
  contains(other: Resources): boolean {
    if (other === this) return true;
    let at = 0;
    for (const part of other.entries) {
      while (at < this.entries.length && this.entries[at].key < part.key) at++;
      if (at === this.entries.length) return false;
      const whole = this.entries[at++];
      if (whole.key !== part.key || !covers(whole, part)) return false;
    }
    return true;
  }

  equals(other: Resources): boolean {
    if (other === this) return true;
    const { entries } = other;
    return (
      this.entries.length === entries.length &&
      this.entries.every((entry, at) => entriesEqual(entry, entries[at]))
    );
  }

  /** The objects for which `keep` holds; this collection itself when it holds for all. */
  filter(keep: (resource: Resource) => boolean): Resources {
    const kept = this.entries.filter(({ resource }) => keep(resource));
    return kept.length === this.entries.length ? this : Resources.holding(kept);
  }

  /** The sum of what each object becomes. */
  map(change: (resource: Resource) => Resource): Resources {
    return Resources.of(this.entries.map(({ resource }) => change(resource)));
  }

  /**
   * Thousandths by name over all objects, without zeros: ranges and sets count an element as a
   * unit, copies of a shared object count once.
   */
  quantities(): ReadonlyMap<string, Milli> {
    this.#quantities ??= sums(this.entries);
    return this.#quantities;
  }

  /** As {@link quantities}, scalars only. */
  scalarQuantities(): ReadonlyMap<string, Milli> {
    this.#scalarQuantities ??= sums(
      this.entries.filter(({ resource }) => resource.value.kind === 'scalar'),
    );
    return this.#scalarQuantities;
  }

  /** Thousandths of a name over all objects. */
  quantity(name: string): Milli {
    return this.quantities().get(name) ?? 0;
  }

  /** True when the quantity of each name in `wanted` is there, over objects of whatever kind. */
  containsQuantities(wanted: ResourceMap): boolean {
    for (const [name, milli] of wanted) if (this.quantity(name) < milli) return false;
    return true;
  }

  /** What is reserved to `role`, not to its ancestors or descendants; without it, to anybody. */
  reserved(role?: string): Resources {
    if (!this.hasReserved) return Resources.EMPTY;
    if (role === undefined) return this.filter((resource) => resource.reservations.length > 0);
    return this.filter((resource) => reservedTo(resource) === role);
  }

  unreserved(): Resources {
    if (!this.hasReserved) return this;
    return this.filter((resource) => resource.reservations.length === 0);
  }

  revocable(): Resources {
    return this.hasRevocable ? this.filter((resource) => resource.revocable) : Resources.EMPTY;
  }

  nonRevocable(): Resources {
    return this.hasRevocable ? this.filter((resource) => !resource.revocable) : this;
  }

  shared(): Resources {
    return this.hasShared ? this.filter((resource) => resource.shared) : Resources.EMPTY;
  }

  nonShared(): Resources {
    return this.hasShared ? this.filter((resource) => !resource.shared) : this;
  }

  scalarsOnly(): Resources {
    return this.filter((resource) => resource.value.kind === 'scalar');
  }

  nonScalars(): Resources {
    return this.filter((resource) => resource.value.kind !== 'scalar');
  }

  /** What frameworks of the role may be offered: unreserved, or its own and its ancestors'. */
  allocatableTo(role: string): Resources {
    return this.hasReserved ? this.filter((resource) => usableBy(resource, role)) : this;
  }

  /**
   * At most `target` of each name. A name that is absent is zero: dropped.
   * @param random orders objects of one name when not all of them fit
   */
  shrinkToQuantities(target: ResourceMap, random: RandomStream): Resources {
    return this.shrunk((name) => target.get(name) ?? 0, random);
  }

  /**
   * At most `target` of each name. A name that is absent is not limited: kept. Zero: dropped.
   * @param random orders objects of one name when not all of them fit
   */
  shrinkToLimits(target: ResourceMap, random: RandomStream): Resources {
    return this.shrunk((name) => target.get(name) ?? Number.POSITIVE_INFINITY, random);
  }

  private shrunk(boundOf: (name: string) => Milli, random: RandomStream): Resources {
    const left = shrink(this.entries, boundOf, random);
    return left === this.entries ? this : Resources.holding(left);
  }
}

/** Adds an entry to ascending ones that are not above it. */
function append(entries: Entry[], entry: Entry): void {
  const last = entries.at(-1);
  const both = last !== undefined && last.key === entry.key ? joined(last, entry) : null;
  if (both === null) entries.push(entry);
  else entries[entries.length - 1] = both;
}

function sums(entries: readonly Entry[]): ReadonlyMap<string, Milli> {
  const byName = new Map<string, Milli>();
  for (const entry of entries) {
    const { name } = entry.resource;
    byName.set(name, (byName.get(name) ?? 0) + quantityOf(entry));
  }
  return byName;
}
