import { describe, expect, it } from 'vitest';

import { MessageError, messageCodec } from './message-codec.ts';

const codec = await messageCodec();

/** Bytes from texts and numbers, so that a message can be written as the wire has it. */
function bytes(...parts: readonly (number | string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(
    parts.map((one) => {
      if (typeof one === 'number') return Buffer.from([one]);
      return typeof one === 'string' ? Buffer.from(one) : Buffer.from(one);
    }),
  );
}

/** A field of a message or a text: its tag, its length and what it holds. */
function held(field: number, content: string | Uint8Array): Uint8Array {
  return bytes((field << 3) | 2, Buffer.byteLength(content), content);
}

function number(field: number, value: number): Uint8Array {
  return bytes(field << 3, value);
}

function double(field: number, value: number): Uint8Array {
  const body = Buffer.alloc(8);
  body.writeDoubleLE(value);
  return bytes((field << 3) | 1, body);
}

/** A container in a container in a container. */
function nested(levels: number): Uint8Array {
  let inner = held(1, 'c');
  for (let level = 1; level < levels; level++) {
    const size = inner.length;
    const length = size < 128 ? [size] : [(size & 127) | 128, size >> 7];
    inner = bytes(held(1, 'c'), 0x12, ...length, inner);
  }
  return inner;
}

describe("Mesos v1's bytes", () => {
  it('are those of a SUBSCRIBE', () => {
    // Call: framework_id 1, type 2, subscribe 3; FrameworkInfo: user 1, name 2, id 3, roles 12.
    const id = held(1, 'f-0001');
    const capability = held(10, number(1, 6));
    const info = bytes(held(1, 'root'), held(2, 'n'), held(3, id), capability, held(12, 'dev'));
    const call = bytes(held(1, id), number(2, 1), held(3, held(1, info)));
    expect(codec.decodeMessage('scheduler.Call', call)).toEqual({
      framework_id: { value: 'f-0001' },
      type: 'SUBSCRIBE',
      subscribe: {
        framework_info: {
          ...{ user: 'root', name: 'n', id: { value: 'f-0001' }, roles: ['dev'] },
          capabilities: [{ type: 'MULTI_ROLE' }],
        },
      },
    });
  });

  it('are those of an ACKNOWLEDGE, whose uuid is base64 in JSON', () => {
    const uuid = Buffer.from('q83vASNFZ4mrze8BI0VniQ==', 'base64');
    const fields = bytes(held(1, held(1, 'S1')), held(2, held(1, 't')), held(3, uuid));
    const call = bytes(number(2, 8), held(8, fields));
    const document = {
      type: 'ACKNOWLEDGE',
      acknowledge: {
        agent_id: { value: 'S1' },
        task_id: { value: 't' },
        uuid: 'q83vASNFZ4mrze8BI0VniQ==',
      },
    };
    expect(codec.decodeMessage('scheduler.Call', call)).toEqual(document);
    expect(Buffer.from(codec.encodeMessage('scheduler.Call', document))).toEqual(Buffer.from(call));
  });

  it('are those of an update with its times and its resources', () => {
    const status = { task_id: { value: 't' }, state: 'TASK_RUNNING', timestamp: 1.5 };
    const event = { type: 'UPDATE', update: { status: { ...status, source: 'SOURCE_EXECUTOR' } } };
    // Event: type 1 (UPDATE is 4), update 5; TaskStatus: task_id 1, state 2, timestamp 6, source 9.
    const written = bytes(held(1, held(1, 't')), number(2, 1), double(6, 1.5), number(9, 2));
    const expected = bytes(number(1, 4), held(5, held(1, written)));
    expect(Buffer.from(codec.encodeMessage('scheduler.Event', event))).toEqual(
      Buffer.from(expected),
    );
    // Resource: name 1, type 2, scalar 3.
    const cpus = bytes(held(1, 'cpus'), number(2, 0), held(3, double(1, 0.5)));
    expect(codec.decodeMessage('Resource', cpus)).toEqual({
      ...{ name: 'cpus', type: 'SCALAR', scalar: { value: 0.5 } },
    });
  });

  it('hold 64 bits that are numbers in JSON, and durations that are texts', () => {
    const call = {
      type: 'DRAIN_AGENT',
      drain_agent: { agent_id: { value: 'S1' }, max_grace_period: '1.5s', mark_gone: true },
    };
    const again = codec.decodeMessage('master.Call', codec.encodeMessage('master.Call', call));
    expect(again).toEqual(call);
    const time = { nanoseconds: 1_700_000_000_000_000_000 };
    expect(codec.decodeMessage('TimeInfo', codec.encodeMessage('TimeInfo', time))).toEqual(time);
  });

  it('leave out what a document has and the message has not', () => {
    const id = { value: 'S1', colour: 'red' };
    expect(Buffer.from(codec.encodeMessage('AgentID', id))).toEqual(Buffer.from(held(1, 'S1')));
  });

  it('are refused by the name of what is wrong', () => {
    const of =
      (...parts: Uint8Array[]) =>
      () =>
        codec.decodeMessage('scheduler.Call', bytes(...parts));
    expect(of(held(8, held(1, held(1, 'S1'))))).toThrow(
      new MessageError('Missing required fields: acknowledge.task_id, acknowledge.uuid'),
    );
    expect(of(bytes(0x0a, 0x7f, 0x01))).toThrow('wanted the bytes of scheduler.Call: ');
    // Type 99 is none: as if it were not set, for clients that are newer than this.
    expect(of(number(2, 99))()).toEqual({});
    const status = { task_id: { value: 't' }, state: 'TASK_DREAMING' };
    expect(() => codec.encodeMessage('TaskStatus', status)).toThrow(
      "state: found 'TASK_DREAMING', wanted a name of TaskState",
    );
    expect(() => codec.encodeMessage('TaskStatus', {})).toThrow(
      'TaskStatus lacks required fields: task_id, state',
    );
    // Levels without end.
    expect(() => codec.decodeMessage('ContainerID', nested(200))).toThrow('nesting depth');
    expect(codec.decodeMessage('ContainerID', nested(3))).toMatchObject({ value: 'c' });
  });
});
