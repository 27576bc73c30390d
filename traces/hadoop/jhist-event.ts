import { quoted } from '../reading/fields.ts';
import {
  type JsonObject,
  type JsonValue,
  describeJson,
  isJsonObject,
  parseExactJson,
} from '../reading/exact-json.ts';
import type { ByteCounter } from './hadoop-columns.ts';

/** One event of a `.jhist` file: `{"type":"TASK_STARTED","event":{"org…TaskStarted":{…}}}`. */
export interface JhistEvent {
  readonly type: string;
  /** What it says, without the name of its class. */
  readonly event: JsonObject;
}

/** Names of Avro's own types, as its JSON encoding puts them around the value of a union. */
const AVRO_TYPES: ReadonlySet<string> = new Set([
  ...['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'],
  ...['record', 'enum', 'array', 'map', 'fixed'],
]);

/**
 * Reads one line.
 * @returns the event; null for the schema, which some files repeat; or why the line is none
 */
export function parseJhistLine(line: string): JhistEvent | null | string {
  const value = parseExactJson(line);
  if (value === undefined) return `found ${quoted(line)}, wanted an event in JSON`;
  if (!isJsonObject(value)) return `found ${quoted(line)}, wanted an object`;
  const { type } = value;
  if (type === 'record') return null;
  if (typeof type !== 'string') return `type: found ${describeJson(type)}, wanted a name`;
  const event = classless(value['event']);
  return event === null
    ? `event: found nothing, wanted what happened (${quoted(type)})`
    : { type, event };
}

/** A member without the wrapping of its union: `{"string":"NODE_LOCAL"}` is `"NODE_LOCAL"`. */
export function member(event: JsonObject, name: string): JsonValue | undefined {
  return unwrapped(event[name]);
}

/** Counters of the distributed file system: those of the local one are named `FILE_…`. */
const COUNTERS: readonly (readonly [ByteCounter, RegExp])[] = [
  ['bytesRead', /^(?!FILE_)[A-Z0-9]+_BYTES_READ$/],
  ['bytesWritten', /^(?!FILE_)[A-Z0-9]+_BYTES_WRITTEN$/],
  ['mapOutputBytes', /^MAP_OUTPUT_BYTES$/],
  ['shuffleBytes', /^REDUCE_SHUFFLE_BYTES$/],
];

/** The counters that are kept, of an event that has any. The first of a name counts. */
export function countersOf(event: JsonObject): ReadonlyMap<ByteCounter, JsonValue> {
  const found = new Map<ByteCounter, JsonValue>();
  const counters = member(event, 'counters');
  const groups = isJsonObject(counters) ? member(counters, 'groups') : null;
  for (const group of Array.isArray(groups) ? groups : []) {
    const counts = isJsonObject(group) ? member(group, 'counts') : null;
    for (const count of Array.isArray(counts) ? counts : []) {
      if (!isJsonObject(count) || typeof count['name'] !== 'string') continue;
      const { name } = count;
      const counter = COUNTERS.find(([, pattern]) => pattern.test(name))?.[0];
      const value = member(count, 'value');
      if (counter === undefined || value === undefined || found.has(counter)) continue;
      found.set(counter, value);
    }
  }
  return found;
}

/** What an event says: `{"org.apache.hadoop…TaskStarted":{…}}`, or bare. */
function classless(value: JsonValue | undefined): JsonObject | null {
  if (!isJsonObject(value)) return null;
  const inner = unwrapped(value);
  return isJsonObject(inner) ? inner : null;
}

function unwrapped(value: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(value)) return value;
  const names = Object.keys(value);
  if (names.length !== 1) return value;
  const [name] = names;
  // A record's class has dots in it, a member's name never.
  return AVRO_TYPES.has(name) || name.includes('.') ? value[name] : value;
}
