import { type JsonObject, asciiJson } from '../../mesos/json.ts';

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

/** Elements that are made when they are asked for, from a list that is there already. */
export function* mapped<T, Made>(all: Iterable<T>, make: (one: T) => Made): Generator<Made> {
  for (const one of all) yield make(one);
}

/** The document as JSON text, in ASCII, in pieces that are each soon made. */
export function* jsonPieces(document: Documented): Generator<string> {
  if (!(document instanceof Pieced)) {
    yield asciiJson(document);
    return;
  }
  const { head, lists, parts } = document;
  const text = asciiJson(head);
  yield text.slice(0, -1);
  let isFirst = text === '{}';
  const named = (name: string): string => {
    const comma = isFirst ? '' : ',';
    isFirst = false;
    return `${comma}${JSON.stringify(name)}:`;
  };
  for (const [name, elements] of Object.entries(lists)) {
    yield `${named(name)}[`;
    let comma = '';
    for (const element of elements) {
      if (comma !== '') yield comma;
      yield* jsonPieces(element);
      comma = ',';
    }
    yield ']';
  }
  for (const [name, part] of Object.entries(parts)) {
    yield named(name);
    yield* jsonPieces(part);
  }
  yield '}';
}
