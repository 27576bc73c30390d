import { quoted } from '../reading/fields.ts';
import type { ByteCounter } from './hadoop-columns.ts';
import { unescaped } from './host-table.ts';

/** Kinds of records in history of version 1. */
export type HistoryKind = 'Meta' | 'Job' | 'Task' | 'MapAttempt' | 'ReduceAttempt';

/** One record: `Task TASKID="task_…" TASK_TYPE="MAP" START_TIME="1240336753705" .` */
export interface HistoryRecord {
  readonly kind: HistoryKind;
  /** Values without their escapes, by key. */
  readonly values: ReadonlyMap<string, string>;
  /** Its end was not marked: the value before may be all there was, or not. */
  readonly unmarked: boolean;
}

const BEGINNING = /^(Meta|Job|Task|MapAttempt|ReduceAttempt) /;
const CERTAIN_BEGINNING = /^(?:Meta|Job|Task|MapAttempt|ReduceAttempt) [A-Z_]{1,40}="/;
const KEY = / *([A-Za-z_0-9]{1,100})="/y;

/** Whether a record begins in this line. */
export function beginsRecord(line: string): boolean {
  return BEGINNING.test(line);
}

/** The same for a line within a value: there quotes are escaped, so that this cannot be text. */
export function certainlyBeginsRecord(line: string): boolean {
  return CERTAIN_BEGINNING.test(line);
}

/** Whether a line leaves a value open, given whether one was open before. */
export function leavesValueOpen(line: string, openBefore: boolean): boolean {
  let open = openBefore;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === '\\') at++;
    else if (character === '"') open = !open;
  }
  return open;
}

/**
 * Parses a record, all its lines together.
 * @returns the record, or why the text is none
 */
export function parseHistoryRecord(text: string): HistoryRecord | string {
  const kind = BEGINNING.exec(text)?.[1];
  if (kind === undefined) return `found ${quoted(text)}, wanted a record`;
  const values = new Map<string, string>();
  let at = kind.length;
  for (;;) {
    KEY.lastIndex = at;
    const key = KEY.exec(text)?.[1];
    if (key === undefined) break;
    const from = KEY.lastIndex;
    const to = closingQuote(text, from);
    if (to < 0) return `${key}: found no closing quote`;
    values.set(key, unescaped(text.slice(from, to)));
    at = to + 1;
  }
  const rest = text.slice(at).trim();
  if (rest !== '' && rest !== '.') return `found ${quoted(rest)}, wanted KEY="value" or "."`;
  if (values.size === 0) return `found a ${kind} record without values`;
  return { kind: kind as HistoryKind, values, unmarked: rest === '' };
}

const COUNTERS: Readonly<Record<ByteCounter, RegExp>> = {
  bytesRead: counterPattern('(?!FILE_)[A-Z0-9]+_BYTES_READ'),
  bytesWritten: counterPattern('(?!FILE_)[A-Z0-9]+_BYTES_WRITTEN'),
  mapOutputBytes: counterPattern('MAP_OUTPUT_BYTES'),
  shuffleBytes: counterPattern('REDUCE_SHUFFLE_BYTES'),
};

/**
 * The digits of a counter in `{(group)(its name)[(ID)(name)(value)]…}…`, or null. The first file
 * system that is not the local one counts.
 */
export function historyCounter(counters: string, name: ByteCounter): string | null {
  return COUNTERS[name].exec(counters)?.[1] ?? null;
}

function counterPattern(id: string): RegExp {
  return new RegExp(`\\[\\(${id}\\)\\([^()\\\\]{0,200}\\)\\((-?\\d{1,20})\\)\\]`);
}

function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}
