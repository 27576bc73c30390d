import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type RunningMaster, runMaster } from '../run-master.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-'));
let master: RunningMaster;

beforeAll(async () => {
  master = await runMaster({
    ...{ ip: '127.0.0.1', port: 0, workDir: folder, policy: 'drf', version: '0.0.0' },
    ...{ allocationIntervalUs: 1e6, offerTimeoutUs: null, agentPingTimeoutUs: 15e6 },
    ...{ maxAgentPingTimeouts: 5, records: false, flags: {}, log: pino({ level: 'silent' }) },
    onFatal: (error) => {
      throw error;
    },
  });
});

afterAll(async () => {
  await master.stop();
  rmSync(folder, { recursive: true, force: true });
});

const JSON_TYPE = { 'content-type': 'application/json' };

async function post(
  body: unknown,
  headers: Record<string, string> = JSON_TYPE,
): Promise<readonly [number, string]> {
  const url = `${master.url}/api/v1/scheduler`;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(url, { method: 'POST', body: text, headers });
  return [answer.status, await answer.text()];
}

/** Opens a subscription; gives its stream id, framework id and what lets go of it. */
async function subscribe(info: object): Promise<{
  readonly streamId: string;
  readonly framework: { readonly value: string };
  readonly leave: () => void;
}> {
  return await new Promise((resolve, reject) => {
    const url = `${master.url}/api/v1/scheduler`;
    const call = { type: 'SUBSCRIBE', subscribe: { framework_info: info } };
    const outgoing = request(url, { method: 'POST', headers: JSON_TYPE }, (response) => {
      response.once('data', (chunk: Buffer) => {
        const value = /"framework_id":\{"value":"([^"]+)"/.exec(chunk.toString())?.[1] ?? '';
        const streamId = String(response.headers['mesos-stream-id']);
        resolve({ streamId, framework: { value }, leave: () => outgoing.destroy() });
      });
      response.on('error', () => outgoing.destroy());
    });
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(call));
  });
}

describe("Mesos's checks of a call, in their order", () => {
  it('wants a POST', async () => {
    const answer = await fetch(`${master.url}/api/v1/scheduler`);
    expect(answer.status).toBe(405);
    expect(await answer.text()).toBe("Expecting one of { 'POST' }, but received 'GET'");
  });

  it('wants JSON, and somebody who takes it', async () => {
    expect((await post('{}', { 'content-type': 'text/plain' }))[0]).toBe(415);
    expect((await post('{'))[0]).toBe(400);
    // What nobody would be told is refused before who would be told it.
    expect((await post('{}', { ...JSON_TYPE, accept: 'text/html' }))[0]).toBe(400);
    const framework_info = { user: 'root', name: 'n' };
    const call = { type: 'SUBSCRIBE', subscribe: { framework_info } };
    expect((await post(call, { ...JSON_TYPE, accept: 'text/html' }))[0]).toBe(406);
  });

  it('knows no framework that it did not name', async () => {
    const call = { type: 'TEARDOWN', framework_id: { value: 'nobody-0001' } };
    expect(await post(call)).toEqual([400, 'Framework cannot be found']);
  });

  it('wants the stream id on every call but SUBSCRIBE', async () => {
    const info = { user: 'root', name: 'n' };
    const { streamId, framework, leave } = await subscribe(info);
    const call = { type: 'SUPPRESS', framework_id: framework };
    expect(await post(call)).toEqual([
      400,
      "All non-subscribe calls should include the 'Mesos-Stream-Id' header",
    ]);
    const [status, text] = await post(call, { ...JSON_TYPE, 'mesos-stream-id': 'other' });
    expect(status).toBe(400);
    expect(text).toContain("The stream ID 'other' included in this request didn't match");
    const named = { ...JSON_TYPE, 'mesos-stream-id': streamId };
    expect(await post(call, named)).toEqual([202, '']);
    const again = { type: 'SUBSCRIBE', subscribe: { framework_info: info } };
    expect((await post(again, named))[0]).toBe(400);
    leave();
    // Its time without a scheduler is none: it is over as soon as the master hears of it.
    const end = performance.now() + 10_000;
    while ((await post(call, named))[0] !== 400) expect(performance.now()).toBeLessThan(end);
  });

  it('tells a framework that cannot be that it cannot, on the stream', async () => {
    const framework_info = { user: 'root', name: 'n', role: '/bad' };
    const [status, text] = await post({ type: 'SUBSCRIBE', subscribe: { framework_info } });
    expect(status).toBe(200);
    expect(text).toMatch(/^\d+\n\{"type":"ERROR","error":\{"message":/);
  });
});
