import { type Socket, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_ACCESS, ask } from '../../live/security/client-access.ts';
import { NO_SECURITY } from '../../live/security/security.ts';
import { type SecuredMaster, securedMaster } from '../support/secured-master.ts';

/** How many of each kind there are. */
const COUNT = 500;

/** How long a master may take that is asked by so many, on a machine that does other things too. */
const PATIENCE_MS = 5000;

let running: SecuredMaster;
let port = 0;

beforeAll(async () => {
  running = await securedMaster(NO_SECURITY);
  port = Number(new URL(running.master.url).port);
});

afterAll(() => running.stop());

/** Sends bytes, and gives the first line of what is answered. */
async function said(bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  try {
    socket.write(bytes);
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.includes('\r\n')) break;
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    text += String(error.code);
  }
  socket.destroy();
  return text.split('\r\n')[0];
}

function post(path: string, headers: string, body: string): string {
  return `POST ${path} HTTP/1.1\r\nhost: x\r\n${headers}\r\n\r\n${body}`;
}

/** So many at once, again and again, until all were made; the answers that there were. */
async function byTheThousand(make: (at: number) => Promise<string>): Promise<Set<string>> {
  const answers = new Set<string>();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < COUNT) answers.add(await make(next++));
  };
  await Promise.all(Array.from({ length: 50 }, worker));
  return answers;
}

/** How long a master takes to answer, milliseconds. */
async function answerMs(): Promise<number> {
  const from = performance.now();
  const { status } = await ask(NO_ACCESS, new URL('/state', running.master.url), {});
  expect(status).toBe(200);
  return performance.now() - from;
}

const JSON_TYPE = 'content-type: application/json';

describe('requests by the thousand', () => {
  it('that are no HTTP, or no calls, are answered 400', async () => {
    const texts = [
      'no http at all\r\n\r\n',
      `GET /state HTTP/9.9\r\n\r\n`,
      post('/api/v1', `${JSON_TYPE}\r\ncontent-length: 1`, '{'),
      post('/api/v1/scheduler', `${JSON_TYPE}\r\ncontent-length: 2`, '[]'),
      post(
        '/api/v1/scheduler',
        'content-type: application/x-protobuf\r\ncontent-length: 2',
        '\xff',
      ),
      post('/api/v1', `${JSON_TYPE}\r\ntransfer-encoding: chunked`, 'zz\r\n'),
    ];
    const answers = await byTheThousand((at) => said(texts[at % texts.length]));
    expect([...answers]).toEqual(['HTTP/1.1 400 Bad Request']);
    expect(await answerMs()).toBeLessThan(PATIENCE_MS);
  });

  it('that are too large are refused before they are read', async () => {
    const texts = [
      post('/api/v1', `${JSON_TYPE}\r\ncontent-length: 900000000`, '{'),
      `GET /state HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
    ];
    const answers = await byTheThousand((at) => said(texts[at % texts.length]));
    expect([...answers].sort()).toEqual([
      'HTTP/1.1 413 Payload Too Large',
      'HTTP/1.1 431 Request Header Fields Too Large',
    ]);
    const deep = `{"type": ${'['.repeat(200_000)}`;
    const nested = post('/api/v1', `${JSON_TYPE}\r\ncontent-length: ${deep.length}`, deep);
    expect(await said(nested)).toBe('HTTP/1.1 400 Bad Request');
    const closed = `{"type": "GET_STATE", "x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const whole = post('/api/v1', `${JSON_TYPE}\r\ncontent-length: ${closed.length}`, closed);
    expect(await said(whole)).toMatch(/^HTTP\/1\.1 (200|400) /);
  });

  it('that say nothing more hold nobody up', async () => {
    const sockets: Socket[] = [];
    for (let at = 0; at < 2 * COUNT; at++) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => socket.destroy());
      socket.write('POST /api/v1 HTTP/1.1\r\nhost: x\r\ncontent-le');
      sockets.push(socket);
    }
    const slow = await answerMs();
    for (const socket of sockets) socket.destroy();
    expect(slow).toBeLessThan(PATIENCE_MS);
  });
});
