import { MAX_SCALAR, type Milli, fromMilli, toMilli } from './quantities.ts';
import { type IntegerRange, coalesced } from './ranges.ts';
import { type Value, distinct } from './value.ts';

export { type IntegerRange, coalesced, distinct };

/** Values of resource text: `1.5`, `[1-5,8-9]`, `{a,b}`. `at` is where a value begins, from 0. */

/** Resources that cannot be read. The message says where, what was found, what was wanted. */
export class ResourceNotationError extends Error {
  override readonly name = 'ResourceNotationError';
  /** Where in the text, counted from 1; 0 when it is not in a text. */
  readonly column: number;
  /** Where in the value, to be appended to the value's own place: `[2].ranges[0]`, or nothing. */
  readonly path: string;
  /** The message without the place in the value. */
  readonly reason: string;
  private readonly wrong: string;

  constructor(column: number, message: string, path = '') {
    const reason = column > 0 ? `column ${column}: ${message}` : message;
    super(`resources${path}${column > 0 ? ', ' : ': '}${reason}`);
    this.column = column;
    this.path = path;
    this.reason = reason;
    this.wrong = message;
  }

  /** The same error in a value that stands at `path` of a bigger one. */
  at(path: string): ResourceNotationError {
    return new ResourceNotationError(this.column, this.wrong, `${path}${this.path}`);
  }
}

const DECIMAL = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

export function parseScalar(name: string, value: string, at: number): Milli {
  const text = value.trim();
  const column = contentColumn(value, at);
  if (!DECIMAL.test(text)) {
    throw new ResourceNotationError(
      column,
      `found "${text}" for "${name}", wanted a number, [ranges] or {a set}`,
    );
  }
  const reason = reasonNotScalar(name, Number(text));
  if (reason !== null) throw new ResourceNotationError(column, `"${name}": ${reason}`);
  return toMilli(Number(text));
}

/** Why a number of units is no amount of a resource, or null when it is one. */
export function reasonNotScalar(name: string, units: number): string | null {
  if (!(units >= 0 && units <= MAX_SCALAR)) {
    return `found ${units}, wanted a number from 0 to ${MAX_SCALAR}`;
  }
  if (units !== 0 && toMilli(units) === 0) {
    return `found ${units}, which is 0 in thousandths; wanted 0 or at least 0.001`;
  }
  // Mesos refuses parts of a GPU: devices are handed out whole.
  if (name === 'gpus' && toMilli(units) % 1000 !== 0) return `found ${units}, wanted whole gpus`;
  return null;
}

export function parseRanges(value: string, at: number): IntegerRange[] {
  const ranges: IntegerRange[] = [];
  for (const { text, column } of listed(value, at, '[', ']')) {
    const match = /^(\d+)\s*-\s*(\d+)$/.exec(text);
    if (match === null) {
      throw new ResourceNotationError(column, `found "${text}", wanted a range begin-end`);
    }
    const begin = Number(match[1]);
    const end = Number(match[2]);
    if (begin > end || end > Number.MAX_SAFE_INTEGER) {
      throw new ResourceNotationError(
        column,
        `found range ${text}, wanted begin <= end <= ${Number.MAX_SAFE_INTEGER}`,
      );
    }
    ranges.push({ begin, end });
  }
  return coalesced(ranges);
}

export function parseSet(value: string, at: number): string[] {
  const items: string[] = [];
  for (const { text, column } of listed(value, at, '{', '}')) {
    if (/[:()[\]{}]/.test(text)) {
      throw new ResourceNotationError(column, `found set item "${text}", wanted no brackets in it`);
    }
    items.push(text);
  }
  return distinct(items);
}

/** Writes a value as it is read: `1.5`, `[1-5,8-9]`, `{a,b}`. */
export function formatValue(value: Value): string {
  switch (value.kind) {
    case 'scalar':
      return `${fromMilli(value.milli)}`;
    case 'ranges':
      return `[${value.ranges.map(({ begin, end }) => `${begin}-${end}`).join(',')}]`;
    case 'set':
      return `{${value.items.join(',')}}`;
  }
}

interface ListItem {
  readonly text: string;
  readonly column: number;
}

/** The items of `[a, b]` or `{a, b}`, trimmed; none for an empty list. */
function listed(value: string, at: number, open: string, close: string): ListItem[] {
  const from = value.indexOf(open);
  const to = value.indexOf(close);
  if (to < 0 || value.slice(to + 1).trim() !== '') {
    throw new ResourceNotationError(
      at + from + 1,
      `found "${value.trim()}", wanted one "${close}" at its end`,
    );
  }
  const inside = value.slice(from + 1, to);
  if (inside.trim() === '') return [];
  const items: ListItem[] = [];
  let start = at + from + 1;
  for (const item of inside.split(',')) {
    const text = item.trim();
    const column = contentColumn(item, start);
    if (text === '') throw new ResourceNotationError(column, 'found nothing before "," or the end');
    items.push({ text, column });
    start += item.length + 1;
  }
  return items;
}

/** Column (from 1) of the first character that is not blank, in text that begins at `start`. */
export function contentColumn(text: string, start: number): number {
  const lead = text.length - text.trimStart().length;
  return start + (lead === text.length ? 0 : lead) + 1;
}
