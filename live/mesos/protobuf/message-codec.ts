import type { Root, Type, Writer } from 'protobufjs/light.js';

import { type Json, type JsonObject, isJsonObject } from '../json.ts';
import {
  DURATION,
  type EnumShape,
  type Field,
  type MessageShape,
  type Primitive,
  type Shape,
  allShapes,
  messageShape,
} from './shapes.ts';

/** Bytes that are not the message they should be, or a document that cannot be written as one. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
}

/** Mesos v1's messages as protobuf, read into and made of the JSON that all codecs use. */
export interface MessageCodec {
  /**
   * The document that a message's bytes say, as Mesos writes it in JSON: enums by their names,
   * bytes as base64, what is not set left out, 64 bits as numbers, a Duration as a text.
   * @param type such as `scheduler.Call`
   * @throws MessageError
   */
  decodeMessage(type: string, bytes: Uint8Array): JsonObject;
  /**
   * The bytes of a document. Fields that the message has not are left out.
   * @throws MessageError where a field that is required is missing
   */
  encodeMessage(type: string, document: JsonObject): Uint8Array;
}

let codec: Promise<MessageCodec> | null = null;

/** The codec. Its library is loaded when it is first wanted, by whoever speaks protobuf. */
export function messageCodec(): Promise<MessageCodec> {
  codec ??= import('protobufjs/light.js').then(({ default: protobuf }) => {
    return new ProtobufCodec(protobuf.Root.fromJSON({ nested: descriptors() }));
  });
  return codec;
}

/** The library takes dots for levels; ours are parts of names. */
function plainName(name: string): string {
  return name.replaceAll('.', '_');
}

function descriptors(): Record<string, { fields: Record<string, FieldDescriptor> }> {
  const messages = [...allShapes().values()].filter((one) => one.kind === 'message');
  return Object.fromEntries(
    messages.map(({ name, fields }) => {
      const described = Array.from(fields.values(), (field) => [field.name, describe(field)]);
      const all = Object.fromEntries(described) as Record<string, FieldDescriptor>;
      return [plainName(name), { fields: all }];
    }),
  );
}

interface FieldDescriptor {
  readonly id: number;
  readonly type: string;
  readonly rule?: string;
  readonly keyType?: string;
  readonly options?: { readonly packed: boolean };
}

function describe({ number, rule, type }: Field): FieldDescriptor {
  return {
    id: number,
    type: typeof type === 'string' ? type : type.kind === 'enum' ? 'int32' : plainName(type.name),
    ...(rule === 'map' ? { keyType: 'string' } : {}),
    // Mesos's proto2 packs no lists; which fields are required is ours to check, by name.
    ...(rule === 'repeated' ? { rule, options: { packed: false } } : {}),
  };
}

/** What the library makes of a message: what is set stands in properties of its own. */
type Plain = { [field: string]: unknown };

class ProtobufCodec implements MessageCodec {
  private readonly root: Root;
  private readonly types = new Map<string, Type>();

  constructor(root: Root) {
    this.root = root;
  }

  decodeMessage(type: string, bytes: Uint8Array): JsonObject {
    const shape = messageShape(type);
    let message: unknown;
    try {
      message = this.typeOf(type).decode(bytes);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new MessageError(`wanted the bytes of ${type}: ${reason}`);
    }
    const missing: string[] = [];
    const document = documentOf(shape, message as Plain, '', missing);
    if (missing.length === 0) return document;
    throw new MessageError(`Missing required fields: ${missing.join(', ')}`);
  }

  encodeMessage(type: string, document: JsonObject): Uint8Array {
    const missing: string[] = [];
    const message = messageOf(messageShape(type), document, '', missing);
    if (missing.length > 0) {
      throw new MessageError(`${type} lacks required fields: ${missing.join(', ')}`);
    }
    const writer: Writer = this.typeOf(type).encode(message);
    return writer.finish();
  }

  private typeOf(name: string): Type {
    const found = this.types.get(name) ?? this.root.lookupType(plainName(name));
    this.types.set(name, found);
    return found;
  }
}

