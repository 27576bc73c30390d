import { describe, expect, it } from 'vitest';

import type { JsonObject } from './json.ts';
import { KeptPieces, Pieced, jsonPieces, mapped, messagePieces } from './pieces.ts';
import { messageCodec } from './protobuf/message-codec.ts';

const TASKS = Array.from({ length: 300 }, (_, index) => ({
  ...{ name: `task ${index}`, task_id: { value: `t-${index}é` }, framework_id: { value: 'f' } },
  ...{ agent_id: { value: 'S1' }, state: 'TASK_RUNNING' },
}));

function pieced(): Pieced {
  const tasks = new Pieced({}, { tasks: mapped(TASKS, (task) => task), completed_tasks: [] });
  const agents = new Pieced({}, { agents: [], recovered_agents: [] });
  const state = new Pieced({}, {}, { get_tasks: tasks, get_agents: agents });
  return new Pieced({ type: 'GET_STATE' }, {}, { get_state: state });
}

describe('a document in pieces', () => {
  it('is the same JSON as the whole, in ASCII', () => {
    const text = [...jsonPieces(pieced())].join('');
    expect(JSON.parse(text)).toEqual({
      type: 'GET_STATE',
      get_state: {
        get_tasks: { tasks: TASKS, completed_tasks: [] },
        get_agents: { agents: [], recovered_agents: [] },
      },
    });
    expect(text).toContain('t-7\\u00e9');
    expect([...jsonPieces(new Pieced({}))].join('')).toBe('{}');
    expect([...jsonPieces(new Pieced({}, { a: [], b: [{}] }))].join('')).toBe('{"a":[],"b":[{}]}');
  });

  it('is the same message as the whole', async () => {
    const codec = await messageCodec();
    const bytes = Buffer.concat([...messagePieces(codec, 'master.Response', pieced())]);
    const whole = JSON.parse([...jsonPieces(pieced())].join('')) as JsonObject;
    expect(bytes).toEqual(Buffer.from(codec.encodeMessage('master.Response', whole)));
  });

  it('keeps the text of one that is told again', () => {
    const kept = new KeptPieces({ id: 'f' }, { tasks: mapped(TASKS, (task) => task) });
    const text = [...jsonPieces(new Pieced({}, { all: [kept] }))].join('');
    expect(JSON.parse(text)).toEqual({ all: [{ id: 'f', tasks: TASKS }] });
    expect([...jsonPieces(new Pieced({}, { all: [kept] }))].join('')).toBe(text);
  });

  it('makes an element when it is asked for, and not before', () => {
    let made = 0;
    const list = mapped(TASKS, (task) => {
      made++;
      return task;
    });
    const pieces = jsonPieces(new Pieced({}, { list }));
    for (let taken = 0; taken < 4; taken++) pieces.next();
    expect(made).toBeLessThanOrEqual(4);
  });
});
