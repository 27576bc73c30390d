import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { MasterSite } from '../live/master/master-site.ts';
import { type RunningMaster, runMaster } from '../live/master/run-master.ts';
import { type Acls, NO_ACLS, parseAcls } from '../live/security/acls.ts';
import { NO_SECURITY } from '../live/security/security.ts';
import { ClusterModel, LIVE_BOUNDS } from '../viz/cluster-model/cluster-model.ts';
import { ClusterStream } from '../viz/live-view/cluster-stream.ts';
import { recordingLines } from '../viz/recording-view/recording-lines.ts';
import { RecordingSession } from '../viz/recording-view/recording-session.ts';

const HEARTBEAT_MS = 60;
const folder = mkdtempSync(join(tmpdir(), 'evenhand-'));
let master: RunningMaster;

async function started(port = 0, workDir = folder, acls: Acls = NO_ACLS): Promise<RunningMaster> {
  return await runMaster({
    ...{ ip: '127.0.0.1', port, workDir, policy: 'drf', version: '0.0.0' },
    ...{ allocationIntervalUs: 20_000, offerTimeoutUs: null, agentPingTimeoutUs: 15e6 },
    ...{ maxAgentPingTimeouts: 5, records: true, flags: {}, log: pino({ level: 'silent' }) },
    ...{
      pageHeartbeatMs: HEARTBEAT_MS,
      security: { ...NO_SECURITY, acls },
    },
    onFatal: (error) => {
      throw error;
    },
  });
}

function siteOf({ site }: RunningMaster): MasterSite {
  if (site === null) throw new Error('the master does not lead');
  return site;
}

/** An agent that is there and says nothing more. */
function join4(hostname: string): void {
  const { host } = siteOf(master);
  const connection = host.connect({ tell: () => undefined });
  host.feed({ type: 'REGISTER_AGENT', connection, hostname, resources: [4000, 8_192_000, 0, 0] });
}

/** What a page does with a stream. */
class Reader {
  readonly model = new ClusterModel(LIVE_BOUNDS);
  readonly lost: string[] = [];
  wholes = 0;
  heartbeats = 0;
  isElsewhere = false;
  readonly stream: ClusterStream;
  private changed: (() => void) | null = null;

  constructor(url: string) {
    const note = (): void => this.changed?.();
    this.stream = new ClusterStream(
      {
        now: () => Date.now(),
        open: (signal) => fetch(`${url}/evenhand/events`, { signal, redirect: 'manual' }),
      },
      {
        hello: () => this.model.beginStanding(),
        changes: (changes) => {
          for (const change of changes) this.model.apply(change);
          note();
        },
        whole: () => {
          this.model.endStanding();
          this.wholes++;
          note();
        },
        heartbeat: () => {
          this.heartbeats++;
          note();
        },
        lost: (reason) => {
          this.lost.push(reason);
          note();
        },
        elsewhere: () => {
          this.isElsewhere = true;
        },
      },
    );
  }

  async until(isThere: () => boolean): Promise<void> {
    while (!isThere()) await new Promise<void>((resolve) => (this.changed = resolve));
  }
}

beforeAll(async () => {
  master = await started();
});

