import type { SparkApplication } from '../../traces/spark/application.ts';

/** Microseconds of a unit in Spark's durations; a bare number of a locality wait is milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  ...{ us: 1, ms: 1000, s: 1_000_000, m: 60_000_000, min: 60_000_000, h: 3_600_000_000 },
};

/** Longest time taken from a setting: a year. */
const LONGEST_US = 365 * 24 * 3_600_000_000;

/**
 * A setting that is a time, `10s`, in microseconds.
 * @param bareUnit unit of a number without one: settings differ in that
 * @returns `fallback` where the application did not set it to something readable
 */
export function settingUs(
  { properties }: SparkApplication,
  name: string,
  bareUnit: 'ms' | 's',
  fallback: number,
): number {
  const text = properties.get(name)?.trim().toLowerCase() ?? '';
  const match = /^(?<amount>\d{1,9})(?<unit>[a-z]*)$/.exec(text);
  if (match === null) return fallback;
  const unit = match.groups?.unit ?? '';
  const unitUs = UNITS[unit === '' ? bareUnit : unit] as number | undefined;
  if (unitUs === undefined) return fallback;
  return Math.min(LONGEST_US, Number(match.groups?.amount) * unitUs);
}

/** A setting that is a number above 0, else `fallback`. */
export function settingNumber(
  { properties }: SparkApplication,
  name: string,
  fallback: number,
): number {
  const text = properties.get(name) ?? '';
  const value = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : 0;
  return value > 0 ? value : fallback;
}
