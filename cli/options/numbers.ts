import { UsageError } from '../errors.ts';

/** What a number must be, and how that is said. */
export interface NumberWanted {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  /** As in "wanted …". */
  readonly words: string;
}

export const POSITIVE_INTEGER: NumberWanted = {
  min: 1,
  max: 1_000_000,
  integer: true,
  words: 'a whole number from 1 to 1000000',
};

export const COUNT: NumberWanted = {
  min: 0,
  max: 1_000_000,
  integer: true,
  words: 'a whole number from 0 to 1000000',
};

export const PART: NumberWanted = {
  min: 0,
  max: 1,
  integer: false,
  words: 'a number from 0 to 1',
};

export const NOT_NEGATIVE: NumberWanted = {
  min: 0,
  max: 1e9,
  integer: false,
  words: 'a number from 0 to 1e9',
};

const NUMBER = /^\d+(\.\d+)?$/;

/**
 * Reads a plain decimal number.
 * @param what the option or field it stands in, for the message
 * @throws UsageError when it is none, or not in range
 */
export function parseNumber(text: string, what: string, wanted: NumberWanted): number {
  const value = NUMBER.test(text.trim()) ? Number(text) : Number.NaN;
  const good = value >= wanted.min && value <= wanted.max;
  if (!good || (wanted.integer && !Number.isInteger(value))) {
    throw new UsageError(`${what}: found "${text}", wanted ${wanted.words}`);
  }
  return value;
}
