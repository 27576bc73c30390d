import fc from 'fast-check';

import { DURATION, type Field, type MessageShape } from '../../live/mesos/protobuf/shapes.ts';

/** Any document of a message, as Mesos writes it; its inner messages `depth` levels deep. */
export function documents(
  shape: MessageShape,
  depth: number,
): fc.Arbitrary<Record<string, unknown>> {
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
      return fc.oneof(
        { weight: 9, arbitrary: fc.nat(100_000).map((milli) => milli / 1000) },
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0),
      );
    case 'float':
      return fc.float({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0);
    case 'int32':
      return fc.integer();
    case 'uint32':
      return fc.nat();
    case 'int64':
      return fc.oneof({ weight: 9, arbitrary: fc.nat(4_000_000) }, fc.maxSafeInteger());
    case 'uint64':
      return fc.oneof({ weight: 9, arbitrary: fc.nat(40_000) }, fc.maxSafeNat());
  }
}
