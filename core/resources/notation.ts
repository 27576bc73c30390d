import {
  type IntegerRange,
  ResourceNotationError,
  coalesced,
  contentColumn,
  distinct,
  formatValue,
  parseRanges,
  parseScalar,
  parseSet,
  reasonNotScalar,
} from './notation-values.ts';
import { MAX_SCALAR, type Milli, type ResourceMap, fromMilli, toMilli } from './quantities.ts';

export { type IntegerRange, ResourceNotationError };

/**
 * The text in which Mesos writes resources: `cpus:16;mem:65536;ports:[31000-32000];disks:{a,b}`,
 * where `(role)` after a name is a static reservation and `(*)` is none (Mesos
 * `docs/attributes-resources.md`, `Resources::parse`).
 *
 * What is read is canonical: an entry per (name, role) in order of first appearance, ranges
 * merged and ascending, set items distinct and in code unit order, zero and empty values dropped.
 */
export type ParsedResource = ParsedScalar | ParsedRanges | ParsedSet;

export interface ParsedScalar {
  readonly kind: 'scalar';
  readonly name: string;
  /** Role of the static reservation; null when unreserved. */
  readonly role: string | null;
  readonly milli: Milli;
}

export interface ParsedRanges {
  readonly kind: 'ranges';
  readonly name: string;
  readonly role: string | null;
  readonly ranges: readonly IntegerRange[];
}

export interface ParsedSet {
  readonly kind: 'set';
  readonly name: string;
  readonly role: string | null;
  readonly items: readonly string[];
}

/**
 * Reads resource text. Entries are separated by `;` (empty ones are skipped, as in Mesos);
 * the same name and role twice adds up.
 * @throws ResourceNotationError when the text is malformed or one name has values of two kinds.
 */
export function parseResources(text: string): ParsedResource[] {
  return parseWithColumns(text).map((found) => found.resource);
}

/**
 * Reads resource text where only unreserved scalars make sense.
 * @throws ResourceNotationError on malformed text, ranges, sets and reservations.
 */
export function parseScalars(text: string): Map<string, Milli> {
  const scalars = new Map<string, Milli>();
  for (const { resource, column } of parseWithColumns(text)) {
    if (resource.kind !== 'scalar' || resource.role !== null) {
      const found = resource.role === null ? resource.kind : `a reservation to "${resource.role}"`;
      throw new ResourceNotationError(
        column,
        `found ${found} of "${resource.name}", which is not supported here; wanted only ` +
          'unreserved scalars such as cpus:1.5;mem:1024',
      );
    }
    scalars.set(resource.name, resource.milli);
  }
  return scalars;
}

/**
 * Scalars from a plain map of units, `{ cpus: 1.5, mem: 1024 }`; zeros are dropped.
 * @throws Error naming the entry that is not an amount of resource.
 */
export function scalarsFromUnits(units: Readonly<Record<string, unknown>>): Map<string, Milli> {
  const scalars = new Map<string, Milli>();
  for (const [name, amount] of Object.entries(units)) {
    if (!NAME.test(name)) throw new Error(`found resource name "${name}", wanted ${NAME_WANTED}`);
    if (typeof amount !== 'number') {
      throw new Error(`resource "${name}": found ${JSON.stringify(amount)}, wanted a number`);
    }
    const reason = reasonNotScalar(name, amount);
    if (reason !== null) throw new Error(`resource "${name}": ${reason}`);
    if (amount !== 0) scalars.set(name, toMilli(amount));
  }
  return scalars;
}

/** Writes resources as text; reading it back gives the same resources. */
export function formatResources(resources: readonly ParsedResource[]): string {
  return resources
    .map((resource) => {
      const role = resource.role === null ? '' : `(${resource.role})`;
      return `${resource.name}${role}:${formatValue(resource)}`;
    })
    .join(';');
}

/** Writes scalars as text, zeros left out: `cpus:1.5;mem:1024`. */
export function formatScalars(scalars: ResourceMap): string {
  return [...scalars]
    .filter(([, milli]) => milli !== 0)
    .map(([name, milli]) => `${name}:${fromMilli(milli)}`)
    .join(';');
}

interface Located {
  readonly resource: ParsedResource;
  /** Where its entry starts, counted from 1. */
  readonly column: number;
}

function parseWithColumns(text: string): Located[] {
  const found = new Map<string, Located>();
  const kinds = new Map<string, ParsedResource['kind']>();
  let start = 0;
  for (const entry of text.split(';')) {
    if (entry.trim() !== '') {
      const located = parseEntry(entry, start);
      checkKind(located, kinds);
      merge(located, found);
    }
    start += entry.length + 1;
  }
  return [...found.values()].filter(({ resource }) => !isEmpty(resource));
}

