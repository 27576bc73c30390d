import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type LiveMaster, liveMaster } from '../support/live-master.ts';
import { loadMaster } from '../support/loaded-master.ts';
import type { JsonObject } from '../../live/mesos/json.ts';
import { type MessageCodec, messageCodec } from '../../live/mesos/protobuf/message-codec.ts';

let master: LiveMaster;
let codec: MessageCodec;

beforeAll(async () => {
  master = await liveMaster();
  codec = await messageCodec();
});

afterAll(async () => {
  await master.stop();
});

const PROTOBUF = 'application/x-protobuf';
const TYPES = { 'content-type': PROTOBUF, accept: PROTOBUF };

/** A stream of protobuf records, as mesos-go and libmesos open it. */
class Subscription {
  readonly headers: Promise<Readonly<Record<string, string | string[] | undefined>>>;
  private bytes = Buffer.alloc(0);
  private more: (() => void) | null = null;
  private readonly outgoing;

  constructor(path: string, type: string, call: JsonObject) {
    this.outgoing = request(`${master.url}${path}`, { method: 'POST', headers: TYPES });
    this.headers = new Promise((resolve, reject) => {
      this.outgoing.on('error', reject);
      this.outgoing.on('response', (response) => {
        response.on('error', () => this.outgoing.destroy());
        response.on('data', (chunk: Buffer) => {
          this.bytes = Buffer.concat([this.bytes, chunk]);
          this.more?.();
        });
        resolve(response.headers);
      });
    });
    this.outgoing.end(codec.encodeMessage(type, call));
  }

  /** The next record, as its document. */
  async next(type: string): Promise<JsonObject> {
    for (;;) {
      const end = this.bytes.indexOf(10);
      const length = Number(this.bytes.toString('latin1', 0, Math.max(0, end)));
      if (end > 0 && this.bytes.length > end + length) {
        const record = this.bytes.subarray(end + 1, end + 1 + length);
        this.bytes = this.bytes.subarray(end + 1 + length);
        return codec.decodeMessage(type, record);
      }
      await new Promise<void>((resolve) => (this.more = resolve));
    }
  }

  close(): void {
    this.outgoing.destroy();
  }
}

async function post(
  path: string,
  body: Uint8Array | string,
  headers: Record<string, string>,
): Promise<Response> {
  return await fetch(`${master.url}${path}`, { method: 'POST', body: Buffer.from(body), headers });
}

const QUESTIONS = [
  ...['HEALTH', 'FLAGS', 'VERSION', 'METRICS', 'LOGGING_LEVEL', 'STATE', 'AGENTS', 'FRAMEWORKS'],
  ...['EXECUTORS', 'OPERATIONS', 'TASKS', 'ROLES', 'WEIGHTS', 'MASTER', 'QUOTA'],
  ...['MAINTENANCE_STATUS', 'MAINTENANCE_SCHEDULE'],
];

