import {
  type Fields,
  fieldsOf,
  flagField,
  listOf,
  optionalText,
  refuse,
  textField,
  wordField,
} from './document-fields.ts';
import { reasonNotName } from './notation.ts';
import { ResourceNotationError, reasonNotScalar } from './notation-values.ts';
import { fromMilli, toMilli } from './quantities.ts';
import { type IntegerRange, coalesced } from './ranges.ts';
import { problemOfStack } from './reservation-stack.ts';
import {
  type Disk,
  type DiskSource,
  type Label,
  type Reservation,
  type Resource,
  isPersistentVolume,
} from './resource.ts';
import { type Value, distinct } from './value.ts';

/** A resource object in JSON, as scripts write it. Fields that say nothing are left out. */
export interface ResourceDocument {
  readonly name: string;
  /** Exactly one of the three: units, pairs of first and last, texts. */
  readonly value?: number;
  readonly ranges?: readonly (readonly [number, number])[];
  readonly set?: readonly string[];
  /** Outermost first. */
  readonly reservations?: readonly ReservationDocument[];
  readonly revocable?: true;
  readonly shared?: true;
  readonly disk?: {
    readonly persistence?: string;
    readonly source?: {
      readonly type: DiskSource['type'];
      readonly root?: string;
      readonly id?: string;
    };
  };
  readonly provider?: string;
  /** Copies of a shared one; 1 when left out. */
  readonly count?: number;
}

export interface ReservationDocument {
  readonly type: Reservation['type'];
  readonly role: string;
  readonly principal?: string;
  /** Read also as a map, `{ "rack": "r1" }`. */
  readonly labels?: readonly { readonly key: string; readonly value?: string }[];
}

const FIELDS: readonly (keyof ResourceDocument)[] = [
  ...(['name', 'value', 'ranges', 'set', 'reservations', 'revocable', 'shared'] as const),
  ...(['disk', 'provider', 'count'] as const),
];
const DISK_SOURCES: readonly DiskSource['type'][] = ['PATH', 'MOUNT', 'BLOCK', 'RAW'];

/** What {@link readResourceDocument} reads: one document an object, in the collection's order. */
export function resourcesDocument(resources: Iterable<Resource>): ResourceDocument[] {
  return Array.from(resources, documentOf);
}

function documentOf(resource: Resource): ResourceDocument {
  const { name, value, reservations, revocable, shared, disk, provider, count } = resource;
  return {
    name,
    ...valueDocument(value),
    ...(reservations.length > 0 && { reservations: reservations.map(reservationDocument) }),
    ...(revocable && { revocable }),
    ...(shared && { shared }),
    ...(disk !== null && { disk: diskDocument(disk) }),
    ...(provider !== null && { provider }),
    ...(count !== 1 && { count }),
  };
}

function valueDocument(value: Value): Pick<ResourceDocument, 'value' | 'ranges' | 'set'> {
  switch (value.kind) {
    case 'scalar':
      return { value: fromMilli(value.milli) };
    case 'ranges':
      return { ranges: value.ranges.map(({ begin, end }) => [begin, end]) };
    case 'set':
      return { set: value.items };
  }
}

function reservationDocument(reservation: Reservation): ReservationDocument {
  const { type, role, principal, labels } = reservation;
  const pairs = labels.map(({ key, value }) => (value === null ? { key } : { key, value }));
  return {
    type,
    role,
    ...(principal !== null && { principal }),
    ...(pairs.length > 0 && { labels: pairs }),
  };
}

function diskDocument({ persistence, source }: Disk): NonNullable<ResourceDocument['disk']> {
  return {
    ...(persistence !== null && { persistence }),
    ...(source !== null && {
      source: {
        type: source.type,
        ...(source.root !== null && { root: source.root }),
        ...(source.id !== null && { id: source.id }),
      },
    }),
  };
}

/**
 * Reads one object.
 * @param path where it stands, for errors
 * @throws ResourceNotationError
 */
export function readResourceDocument(document: object, path: string): Resource {
  const fields = fieldsOf(document, FIELDS, path);
  const name = textField(fields, 'name', path);
  const reason = reasonNotName(name);
  if (reason !== null) return refuse(`${path}.name`, name, reason);
  const shared = flagField(fields, 'shared', path);
  const resource: Resource = {
    name,
    value: readValue(fields, name, path),
    reservations: readReservations(fields.get('reservations') ?? [], `${path}.reservations`),
    revocable: flagField(fields, 'revocable', path),
    shared,
    disk: readDisk(fields.get('disk') ?? null, `${path}.disk`),
    provider: optionalText(fields, 'provider', path),
    count: readCount(fields, shared, path),
  };
  if (resource.disk !== null && resource.value.kind !== 'scalar') {
    return refuse(`${path}.disk`, fields.get('disk'), `none, as "${name}" is no scalar`);
  }
  if (shared && !isPersistentVolume(resource)) {
    return refuse(`${path}.shared`, shared, 'it only with disk.persistence');
  }
  return resource;
}

