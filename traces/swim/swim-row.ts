import { wholeOf } from '../reading/fields.ts';
import { RowCursor } from '../reading/row-cursor.ts';
import { asciiText } from '../reading/utf8-decoder.ts';
import { ownText } from '../reading/text-table.ts';

/**
 * One job of a SWIM trace (Chen, Ganapathi, Griffith and Katz, MASCOTS 2011), as the file has it.
 * No durations, no task counts, no users: all those are derived by a {@link SwimModel}.
 */
export interface SwimRow {
  /** `job0`, …; made unique by the reader. */
  readonly name: string;
  /** Whole seconds from the start of the workload. */
  readonly submitSeconds: number;
  /** Bytes the maps read. */
  readonly inputBytes: number;
  /** Bytes the maps hand to the reduces; 0 is a job without reduces. */
  readonly shuffleBytes: number;
  /** Bytes written: by the reduces, or by the maps of a job without any. */
  readonly outputBytes: number;
}

/** The columns by position, for messages. The gap says nothing that the submit time does not. */
const COLUMNS = [
  'job id',
  'submit time',
  'gap to the previous job',
  'map input bytes',
  'shuffle bytes',
  'output bytes',
];

/** Most of an unusable field that a message quotes. */
const QUOTED = 40;

/**
 * Reads one line. Columns beyond the sixth (input and output paths, trailing tabs) are ignored.
 * @returns the row, or why the line is none
 */
export function parseSwimRow(line: string): SwimRow | string {
  const fields = line.split('\t');
  if (fields.length < COLUMNS.length) {
    return `found ${fields.length} tab-separated column${fields.length === 1 ? '' : 's'}, wanted at least 6`;
  }
  const name = fields[0].trim();
  if (name === '') return 'column 1 (job id): found nothing, wanted a name';
  const values = [0, 0, 0, 0, 0, 0];
  for (let column = 1; column < COLUMNS.length; column++) {
    const value = wholeOf(fields[column]);
    if (value === null) {
      const text = fields[column].trim();
      const found = text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
      return `column ${column + 1} (${COLUMNS[column]}): found "${found}", wanted a whole number from 0 to 2^53 - 1`;
    }
    values[column] = value;
  }
  const [, submitSeconds, , inputBytes, shuffleBytes, outputBytes] = values;
  if (submitSeconds > MAX_SUBMIT_SECONDS) {
    return `column 2 (submit time): found ${submitSeconds}, wanted at most ${MAX_SUBMIT_SECONDS} seconds`;
  }
  return { name: ownText(name), submitSeconds, inputBytes, shuffleBytes, outputBytes };
}

/** A century: later submits would leave whole microseconds. */
export const MAX_SUBMIT_SECONDS = 3_155_760_000;

const TAB = 9;

/** A cursor over the columns of a row, for {@link readPlainSwimRow}. */
export function swimCursor(): RowCursor {
  return new RowCursor(TAB);
}

/**
 * As {@link parseSwimRow}, of a row as SWIM writes them, where it lies.
 * @returns null for any other, good or bad
 */
export function readPlainSwimRow(cursor: RowCursor): SwimRow | null {
  cursor.name();
  const { from, to } = cursor;
  const submitSeconds = cursor.whole();
  cursor.whole();
  const inputBytes = cursor.whole();
  const shuffleBytes = cursor.whole();
  const outputBytes = cursor.whole();
  if (!cursor.plain || from === to || submitSeconds > MAX_SUBMIT_SECONDS) return null;
  const name = asciiText(cursor.bytes, from, to);
  return { name, submitSeconds, inputBytes, shuffleBytes, outputBytes };
}
