import type { ScenarioDocument } from './scenario-document.ts';

/** What a document can hold. */
type Value = string | number | boolean | readonly Value[] | Fields;
interface Fields {
  readonly [name: string]: Value | undefined;
}

/** Longest line that takes a list or fields in one; what is longer is broken. */
const LINE_LENGTH = 100;

/**
 * The order in which fields are written, wherever they stand; others follow as they come. Names
 * of roles and resources are in nobody's order: they stay as they are.
 */
const ORDER: readonly string[] = [
  ...['preset', 'name', 'id', 'at', 'rate', 'kind', 'role'],
  ...['cluster', 'masters', 'master', 'policy', 'seed', 'roles'],
  ...['count', 'instances', 'tasks', 'duration', 'resources', 'rack', 'zone', 'zookeeper'],
  ...['weight', 'quota', 'guarantees', 'limits', 'scheduler', 'frameworks', 'agents', 'servers'],
  ...[
    'trace',
    'traceJobs',
    'jobs',
    'stages',
    'after',
    'repeat',
    'every',
    'times',
    'apps',
    'schedule',
  ],
  ...['network', 'latency', 'mean', 'p99', 'drop', 'duplicate', 'reorder'],
  ...['ratio', 'factor', 'by', 'notice', 'for', 'faults', 'operations'],
  ...['buggify', 'heal', 'until'],
];

const FREE: ReadonlySet<string> = new Set([
  'roles',
  'resources',
  'guarantees',
  'limits',
  'weights',
  'volumes',
]);

/**
 * A scenario as YAML. Equal documents give equal text, whatever the order of their fields, and
 * the text reads back as the document.
 */
export function writeScenario(document: ScenarioDocument): string {
  // The type has only what YAML can hold.
  return blockFields(document as unknown as Fields, '', '');
}

/** Each field on lines of its own. */
function blockFields(fields: Fields, indent: string, of: string): string {
  return entriesOf(fields, of)
    .map(([name, value]) => `${indent}${key(name)}:${blockValue(value, indent, name)}`)
    .join('');
}

/** What follows a field's colon, to the end of its last line. */
function blockValue(value: Value, indent: string, of: string): string {
  const flow = flowValue(value, of);
  if (!isNested(value) || takesOneLine(value, indent.length + of.length + 2 + flow.length)) {
    return ` ${flow}\n`;
  }
  const inner = `${indent}  `;
  return `\n${isList(value) ? blockList(value, inner) : blockFields(value, inner, of)}`;
}

function blockList(values: readonly Value[], indent: string): string {
  return values
    .map((value) => {
      const flow = flowValue(value, '');
      if (!isNested(value) || takesOneLine(value, indent.length + 2 + flow.length)) {
        return `${indent}- ${flow}\n`;
      }
      const inner = `${indent}  `;
      const text = isList(value) ? blockList(value, inner) : blockFields(value, inner, '');
      return `${indent}- ${text.slice(inner.length)}`;
    })
    .join('');
}

/** Entries of lists, which are what people edit, have lines of their own. */
function takesOneLine(value: readonly Value[] | Fields, length: number): boolean {
  const empty = isList(value) ? value.length === 0 : entriesOf(value, '').length === 0;
  return empty || (length <= LINE_LENGTH && !holdsEntries(value));
}

function holdsEntries(value: Value | undefined): boolean {
  if (value === undefined || !isNested(value)) return false;
  return isList(value) ? value.some(isNested) : Object.values(value).some(holdsEntries);
}

function flowValue(value: Value, of: string): string {
  if (typeof value === 'string') return scalar(value);
  if (!isNested(value)) return String(value);
  if (isList(value)) {
    return value.length === 0 ? '[]' : `[${value.map((one) => flowValue(one, '')).join(', ')}]`;
  }
  const parts = entriesOf(value, of).map(
    ([name, part]) => `${key(name)}: ${flowValue(part, name)}`,
  );
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function isNested(value: Value): value is readonly Value[] | Fields {
  return typeof value === 'object';
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The fields that have a value, in their order. @param of the field whose value they are */
function entriesOf(fields: Fields, of: string): [name: string, value: Value][] {
  const entries = Object.entries(fields).flatMap(([name, value]): [string, Value][] =>
    value === undefined ? [] : [[name, value]],
  );
  if (FREE.has(of)) return entries;
  const rank = (name: string): number => {
    const place = ORDER.indexOf(name);
    return place < 0 ? ORDER.length : place;
  };
  return entries.toSorted(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
}

/** Words that YAML takes for something else than text, numbers among them. */
const WORD = /^[A-Za-z_/][\w./-]*$/;
const NOT_TEXT = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
/** Texts of ours that begin with a digit and are no number to anybody: `90s`, `1/1000`, rates. */
const QUANTITY = /^\d+(?:\.\d+)?(?:us|ms|s|m|h|d|\/\d+| per [\w ]+)$/;

function scalar(text: string): string {
  const plain = (WORD.test(text) && !NOT_TEXT.test(text)) || QUANTITY.test(text);
  return plain ? text : JSON.stringify(text);
}

function key(name: string): string {
  return WORD.test(name) && !NOT_TEXT.test(name) ? name : JSON.stringify(name);
}
