import { quoted } from './fields.ts';

/** What `JSON.parse` gives. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };
export type JsonObject = { readonly [name: string]: JsonValue };

/** Fewest digits of an integer above 2^53; looked for from the first of a run, each run once. */
const WIDE = /(?:^|\D)\d{16}/;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/**
 * `JSON.parse`, except that integers which a double cannot hold come as their text, digit for
 * digit: `9223372036854775807` as `"9223372036854775807"`.
 * @returns undefined when the text is no JSON: no JSON text means that
 */
export function parseExactJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(WIDE.test(text) ? quoteWideIntegers(text) : text) as JsonValue;
  } catch {
    // Syntax, or in some engines nesting too deep to read.
    return undefined;
  }
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as a message can show it, whatever its size. */
export function describeJson(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : `${value}`;
}

/** An integer as text that {@link parseExactJson} gave for a number. */
export function isWideInteger(value: unknown): value is string {
  return typeof value === 'string' && /^-?\d{16,}$/.test(value);
}

function quoteWideIntegers(text: string): string {
  let whole = '';
  for (let at = 0; at < text.length; ) {
    const opening = text.indexOf('"', at);
    const outside = text.slice(at, opening < 0 ? text.length : opening);
    whole += outside.replace(NUMBER, (number) => (isExact(number) ? number : `"${number}"`));
    if (opening < 0) break;
    at = endOfString(text, opening);
    whole += text.slice(opening, at);
  }
  return whole;
}

/** Fractions are left to `JSON.parse`: no format has one whose last digit matters. */
function isExact(number: string): boolean {
  return number.length < 16 || /[.eE]/.test(number) || Number.isSafeInteger(Number(number));
}

/** Index after the closing quote of the string that opens here; the text's length without one. */
function endOfString(text: string, opening: number): number {
  for (let at = text.indexOf('"', opening + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return at + 1;
  }
  return text.length;
}
