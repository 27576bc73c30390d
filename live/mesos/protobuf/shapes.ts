import { AGENT_SHAPES } from './agent-shapes.ts';
import { API_SHAPES } from './api-shapes.ts';
import { CLUSTER_SHAPES } from './cluster-shapes.ts';
import { RESOURCE_SHAPES } from './resource-shapes.ts';
import { TASK_SHAPES } from './task-shapes.ts';

/**
 * What Mesos v1's messages are made of: names and numbers of fields and enums, as in Mesos's
 * `include/mesos/v1/*.proto`. They say how bytes are read and written (`message-codec.ts`) and
 * what JSON is taken for which message (`lenient-json.ts`).
 *
 * In the notation of the `*-shapes.ts` beside this, a line that is not indented names a message,
 * or an `enum`; the lines below it list `number name type`, the name with `!` where the field is
 * required, `*` where it is a list, `{}` where it is a map from texts; a type that begins with a
 * dot is inside the message. Names leave out `mesos.v1.`.
 */
export type Shape = MessageShape | EnumShape;

export type Primitive =
  | 'double'
  | 'float'
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'uint64'
  | 'bool'
  | 'string'
  | 'bytes';

export interface Field {
  readonly name: string;
  readonly number: number;
  readonly rule: 'optional' | 'required' | 'repeated' | 'map';
  /** Of what it holds: a list's element, a map's value. */
  readonly type: Primitive | Shape;
}

export interface MessageShape {
  readonly kind: 'message';
  readonly name: string;
  /** By their names. */
  readonly fields: ReadonlyMap<string, Field>;
}

export interface EnumShape {
  readonly kind: 'enum';
  readonly name: string;
  readonly numbers: ReadonlyMap<string, number>;
  readonly names: ReadonlyMap<number, string>;
}

/** A protobuf Duration, which is a text in JSON: `30s`. */
export const DURATION = 'google.Duration';

const PRIMITIVES: ReadonlySet<string> = new Set<Primitive>([
  ...(['double', 'float', 'int32', 'int64', 'uint32'] as const),
  ...(['uint64', 'bool', 'string', 'bytes'] as const),
]);

let known: ReadonlyMap<string, Shape> | null = null;

/** All shapes by their names, read when they are first wanted. */
export function allShapes(): ReadonlyMap<string, Shape> {
  known ??= readShapes(
    [RESOURCE_SHAPES, TASK_SHAPES, CLUSTER_SHAPES, API_SHAPES, AGENT_SHAPES].join(''),
  );
  return known;
}

/**
 * The shape of a message.
 * @param name such as `scheduler.Call`
 * @throws Error for one that is not written here
 */
export function messageShape(name: string): MessageShape {
  const shape = allShapes().get(name);
  if (shape?.kind === 'message') return shape;
  throw new Error(`found '${name}', wanted a message of Mesos v1`);
}

/** Reads the notation; exported for its test. */
export function readShapes(text: string): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  const unread: (() => void)[] = [];
  for (const part of text.split(/\n(?=\S)/).filter((one) => one.trim() !== '')) {
    const [head = '', ...lines] = part.split('\n');
    const items = lines
      .join(' ')
      .split(',')
      .map((item) => item.trim().split(' '));
    const entries = items.filter((words) => words.length > 1);
    if (head.startsWith('enum ')) {
      const name = head.slice('enum '.length);
      shapes.set(name, readEnum(name, entries));
      continue;
    }
    const fields = new Map<string, Field>();
    shapes.set(head, { kind: 'message', name: head, fields });
    unread.push(() => readFields(head, entries, fields, shapes));
  }
  // A field's type may stand below it.
  for (const read of unread) read();
  return shapes;
}

function readEnum(name: string, entries: readonly string[][]): EnumShape {
  const numbers = new Map(entries.map(([number, word]) => [word, Number(number)]));
  const names = new Map(Array.from(numbers, ([word, number]) => [number, word]));
  return { kind: 'enum', name, numbers, names };
}

const RULES = { '!': 'required', '*': 'repeated', '}': 'map' } as const;

function readFields(
  message: string,
  entries: readonly string[][],
  fields: Map<string, Field>,
  shapes: ReadonlyMap<string, Shape>,
): void {
  for (const [number, word, written] of entries) {
    const [name] = /^\w+/.exec(word) ?? [''];
    const mark = word.slice(-1);
    const rule = mark in RULES ? RULES[mark as keyof typeof RULES] : 'optional';
    const typeName = written.startsWith('.') ? message + written : written;
    const type = PRIMITIVES.has(typeName) ? (typeName as Primitive) : shapes.get(typeName);
    if (name === '' || type === undefined || !/^\d+$/.test(number)) {
      const found = [number, word, written].join(' ');
      throw new Error(`${message}: found '${found}', wanted a number, a name and a known type`);
    }
    fields.set(name, { name, number: Number(number), rule, type });
  }
}
