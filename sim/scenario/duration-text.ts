import type { Micros } from '../../core/machine.ts';

/** The longest first: a duration is written in the longest unit that has no fraction. */
const UNITS: ReadonlyMap<string, Micros> = new Map([
  ['d', 86_400_000_000],
  ['h', 3_600_000_000],
  ['m', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1000],
  ['us', 1],
]);

const DURATION = /^(-?)(\d+(?:\.\d+)?)(us|ms|s|m|h|d)$/;

/**
 * Reads a duration such as `500us`, `1.5s`, `10m` or `2h` into whole microseconds.
 * @returns what was found and wanted when it is none; a negative one is none
 */
export function readDuration(text: string): Micros | string {
  const micros = readSignedDuration(text);
  if (typeof micros === 'number' && !text.trim().startsWith('-')) return micros;
  const known = typeof micros === 'string' && DURATION.test(text.trim());
  return known ? micros : `found "${text}", wanted a duration such as 500us, 30s, 10m or 2h`;
}

/**
 * Reads a duration that may be negative, as a clock's step: `-30s`.
 * @returns what was found and wanted when it is none
 */
export function readSignedDuration(text: string): Micros | string {
  const match = DURATION.exec(text.trim());
  const unit = match === null ? undefined : UNITS.get(match[3]);
  if (match === null || unit === undefined) {
    return `found "${text}", wanted a duration such as 30s or -500ms`;
  }
  const micros = Math.round(Number(match[2]) * unit);
  if (!Number.isSafeInteger(micros)) return `"${text}" is too long, wanted at most 285 years`;
  return match[1] === '' || micros === 0 ? micros : -micros;
}

/** Writes whole microseconds so that reading gives them back: `90s`, `1500us`, `-2h`. */
export function durationText(micros: Micros): string {
  for (const [unit, length] of UNITS) {
    if (micros !== 0 && micros % length === 0) return `${micros / length}${unit}`;
  }
  return '0s';
}