/** @throws ResourceNotationError when the name was seen with another kind, whatever the role. */
function checkKind(
  { resource, column }: Located,
  kinds: Map<string, ParsedResource['kind']>,
): void {
  const before = kinds.get(resource.name) ?? resource.kind;
  if (before !== resource.kind) {
    throw new ResourceNotationError(
      column,
      `found ${resource.kind} for "${resource.name}", which was ${before} before; ` +
        'wanted one kind of value per name',
    );
  }
  kinds.set(resource.name, resource.kind);
}

function merge(located: Located, found: Map<string, Located>): void {
  const { resource, column } = located;
  const key = `${resource.name}(${resource.role ?? '*'}`;
  const before = found.get(key);
  found.set(
    key,
    before === undefined
      ? located
      : { resource: sum(before.resource, resource, column), column: before.column },
  );
}

function sum(a: ParsedResource, b: ParsedResource, column: number): ParsedResource {
  if (a.kind === 'scalar' && b.kind === 'scalar') {
    const milli = a.milli + b.milli;
    if (milli > MAX_SCALAR * 1000) {
      throw new ResourceNotationError(
        column,
        `"${a.name}" adds up to ${fromMilli(milli)}, wanted at most ${MAX_SCALAR}`,
      );
    }
    return { ...a, milli };
  }
  if (a.kind === 'ranges' && b.kind === 'ranges') {
    return { ...a, ranges: coalesced([...a.ranges, ...b.ranges]) };
  }
  if (a.kind === 'set' && b.kind === 'set') {
    return { ...a, items: distinct([...a.items, ...b.items]) };
  }
  return a;
}

function isEmpty(resource: ParsedResource): boolean {
  switch (resource.kind) {
    case 'scalar':
      return resource.milli === 0;
    case 'ranges':
      return resource.ranges.length === 0;
    case 'set':
      return resource.items.length === 0;
  }
}

/** One entry, `name(role):value`; `start` is where it begins in the whole text, from 0. */
function parseEntry(entry: string, start: number): Located {
  const colon = entry.indexOf(':');
  if (colon < 0) {
    throw new ResourceNotationError(
      contentColumn(entry, start),
      `found "${entry.trim()}" without ":", wanted name:value`,
    );
  }
  const { name, role } = parseHead(entry.slice(0, colon), start);
  const value = entry.slice(colon + 1);
  const at = start + colon + 1;
  const column = contentColumn(entry, start);
  const trimmed = value.trim();
  if (trimmed.startsWith('[')) {
    return { resource: { kind: 'ranges', name, role, ranges: parseRanges(value, at) }, column };
  }
  if (trimmed.startsWith('{')) {
    return { resource: { kind: 'set', name, role, items: parseSet(value, at) }, column };
  }
  return { resource: { kind: 'scalar', name, role, milli: parseScalar(name, value, at) }, column };
}

const NAME = /^[^\s:;()[\]{},]+$/;
const NAME_WANTED = 'a name without spaces and : ; , ( ) [ ] { }';

/** What is wanted instead of a name that resources cannot have; null for one they can. */
export function reasonNotName(name: string): string | null {
  return NAME.test(name) ? null : NAME_WANTED;
}

/** The part before the colon: `cpus`, `cpus(role)`. */
function parseHead(head: string, start: number): { name: string; role: string | null } {
  const open = head.indexOf('(');
  const name = (open < 0 ? head : head.slice(0, open)).trim();
  const role = open < 0 ? null : parseRole(head, open, start);
  if (!NAME.test(name)) {
    throw new ResourceNotationError(
      contentColumn(head, start),
      `found resource name "${name}", wanted ${NAME_WANTED}`,
    );
  }
  return { name, role };
}

function parseRole(head: string, open: number, start: number): string | null {
  const close = head.indexOf(')', open);
  if (close < 0) {
    throw new ResourceNotationError(start + open + 1, 'found "(" without ")", wanted (role)');
  }
  const rest = head.slice(close + 1);
  if (rest.trim() !== '') {
    throw new ResourceNotationError(
      contentColumn(rest, start + close + 1),
      `found "${rest.trim()}" after the reservation, wanted ":"`,
    );
  }
  const role = head.slice(open + 1, close).trim();
  if (role === '*') return null;
  const reason = reasonNotRole(role);
  if (reason !== null) {
    throw new ResourceNotationError(start + open + 2, `found role "${role}", ${reason}`);
  }
  return role;
}

/** Mesos' rules for role names (`docs/roles.md`), and none of the notation's own brackets. */
function reasonNotRole(role: string): string | null {
  if (role === '') return 'wanted a role or *';
  if (/[\s\b()]/.test(role)) return 'wanted no spaces and no parentheses in it';
  if (role.startsWith('-')) return 'wanted one that does not start with "-"';
  for (const part of role.split('/')) {
    if (part === '' || part === '.' || part === '..' || part === '*') {
      return `wanted parts other than "", ".", ".." and "*" between slashes`;
    }
  }
  return null;
}
