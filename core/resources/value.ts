import { type IntegerRange, coalesced, countOfRanges, isCoalesced } from './ranges.ts';
import { minusRanges, rangesContain, rangesEqual } from './ranges.ts';
import type { Milli } from './quantities.ts';

/**
 * How much of a resource: a number, whole numbers such as ports, or a set of texts (Mesos
 * `docs/attributes-resources.md`). A value is _canonical_ when ranges ascend without touching and
 * items are distinct and in code unit order; the functions below take and give such values.
 */
export type Value = ScalarValue | RangesValue | SetValue;

export interface ScalarValue {
  readonly kind: 'scalar';
  /** Never negative. */
  readonly milli: Milli;
}

export interface RangesValue {
  readonly kind: 'ranges';
  readonly ranges: readonly IntegerRange[];
}

export interface SetValue {
  readonly kind: 'set';
  readonly items: readonly string[];
}

/** Distinct items in code unit order. */
export function distinct(items: readonly string[]): string[] {
  return [...new Set(items)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The same value in canonical form; itself when it is already. */
export function canonicalValue(value: Value): Value {
  switch (value.kind) {
    case 'scalar':
      return value;
    case 'ranges':
      return isCoalesced(value.ranges) ? value : { ...value, ranges: coalesced(value.ranges) };
    case 'set': {
      const { items } = value;
      const isDistinct = items.every((item, i) => i === 0 || items[i - 1] < item);
      return isDistinct ? value : { ...value, items: distinct(items) };
    }
  }
}

/** Thousandths of a scalar; of ranges and sets the number of elements, in thousandths. */
export function quantityOfValue(value: Value): Milli {
  switch (value.kind) {
    case 'scalar':
      return value.milli;
    case 'ranges':
      return countOfRanges(value.ranges) * 1000;
    case 'set':
      return value.items.length * 1000;
  }
}

export function isNothing(value: Value): boolean {
  switch (value.kind) {
    case 'scalar':
      return value.milli === 0;
    case 'ranges':
      return value.ranges.length === 0;
    case 'set':
      return value.items.length === 0;
  }
}

/** Sum or union. Of two kinds: `a`, as nothing can be added to it. */
export function plusValue(a: Value, b: Value): Value {
  if (a.kind === 'scalar' && b.kind === 'scalar') {
    return { kind: 'scalar', milli: a.milli + b.milli };
  }
  if (a.kind === 'ranges' && b.kind === 'ranges') {
    return { kind: 'ranges', ranges: coalesced([...a.ranges, ...b.ranges]) };
  }
  if (a.kind === 'set' && b.kind === 'set') {
    return { kind: 'set', items: distinct([...a.items, ...b.items]) };
  }
  return a;
}

/** Difference, never below zero. `a` itself when nothing of it is taken. */
export function minusValue(a: Value, b: Value): Value {
  if (a.kind === 'scalar' && b.kind === 'scalar') {
    return b.milli === 0 ? a : { kind: 'scalar', milli: Math.max(0, a.milli - b.milli) };
  }
  if (a.kind === 'ranges' && b.kind === 'ranges') {
    const ranges = minusRanges(a.ranges, b.ranges);
    return rangesEqual(a.ranges, ranges) ? a : { kind: 'ranges', ranges };
  }
  if (a.kind === 'set' && b.kind === 'set') {
    const items = a.items.filter((item) => !b.items.includes(item));
    return items.length === a.items.length ? a : { kind: 'set', items };
  }
  return a;
}

/** True when `part` is at most, or a part of, `whole`. */
export function valueContains(whole: Value, part: Value): boolean {
  if (whole.kind === 'scalar' && part.kind === 'scalar') return part.milli <= whole.milli;
  if (whole.kind === 'ranges' && part.kind === 'ranges') {
    return rangesContain(whole.ranges, part.ranges);
  }
  if (whole.kind === 'set' && part.kind === 'set') {
    return part.items.every((item) => whole.items.includes(item));
  }
  return false;
}

export function valuesEqual(a: Value, b: Value): boolean {
  if (a.kind === 'scalar' && b.kind === 'scalar') return a.milli === b.milli;
  if (a.kind === 'ranges' && b.kind === 'ranges') return rangesEqual(a.ranges, b.ranges);
  if (a.kind === 'set' && b.kind === 'set') {
    return a.items.length === b.items.length && a.items.every((item, i) => item === b.items[i]);
  }
  return false;
}
