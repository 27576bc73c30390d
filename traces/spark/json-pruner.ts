import { Utf8Decoder } from '../reading/utf8-decoder.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Bytes of JSON to text in which the values of some keys, at any depth, are `null`.
 *
 * Most of an event log is accumulators and call stacks that nobody looks at; passing over their
 * bytes costs a tenth of decoding and parsing them. What is passed over is not checked: its
 * brackets are counted, no more. The rest is as good or bad JSON as it was.
 */
export class JsonPruner {
  private readonly decoder = new Utf8Decoder();
  /** The keys' bytes, by length. */
  private readonly keys: Uint8Array[][] = [];

  /** @param keys in ASCII, as they are written in the text */
  constructor(keys: readonly string[]) {
    for (const key of keys) {
      const bytes = Uint8Array.from(key, (character) => character.charCodeAt(0));
      while (this.keys.length <= bytes.length) this.keys.push([]);
      this.keys[bytes.length].push(bytes);
    }
  }

  text(bytes: Uint8Array): string {
    let text = '';
    let kept = 0;
    let at = bytes.indexOf(QUOTE);
    while (at >= 0 && at < bytes.length) {
      const end = stringEnd(bytes, at);
      const value = this.isPruned(bytes, at + 1, end) ? valueBehind(bytes, end) : -1;
      if (value >= 0) {
        text += `${this.decoder.push(bytes.subarray(kept, value))}null`;
        kept = valueEnd(bytes, value);
      }
      at = nextQuote(bytes, value >= 0 ? kept : end + 1);
    }
    text += this.decoder.push(bytes.subarray(kept));
    return text + this.decoder.end();
  }

  private isPruned(bytes: Uint8Array, from: number, end: number): boolean {
    const keys = this.keys[end - from];
    if (keys === undefined) return false;
    for (const key of keys) {
      if (startsWith(bytes, from, key)) return true;
    }
    return false;
  }
}

function startsWith(bytes: Uint8Array, from: number, wanted: Uint8Array): boolean {
  let i = 0;
  while (i < wanted.length && bytes[from + i] === wanted[i]) i++;
  return i === wanted.length;
}

function nextQuote(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== QUOTE) at++;
  return at;
}

/** The quote that closes the string opened at `open`, or the end of the bytes. */
function stringEnd(bytes: Uint8Array, open: number): number {
  let at = open + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return Math.min(at, bytes.length);
}

/** Where the value of a key begins, if it can be large: an object, a list or a string; else -1. */
function valueBehind(bytes: Uint8Array, keyEnd: number): number {
  const colon = pastBlanks(bytes, keyEnd + 1);
  if (bytes[colon] !== COLON) return -1;
  const value = pastBlanks(bytes, colon + 1);
  const first = bytes[value];
  return first === OPEN_BRACE || first === OPEN_BRACKET || first === QUOTE ? value : -1;
}

/** The position behind a value, or the end of the bytes when it does not end. */
function valueEnd(bytes: Uint8Array, value: number): number {
  let depth = 0;
  let at = value;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) at = stringEnd(bytes, at);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
    at++;
    if (depth === 0) return Math.min(at, bytes.length);
  }
  return bytes.length;
}

function pastBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0d) at++;
  return at;
}