describe('a v1 call as protobuf', () => {
  it('subscribes a scheduler, whose calls are then taken', async () => {
    const framework_info = { user: 'root', name: 'n', roles: ['dev'] };
    const capabilities = [{ type: 'MULTI_ROLE' }];
    const call = {
      type: 'SUBSCRIBE',
      subscribe: { framework_info: { ...framework_info, capabilities } },
    };
    const stream = new Subscription('/api/v1/scheduler', 'scheduler.Call', call);
    const headers = await stream.headers;
    expect(headers['content-type']).toBe(PROTOBUF);
    expect(headers['transfer-encoding']).toBe('chunked');
    const event = await stream.next('scheduler.Event');
    expect(event).toMatchObject({
      type: 'SUBSCRIBED',
      subscribed: { heartbeat_interval_seconds: 15, master_info: { hostname: '127.0.0.1' } },
    });
    expect(await stream.next('scheduler.Event')).toEqual({ type: 'HEARTBEAT' });
    const { framework_id } = event['subscribed'] as JsonObject;
    const named = { ...TYPES, 'mesos-stream-id': String(headers['mesos-stream-id']) };
    const reconcile = {
      ...{ framework_id, type: 'RECONCILE' },
      reconcile: { tasks: [{ task_id: { value: 'é' } }] },
    };
    const answer = await post(
      '/api/v1/scheduler',
      codec.encodeMessage('scheduler.Call', reconcile),
      named,
    );
    expect(answer.status).toBe(202);
    expect(answer.headers.get('content-type')).toBeNull();
    expect(await stream.next('scheduler.Event')).toMatchObject({
      type: 'UPDATE',
      update: { status: { task_id: { value: 'é' }, reason: 'REASON_RECONCILIATION' } },
    });
    stream.close();
  });

  it('asks an operator’s questions, each answered in the type that was asked for', async () => {
    const ask = { type: 'GET_MASTER' };
    const bytes = codec.encodeMessage('master.Call', ask);
    const answer = await post('/api/v1', bytes, TYPES);
    expect(answer.headers.get('content-type')).toBe(PROTOBUF);
    const written = new Uint8Array(await answer.arrayBuffer());
    expect(answer.headers.get('content-length')).toBe(String(written.length));
    const { get_master: said } = codec.decodeMessage('master.Response', written);
    expect(said).toMatchObject({ master_info: { hostname: '127.0.0.1' } });
    const asJson = await post('/api/v1', bytes, { ...TYPES, accept: '*/*' });
    expect(asJson.headers.get('content-type')).toBe('application/json');
    expect(await asJson.json()).toMatchObject({ type: 'GET_MASTER' });
  });

  it('listens to operators’ events', async () => {
    const stream = new Subscription('/api/v1', 'master.Call', { type: 'SUBSCRIBE' });
    expect((await stream.headers)['content-type']).toBe(PROTOBUF);
    expect(await stream.next('master.Event')).toMatchObject({
      type: 'SUBSCRIBED',
      subscribed: { heartbeat_interval_seconds: 15 },
    });
    stream.close();
  });

  it('answers every question in both types alike', async () => {
    await loadMaster(master.site, { agents: 2, tasksPerAgent: 2, frameworks: 2 });
    const json = { 'content-type': 'application/json' };
    for (const what of QUESTIONS) {
      const ask = JSON.stringify({ type: `GET_${what}` });
      const asked = await post('/api/v1', ask, { ...json, accept: PROTOBUF });
      const document = (await (await post('/api/v1', ask, json)).json()) as JsonObject;
      const said = codec.decodeMessage(
        'master.Response',
        new Uint8Array(await asked.arrayBuffer()),
      );
      const again = codec.encodeMessage('master.Response', document);
      // Metrics and flags are of their moment; all others have not changed.
      if (what === 'METRICS') expect(said).toMatchObject({ type: 'GET_METRICS' });
      else expect(said).toEqual(codec.decodeMessage('master.Response', again));
    }
  });

  it('is refused by what is wrong with it', async () => {
    const bad = await post('/api/v1/scheduler', Buffer.from([0x0a, 0x7f, 0x01]), TYPES);
    expect(bad.status).toBe(400);
    expect(await bad.text()).toContain('Failed to parse body into Call protobuf: ');
    const bytes = codec.encodeMessage('scheduler.Call', {
      type: 'ACCEPT',
      framework_id: { value: 'f' },
    });
    const bare = await post('/api/v1/scheduler', bytes, TYPES);
    expect(await bare.text()).toBe(
      "Failed to validate scheduler::Call: Expecting 'accept' to be present",
    );
    const other = await post('/api/v1', bytes, { ...TYPES, 'content-type': 'text/plain' });
    expect(other.status).toBe(415);
    const nothing = await post('/api/v1', '{"type":"GET_HEALTH"}', {
      ...{ 'content-type': 'application/json', accept: 'text/html' },
    });
    expect(nothing.status).toBe(406);
  });
});
