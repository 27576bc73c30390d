import type { Part, TimeWindow } from '../../traces/convert/cut-jobs.ts';
import { UsageError } from '../errors.ts';
import { parseDurationUs } from './durations.ts';

const PART = /^(\d{1,9})\/(\d{1,9})$/;

/**
 * Reads a part of a whole such as `1/10`.
 * @param what the option it stands in, for the message
 * @throws UsageError when it is none, or not above 0 and at most 1
 */
export function parsePart(text: string, what: string): Part {
  const match = PART.exec(text.trim());
  const part = { kept: Number(match?.[1]), of: Number(match?.[2]) };
  if (!(part.kept > 0 && part.kept <= part.of)) {
    throw new UsageError(`${what}: found "${text}", wanted a part above 0 such as 1/10`);
  }
  return part;
}

/**
 * Reads a window of time such as `1h..2h`; a missing side is open: `..30m`, `12h..`.
 * @param what the option it stands in, for the message
 * @throws UsageError when it is none, or empty
 */
export function parseWindow(text: string, what: string): TimeWindow {
  const [from, to, ...more] = text.trim().split('..');
  if (to === undefined || more.length > 0 || (from === '' && to === '')) {
    throw new UsageError(`${what}: found "${text}", wanted a window of time such as 1h..2h`);
  }
  const fromUs = from === '' ? 0 : parseDurationUs(from, what);
  const toUs = to === '' ? Infinity : parseDurationUs(to, what);
  if (fromUs >= toUs) {
    throw new UsageError(`${what}: found "${text}", wanted an end after the beginning`);
  }
  return { fromUs, toUs };
}
