import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';

import { CallError, checkCall, checkDocument, readCall } from '../../live/mesos/call-codec.ts';
import { LenientJsonError, readLenient } from '../../live/mesos/lenient-json.ts';
import { operatorSchema, readOperatorCall } from '../../live/mesos/operator-codec.ts';
import { type MessageShape, messageShape } from '../../live/mesos/protobuf/shapes.ts';
import { documents } from '../support/arbitrary-messages.ts';
import { type LiveMaster, liveMaster } from '../support/live-master.ts';
import { loadMaster } from '../support/loaded-master.ts';

let master: LiveMaster;

beforeAll(async () => {
  master = await liveMaster();
  await loadMaster(master.site, { agents: 2, tasksPerAgent: 2, frameworks: 1 });
});

afterAll(async () => {
  await master.stop();
});

/** Whether it is done or refused: any other error would be ours to mend. */
function isTaken(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof CallError || error instanceof LenientJsonError) return true;
    throw error;
  }
}

/** Any call of an API: of each type the payload that it should have. */
function calls(api: string): fc.Arbitrary<Record<string, unknown>> {
  const { fields } = messageShape(api);
  const payloads = Array.from(fields.values()).flatMap(({ name, type }) => {
    const isPayload =
      typeof type !== 'string' && type.kind === 'message' && name !== 'framework_id';
    return isPayload ? [[name, type] as readonly [string, MessageShape]] : [];
  });
  return fc.constantFrom(...payloads).chain(([name, shape]) => {
    return documents(shape, 6).map((payload) => ({ type: name.toUpperCase(), [name]: payload }));
  });
}

describe('any document of a call', () => {
  it('of a scheduler is carried out, or refused', () => {
    fc.assert(
      fc.property(calls('scheduler.Call'), (document) => {
        const { ids, names, host } = master.site;
        return isTaken(() => {
          const framework_id =
            document['type'] === 'SUBSCRIBE' ? null : { value: ids.framework(0) };
          const said = checkCall(readLenient('scheduler.Call', { ...document, framework_id }));
          host.feed(readCall(said, 1, ids, names));
        });
      }),
      { numRuns: 100 },
    );
  });

  it('of an operator is carried out, or refused', () => {
    fc.assert(
      fc.property(calls('master.Call'), (document) => {
        const { ids, host } = master.site;
        return isTaken(() => {
          const said = readLenient('master.Call', document);
          const call = readOperatorCall(checkDocument(said, operatorSchema, 'Call'), ids);
          if (call !== null && typeof call !== 'string') host.operate(call);
        });
      }),
      { numRuns: 100 },
    );
  });
});
