import type { ByteTexts } from '../reading/byte-names.ts';
import { Fields } from '../reading/fields.ts';
import { RowCursor } from '../reading/row-cursor.ts';
import { asciiText } from '../reading/utf8-decoder.ts';

/** One job of a log in the Standard Workload Format 2.2, as the file has it; null is unknown. */
export interface SwfJob {
  /** The number in the log; neither consecutive nor, in merged logs, distinct. */
  readonly number: string;
  /** Seconds from the start of the log. */
  readonly submitSeconds: number;
  readonly runSeconds: number | null;
  /** Allocated, or requested where that is not known. */
  readonly processors: number | null;
  /** Used by each processor, or requested where that is not known, kilobytes. */
  readonly memoryKb: number | null;
  readonly status: SwfStatus;
  readonly user: string | null;
  readonly queue: string | null;
}

/** Column 11; -1 is unknown. Partial executions (2 to 4) repeat what the job's own line sums up. */
export const SwfStatus = {
  UNKNOWN: -1,
  FAILED: 0,
  COMPLETED: 1,
  PARTIAL: 2,
  PARTIAL_COMPLETED: 3,
  PARTIAL_FAILED: 4,
  CANCELLED: 5,
} as const;
export type SwfStatus = (typeof SwfStatus)[keyof typeof SwfStatus];

/** The columns, as the format's description names them. */
export const SWF_COLUMNS: readonly string[] = [
  ...['job number', 'submit time', 'wait time', 'run time', 'allocated processors'],
  ...['average CPU time', 'used memory', 'requested processors', 'requested time'],
  ...['requested memory', 'status', 'user', 'group', 'executable', 'queue', 'partition'],
  ...['preceding job', 'think time'],
];

/** Columns without which a line says nothing; the others are unknown when they are missing. */
const LEAST = 5;

/** A century: later times would leave whole microseconds. */
const MAX_SECONDS = 3_155_760_000;

/** Most processors of one job: its tasks are counted in 32 bits. */
const MAX_PROCESSORS = 2_147_483_647;

/** Reads one line: 18 numbers with blanks between them. @returns the job, or why it is none */
export function parseSwfRow(line: string): SwfJob | string {
  const fields = new Fields(line.trim().split(/\s+/), SWF_COLUMNS, LEAST);
  const known = (column: number, most: number): number | null => {
    const value = fields.decimalOrBlank(column);
    if (value === null || value < 0) return null;
    if (value > most) fields.refuse(column, fields.text(column), `at most ${most}`);
    return value;
  };
  const positive = (column: number): number | null => known(column, MAX_PROCESSORS) || null;
  const submitSeconds = fields.decimal(1);
  if (submitSeconds < 0 || submitSeconds > MAX_SECONDS) {
    fields.refuse(1, fields.text(1), `seconds from 0 to ${MAX_SECONDS}`);
  }
  const job: SwfJob = {
    number: fields.name(0),
    submitSeconds,
    runSeconds: known(3, MAX_SECONDS),
    processors: positive(4) ?? positive(7),
    memoryKb: positive(6) ?? positive(9),
    status: statusOf(fields.decimalOrBlank(10)),
    user: knownName(fields.text(11)),
    queue: knownName(fields.text(14)),
  };
  return fields.problem ?? job;
}

function statusOf(value: number | null): SwfStatus {
  return Object.values(SwfStatus).find((status) => status === value) ?? SwfStatus.UNKNOWN;
}

function knownName(text: string): string | null {
  return text === '' || text === '-1' ? null : text;
}

const BLANK = 0x20;

/** A cursor over the columns of a line, for {@link readPlainSwfRow}. */
export function swfCursor(): RowCursor {
  return new RowCursor(BLANK);
}

/**
 * As {@link parseSwfRow}, of a line with all its columns and plain numbers, where it lies.
 *
 * @param texts gives a name its one text
 * @returns null for any other line, good or bad
 */
export function readPlainSwfRow(cursor: RowCursor, texts: ByteTexts): SwfJob | null {
  const name = (): string => {
    cursor.skipSeparators();
    cursor.name();
    return texts.textOf(cursor.bytes, cursor.from, cursor.to);
  };
  const value = (): number => {
    cursor.skipSeparators();
    return cursor.decimal();
  };
  cursor.skipSeparators();
  cursor.name();
  const { from, to } = cursor;
  const submitSeconds = value();
  value();
  const run = value();
  const processors = [value(), 0];
  value();
  const memory = [value(), 0];
  processors[1] = value();
  value();
  memory[1] = value();
  const status = statusOf(value());
  const user = knownName(name());
  value();
  value();
  const queue = knownName(name());
  for (let i = 0; i < 3; i++) value();
  const inside =
    from < to &&
    submitSeconds >= 0 &&
    Math.max(submitSeconds, run) <= MAX_SECONDS &&
    Math.max(...processors, ...memory) <= MAX_PROCESSORS;
  if (!cursor.plain || !inside) return null;
  return {
    number: asciiText(cursor.bytes, from, to),
    submitSeconds,
    runSeconds: run < 0 ? null : run,
    processors: firstAboveZero(processors),
    memoryKb: firstAboveZero(memory),
    status,
    user,
    queue,
  };
}

function firstAboveZero([used, requested]: readonly number[]): number | null {
  if (used > 0) return used;
  return requested > 0 ? requested : null;
}
