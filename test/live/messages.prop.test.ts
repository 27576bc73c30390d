import fc from 'fast-check';
import { describe, it } from 'vitest';

import { LenientJsonError, readLenient } from '../../live/mesos/lenient-json.ts';
import { MessageError, messageCodec } from '../../live/mesos/protobuf/message-codec.ts';
import { messageShape } from '../../live/mesos/protobuf/shapes.ts';
import { documents } from '../support/arbitrary-messages.ts';

const codec = await messageCodec();

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

describe('what is no message', () => {
  it('is refused as such, whatever the bytes are', () => {
    const call = { type: 'ACCEPT', framework_id: { value: 'f' }, accept: { offer_ids: [] } };
    const good = codec.encodeMessage('scheduler.Call', call);
    const changed = fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([place, byte]) => {
      const bytes = Uint8Array.from(good);
      bytes[place] = byte;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), changed), (bytes) => {
        return isTakenOr(MessageError, () => codec.decodeMessage('scheduler.Call', bytes));
      }),
    );
  });

  it('is refused as such, whatever the JSON is', () => {
    const names = [
      ...messageShape('scheduler.Call').fields.keys(),
      'value',
      'offer_ids',
      'filters',
    ];
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, 0, -1, 1e300, '', 'SUBSCRIBE', 'ACCEPT', '3', 'Infinity'),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('json'), {
          maxKeys: 5,
          noNullPrototype: true,
        }),
      ),
    }));
    fc.assert(
      fc.property(json, (document) => {
        return isTakenOr(LenientJsonError, () => readLenient('scheduler.Call', document));
      }),
    );
  });
});

/** Whether it is done, or refused by an error of this kind. */
function isTakenOr(
  kind: typeof MessageError | typeof LenientJsonError,
  read: () => unknown,
): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof kind) return true;
    throw error;
  }
}

/** Whether two documents say the same, in whatever order; a negative zero is none in JSON. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return one === other;
  }
  const [a, b] = [Object.entries(one), new Map(Object.entries(other))];
  return a.length === b.size && a.every(([key, value]) => b.has(key) && isSame(value, b.get(key)));
}
