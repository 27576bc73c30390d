import { type RequestListener, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';

import { ClusterStream, type StreamListener } from './cluster-stream.ts';

async function serve(answer: RequestListener): Promise<{ server: Server; address: string }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, address: `http://127.0.0.1:${port}` };
}

function stop({ server }: { readonly server: Server }): void {
  server.close();
  server.closeAllConnections();
}

/** A leader that says hello and that this is all, and ends the stream if it is to. */
function leading(id: string, isLast: () => boolean): RequestListener {
  const hello = { id, version: '0', cluster: 'c', hostname: 'h', port: 1, heartbeatMs: 5000 };
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify({ hello: { ...hello, hasRecording: false } })}\n\n`);
    response.write('data: {"whole":1}\n\n');
    if (isLast()) response.end();
  };
}

/** What a stream of an address tells, in words, until another master leads or it is closed. */
async function heardAt(address: string, wanted: number): Promise<string[]> {
  const heard: string[] = [];
  const say = (words: string): void => {
    heard.push(words);
    if (heard.length === wanted) stream.close();
  };
  const listener: StreamListener = {
    hello: ({ id }) => say(`hello ${id}`),
    changes: () => say('changes'),
    whole: () => say('whole'),
    heartbeat: () => say('heartbeat'),
    lost: (reason) => say(reason),
    elsewhere: () => say('elsewhere'),
  };
  const open = (signal: AbortSignal): Promise<Response> =>
    fetch(`${address}/evenhand/events`, { signal, redirect: 'manual' });
  const stream = new ClusterStream({ now: () => Date.now(), open }, listener);
  await stream.run();
  return heard;
}

describe("a master's stream", () => {
  it('is looked for elsewhere when its master follows another', async () => {
    const leader = await serve(leading('new', () => false));
    let follows = false;
    const lead = leading('old', () => true);
    const master = await serve((request, response) => {
      if (follows) {
        const location = `${leader.address.slice('http:'.length)}${request.url ?? ''}`;
        response.writeHead(307, { location }).end();
      } else lead(request, response);
      follows = true;
    });
    // It leads, loses, and says who leads instead; the page goes there.
    expect(await heardAt(master.address, 9)).toEqual([
      ...['hello old', 'whole', 'the master ended the connection', 'elsewhere'],
    ]);
    expect(await heardAt(leader.address, 2)).toEqual(['hello new', 'whole']);
    stop(master);
    stop(leader);
  });

  it('is tried again where nobody leads yet', async () => {
    let asked = 0;
    const lead = leading('one', () => false);
    const master = await serve((request, response) => {
      if (asked++ === 0) response.writeHead(503).end('No leader elected');
      else lead(request, response);
    });
    expect(await heardAt(master.address, 3)).toEqual([
      ...['the master answered 503: No leader elected', 'hello one', 'whole'],
    ]);
    stop(master);
  });
});
