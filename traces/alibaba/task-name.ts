import type { GrowingColumn } from '../reading/growing-column.ts';

/** What a task's name says in the 2018 trace: its own number, and those of tasks it waits for. */
export interface TaskName {
  /** Null for a task outside the graph (`task_` and a hash, `MergeTask`, …). */
  readonly number: number | null;
  readonly parents: readonly number[];
}

/** `R5_3_4` is task 5 after tasks 3 and 4; letters and parts that are no number say nothing. */
export function parseTaskName(name: string): TaskName {
  const [own, ...rest] = name.split('_');
  const number = /^[A-Za-z]+(\d{1,9})$/.exec(own)?.[1];
  if (number === undefined) return { number: null, parents: [] };
  const parents = rest.filter((part) => /^\d{1,9}$/.test(part)).map(Number);
  return { number: Number(number), parents };
}

/** What {@link readTaskName} gives for a task outside the graph. */
export const NO_NUMBER = -1;

/** Most digits of a task's number. */
const MAX_DIGITS = 9;

const UNDERSCORE = 0x5f;

/**
 * As {@link parseTaskName}, of a name in ASCII where it lies; parents go behind those before.
 * @returns the task's number, or {@link NO_NUMBER}
 */
export function readTaskName(
  bytes: Uint8Array,
  from: number,
  to: number,
  parents: GrowingColumn<Int32Array>,
): number {
  let at = from;
  while (at < to && isLetter(bytes[at])) at++;
  if (at === from) return NO_NUMBER;
  const own = partEnd(bytes, at, to);
  const number = numberOf(bytes, at, own);
  if (number === NO_NUMBER) return NO_NUMBER;
  for (let start = own + 1; start <= to; ) {
    const end = partEnd(bytes, start, to);
    const parent = numberOf(bytes, start, end);
    if (parent !== NO_NUMBER) parents.push(parent);
    start = end + 1;
  }
  return number;
}

function partEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== UNDERSCORE) at++;
  return at;
}

function numberOf(bytes: Uint8Array, from: number, to: number): number {
  if (to === from || to - from > MAX_DIGITS) return NO_NUMBER;
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = bytes[i] - 0x30;
    if (digit < 0 || digit > 9) return NO_NUMBER;
    value = value * 10 + digit;
  }
  return value;
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
