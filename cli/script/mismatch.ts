import { type Milli, fromMilli } from '../../core/resources/quantities.ts';
import type { Json } from '../output/json.ts';

/** An expectation that does not hold: what was expected and what was found, in the same shape. */
export interface Mismatch {
  readonly expected: Json;
  readonly found: Json;
}

/** Null when both are the same but for the order of an object's fields. */
export function mismatchOf(expected: Json, found: Json): Mismatch | null {
  return canonicalText(expected) === canonicalText(found) ? null : { expected, found };
}

/** JSON text in which equal values are equal texts. */
export function canonicalText(value: Json): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => compareText(a, b)));
  });
}

/** By UTF-16 units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An object for JSON, its fields in order of their names. */
export function objectOf(entries: Iterable<readonly [string, Json]>): Json {
  return Object.fromEntries([...entries].sort(([a], [b]) => compareText(a, b)));
}

/** Amounts in units by name. */
export function unitsDocument(amounts: ReadonlyMap<string, Milli>): Json {
  return objectOf(Array.from(amounts, ([name, milli]) => [name, fromMilli(milli)]));
}
