/** How a value ends: a text at its quote, a list or object at its bracket. */
const Kind = { NONE: 0, TEXT: 1, NESTED: 2, PLAIN: 3 } as const;
type Kind = (typeof Kind)[keyof typeof Kind];

const QUOTE = 34;
const COMMA = 44;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

const PLAIN_START = /[-0-9a-zA-Z]/;

/** Blanks within a line. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}

/** Finds the end of one JSON value in text that comes in chunks, and keeps its text if wanted. */
export class JsonValueScanner {
  private kind: Kind = Kind.NONE;
  /** Brackets open; which ones is left to whoever parses the text. */
  private depth = 0;
  private quoted = false;
  private escaped = false;
  private wanted = false;
  /** Text in earlier chunks, and where the text in this one begins. */
  private parts: string[] = [];
  private partsLength = 0;
  private from = 0;
  /** The value has come to its end: {@link take} it. */
  closed = false;

  get open(): boolean {
    return this.kind !== Kind.NONE;
  }

  /** Within quotes, where no line may end. */
  get inString(): boolean {
    return this.quoted;
  }

  /** A number or word, which the end of the line ends. */
  get endsAtBlank(): boolean {
    return this.kind === Kind.PLAIN;
  }

  /** Text kept of earlier chunks, UTF-16 units. */
  get length(): number {
    return this.partsLength;
  }

  /** Begins a value at its first character. @returns false when no value begins so */
  begin(character: string, at: number, wanted: boolean): boolean {
    if (character === '"') this.kind = Kind.TEXT;
    else if (character === '{' || character === '[') this.kind = Kind.NESTED;
    else if (PLAIN_START.test(character)) this.kind = Kind.PLAIN;
    else return false;
    this.quoted = this.kind === Kind.TEXT;
    this.escaped = false;
    this.depth = 1;
    this.closed = false;
    this.wanted = wanted;
    this.from = at;
    return true;
  }

  /** Goes on to the value's end, or to `to`. @returns the index behind the last character read */
  scan(text: string, from: number, to: number): number {
    if (this.kind === Kind.PLAIN) return this.scanPlain(text, from, to);
    let at = from;
    while (at < to && !this.closed) {
      at = this.quoted ? this.scanQuoted(text, at, to) : this.scanNested(text, at, to);
    }
    return at;
  }

  /** The text of the value that ends before `at`; empty when it was not wanted. */
  take(text: string, at: number): string {
    const last = this.wanted ? text.slice(this.from, at) : '';
    const whole = this.parts.length === 0 ? last : this.parts.join('') + last;
    this.drop();
    return whole;
  }

  drop(): void {
    this.kind = Kind.NONE;
    this.quoted = false;
    this.closed = false;
    this.parts = [];
    this.partsLength = 0;
  }

  /** The chunk ends. */
  pause(text: string): void {
    if (!this.open || !this.wanted) return;
    this.parts.push(text.slice(this.from));
    this.partsLength += text.length - this.from;
  }

  /** The next chunk begins. */
  resume(at: number): void {
    this.from = at;
  }

  private scanPlain(text: string, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      const code = text.charCodeAt(at);
      if (code === COMMA || code === CLOSE_LIST || code === CLOSE_OBJECT || isBlank(code)) {
        this.closed = true;
        return at;
      }
    }
    return to;
  }

  private scanQuoted(text: string, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      if (this.escaped) {
        this.escaped = false;
        continue;
      }
      const code = text.charCodeAt(at);
      if (code === BACKSLASH) {
        this.escaped = true;
      } else if (code === QUOTE) {
        this.quoted = false;
        this.closed = this.kind === Kind.TEXT;
        return at + 1;
      }
    }
    return to;
  }

  private scanNested(text: string, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.quoted = true;
        return at + 1;
      }
      if (code === OPEN_LIST || code === OPEN_OBJECT) {
        this.depth++;
      } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
        this.depth--;
        if (this.depth > 0) continue;
        this.closed = true;
        return at + 1;
      }
    }
    return to;
  }
}
