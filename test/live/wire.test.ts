import { type Socket, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { JsonObject } from '../../live/mesos/json.ts';
import { type LiveMaster, liveMaster } from '../support/live-master.ts';
import { loadMaster } from '../support/loaded-master.ts';

let master: LiveMaster;

beforeAll(async () => {
  master = await liveMaster();
  await loadMaster(master.site, { agents: 1, tasksPerAgent: 1, frameworks: 1 });
});

afterAll(async () => {
  await master.stop();
});

/** An answer as it comes over the wire, chunk by chunk. */
class RawStream {
  private text = '';
  private more: (() => void) | null = null;
  private readonly socket: Socket;

  constructor(path: string, document: object) {
    const { hostname, port } = new URL(master.url);
    const body = JSON.stringify(document);
    // As pymesos and the npm package do: the connection closes, the body comes in chunks.
    const head = [
      `POST ${path} HTTP/1.1`,
      `Host: ${hostname}`,
      'Content-Type: application/json',
      'Connection: close',
      'Transfer-Encoding: chunked',
    ];
    const length = Buffer.byteLength(body).toString(16);
    this.socket = connect(Number(port), hostname);
    this.socket.setEncoding('latin1').on('data', (text: string) => {
      this.text += text;
      this.more?.();
    });
    this.socket.on('error', () => this.socket.destroy());
    this.socket.write(`${head.join('\r\n')}\r\n\r\n${length}\r\n${body}\r\n0\r\n\r\n`);
  }

  async until(end: string): Promise<string> {
    for (;;) {
      const place = this.text.indexOf(end);
      if (place >= 0) {
        const taken = this.text.slice(0, place);
        this.text = this.text.slice(place + end.length);
        return taken;
      }
      await new Promise<void>((resolve) => (this.more = resolve));
    }
  }

  /** The next chunk of HTTP. */
  async chunk(): Promise<string> {
    const length = Number.parseInt(await this.until('\r\n'), 16);
    const chunk = await this.until('\r\n');
    if (chunk.length !== length) throw new Error(`found ${chunk.length} bytes, wanted ${length}`);
    return chunk;
  }

  close(): void {
    this.socket.destroy();
  }
}

async function ask(path: string, asked: RequestInit = {}): Promise<Response> {
  return await fetch(`${master.url}${path}`, { redirect: 'manual', ...asked });
}

async function call(path: string, document: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return await ask(path, { method: 'POST', headers, body: JSON.stringify(document) });
}

describe('what clients lean on', () => {
  it('a record is a chunk, in ASCII, of a stream whose type is told exactly', async () => {
    const roles = ['dév'];
    const framework_info = {
      user: 'u',
      name: 'Zoë',
      roles,
      capabilities: [{ type: 'MULTI_ROLE' }],
    };
    const subscribe = { framework_info, suppressed_roles: null };
    const stream = new RawStream('/api/v1/scheduler', { type: 'SUBSCRIBE', subscribe });
    const head = await stream.until('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(head.toLowerCase().split('\r\n')).toContain('content-type: application/json');
    expect(head.toLowerCase()).toContain('transfer-encoding: chunked');
    const types = ['SUBSCRIBED', 'HEARTBEAT', 'OFFERS'];
    for (const type of types) {
      const [length, record, ...more] = (await stream.chunk()).split('\n');
      expect(more).toEqual([]);
      expect(record).toHaveLength(Number(length));
      const event = JSON.parse(record) as JsonObject;
      expect(event).toMatchObject({ type });
      if (type !== 'OFFERS') continue;
      // All that the npm package looks at without asking whether it is there.
      expect(event).toMatchObject({
        offers: {
          offers: [
            {
              ...{ id: {}, hostname: 'agent-0', agent_id: {}, allocation_info: { role: 'dév' } },
              url: { address: { ip: '127.0.0.1', hostname: 'agent-0', port: 20_000 } },
            },
          ],
        },
      });
    }
    stream.close();
  });

  it('checks come in Mesos’s order', async () => {
    const unknown = await call('/api/v1/scheduler', { type: 'UNKNOWN' });
    expect(unknown.status).toBe(501);
    const bare = await ask('/api/v1/scheduler', { method: 'POST' });
    expect([bare.status, await bare.text()]).toEqual([
      400,
      "Expecting 'Content-Type' to be present",
    ]);
    const framework_id = { value: master.site.ids.framework(0) };
    const uuid = { agent_id: { value: 'a' }, task_id: { value: 't' }, uuid: 'AAAA' };
    const short = { type: 'ACKNOWLEDGE', framework_id, acknowledge: uuid };
    expect(await (await call('/api/v1/scheduler', short)).text()).toContain('the bytes of a UUID');
    // Known, but it subscribed by no stream of HTTP.
    const revive = { type: 'REVIVE', framework_id };
    expect((await call('/api/v1/scheduler', revive)).status).toBe(403);
    expect((await call('/api/v1', {})).status).toBe(400);
    expect((await call('/api/v1', { type: 'UNKNOWN' })).status).toBe(501);
    const get = await ask('/api/v1');
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('paths have more than one name, and reading has any method', async () => {
    const paths = ['/master/state', '/state/', '/master/frameworks/', '/roles.json'];
    for (const path of paths) expect((await ask(path)).status).toBe(200);
    const operator = await call('/api/v1/operator', { type: 'GET_HEALTH' });
    expect(await operator.json()).toEqual({ type: 'GET_HEALTH', get_health: { healthy: true } });
    for (const path of ['/metrics/snapshot', '/version', '/master/frameworks', '/master/tasks']) {
      expect((await ask(path, { method: 'POST', body: '' })).status).toBe(200);
    }
    expect((await ask('/nowhere')).status).toBe(404);
  });

  it('JSONP is answered on every reading endpoint', async () => {
    const answer = await ask('/master/state?jsonp=angular.callbacks._0');
    expect(answer.headers.get('content-type')).toMatch(/^text\/javascript/);
    const [, text] = /^angular\.callbacks\._0\((.*)\);$/s.exec(await answer.text()) ?? [];
    expect(JSON.parse(text)).toMatchObject({ activated_slaves: 1 });
    expect((await ask('/state?jsonp=alert(1)//')).status).toBe(400);
  });

  it('answers to operators have a length, and empty ones no type', async () => {
    const state = await call('/api/v1', { type: 'GET_STATE' });
    expect(state.headers.get('content-length')).toBe(String((await state.text()).length));
    expect(state.headers.get('content-type')).toBe('application/json');
    const weight_infos = { role: 'dev', weight: '2' };
    const update = { type: 'UPDATE_WEIGHTS', update_weights: { weight_infos } };
    const empty = await call('/api/v1', update);
    expect([empty.status, empty.headers.get('content-type')]).toEqual([200, null]);
    expect(await (await ask('/weights')).json()).toEqual([{ role: 'dev', weight: 2 }]);
  });

  it('the log’s level is raised and asked for', async () => {
    const level = { level: 2, duration: { nanoseconds: 60e9 } };
    const raise = { type: 'SET_LOGGING_LEVEL', set_logging_level: level };
    expect((await call('/api/v1', raise)).status).toBe(200);
    const asked = await call('/api/v1', { type: 'GET_LOGGING_LEVEL' });
    expect(await asked.json()).toMatchObject({ get_logging_level: { level: 2 } });
    const calm = { ...raise, set_logging_level: { ...level, level: 0 } };
    expect((await call('/api/v1', calm)).status).toBe(200);
    const file = { type: 'READ_FILE', read_file: { path: '/master/log', offset: 0 } };
    expect((await call('/api/v1', file)).status).toBe(404);
  });

  it('versions are digits, redirects have no scheme and no path', async () => {
    const { version } = (await (await ask('/version')).json()) as JsonObject;
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    const redirect = await ask('/master/redirect');
    expect([redirect.status, redirect.headers.get('location')]).toEqual([
      ...[307, `//${new URL(master.url).host}`],
    ]);
  });

  it('the older forms reserve and give back', async () => {
    const slaveId = master.site.ids.agent(0);
    const role = { role: 'ops', type: 'DYNAMIC' };
    const one = { name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, reservations: [role] };
    const form = (resources: unknown): URLSearchParams => {
      return new URLSearchParams({ slaveId, resources: JSON.stringify(resources) });
    };
    const post = (path: string, body: URLSearchParams): Promise<Response> => {
      return ask(path, { method: 'POST', body });
    };
    expect((await post('/master/reserve', form([one]))).status).toBe(202);
    const roles = (await (await ask('/roles')).json()) as { roles: readonly JsonObject[] };
    expect(roles.roles.find(({ name }) => name === 'ops')).toMatchObject({ reserved: { cpus: 1 } });
    expect((await post('/unreserve', form([one]))).status).toBe(202);
    expect((await post('/reserve', form({}))).status).toBe(400);
    const missing = await post('/create-volumes', form([one]));
    expect(await missing.text()).toBe("Missing 'volumes' query parameter in the request body");
  });
});
