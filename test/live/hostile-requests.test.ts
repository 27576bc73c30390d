import { Agent, request } from 'node:http';
import { type Socket, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type LiveMaster, liveMaster } from '../support/live-master.ts';
import { loadMaster } from '../support/loaded-master.ts';

let master: LiveMaster;
const sockets: Socket[] = [];
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

beforeAll(async () => {
  master = await liveMaster();
  await loadMaster(master.site, { agents: 1, tasksPerAgent: 1, frameworks: 1 });
});

afterAll(async () => {
  agent.destroy();
  for (const socket of sockets) socket.destroy();
  await master.stop();
});

function open(onData: (text: string) => void = () => undefined): Socket {
  const { hostname, port } = new URL(master.url);
  const socket = connect(Number(port), hostname).setEncoding('latin1');
  socket.on('data', onData).on('error', () => socket.destroy());
  sockets.push(socket);
  return socket;
}

/** The status of the answer; 0 where the connection was closed instead. */
async function statusOf(
  path: string,
  body: string | Buffer,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<number> {
  return await new Promise((resolve) => {
    const asked = { method: 'POST', agent, headers };
    const outgoing = request(`${master.url}${path}`, asked, (response) => {
      response.resume().on('close', () => resolve(response.statusCode ?? 0));
    });
    outgoing.on('error', () => resolve(0));
    outgoing.end(body);
  });
}

async function timed<T>(what: string, doing: () => Promise<T>): Promise<T> {
  const before = performance.now();
  const cpu = process.cpuUsage();
  const done = await doing();
  const { user, system } = process.cpuUsage(cpu);
  const rss = (process.memoryUsage().rss / 1024 ** 2).toFixed(0);
  const tookMs = (performance.now() - before).toFixed(0);
  const busyMs = ((user + system) / 1000).toFixed(0);
  console.log(`${what}: ${tookMs} ms, both sides busy for ${busyMs} ms, ${rss} MiB in all`);
  return done;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const DEEP = '{"a":'.repeat(5000);
const ACCEPT = { type: 'ACCEPT', framework_id: { value: 'f' } };

/** Each is a call of somebody who means harm, or of a client that is broken. */
const MALFORMED: readonly (readonly [string, string | Buffer, string])[] = [
  ['/api/v1/scheduler', '', 'application/json'],
  ['/api/v1/scheduler', '{"type":', 'application/json'],
  ['/api/v1/scheduler', DEEP, 'application/json'],
  ['/api/v1/scheduler', `${'['.repeat(5000)}${']'.repeat(5000)}`, 'application/json'],
  ['/api/v1/scheduler', '{"__proto__":{"type":"SUBSCRIBE"}}', 'application/json'],
  ['/api/v1/scheduler', JSON.stringify({ ...ACCEPT, accept: [] }), 'application/json'],
  [
    '/api/v1/scheduler',
    JSON.stringify({ ...ACCEPT, accept: { offer_ids: 7 } }),
    'application/json',
  ],
  ['/api/v1/scheduler', Buffer.alloc(2000, 0x0a), 'application/x-protobuf'],
  ['/api/v1/scheduler', Buffer.from([0x12, 0xff, 0xff, 0xff, 0x7f]), 'application/x-protobuf'],
  ['/api/v1', '\u0000\u0001', 'application/json'],
  ['/api/v1', '{"type":"READ_FILE","read_file":{"path":1e999}}', 'application/json'],
  ['/api/v1', '{"type":"UPDATE_QUOTA","update_quota":{"quota_configs":7}}', 'application/json'],
  ['/reserve', 'slaveId=%%%&resources=[', 'application/x-www-form-urlencoded'],
  ['/weights/%ff%00', '[]', 'application/json'],
];

describe('requests that mean harm', () => {
  it('malformed by the thousand are refused, each by its own', async () => {
    const statuses = await timed('1,000 malformed', () => {
      const one = (place: number): Promise<number> => {
        const [path, body, type] = MALFORMED[place % MALFORMED.length];
        return statusOf(path, body, { 'content-type': type });
      };
      return Promise.all(Array.from({ length: 1000 }, (_, place) => one(place)));
    });
    expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([]);
  }, 60_000);

  it('oversized are refused before they have been read', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': '99999999' };
    const statuses = await timed('100 oversized', () => {
      return Promise.all(
        Array.from({ length: 100 }, async () => {
          return await new Promise<string>((resolve) => {
            const socket = open((text) => resolve(text.slice(0, 12)));
            const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
            const lines = ['POST /api/v1 HTTP/1.1', 'host: x', ...head];
            socket.write(`${lines.join('\r\n')}\r\n\r\n{`);
          });
        }),
      );
    });
    expect(new Set(statuses)).toEqual(new Set(['HTTP/1.1 413']));
  });

  it('slow ones keep nobody else waiting', async () => {
    for (let place = 0; place < 500; place++) open().write('POST /api/v1 HTTP/1.1\r\nho');
    for (let place = 0; place < 500; place++) {
      const head = 'POST /api/v1 HTTP/1.1\r\nhost: x\r\ncontent-type: application/json';
      open().write(`${head}\r\ncontent-length: 1000\r\n\r\n{"type":`);
    }
    const status = await timed('one call beside 1,000 slow ones', () => {
      return statusOf('/api/v1', '{"type":"GET_HEALTH"}');
    });
    expect(status).toBe(200);
  });
});

describe('operators who listen', () => {
  it('are a thousand at most: the oldest goes, and each event is told to all', async () => {
    const heard = Array.from({ length: 1005 }, () => '');
    const seen = { HEARTBEAT: new Set<number>(), FRAMEWORK_REMOVED: new Set<number>() };
    const closed = new Set<number>();
    const body = '{"type":"SUBSCRIBE"}';
    const type = `content-type: application/json\r\ncontent-length: ${body.length}`;
    await timed('1,005 subscribers', async () => {
      for (const place of heard.keys()) {
        const socket = open((text) => {
          heard[place] += text;
          for (const [what, places] of Object.entries(seen)) {
            if (heard[place].includes(what)) places.add(place);
          }
        });
        socket.on('close', () => closed.add(place));
        socket.write(`POST /api/v1 HTTP/1.1\r\nhost: x\r\n${type}\r\n\r\n${body}`);
        // In order, so that it is known who the oldest are.
        if (place < 10) await until(() => master.site.subscribers > place);
      }
      await until(() => seen.HEARTBEAT.size === 1005 && closed.size === 5);
    });
    expect([...closed].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
    await timed('an event to 1,000', async () => {
      master.site.host.feed({ type: 'TEARDOWN', framework: 0 });
      await until(() => seen.FRAMEWORK_REMOVED.size === 1000);
    });
    const metrics = (await (await fetch(`${master.url}/metrics/snapshot`)).json()) as object;
    expect(metrics).toMatchObject({ 'master/operator_event_stream_subscribers': 1000 });
  }, 60_000);
});
