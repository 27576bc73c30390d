import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { messageCodec } from '../../live/mesos/protobuf/message-codec.ts';
import { type LiveMaster, liveMaster } from '../support/live-master.ts';

let master: LiveMaster;

beforeAll(async () => {
  master = await liveMaster();
});

afterAll(async () => {
  await master.stop();
});

async function call(said: object): Promise<[number, unknown]> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(said);
  const answer = await fetch(`${master.url}/api/v1`, { method: 'POST', headers, body });
  const text = await answer.text();
  return [answer.status, answer.status === 200 && text !== '' ? JSON.parse(text) : text];
}

describe('a master with nothing to tell', () => {
  it('says so as Mesos does', async () => {
    expect(await call({ type: 'GET_WEIGHTS' })).toEqual([200, { type: 'GET_WEIGHTS' }]);
    const quota = { type: 'GET_QUOTA', get_quota: { status: {} } };
    expect(await call({ type: 'GET_QUOTA' })).toEqual([200, quota]);
    const file = { path: '/master/log', offset: 0 };
    expect((await call({ type: 'READ_FILE', read_file: file }))[0]).toBe(404);
    expect((await call({ type: 'LIST_FILES', list_files: { path: '/' } }))[0]).toBe(404);
    expect((await call({ type: 'LIST_FILES' }))[0]).toBe(400);
  });

  it('says so in protobuf too', async () => {
    const codec = await messageCodec();
    const type = 'application/x-protobuf';
    const answer = await fetch(`${master.url}/api/v1`, {
      ...{ method: 'POST', headers: { 'content-type': type, accept: type } },
      body: Buffer.from(codec.encodeMessage('master.Call', { type: 'GET_WEIGHTS' })),
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(codec.decodeMessage('master.Response', bytes)).toEqual({ type: 'GET_WEIGHTS' });
  });

  it('and a second in the same process tell Prometheus of that process both', async () => {
    const second = await liveMaster();
    try {
      for (const { url } of [master, second]) {
        const text = await (await fetch(`${url}/metrics`)).text();
        expect(text.match(/^evenhand_master_elected \d$/gm)).toHaveLength(1);
        expect(text.match(/^process_cpu_seconds_total /gm)).toHaveLength(1);
      }
    } finally {
      await second.stop();
    }
  });
});