afterAll(async () => {
  await master.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("a master's stream", () => {
  it('tells all that stands, then what changes, and that it lives', async () => {
    join4('n1');
    const reader = new Reader(master.url);
    const run = reader.stream.run();
    await reader.until(() => reader.wholes === 1 && reader.model.directory.agents.length === 1);
    join4('n2');
    const { host } = siteOf(master);
    const connection = host.connect({ tell: () => undefined });
    host.feed({ type: 'SUBSCRIBE', connection, name: 'web', failoverTimeoutUs: 60e6 });
    await reader.until(() => reader.model.offers.open.size === 2 && reader.heartbeats > 1);
    expect(reader.model.directory.agents.map(({ hostname }) => hostname)).toEqual(['n1', 'n2']);
    expect(reader.model.directory.frameworks).toMatchObject([{ name: 'web', roles: ['*'] }]);
    expect(reader.stream.staleSince).toBeNull();
    reader.stream.close();
    await run;
  });

  it('says the same to all who read, and nothing to nobody', async () => {
    const opened = await Promise.all([1, 2].map(() => fetch(`${master.url}/evenhand/events`)));
    const readers = opened.map(({ body }) => body?.getReader());
    const texts = ['', ''];
    const read = async (at: number, part: string): Promise<void> => {
      while (!texts[at].includes(part)) {
        const { value } = (await readers[at]?.read()) ?? {};
        texts[at] += new TextDecoder().decode(value);
      }
    };
    await Promise.all([read(0, '"whole"'), read(1, '"whole"')]);
    join4('n3');
    await Promise.all([read(0, '"n3"'), read(1, '"n3"')]);
    const [one, other] = texts.map((text) => text.split('\n').find((line) => /"n3"/.test(line)));
    expect(one).toBe(other);
    expect(opened[0].headers.get('content-type')).toBe('text/event-stream');
    for (const reader of readers) await reader?.cancel();
  });

  it('gives what was recorded until now, which can be lived again', async () => {
    const answer = await fetch(`${master.url}/evenhand/recording`);
    const session = new RecordingSession('r', await recordingLines(await answer.blob()));
    while (session.live(100));
    expect(session.summary.agents).toEqual(['n1', 'n2', 'n3']);
    expect(session.facts.offers).toBe(3);
    expect(answer.headers.get('content-disposition')).toContain('.ndjson.gz');
  });

  it('answers in words for output that is not to be had', async () => {
    const ask = async (query: string): Promise<string> => {
      const answer = await fetch(`${master.url}/evenhand/output?${query}`);
      return `${answer.status} ${await answer.text()}`;
    };
    expect(await ask('framework=0&task=1&file=passwd')).toMatch(/^400 file: found 'passwd'/);
    expect(await ask('framework=0&task=1&file=stdout&offset=x')).toMatch(/^400 offset: found 'x'/);
    expect(await ask('framework=0&task=1&file=stdout')).toMatch(/^404 No such task/);
    expect((await fetch(`${master.url}/`)).status).toBe(404);
  });

  it('is begun again by its reader, who says since when nothing came', async () => {
    const { port } = new URL(master.url);
    const reader = new Reader(master.url);
    const run = reader.stream.run();
    await reader.until(() => reader.wholes === 1);
    const beforeMs = Date.now();
    await master.stop();
    await reader.until(() => reader.lost.length > 1);
    expect(reader.stream.staleSince).toBeLessThanOrEqual(Date.now());
    expect(reader.stream.staleSince).toBeGreaterThan(beforeMs - 4 * HEARTBEAT_MS);
    master = await started(Number(port));
    await reader.until(() => reader.wholes === 2);
    expect(reader.stream.staleSince).toBeNull();
    // The agents have yet to come back to this master.
    expect([...reader.model.state.agents.values()].every(({ isAwaited }) => isAwaited)).toBe(true);
    const kinds = reader.model.events.page(
      { from: 0, limit: 50 },
      { frameworkPlace: () => -1, agentPlace: () => -1 },
    );
    expect(Array.from(kinds.text)).toContain('epoch 2');
    reader.stream.close();
    await run;
  });

  it('says why it cannot be had', async () => {
    const rules = { view_frameworks: [{ principals: { type: 'NONE' }, users: { type: 'ANY' } }] };
    const acls = parseAcls(JSON.stringify(rules), 'acls');
    const careful = await started(0, mkdtempSync(join(folder, 'careful-')), acls);
    const reader = new Reader(careful.url);
    const run = reader.stream.run();
    await reader.until(() => reader.lost.length > 0);
    expect(reader.lost[0]).toMatch(/^the master answered 403: This shows all of the cluster/);
    reader.stream.close();
    await run;
    await careful.stop();
  });

  it('is left to the leader by a master that points to it', async () => {
    const server = createServer((_, response) => {
      response.writeHead(307, { location: '//127.0.0.1:1/evenhand/events' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const reader = new Reader(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await reader.stream.run();
    expect(reader.isElsewhere).toBe(true);
    server.close();
  });
});
