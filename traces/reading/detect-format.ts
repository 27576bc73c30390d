import { parseSwimRow } from '../swim/swim-row.ts';

/** Formats that can be read. */
export type TraceFormat = 'swim';

/** What the start of a file looks like: a format, or words for what was found instead. */
export type FormatGuess =
  | { readonly format: TraceFormat }
  | { readonly format: null; readonly found: string };

/** Unpacked bytes from the start of a file that {@link detectFormat} should be given. */
export const FORMAT_BYTES = 65_536;

/** Lines looked at: a few bad rows at the start must not hide the good ones. */
const LINES = 100;

/** Most of an unknown text that a message quotes. */
const QUOTED = 40;

/** Known beginnings of what other programs write, to name it. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^(Avro-Json|Avro-Binary)/, 'a Hadoop .jhist file'],
  [/^(Meta VERSION=|!!FILE=)/, 'a Hadoop job history file'],
  [/^\{"Event":/, 'a Spark event log'],
  [/^[[{]/, 'JSON'],
  [/^</, 'XML or HTML'],
  [/^;/, 'a Standard Workload Format file'],
  [/^[^\t,\n]*(,[^\t,\n]*){3}/, 'comma-separated values'],
];

/** Tells the format of a trace by the beginning of its (unpacked) text. */
export function detectFormat(start: string): FormatGuess {
  const text = start.startsWith('\uFEFF') ? start.slice(1) : start;
  if (text.includes('\0')) return { format: null, found: 'binary data' };
  const lines = text.split('\n', LINES).filter((line) => line.trim() !== '');
  if (lines.length === 0) return { format: null, found: 'no text' };
  if (lines.some(looksLikeSwim)) return { format: 'swim' };
  const first = lines[0].trim();
  const other = OTHERS.find(([beginning]) => beginning.test(first));
  return { format: null, found: other?.[1] ?? `text beginning ${quoted(first)}` };
}

/** A good row, or a bad one that at least has the columns. */
function looksLikeSwim(line: string): boolean {
  if (typeof parseSwimRow(line) !== 'string') return true;
  return /^[^\t]+\t\s*-?\d[^\t]*\t\s*-?\d[^\t]*\t/.test(line);
}

/** A text from a file as a message can show it: short, without control characters. */
function quoted(text: string): string {
  const shown = text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
  return JSON.stringify(shown).replace(/[\u007f-\u009f]/g, '\uFFFD');
}
