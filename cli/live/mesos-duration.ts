import { parseDurationUs } from '../options/durations.ts';

/** Mesos's units, and how they are said here. */
const UNITS: ReadonlyMap<string, readonly [factor: number, unit: string]> = new Map([
  ['secs', [1, 's']],
  ['mins', [1, 'm']],
  ['hrs', [1, 'h']],
  ['days', [1, 'd']],
  ['weeks', [7, 'd']],
]);

/**
 * Reads a duration of a live cluster's flag: `10secs`, as Mesos writes it, or `10s`.
 * @throws UsageError
 */
export function parseMesosDurationUs(text: string, what: string): number {
  const [, amount = '', name = ''] = /^\s*(\d+(?:\.\d+)?)([a-z]+)\s*$/.exec(text) ?? [];
  const known = UNITS.get(name);
  if (known === undefined) return parseDurationUs(text, what);
  const [factor, unit] = known;
  return factor * parseDurationUs(`${amount}${unit}`, what);
}
