const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** Powers of ten that divide a whole number below 2^53 with one rounding, as `Number` does. */
const TENS: readonly number[] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

/**
 * Reads the fields of a row where they lie, as long as they are what almost all rows have: ASCII
 * without blanks, plain decimal numbers. At the first that is not, `plain` is false for good, and
 * whoever reads leaves the row to a parser of texts, which knows the rest and words the problems.
 */
export class RowCursor {
  /** All fields so far were what they were read as. */
  plain = true;
  /** Bounds of the last field. */
  from = 0;
  to = 0;
  bytes: Uint8Array = new Uint8Array(0);
  private at = 0;
  private end = 0;
  private readonly separator: number;

  /** @param separator of the fields, a byte */
  constructor(separator: number = COMMA) {
    this.separator = separator;
  }

  /** Begins a row: the bytes from `from` to before `to`. */
  begin(bytes: Uint8Array, from: number, to: number): void {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    this.plain = true;
  }

  /** Whether every field has been read. A separator at the very end has a blank one behind it. */
  get over(): boolean {
    return this.at > this.end;
  }

  /** A field of ASCII without blanks, from {@link from} to before {@link to}; may be empty. */
  name(): void {
    const { bytes, end, separator } = this;
    let at = this.at;
    this.from = at;
    while (at < end && bytes[at] !== separator) {
      if (bytes[at] <= 0x20 || bytes[at] >= 0x7f) this.plain = false;
      at++;
    }
    this.to = at;
    this.close(at);
  }

  /** Passes over fields, whatever is in them. */
  skip(fields: number): void {
    for (let i = 0; i < fields; i++) this.name();
  }

  /** A whole number from 0 to 2^53 - 1. */
  whole(): number {
    const { bytes, end } = this;
    let at = this.at;
    let value = 0;
    this.from = at;
    while (at < end && bytes[at] >= ZERO && bytes[at] <= NINE) {
      value = value * 10 + bytes[at++] - ZERO;
    }
    if (at === this.from || value > Number.MAX_SAFE_INTEGER) this.plain = false;
    this.to = at;
    this.close(at);
    return value;
  }

  /** As {@link whole}, or a value for a blank field. */
  wholeOr(blank: number): number {
    const { at } = this;
    if (at < this.end && this.bytes[at] !== this.separator) return this.whole();
    this.name();
    return blank;
  }

  /** A decimal number with at most twelve places and without an exponent. */
  decimal(): number {
    const { bytes, end } = this;
    this.from = this.at;
    const negative = this.at < end && bytes[this.at] === MINUS;
    const first = negative ? this.at + 1 : this.at;
    let at = first;
    let value = 0;
    let point = -1;
    for (; at < end; at++) {
      const byte = bytes[at];
      if (byte === POINT && point < 0 && at > first) point = at;
      else if (byte >= ZERO && byte <= NINE) value = value * 10 + byte - ZERO;
      else break;
    }
    const places = point < 0 ? 0 : at - point - 1;
    if (at === first || value > Number.MAX_SAFE_INTEGER || places >= TENS.length) {
      this.plain = false;
    }
    this.to = at;
    this.close(at);
    const unsigned = places === 0 ? value : value / TENS[places];
    return negative ? -unsigned : unsigned;
  }

  /** As {@link decimal}, or a value for a blank field. */
  decimalOr(blank: number): number {
    const { at } = this;
    if (at < this.end && this.bytes[at] !== this.separator) return this.decimal();
    this.name();
    return blank;
  }

  /** Passes over separators in front of the next field, where several stand for one. */
  skipSeparators(): void {
    while (this.at < this.end && this.bytes[this.at] === this.separator) this.at++;
  }

  /** The field ends here, if it does: at a separator or with the row. */
  private close(at: number): void {
    if (this.at > this.end || (at < this.end && this.bytes[at] !== this.separator)) {
      this.plain = false;
    }
    this.at = at + 1;
  }
}
