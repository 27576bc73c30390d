import { type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';

import { ListedMasters } from '../finding/master-finder.ts';
import { encodeRecord } from '../host/recordio.ts';
import { SteadyClient } from './steady-client.ts';

const servers: Server[] = [];
const clients: SteadyClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resume) => server.close(resume));
  }
});

interface Said {
  readonly type: string;
  readonly framework_id?: { readonly value: string } | null;
}

type Answer = (response: ServerResponse) => void;

/** A master whose answers follow one after the other, the last again and again. */
async function master(...answers: readonly Answer[]) {
  const said: Said[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (more: string) => (text += more));
    request.on('end', () => {
      answers[Math.min(said.length, answers.length - 1)](response);
      said.push(JSON.parse(text) as Said);
    });
  });
  servers.push(server);
  await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://127.0.0.1:${port}`), said };
}

const SUBSCRIBED = JSON.stringify({
  type: 'SUBSCRIBED',
  subscribed: { framework_id: { value: 'f-1' } },
});

const subscribed: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'mesos-stream-id': 's' });
  response.write(encodeRecord(SUBSCRIBED));
};
const subscribedBriefly: Answer = (response) => {
  subscribed(response);
  response.end();
};
const answered =
  (status: number, text = ''): Answer =>
  (response) =>
    void response.writeHead(status).end(text);

function steady(...masters: readonly URL[]) {
  const heard: string[] = [];
  const failures: string[] = [];
  const client = new SteadyClient({
    ...{ finder: new ListedMasters(masters), info: { user: 'u', name: 'n' } },
    hear: (event) => heard.push(event.type),
    failed: (error) => failures.push(error.message),
  });
  clients.push(client);
  return { client, heard, failures };
}

async function until(what: () => boolean): Promise<void> {
  for (const end = performance.now() + 10_000; !what(); ) {
    if (performance.now() > end) throw new Error(`not within 10 s: ${what.toString()}`);
    await new Promise((resume) => setTimeout(resume, 2));
  }
}

describe('a client over all masters', () => {
  it('subscribes again with its id when the stream ends', async () => {
    const { url, said } = await master(subscribedBriefly, answered(503), subscribed);
    const { client, heard, failures } = steady(url);
    await until(() => heard.length === 2);
    expect(heard).toEqual(['SUBSCRIBED', 'SUBSCRIBED']);
    expect(said.map(({ framework_id: id }) => id?.value)).toEqual([undefined, 'f-1', 'f-1']);
    expect([client.frameworkId, failures]).toEqual(['f-1', []]);
  });

  it('goes where it is pointed, and to another master where one is not there', async () => {
    const leader = await master(subscribed);
    const location = `//127.0.0.1:${leader.url.port}/api/v1/scheduler`;
    const follower = await master((response) => response.writeHead(307, { location }).end());
    const { heard } = steady(new URL('http://127.0.0.1:1'), follower.url);
    await until(() => heard.length === 1);
    expect([follower.said.length, leader.said.length]).toEqual([1, 1]);
  });

  it('says where a call did not reach a leader, and when one is refused', async () => {
    const { url } = await master(subscribed, answered(202), answered(400, 'no'), answered(503));
    const { client, heard } = steady(url);
    expect(await client.call({ type: 'REVIVE' })).toBe(false);
    await until(() => heard.length === 1);
    expect(await client.call({ type: 'REVIVE' })).toBe(true);
    await expect(client.call({ type: 'REVIVE' })).rejects.toThrow('the master answered 400: no');
    expect(await client.call({ type: 'REVIVE' })).toBe(false);
  });

  it('fails where it is refused, and where the only master is not there', async () => {
    const { url } = await master(answered(400, 'Framework has been removed'));
    const refused = steady(url);
    await until(() => refused.failures.length === 1);
    expect(refused.failures).toEqual(['the master answered 400: Framework has been removed']);
    const absent = steady(new URL('http://127.0.0.1:1'));
    await until(() => absent.failures.length === 1);
    expect(absent.failures[0]).toContain('ECONNREFUSED');
  });
});
