/** Code units handed to one `String.fromCharCode` call: well below every engine's argument limit. */
const UNITS_AT_ONCE = 4096;

/** Runs of ASCII from so many bytes on are taken whole. */
const SHORTEST_RUN = 16;

const REPLACEMENT = 0xfffd;

/**
 * UTF-8 to text, a chunk at a time; a character may be cut anywhere between chunks.
 *
 * Exists because `TextDecoder` belongs to the browser and to Node, not to the language. What is
 * not UTF-8 becomes U+FFFD, one per maximal bad part, as in the Encoding Standard.
 */
export class Utf8Decoder {
  /** Bits of the character begun, and continuation bytes it still needs. */
  private bits = 0;
  private missing = 0;
  /** Bounds of the next continuation byte: they exclude surrogates and overlong forms. */
  private low = 0x80;
  private high = 0xbf;
  private readonly units = new Uint16Array(UNITS_AT_ONCE + 2);

  /** The text of these bytes, less an unfinished character at the end. */
  push(bytes: Uint8Array): string {
    let text = '';
    let filled = 0;
    for (let i = 0; i < bytes.length; ) {
      const ascii = this.missing === 0 ? asciiEnd(bytes, i) : i;
      if (ascii - i >= SHORTEST_RUN || filled >= UNITS_AT_ONCE) {
        text += this.text(filled);
        filled = 0;
      }
      if (ascii - i >= SHORTEST_RUN) {
        text += textOf(bytes.subarray(i, ascii));
        i = ascii;
        continue;
      }
      const byte = bytes[i];
      if (this.missing === 0) {
        i++;
        if (byte < 0x80) this.units[filled++] = byte;
        else if (!this.begin(byte)) this.units[filled++] = REPLACEMENT;
      } else if (byte < this.low || byte > this.high) {
        // The character breaks off here; this byte begins anew.
        this.missing = 0;
        this.units[filled++] = REPLACEMENT;
      } else {
        i++;
        if (this.more(byte)) filled = this.emit(filled);
      }
    }
    return text + this.text(filled);
  }

  /** The end of the bytes: U+FFFD when a character is unfinished, else nothing. */
  end(): string {
    const unfinished = this.missing > 0;
    this.missing = 0;
    return unfinished ? '\uFFFD' : '';
  }

  /** Takes the first byte of a longer character; false when it cannot be one. */
  private begin(byte: number): boolean {
    if (byte < 0xc2 || byte > 0xf4) return false;
    this.missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    this.bits = byte & (0x3f >> this.missing);
    this.low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
    this.high = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
    return true;
  }

  /** Takes a continuation byte; true when the character is complete. */
  private more(byte: number): boolean {
    this.bits = (this.bits << 6) | (byte & 0x3f);
    this.missing--;
    this.low = 0x80;
    this.high = 0xbf;
    return this.missing === 0;
  }

  private emit(filled: number): number {
    if (this.bits < 0x10000) {
      this.units[filled] = this.bits;
      return filled + 1;
    }
    this.units[filled] = 0xd7c0 + (this.bits >> 10);
    this.units[filled + 1] = 0xdc00 + (this.bits & 0x3ff);
    return filled + 2;
  }

  private text(filled: number): string {
    return textOf(this.units.subarray(0, filled));
  }
}

/** Where the run of ASCII that begins here ends, at most {@link UNITS_AT_ONCE} further. */
function asciiEnd(bytes: Uint8Array, from: number): number {
  const most = Math.min(bytes.length, from + UNITS_AT_ONCE);
  let end = from;
  while (end < most && bytes[end] < 0x80) end++;
  return end;
}

/** `apply` takes a typed array as it is, ten times as fast as spreading it. */
function textOf(units: Uint8Array | Uint16Array): string {
  return String.fromCharCode.apply(null, units as unknown as number[]);
}

/** The text of a few bytes that are all ASCII, from `from` to before `to`. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string {
  return textOf(bytes.subarray(from, to));
}
