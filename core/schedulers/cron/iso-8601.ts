import { MICROS_PER_SECOND, type Micros } from '../../machine.ts';

const MINUTE = 60 * MICROS_PER_SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const DURATION = new RegExp(
  String.raw`^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?` +
    String.raw`(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6}))?S)?)?$`,
);

/**
 * Reads a duration of ISO 8601 such as `PT10M`, `P1DT12H` or `P2W`. A day has 24 hours: there is
 * no daylight saving in it. Years and months have no length of their own and are refused.
 * @returns microseconds, or what is wrong with it
 */
export function parseDuration(text: string): Micros | string {
  const parts = DURATION.exec(text);
  if (parts === null || text.endsWith('T') || text === 'P') {
    return `found duration "${text}", wanted one of ISO 8601, such as PT10M, P1DT12H or P2W`;
  }
  const [, years, months, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  if (years !== undefined || months !== undefined) {
    const unit = years === undefined ? 'a month' : 'a year';
    return `found duration "${text}": ${unit} has no fixed length, wanted weeks, days or less`;
  }
  const us =
    (Number(weeks) * 7 + Number(days)) * DAY +
    Number(hours) * HOUR +
    Number(minutes) * MINUTE +
    Number(seconds) * MICROS_PER_SECOND +
    fraction(parts[8]);
  if (!(us <= MAX_US)) return `found duration "${text}", wanted at most 200 years`;
  return us;
}

/** Sums of two stay whole numbers. */
const MAX_US = 73_050 * DAY;

const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?:(Z)|([+-])(\d\d):?(\d\d))$/;

/**
 * Reads an instant such as `2026-01-01T00:00:00Z` or `2026-01-01T01:00+01:00`.
 * @returns microseconds since 1970 began in UTC, or what is wrong with it
 */
export function parseInstant(text: string): Micros | string {
  const parts = INSTANT.exec(text);
  const wanted = 'wanted one of ISO 8601 with Z or an offset, such as 2026-01-01T00:00:00Z';
  if (parts === null) return `found time "${text}", ${wanted}`;
  const [year, month, day, hour, minute] = parts.slice(1, 6).map(Number);
  const second = Number(parts[6] ?? 0);
  const isReal =
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    Math.max(minute, second) <= 59 &&
    hour <= 23;
  const [sign, offsetHours, offsetMinutes] = [parts[9], Number(parts[10]), Number(parts[11])];
  const isUtc = parts[8] === 'Z';
  if (!isReal || !(isUtc || (offsetHours <= 23 && offsetMinutes <= 59))) {
    return `found time "${text}", which does not exist, ${wanted}`;
  }
  const local =
    daysBefore(year, month, day) * DAY +
    hour * HOUR +
    minute * MINUTE +
    second * MICROS_PER_SECOND +
    fraction(parts[7]);
  if (isUtc) return local;
  const offset = offsetHours * HOUR + offsetMinutes * MINUTE;
  return sign === '+' ? local - offset : local + offset;
}

/** Decimals of a second as microseconds. */
function fraction(digits: string | undefined): Micros {
  return digits === undefined ? 0 : Number(digits.padEnd(6, '0'));
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : DAYS[month - 1];
}

/** Days from 1970-01-01 to a day of the Gregorian calendar. */
function daysBefore(year: number, month: number, day: number): number {
  let days = yearsAsDays(year) - yearsAsDays(1970) + day - 1;
  for (let m = 1; m < month; m++) days += daysIn(year, m);
  return days;
}

/** Days of all years from 1 before a year. */
function yearsAsDays(year: number): number {
  const before = year - 1;
  return (
    before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  );
}
