import type { JsonObject, Json } from './json.ts';
import { isJsonObject } from './json.ts';
import {
  DURATION,
  type Field,
  type MessageShape,
  type Primitive,
  messageShape,
} from './protobuf/shapes.ts';

/** JSON that cannot be taken for a message, in the words of Mesos's own reader. */
export class LenientJsonError extends Error {
  override readonly name = 'LenientJsonError';
}

/**
 * JSON from outside as the document of a message, with the leniency that Mesos's reader has and
 * its clients lean on: null is unset; fields that the message has not are left out; one value
 * where a list is wanted is a list of it; numbers and booleans may be texts; an enum's name that
 * nobody knows counts as unset. Lists where one value is wanted, numbers where an enum is, and
 * required fields that are missing are refused.
 * @param type such as `scheduler.Call`
 * @throws LenientJsonError
 */
export function readLenient(type: string, value: unknown): JsonObject {
  if (!isJsonObject(value)) throw new LenientJsonError('Expecting a JSON object');
  const missing: string[] = [];
  const document = readMessage(messageShape(type), value, '', missing);
  if (missing.length === 0) return document;
  throw new LenientJsonError(`Missing required fields: ${missing.join(', ')}`);
}

/** A list of such documents, as some of the older endpoints take it. */
export function readLenientList(type: string, value: unknown): JsonObject[] {
  if (!Array.isArray(value)) throw new LenientJsonError('Expecting a JSON array');
  return value.map((one: unknown) => readLenient(type, one));
}

/** Levels that a message may have, as in protobuf's own readers. */
const DEPTH_MAX = 100;

function readMessage(
  { fields }: MessageShape,
  said: JsonObject,
  path: string,
  missing: string[],
  depth = 0,
): JsonObject {
  if (depth > DEPTH_MAX) throw new LenientJsonError(`Found more than ${DEPTH_MAX} levels`);
  const document: Record<string, Json> = {};
  for (const name of Object.keys(said)) {
    const field = fields.get(name);
    const value = said[name];
    if (field === undefined || value === null || value === undefined) continue;
    const read = readField(field, value, { path: path + name, missing, depth });
    if (read !== undefined) document[name] = read;
  }
  for (const { name, rule } of fields.values()) {
    if (rule === 'required' && !(name in document)) missing.push(path + name);
  }
  return document;
}

/** Where a value stands, and what was found missing so far. */
interface Place {
  readonly path: string;
  readonly missing: string[];
  readonly depth: number;
}

function readField(field: Field, value: Json, place: Place): Json {
  const { name, rule } = field;
  const inside = (mark: string): Place => ({ ...place, path: place.path + mark });
  if (rule === 'map') {
    if (!isJsonObject(value)) throw unexpected(value, name);
    const entries = Object.entries(value).filter(([, one]) => one !== null);
    return Object.fromEntries(
      entries.map(([key, one]) => [key, readValue(field, one, inside(`.${key}`))]),
    );
  }
  if (rule !== 'repeated') return readValue(field, value, place);
  const list: readonly Json[] = Array.isArray(value) ? value : [value];
  const read = list.flatMap((one, index): Json[] => {
    return one === null ? [] : [readValue(field, one, inside(`[${index}]`))];
  });
  return read.filter((one) => one !== undefined);
}

/** @returns undefined for the name of an enum that nobody knows */
function readValue({ name, type, rule }: Field, value: Json, place: Place): Json {
  if (typeof type === 'string') return readPrimitive(type, value, name);
  if (type.kind === 'enum') {
    if (typeof value !== 'string') throw unexpected(value, name);
    if (type.numbers.has(value)) return value;
    if (rule === 'required') throw new LenientJsonError(`Failed to find enum for '${value}'`);
    return undefined;
  }
  if (type.name === DURATION && typeof value === 'string') return readDuration(value, name);
  if (!isJsonObject(value)) throw unexpected(value, name);
  // Mesos's own form of a duration does no harm where protobuf's is wanted.
  if (type.name === DURATION) return value;
  const { path, missing, depth } = place;
  return readMessage(type, value, `${path}.`, missing, depth + 1);
}

function readDuration(text: string, name: string): string {
  if (/^\d+(\.\d+)?s$/.test(text)) return text;
  throw new LenientJsonError(
    `Failed to parse '${text}' as seconds such as 30s for field '${name}'`,
  );
}

function readPrimitive(type: Primitive, value: Json, name: string): Json {
  switch (type) {
    case 'string':
      if (typeof value === 'string') return value;
      throw unexpected(value, name);
    case 'bytes':
      if (typeof value !== 'string') throw unexpected(value, name);
      if (/^[A-Za-z0-9+/]*={0,2}\s*$/.test(value)) return value;
      throw new LenientJsonError(`Failed to base64 decode bytes field '${name}'`);
    case 'bool':
      if (typeof value === 'boolean') return value;
      if (value === 'true' || value === 'false') return value === 'true';
      if (typeof value !== 'string') throw unexpected(value, name);
      throw new LenientJsonError(
        `Failed to parse '${value}' as a JSON boolean for field '${name}'`,
      );
    default:
      return readNumber(type, value, name);
  }
}

function readNumber(type: Primitive, value: Json, name: string): number {
  if (typeof value !== 'number' && typeof value !== 'string') throw unexpected(value, name);
  const isFraction = type === 'double' || type === 'float';
  if (isFraction && (value === 'Infinity' || value === '-Infinity')) return Number(value);
  const number = Number(value);
  if (value === '' || !Number.isFinite(number)) {
    throw new LenientJsonError(`Failed to parse '${value}' as a JSON number for field '${name}'`);
  }
  return isFraction ? number : Math.trunc(number);
}

function unexpected(value: Json, name: string): LenientJsonError {
  const kind = Array.isArray(value) ? 'array' : typeof value;
  return new LenientJsonError(`Not expecting a JSON ${kind} for field '${name}'`);
}
