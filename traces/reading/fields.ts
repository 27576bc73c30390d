/** Most of an unusable field that a message quotes. */
const QUOTED = 40;

const DECIMAL = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/**
 * The fields of one row, read by position. The first that is not what it should be becomes
 * `problem`; reading goes on with zeros, so that a reader asks once, at the end.
 */
export class Fields {
  /** Why the row cannot be used, with its column: found and wanted. */
  problem: string | null = null;
  private readonly texts: readonly string[];
  private readonly names: readonly string[];

  /**
   * @param texts of the row, in order; surplus ones are ignored
   * @param names of the columns, for messages
   * @param least columns that the row must have
   */
  constructor(texts: readonly string[], names: readonly string[], least: number = names.length) {
    this.texts = texts;
    this.names = names;
    if (texts.length < least) {
      const found = `${texts.length} column${texts.length === 1 ? '' : 's'}`;
      this.problem = `found ${found}, wanted ${least === names.length ? '' : 'at least '}${least}`;
    }
  }

  /** A text without the spaces around it; empty where the column is blank or missing. */
  text(column: number): string {
    return (this.texts[column] ?? '').trim();
  }

  /** A text that must be there. */
  name(column: number): string {
    const text = this.text(column);
    if (text === '') this.refuse(column, text, 'a name');
    return text;
  }

  /** A whole number from 0 to 2^53 - 1. */
  whole(column: number): number {
    const value = wholeOf(this.texts[column] ?? '');
    if (value === null) {
      this.refuse(column, this.text(column), 'a whole number from 0 to 2^53 - 1');
    }
    return value ?? 0;
  }

  /** A number that a double can hold, negative or with decimals too. */
  decimal(column: number): number {
    const value = decimalOf(this.text(column));
    if (value === null) this.refuse(column, this.text(column), 'a number');
    return value ?? 0;
  }

  /** As {@link decimal}, or null where the column is blank or missing. */
  decimalOrBlank(column: number): number | null {
    return this.text(column) === '' ? null : this.decimal(column);
  }

  /** As {@link whole}, or null where the column is blank or missing. */
  wholeOrBlank(column: number): number | null {
    return this.text(column) === '' ? null : this.whole(column);
  }

  /** Says that a column cannot be used; only the first such is kept. */
  refuse(column: number, found: string, wanted: string): void {
    this.problem ??= `column ${column + 1} (${this.names[column]}): found ${quoted(found)}, wanted ${wanted}`;
  }
}

/** A whole number from 0 to 2^53 - 1 by its decimal digits; null for anything else. */
export function wholeOf(text: string): number | null {
  if (text.length === 0) return null;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return text.trim() === text ? null : wholeOf(text.trim());
    value = value * 10 + digit;
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : null;
}

/** A finite decimal number; null for anything else, hexadecimal and the word Infinity included. */
export function decimalOf(text: string): number | null {
  if (!DECIMAL.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** A text from a file as a message can show it: short, without control characters. */
export function quoted(text: string): string {
  if (text === '') return 'nothing';
  const shown = text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
  return JSON.stringify(shown).replace(/[\u007f-\u009f]/g, '\uFFFD');
}
