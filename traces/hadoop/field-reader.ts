import type { ReportBuilder } from '../reading/read-report.ts';
import { Outcome } from './hadoop-columns.ts';
import type { JsonValue } from '../reading/exact-json.ts';

/** Latest time: later ones would not be whole microseconds below 2^53 (it is in the year 2255). */
export const MAX_TIME_MS = 9_007_199_254_740;

/** Longest name kept, UTF-16 units. */
const MAX_NAME_LENGTH = 4096;

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['SUCCESS', Outcome.SUCCESS],
  ['SUCCEEDED', Outcome.SUCCESS],
  ['FAILED', Outcome.FAILED],
  ['ERROR', Outcome.FAILED],
  ['KILLED', Outcome.KILLED],
]);

/**
 * Takes values out of records. What is not there is unknown (NaN, null), and so is -1, which
 * Hadoop writes for it; what is there and cannot be used is unknown too, and counted as a repair.
 */
export class FieldReader {
  private readonly report: ReportBuilder;

  constructor(report: ReportBuilder) {
    this.report = report;
  }

  /** A time in milliseconds since 1970, or NaN. */
  time(value: JsonValue | undefined): number {
    const ms = wholeNumber(value);
    if (ms >= 0 && ms <= MAX_TIME_MS) return ms;
    if (!isUnknown(value)) this.report.repair('took an unusable time for unknown');
    return Number.NaN;
  }

  /** As {@link time}, with what is known already in place of NaN. */
  timeOr(value: JsonValue | undefined, otherwise: number): number {
    const ms = this.time(value);
    return Number.isNaN(ms) ? otherwise : ms;
  }

  /** A number of bytes, tasks or megabytes, or NaN. */
  count(value: JsonValue | undefined): number {
    const count = wholeNumber(value);
    if (count >= 0) return count;
    if (!isUnknown(value)) this.report.repair('took an unusable number for unknown');
    return Number.NaN;
  }

  /** As {@link count}, null for unknown. */
  countOrNull(value: JsonValue | undefined): number | null {
    const count = this.count(value);
    return Number.isNaN(count) ? null : count;
  }

  /** A name, or null when there is none or an empty one. */
  name(value: JsonValue | undefined): string | null {
    if (typeof value === 'string') {
      if (value.length <= MAX_NAME_LENGTH) return value === '' ? null : value;
      this.report.repair('cut a name short');
      return value.slice(0, MAX_NAME_LENGTH);
    }
    if (value !== undefined && value !== null) this.report.repair('took an unusable name for none');
    return null;
  }

  /** How something ended; any other word says that it had not. */
  outcome(value: JsonValue | undefined): Outcome {
    if (typeof value === 'string') return OUTCOMES.get(value) ?? Outcome.UNKNOWN;
    if (value !== undefined && value !== null) {
      this.report.repair('took an unusable outcome for unknown');
    }
    return Outcome.UNKNOWN;
  }
}

/** History of version 1 has all its numbers as text. NaN for what no double holds exactly. */
function wholeNumber(value: JsonValue | undefined): number {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : Number.NaN;
}

function isUnknown(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === -1 || value === '-1' || value === '';
}