function readValue(fields: Fields, name: string, path: string): Value {
  const given = ['value', 'ranges', 'set'].filter((one) => fields.has(one));
  if (given.length !== 1) {
    const found = given.length === 0 ? 'none' : given.join(' and ');
    throw new ResourceNotationError(0, `found ${found}, wanted one of value, ranges, set`, path);
  }
  const value = fields.get(given[0]);
  const at = `${path}.${given[0]}`;
  if (given[0] === 'value') {
    if (typeof value !== 'number') return refuse(at, value, 'a number');
    const reason = reasonNotScalar(name, value);
    if (reason !== null) throw new ResourceNotationError(0, `"${name}": ${reason}`, at);
    return { kind: 'scalar', milli: toMilli(value) };
  }
  const list = listOf(value, at);
  if (given[0] === 'ranges') {
    const ranges = list.map((range, index) => readRange(range, `${at}[${index}]`));
    return { kind: 'ranges', ranges: coalesced(ranges) };
  }
  const items = list.map((item, index) =>
    typeof item === 'string' && item !== '' ? item : refuse(`${at}[${index}]`, item, 'a text'),
  );
  return { kind: 'set', items: distinct(items) };
}

function readRange(value: unknown, path: string): IntegerRange {
  const pair = listOf(value, path);
  if (pair.length !== 2) return refuse(path, value, 'an array of two, [begin, end]');
  const [begin, end] = pair.map((number, index) => {
    const isWhole = typeof number === 'number' && Number.isSafeInteger(number) && number >= 0;
    return isWhole ? number : refuse(`${path}[${index}]`, number, 'a whole number from 0');
  });
  if (begin <= end) return { begin, end };
  throw new ResourceNotationError(0, `found ${begin}-${end}, wanted begin <= end`, path);
}

function readReservations(value: unknown, path: string): Reservation[] {
  const reservations = listOf(value, path).map((entry, index) =>
    readReservation(entry, `${path}[${index}]`),
  );
  const wrong = problemOfStack(reservations);
  if (wrong === null) return reservations;
  throw new ResourceNotationError(0, wrong.problem, `${path}[${wrong.index}]`);
}

function readReservation(value: unknown, path: string): Reservation {
  const fields = fieldsOf(value, ['type', 'role', 'principal', 'labels'], path);
  return {
    type: wordField(fields, 'type', ['STATIC', 'DYNAMIC'], path),
    role: textField(fields, 'role', path),
    principal: optionalText(fields, 'principal', path),
    labels: readLabels(fields.get('labels') ?? [], `${path}.labels`),
  };
}

/** A list of pairs, which may repeat a key, bare or as Mesos wraps it; or a map to values. */
function readLabels(value: unknown, path: string): Label[] {
  if (Array.isArray(value)) {
    return value.map((label: unknown, index) => readLabel(label, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null) return refuse(path, value, 'labels');
  if ('labels' in value && Array.isArray(value.labels)) {
    return readLabels(value.labels, `${path}.labels`);
  }
  const entries: [string, unknown][] = Object.entries(value);
  return entries.map(([key, text]) => ({ key, value: readLabelValue(text, `${path}.${key}`) }));
}

function readLabel(value: unknown, path: string): Label {
  const fields = fieldsOf(value, ['key', 'value'], path);
  return {
    key: textField(fields, 'key', path),
    value: readLabelValue(fields.get('value'), `${path}.value`),
  };
}

/** Unlike other texts it may be empty. */
function readLabelValue(value: unknown, path: string): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : refuse(path, value, 'a text');
}

function readDisk(value: unknown, path: string): Disk | null {
  if (value === null) return null;
  const fields = fieldsOf(value, ['persistence', 'source'], path);
  const persistence = optionalText(fields, 'persistence', path);
  const source = readDiskSource(fields.get('source') ?? null, `${path}.source`);
  return persistence === null && source === null ? null : { persistence, source };
}

function readDiskSource(value: unknown, path: string): DiskSource | null {
  if (value === null) return null;
  const fields = fieldsOf(value, ['type', 'root', 'id'], path);
  return {
    type: wordField(fields, 'type', DISK_SOURCES, path),
    root: optionalText(fields, 'root', path),
    id: optionalText(fields, 'id', path),
  };
}

function readCount(fields: Fields, shared: boolean, path: string): number {
  const count = fields.get('count') ?? 1;
  const isCount = typeof count === 'number' && Number.isSafeInteger(count) && count >= 0;
  if (!isCount) return refuse(`${path}.count`, count, 'a whole number from 0');
  return shared || count === 1 ? count : refuse(`${path}.count`, count, '1 unless it is shared');
}
