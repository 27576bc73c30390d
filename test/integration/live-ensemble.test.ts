import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ElectedMaster } from '../../live/finding/elected-master.ts';
import { parseZkUrl } from '../../live/zookeeper/zk-url.ts';
import { temporaryFolder } from '../support/evenhand-process.ts';
import { LiveProcess, cutPower, leaderOf, leadersOf, until } from '../support/live-processes.ts';
import { LoadScheduler } from '../support/load-scheduler.ts';
import {
  ZooKeeperEnsemble,
  type ZooKeeperServer,
  hasZooKeeper,
} from '../support/zookeeper-server.ts';

const SESSION_MS = 6000;
const LASTING = 6;

describe.skipIf(!hasZooKeeper)('masters and agents over three ZooKeeper servers', () => {
  const folder = temporaryFolder();
  let ensemble: ZooKeeperEnsemble;
  let masters: LiveProcess[] = [];
  let agents: LiveProcess[] = [];
  let load: LoadScheduler;

  beforeAll(async () => {
    ensemble = await ZooKeeperEnsemble.start(3);
    const zk = `zk://${ensemble.addresses.join(',')}/evenhand`;
    const election = ['--zk', zk, '--zk-session-timeout', `${SESSION_MS}ms`];
    masters = await Promise.all(
      ['m1', 'm2'].map((name) => LiveProcess.start('master', join(folder, name), ...election)),
    );
    const size = ['--resources', 'cpus:1;mem:256'];
    agents = await Promise.all(
      ['a1', 'a2'].map((name) => {
        return LiveProcess.start('agent', join(folder, name), '--master', zk, ...size);
      }),
    );
    const finder = new ElectedMaster({
      ...{ zk: parseZkUrl(zk), scheme: 'http', complain: () => undefined },
    });
    load = new LoadScheduler({
      ...{ finder, name: 'load', lasting: LASTING, short: 2, partitionAware: true },
    });
    await until(() => load.finished >= 2 && load.everIn('TASK_RUNNING').length > LASTING);
  });

  afterAll(async () => {
    load.client.close();
    await Promise.all([...masters, ...agents].map((one) => one.end('SIGKILL')));
    cutPower(folder);
    await ensemble.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const dead: ZooKeeperServer[] = [];

  it('go on as if nothing had happened when the servers lose their own leader', async () => {
    const leader = await leaderOf(masters);
    const before = await leader.read('/state');
    const [subscribed, finished] = [load.subscribedAtMs.length, load.finished];
    dead.push(await killLeading(ensemble));
    // Longer than a session that nobody held would last.
    const untilMs = performance.now() + SESSION_MS + 1000;
    await until(() => performance.now() > untilMs);
    expect((await leadersOf(masters)).map(({ url }) => url)).toEqual([leader.url]);
    const after = await leader.read('/state');
    expect(after?.['elected_time']).toBe(before?.['elected_time']);
    expect(after).toMatchObject({ activated_slaves: 2 });
    expect(load.subscribedAtMs.length).toBe(subscribed);
    expect(load.finished).toBeGreaterThan(finished + 2);
    expect(load.failures).toEqual([]);
    console.log(`ZooKeeper's leader killed: ${load.finished - finished} tasks finished meanwhile`);
  });

  it('are led by nobody without a majority of servers, and lose no task', async () => {
    const [killed] = dead;
    const [other] = ensemble.servers.filter((server) => server !== killed);
    const lostAtMs = performance.now();
    await other.kill();
    await until(async () => (await leadersOf(masters)).length === 0);
    const steppedDownMs = performance.now() - lostAtMs;
    // The lease is shorter than the session; what comes on top is how we look.
    expect(steppedDownMs).toBeLessThan(SESSION_MS + 1000);
    for (const master of masters)
      expect((await master.asked('/state')).slice(0, 3)).not.toBe('200');
    await until(async () => {
      const answers = await Promise.all(masters.map((master) => master.asked('/state')));
      return answers.every((answer) => answer === '503 No leader elected');
    });
    const backAtMs = performance.now();
    await Promise.all([killed.start(), other.start()]);
    const servedMs = performance.now() - backAtMs;
    const leader = await leaderOf(masters);
    const electedMs = performance.now() - backAtMs;
    await until(async () => (await leader.read('/state'))?.['activated_slaves'] === 2);
    const finished = load.finished;
    await until(() => load.finished > finished + 2);
    const lasting = load.lasting.map(({ states }) => states.at(-1));
    expect(lasting).toEqual(Array.from({ length: LASTING }, () => 'TASK_RUNNING'));
    const seconds = [steppedDownMs, servedMs, electedMs].map((ms) => (ms / 1000).toFixed(2));
    console.log(
      `majority lost: the leader steps down after ${seconds[0]} s of a session of ` +
        `${SESSION_MS / 1000} s; majority back after ${seconds[1]} s, a leader after ${seconds[2]} s`,
    );
  });
});

/** Kills the server that the others follow: all have to elect another, and drop their clients. */
async function killLeading({ servers }: ZooKeeperEnsemble): Promise<ZooKeeperServer> {
  for (const server of servers) {
    if (!(await server.ask('srvr')).includes('Mode: leader')) continue;
    await server.kill();
    return server;
  }
  throw new Error('no ZooKeeper server leads');
}
