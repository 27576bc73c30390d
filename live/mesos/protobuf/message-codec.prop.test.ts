import fc from 'fast-check';
import { describe, it } from 'vitest';

import { readLenient } from '../lenient-json.ts';
import { messageCodec } from './message-codec.ts';
import { DURATION, type Field, type MessageShape, messageShape } from './shapes.ts';

const codec = await messageCodec();

/** Any document of a message, as Mesos writes it; its inner messages `depth` levels deep. */
function documents(shape: MessageShape, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const entries = Array.from(shape.fields.values(), (field) => {
    const { name, rule } = field;
    if (rule === 'required') return fc.record({ [name]: values(field, depth) });
    // Deep down, only what must be there.
    if (depth <= 0) return fc.constant({});
    const one = values(field, depth);
    if (rule === 'optional') return fc.option(fc.record({ [name]: one }), { nil: {} });
    if (rule === 'repeated') {
      const list = fc.array(one, { minLength: 1, maxLength: 2 });
      return fc.option(fc.record({ [name]: list }), { nil: {} });
    }
    const keys = fc.string({ minLength: 1, maxLength: 4 });
    const keyed = fc.dictionary(keys, one, { minKeys: 1, maxKeys: 2 });
    return fc.option(fc.record({ [name]: keyed }), { nil: {} });
  });
  return fc
    .tuple(...entries)
    .map((parts) => Object.assign({}, ...parts) as Record<string, unknown>);
}

function values({ type }: Field, depth: number): fc.Arbitrary<unknown> {
  if (typeof type !== 'string') {
    if (type.kind === 'enum') return fc.constantFrom(...type.numbers.keys());
    if (type.name === DURATION) return fc.nat(100_000).map((millis) => `${millis / 1000}s`);
    return documents(type, depth - 1);
  }
  switch (type) {
    case 'string':
      return fc.string({ maxLength: 6, unit: 'grapheme' });
    case 'bytes':
      return fc.uint8Array({ maxLength: 20 }).map((all) => Buffer.from(all).toString('base64'));
    case 'bool':
      return fc.boolean();
    case 'double':
      return fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0);
    case 'float':
      return fc.float({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0);
    case 'int32':
      return fc.integer();
    case 'uint32':
      return fc.nat();
    case 'int64':
      return fc.maxSafeInteger();
    case 'uint64':
      return fc.maxSafeNat();
  }
}

describe('messages as protobuf', () => {
  for (const name of ['scheduler.Call', 'scheduler.Event', 'master.Call', 'master.Response']) {
    it(`${name}: what is written is read again, and taken as it is`, () => {
      fc.assert(
        fc.property(documents(messageShape(name), 3), (document) => {
          const said = JSON.parse(JSON.stringify(document)) as Record<string, never>;
          const again = codec.decodeMessage(name, codec.encodeMessage(name, said));
          return isSame(again, said) && isSame(readLenient(name, said), said);
        }),
        { numRuns: 15 },
      );
    });
  }
});

/** Whether two documents say the same, in whatever order; a negative zero is none in JSON. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return one === other;
  }
  const [a, b] = [Object.entries(one), new Map(Object.entries(other))];
  return a.length === b.size && a.every(([key, value]) => b.has(key) && isSame(value, b.get(key)));
}
