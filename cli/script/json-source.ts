import { readText } from '../documents/source-document.ts';
import { UsageError } from '../errors.ts';
import { printable } from '../output/terminal.ts';

/** Lists and objects inside each other; the language of scripts needs about a dozen. */
const DEPTH_MAX = 64;

/**
 * Reads a JSON file.
 * @throws UsageError naming the file, and line and column where it is not JSON
 */
export function readJson(file: string): unknown {
  return parseJson(readText(file), file);
}

/**
 * Parses JSON. Of a key given twice the last counts, as in `JSON.parse`.
 * @param file its name, for messages
 * @throws UsageError for text that is not JSON, naming line and column, and for values nested
 *   too deeply to be walked through
 */
export function parseJson(content: string, file: string): unknown {
  const text = content.startsWith('\ufeff') ? content.slice(1) : content;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The engine's own message names no place, or only an offset.
    throw new UsageError(printable(`${file}:${describeFault(text)}`));
  }
  if (isDeeperThan(value, DEPTH_MAX)) {
    throw new UsageError(
      `${file}: found lists and objects nested more than ${DEPTH_MAX} deep, wanted scripts`,
    );
  }
  return value;
}

/** Level by level: a walk that called itself would run out of stack on what it looks for. */
function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= limit; depth++) {
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}

/** `line:column: found …, wanted …` of the first character that is not JSON. */
function describeFault(text: string): string {
  const { offset, wanted } = new JsonScanner(text).fault();
  const before = text.slice(0, offset).split('\n');
  const column = (before.at(-1) ?? '').length + 1;
  const character = text.codePointAt(offset);
  const found =
    character === undefined ? 'the end of the file' : `"${String.fromCodePoint(character)}"`;
  return `${before.length}:${column}: found ${found}, wanted ${wanted}`;
}

interface Fault {
  readonly offset: number;
  readonly wanted: string;
}

const WORD = /true|false|null/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Finds where a text stops being JSON (RFC 8259). Only asked about texts that are not. */
class JsonScanner {
  private readonly text: string;
  private at = 0;
  /** Closing brackets still owed, innermost last. */
  private readonly open: (']' | '}')[] = [];

  constructor(text: string) {
    this.text = text;
  }

  fault(): Fault {
    for (;;) {
      const fault = this.value() ?? this.afterValue();
      if (fault !== null) return fault;
    }
  }

  /** Passes a scalar, or the opening of a container up to where its first value begins. */
  private value(): Fault | null {
    for (;;) {
      this.blanks();
      const first = this.text[this.at];
      if (first === '[' || first === '{') {
        this.at++;
        this.open.push(first === '[' ? ']' : '}');
        if (this.closes()) return null;
        if (first === '[') continue;
        const fault = this.key();
        if (fault !== null) return fault;
        continue;
      }
      if (first === '"') return this.string();
      return this.matches(WORD) || this.matches(NUMBER) ? null : this.fails('a JSON value');
    }
  }

  /** Passes commas, keys and closing brackets up to where the next value begins. */
  private afterValue(): Fault | null {
    for (;;) {
      this.blanks();
      const close = this.open.at(-1);
      if (close === undefined) return this.fails('nothing after the JSON value');
      if (this.text[this.at] === ',') {
        this.at++;
        return close === '}' ? this.key() : null;
      }
      if (!this.closes()) return this.fails(`"," or "${close}"`);
    }
  }

  private key(): Fault | null {
    this.blanks();
    if (this.text[this.at] !== '"') return this.fails('a name in double quotes');
    const fault = this.string();
    if (fault !== null) return fault;
    this.blanks();
    if (this.text[this.at] !== ':') return this.fails('":"');
    this.at++;
    return null;
  }

  private string(): Fault | null {
    for (this.at++; this.text[this.at] !== '"'; ) {
      const character = this.text[this.at];
      if (character === undefined || character < ' ') return this.fails('the end of the text (")');
      if (character !== '\\') this.at++;
      else if (!this.matches(ESCAPE)) return this.fails('an escape such as \\n');
    }
    this.at++;
    return null;
  }

  /** Passes the bracket that closes the innermost container, if it is next. */
  private closes(): boolean {
    this.blanks();
    if (this.open.length === 0 || this.text[this.at] !== this.open.at(-1)) return false;
    this.open.pop();
    this.at++;
    return true;
  }

  private blanks(): void {
    while (/[ \t\n\r]/.test(this.text[this.at] ?? '')) this.at++;
  }

  private matches(token: RegExp): boolean {
    token.lastIndex = this.at;
    const found = token.exec(this.text);
    if (found === null) return false;
    this.at += found[0].length;
    return true;
  }

  private fails(wanted: string): Fault {
    return { offset: this.at, wanted };
  }
}