function documentOf(
  { name, fields }: MessageShape,
  message: Plain,
  path: string,
  missing: string[],
): JsonObject {
  const document: Record<string, Json> = {};
  for (const field of fields.values()) {
    const place = path + field.name;
    if (!Object.hasOwn(message, field.name)) {
      if (field.rule === 'required') missing.push(place);
      continue;
    }
    const value = message[field.name];
    // Lists and maps are always there; empty, they are not set.
    if (isEmpty(field, value)) continue;
    const read = (one: unknown, at: string): Json => valueOf(field.type, one, at, missing);
    if (field.rule === 'repeated') {
      const list = value as readonly unknown[];
      const said = list.map((one, index) => read(one, `${place}[${index}]`));
      document[field.name] = said.filter((one) => one !== undefined);
    } else if (field.rule === 'map') {
      document[field.name] = Object.fromEntries(
        Object.entries(value as Plain).map(([key, one]) => [key, read(one, `${place}.${key}`)]),
      );
    } else {
      const said = read(value, place);
      // An enum's number that has no name counts as not set.
      if (said !== undefined) document[field.name] = said;
      else if (field.rule === 'required') missing.push(`${place} of ${name}`);
    }
  }
  return document;
}

function isEmpty({ rule }: Field, value: unknown): boolean {
  if (rule === 'repeated') return (value as readonly unknown[]).length === 0;
  return rule === 'map' && Object.keys(value as Plain).length === 0;
}

/** @returns undefined for the number of an enum that has no name */
function valueOf(type: Field['type'], value: unknown, path: string, missing: string[]): Json {
  if (typeof type !== 'string') {
    if (type.kind === 'enum') return type.names.get(Number(value));
    if (type.name === DURATION) return durationText(value as Plain);
    return documentOf(type, value as Plain, `${path}.`, missing);
  }
  if (type === 'bytes') {
    const { buffer, byteOffset, byteLength } = value as Uint8Array;
    return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  }
  // 64 bits come as an object of two halves.
  if (type === 'int64' || type === 'uint64') return Number(value);
  return value as Json;
}

function durationText({ seconds = 0, nanos = 0 }: Plain): string {
  const text = (Number(seconds) + Number(nanos) / 1e9).toFixed(9);
  return `${text.replace(/\.?0+$/, '')}s`;
}

function messageOf(
  { fields }: MessageShape,
  document: JsonObject,
  path: string,
  missing: string[],
): Plain {
  const message: Plain = {};
  for (const field of fields.values()) {
    const value = document[field.name];
    const place = path + field.name;
    if (value === undefined || value === null) {
      if (field.rule === 'required') missing.push(place);
      continue;
    }
    const write = (one: Json): unknown => plainOf(field.type, one, place, missing);
    if (field.rule === 'repeated') {
      message[field.name] = (Array.isArray(value) ? value : [value]).map(write);
    } else if (field.rule === 'map') {
      const entries = isJsonObject(value) ? Object.entries(value) : [];
      message[field.name] = Object.fromEntries(entries.map(([key, one]) => [key, write(one)]));
    } else {
      message[field.name] = write(value);
    }
  }
  return message;
}

function plainOf(type: Primitive | Shape, value: Json, path: string, missing: string[]): unknown {
  if (typeof type !== 'string') {
    if (type.kind === 'enum') return numberOf(type, value, path);
    if (type.name === DURATION) return durationOf(value);
    return messageOf(type, isJsonObject(value) ? value : {}, `${path}.`, missing);
  }
  switch (type) {
    case 'bytes':
      return Buffer.from(textOf(value), 'base64');
    case 'string':
      return textOf(value);
    case 'bool':
      return Boolean(value);
    case 'double':
    case 'float':
      return Number(value);
    default:
      return Math.trunc(Number(value));
  }
}

function numberOf({ name, numbers }: EnumShape, value: Json, path: string): number {
  const number = numbers.get(textOf(value));
  if (number !== undefined) return number;
  throw new MessageError(`${path}: found '${textOf(value)}', wanted a name of ${name}`);
}

/** Of `1.5s`, or of Mesos's own form, an object of nanoseconds. */
function durationOf(value: Json): Plain {
  const nanoseconds = isJsonObject(value) ? Number(value['nanoseconds']) : null;
  const all = nanoseconds === null ? Number(textOf(value).slice(0, -1)) * 1e9 : nanoseconds;
  const seconds = Math.trunc(all / 1e9);
  return { seconds, nanos: Math.round(all - seconds * 1e9) };
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
