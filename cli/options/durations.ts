import { UsageError } from '../errors.ts';

const MICROS_BY_UNIT: ReadonlyMap<string, number> = new Map([
  ['us', 1],
  ['ms', 1000],
  ['s', 1_000_000],
  ['m', 60_000_000],
  ['h', 3_600_000_000],
  ['d', 86_400_000_000],
]);

const DURATION = /^(\d+(?:\.\d+)?)(us|ms|s|m|h|d)$/;

/**
 * Reads a duration such as `500us`, `1.5s`, `10m` or `2h` into integer microseconds.
 * @param what the option or field it stands in, for the message
 * @throws UsageError when it is not one
 */
export function parseDurationUs(text: string, what: string): number {
  const match = DURATION.exec(text.trim());
  const unit = match === null ? undefined : MICROS_BY_UNIT.get(match[2]);
  if (match === null || unit === undefined) {
    throw new UsageError(
      `${what}: found "${text}", wanted a duration such as 500us, 30s, 10m or 2h`,
    );
  }
  const micros = Math.round(Number(match[1]) * unit);
  if (!Number.isSafeInteger(micros)) {
    throw new UsageError(`${what}: "${text}" is too long, wanted at most 285 years`);
  }
  return micros;
}
