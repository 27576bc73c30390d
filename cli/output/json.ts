import { writeOutputFile } from './output-file.ts';

/** Anything JSON can hold. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

/** The document as text; numbers that do not exist (NaN, infinities) become null. */
export function renderJson(document: Json): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Writes where `--json [FILE]` points: to the file, or to standard output when none is named. */
export function writeJson(document: Json, target: string | true): void {
  const text = renderJson(document);
  if (target === true) process.stdout.write(text);
  else writeOutputFile(target, text, '--json');
}
