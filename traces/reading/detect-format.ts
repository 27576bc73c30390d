import { quoted } from './fields.ts';
import type { FileStart, TraceFormat } from './trace-reader.ts';

/** What the start of a file looks like: a format, or words for what was found instead. */
export type FormatGuess =
  | { readonly format: TraceFormat }
  | { readonly format: null; readonly found: string };

/** Unpacked bytes from the start of a file that {@link detectFormat} should be given. */
export const FORMAT_BYTES = 65_536;

/** Lines looked at: a few bad rows at the start must not hide the good ones. */
const LINES = 100;

/** Known beginnings of what is no trace, to name it. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^[[{]/, 'JSON'],
  [/^</, 'XML or HTML'],
  [/^[^\t,\n]*(,[^\t,\n]*){3}/, 'comma-separated values'],
];

/**
 * Tells the format of a trace by the beginning of its (unpacked) text.
 * @param formats asked in order; the first that knows the text has it
 */
export function detectFormat(start: string, formats: readonly TraceFormat[]): FormatGuess {
  const text = start.startsWith('\uFEFF') ? start.slice(1) : start;
  if (text.includes('\0')) return { format: null, found: 'binary data' };
  const file = startOf(text);
  if (file.lines.length === 0) return { format: null, found: 'no text' };
  const format = formats.find((one) => one.detect(file));
  if (format !== undefined) return { format };
  const first = file.lines[0].trim();
  const other = OTHERS.find(([beginning]) => beginning.test(first));
  return { format: null, found: other?.[1] ?? `text beginning ${quoted(first)}` };
}

function startOf(text: string): FileStart {
  const lines = text.split('\n', LINES).map((line) => line.trimEnd());
  return { text, lines: lines.filter((line) => line !== '') };
}

/** Whether a line of a file's beginning looks as it should, comments left out. */
export function someLine(
  { lines }: FileStart,
  looksRight: (line: string) => boolean,
  comment: string | null = null,
): boolean {
  return lines.some(
    (line) => (comment === null || !line.trimStart().startsWith(comment)) && looksRight(line),
  );
}
