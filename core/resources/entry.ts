import { assert } from '../assert.ts';
import type { Milli } from './quantities.ts';
import { type Disk, type Resource, isDivisible, kindKey, labelsInOrder } from './resource.ts';
import {
  type Value,
  canonicalValue,
  isNothing,
  minusValue,
  plusValue,
  quantityOfValue,
  valueContains,
  valuesEqual,
} from './value.ts';

/**
 * A resource object inside a collection, with its key worked out once. Equal keys: the objects
 * merge, or, where they are indivisible, are equal in value too. Keys order a collection.
 */
export interface Entry {
  readonly key: string;
  readonly resource: Resource;
}

/** The entry of an object, in canonical form; null when there is nothing of it. */
export function entryOf(given: Resource): Entry | null {
  const { value, shared, count } = given;
  assert(
    value.kind !== 'scalar' || (Number.isInteger(value.milli) && value.milli >= 0),
    'a scalar is a whole number of thousandths, 0 or above',
  );
  assert(Number.isInteger(count) && count >= 0, 'copies are counted in whole numbers');
  assert(shared || count === 1, 'only shared resources have copies');
  if (isNothing(value) || count === 0) return null;
  const resource = canonical(given);
  return { key: keyOf(resource), resource };
}

/** Both in one, or null when they stay apart. The keys are equal. */
export function joined(a: Entry, b: Entry): Entry | null {
  if (a.resource.shared) return withCount(a, a.resource.count + b.resource.count);
  if (!isDivisible(a.resource)) return null;
  return withValue(a, plusValue(a.resource.value, b.resource.value));
}

/** What is left, null when nothing is, `a` itself when nothing was taken. The keys are equal. */
export function remainder(a: Entry, taken: Entry): Entry | null {
  if (a.resource.shared) {
    const count = a.resource.count - taken.resource.count;
    return count > 0 ? withCount(a, count) : null;
  }
  if (!isDivisible(a.resource)) return null;
  const value = minusValue(a.resource.value, taken.resource.value);
  if (value === a.resource.value) return a;
  return isNothing(value) ? null : withValue(a, value);
}

/** Whether `part` could be taken from `whole`. The keys are equal. */
export function covers(whole: Entry, part: Entry): boolean {
  return (
    part.resource.count <= whole.resource.count &&
    valueContains(whole.resource.value, part.resource.value)
  );
}

export function entriesEqual(a: Entry, b: Entry): boolean {
  return (
    a.key === b.key &&
    a.resource.count === b.resource.count &&
    valuesEqual(a.resource.value, b.resource.value)
  );
}

/** Thousandths of it; elements of ranges and sets as thousandths; copies count once. */
export function quantityOf(entry: Entry): Milli {
  return quantityOfValue(entry.resource.value);
}

/** As much of it as `milli` allows: all, a part of a divisible scalar, or null. */
export function cutTo(entry: Entry, milli: Milli): Entry | null {
  if (quantityOf(entry) <= milli) return entry;
  if (milli <= 0 || entry.resource.value.kind !== 'scalar') return null;
  return isDivisible(entry.resource) ? withValue(entry, { kind: 'scalar', milli }) : null;
}

function withValue(entry: Entry, value: Value): Entry {
  return { key: entry.key, resource: { ...entry.resource, value } };
}

function withCount(entry: Entry, count: number): Entry {
  return { key: entry.key, resource: { ...entry.resource, count } };
}

function canonical(resource: Resource): Resource {
  const value = canonicalValue(resource.value);
  const disk = isPlainDisk(resource.disk) ? null : resource.disk;
  const isSorted = resource.reservations.every(({ labels }) => labels.length < 2);
  if (value === resource.value && disk === resource.disk && isSorted) return resource;
  const reservations = resource.reservations.map((one) => ({
    ...one,
    labels: labelsInOrder(one.labels),
  }));
  return { ...resource, value, disk, reservations };
}

/** Information on a disk that says nothing. */
function isPlainDisk(disk: Disk | null): boolean {
  return disk !== null && disk.persistence === null && disk.source === null;
}

function keyOf(resource: Resource): string {
  const key = kindKey(resource);
  return isDivisible(resource) ? key : `${key}\n${JSON.stringify(resource.value)}`;
}
