import { type JsonObject, asciiJson } from './json.ts';
import type { MessageCodec } from './protobuf/message-codec.ts';
import { type MessageShape, messageShape } from './protobuf/shapes.ts';

/** A document, whole or in pieces. */
export type Documented = JsonObject | Pieced;

/**
 * A document whose long lists are made one element after the other, when they are written: that
 * of a large cluster is not in memory at once, and whoever writes it can do other work between.
 */
export class Pieced {
  /** Short fields. */
  readonly head: JsonObject;
  readonly lists: Readonly<Record<string, Iterable<Documented>>>;
  /** Inner documents that are in pieces themselves. */
  readonly parts: Readonly<Record<string, Pieced>>;

  constructor(
    head: JsonObject,
    lists: Readonly<Record<string, Iterable<Documented>>> = {},
    parts: Readonly<Record<string, Pieced>> = {},
  ) {
    this.head = head;
    this.lists = lists;
    this.parts = parts;
  }
}

/** A short one that does not change and is told again and again: its text is kept. */
export class KeptPieces extends Pieced {
  text: string | null = null;
}

/** Elements that are made when they are asked for, from a list that is there already. */
export function* mapped<T, Made>(all: Iterable<T>, make: (one: T) => Made): Generator<Made> {
  for (const one of all) yield make(one);
}

/** The document as JSON text, in ASCII, in pieces that are each soon made. */
export function* jsonPieces(document: Documented): Generator<string> {
  if (!(document instanceof Pieced)) {
    yield asciiJson(document);
  } else if (document instanceof KeptPieces) {
    document.text ??= [...listsAndParts(document)].join('');
    yield document.text;
  } else {
    yield* listsAndParts(document);
  }
}

function* listsAndParts({ head, lists, parts }: Pieced): Generator<string> {
  // What is short goes with what follows: a piece costs more than its text.
  let text = asciiJson(head).slice(0, -1);
  let comma = text === '{' ? '' : ',';
  for (const [name, elements] of Object.entries(lists)) {
    text += `${comma}${JSON.stringify(name)}:[`;
    comma = '';
    for (const element of elements) {
      text += comma;
      if (element instanceof Pieced) {
        yield text;
        yield* jsonPieces(element);
      } else {
        yield text + asciiJson(element);
      }
      text = '';
      comma = ',';
    }
    text += ']';
    comma = ',';
  }
  for (const [name, part] of Object.entries(parts)) {
    yield `${text}${comma}${JSON.stringify(name)}:`;
    yield* jsonPieces(part);
    text = '';
    comma = ',';
  }
  yield `${text}}`;
}

const NOTHING = new Uint8Array();

/**
 * The document as the bytes of a message. What is inside it is measured before it is written, so
 * that all of it comes at the end; before, nothing comes now and then, for the sake of others.
 */
export function* messagePieces(
  codec: MessageCodec,
  type: string,
  document: Documented,
): Generator<Uint8Array> {
  const bytes = yield* encoded(codec, messageShape(type), document);
  yield* bytes.all();
}

/** Bytes that become more: small ones are put together now and then. */
class Bytes {
  length = 0;
  private readonly large: Uint8Array[] = [];
  private small: Uint8Array[] = [];

  add(one: Uint8Array): void {
    this.length += one.length;
    this.small.push(one);
    if (this.small.length < 256) return;
    this.large.push(Buffer.concat(this.small));
    this.small = [];
  }

  *all(): Generator<Uint8Array> {
    yield* this.large;
    yield* this.small;
  }
}

function* encoded(
  codec: MessageCodec,
  { name: type, fields }: MessageShape,
  document: Documented,
): Generator<Uint8Array, Bytes> {
  yield NOTHING;
  const bytes = new Bytes();
  if (!(document instanceof Pieced)) {
    bytes.add(codec.encodeMessage(type, document));
    return bytes;
  }
  const { head, lists, parts } = document;
  bytes.add(codec.encodeMessage(type, head));
  const inner = [
    ...Object.entries(lists),
    ...Object.entries(parts).map(([name, part]) => [name, [part]] as const),
  ];
  for (const [name, elements] of inner) {
    const field = fields.get(name);
    if (field === undefined || typeof field.type === 'string' || field.type.kind === 'enum') {
      continue;
    }
    for (const element of elements) {
      const held = yield* encoded(codec, field.type, element);
      bytes.add(Uint8Array.of(...varint(field.number * 8 + 2), ...varint(held.length)));
      for (const one of held.all()) bytes.add(one);
    }
  }
  return bytes;
}

/** A number as protobuf writes one: seven bits a byte, the lowest first. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return bytes;
}
