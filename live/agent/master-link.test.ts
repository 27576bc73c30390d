import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';

import { ListedMasters, type MasterFinder } from '../finding/master-finder.ts';
import { MasterLink } from './master-link.ts';

const servers: Server[] = [];
const links: MasterLink[] = [];

afterEach(async () => {
  for (const link of links.splice(0)) link.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resume) => server.close(resume));
  }
});

/** A master that answers agents in one way, and the requests that it has had. */
async function master(answer: (response: ServerResponse) => void) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(response);
  });
  servers.push(server);
  await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://127.0.0.1:${port}`), asked };
}

const leads = (response: ServerResponse): void => response.writeHead(200).flushHeaders();

/** Why links could not be opened. */
const failed: string[] = [];

function linked(finder: MasterFinder): string[] {
  failed.length = 0;
  const heard: string[] = [];
  const link = new MasterLink(finder, {
    opened: () => heard.push('opened'),
    heard: (message) => heard.push(message.type),
    closed: () => heard.push('closed'),
    failed: (reason) => failed.push(reason),
  });
  links.push(link);
  return heard;
}

async function until(what: () => boolean): Promise<void> {
  for (const end = performance.now() + 10_000; !what(); ) {
    if (performance.now() > end) throw new Error(`not within 10 s: ${what.toString()}`);
    await new Promise((resume) => setTimeout(resume, 2));
  }
}

/** A finder that a test tells who leads. */
class ToldFinder implements MasterFinder {
  leader: URL | null = null;
  readonly isSole = false;
  private changed: () => void = () => undefined;

  tell(leader: URL | null): void {
    this.leader = leader;
    this.changed();
  }

  follow(changed: () => void): () => void {
    this.changed = changed;
    return () => undefined;
  }

  failed(): void {}

  close(): void {}
}

describe("an agent's link", () => {
  it('turns to another leader as soon as it is told, and to nobody where nobody leads', async () => {
    const [a, b] = [await master(leads), await master(leads)];
    const finder = new ToldFinder();
    const heard = linked(finder);
    expect(a.asked).toHaveLength(0);
    finder.tell(a.url);
    await until(() => heard.length === 1);
    finder.tell(b.url);
    await until(() => heard.length === 3);
    finder.tell(null);
    await until(() => heard.length === 4);
    expect(heard).toEqual(['opened', 'closed', 'opened', 'closed']);
    expect([a.asked.length, b.asked.length]).toEqual([1, 1]);
  });

  it('goes where a master points that does not lead', async () => {
    const leader = await master(leads);
    const follower = await master((response) => {
      const location = `//127.0.0.1:${leader.url.port}/api/v1/agents`;
      response.writeHead(307, { location }).end();
    });
    const heard = linked(new ListedMasters([follower.url]));
    await until(() => heard.length === 1);
    expect([follower.asked.length, leader.asked.length]).toEqual([1, 1]);
  });

  it('tries the others where one is not there, and one again that does not lead yet', async () => {
    let isReady = false;
    const late = await master((response) => {
      if (isReady) leads(response);
      else response.writeHead(503).end();
      isReady = true;
    });
    const absent = new URL('http://127.0.0.1:1');
    const heard = linked(new ListedMasters([absent, late.url]));
    await until(() => heard.length === 1);
    expect([heard, late.asked.length]).toEqual([['opened'], 2]);
    expect(failed[0]).toContain('ECONNREFUSED');
    expect(failed[1]).toBe('the master answered 503');
  });

  it('is made anew when the master hangs up', async () => {
    const master1 = await master((response) => {
      leads(response);
      setTimeout(() => response.end(), 10);
    });
    const heard = linked(new ListedMasters([master1.url]));
    await until(() => heard.length >= 3);
    expect(heard.slice(0, 3)).toEqual(['opened', 'closed', 'opened']);
  });
});
