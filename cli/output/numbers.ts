import type { MetricUnit } from '../../sim/statistics/run-metrics.ts';
import type { Estimate } from '../../sim/statistics/student-t.ts';

/** Shown where a number does not exist: no job finished, no second seed. */
export const NO_NUMBER = '–';

/**
 * How many digits after the point a column needs, so that its largest number has about four
 * significant ones and all in the column line up.
 */
export function decimalsFor(unit: MetricUnit, values: readonly number[]): number {
  if (unit === 'count') return 0;
  if (unit === 'part') return 1;
  const known = values.filter((value) => Number.isFinite(value)).map(Math.abs);
  const largest = Math.max(0, ...known);
  if (largest >= 1000) return 0;
  if (largest >= 100) return 1;
  if (largest >= 10) return 2;
  if (largest >= 1 || largest === 0) return unit === 'seconds' ? 2 : 3;
  return largest >= 0.01 || unit === 'seconds' ? 3 : 4;
}

/** A number as people read it: `1,234.5`; parts become percent without the sign. */
export function formatNumber(value: number, unit: MetricUnit, decimals: number): string {
  if (!Number.isFinite(value)) return NO_NUMBER;
  const scaled = unit === 'part' ? value * 100 : value;
  const fixed = Math.abs(scaled).toFixed(decimals);
  const negative = scaled < 0 && Number(fixed) !== 0;
  return `${negative ? '−' : ''}${withThousands(fixed)}`;
}

/** A difference as people read it: always with its sign. */
export function formatDifference(value: number, unit: MetricUnit, decimals: number): string {
  const text = formatNumber(value, unit, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/**
 * Whether a difference is more than luck and more than nothing: its interval leaves zero out,
 * and it does not look like zero as it is written.
 */
export function isClear(difference: Estimate, written: string): boolean {
  return (difference.low > 0 || difference.high < 0) && /[1-9]/.test(written);
}

/** `1234567` as `1,234,567`. */
export function formatCount(value: number): string {
  return withThousands(String(value));
}

function withThousands(digits: string): string {
  const [whole, fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** An amount of bytes in words: `850 B`, `12.3 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[unit]}`;
}

/** A time span in words: `850 ms`, `12.3 s`, `4 min 05 s`, `2 h 10 min`. */
export function formatSpan(seconds: number): string {
  if (!Number.isFinite(seconds)) return NO_NUMBER;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
