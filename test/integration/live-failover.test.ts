import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { replayLife } from '../../core/recording/life-replay.ts';
import { ElectedMaster } from '../../live/finding/elected-master.ts';
import { recordingLines } from '../../live/host/recording-lines.ts';
import { machineOf } from '../../live/replay-machine.ts';
import { parseZkUrl } from '../../live/zookeeper/zk-url.ts';
import { evenhand, start, temporaryFolder } from '../support/evenhand-process.ts';
import { LiveScheduler } from '../support/live-scheduler.ts';
import {
  LiveProcess,
  OpenConnection,
  cutPower,
  leaderOf,
  leadersOf,
  until,
} from '../support/live-processes.ts';
import { LoadScheduler, type LoadTask } from '../support/load-scheduler.ts';
import { ZooKeeperEnsemble, hasZooKeeper } from '../support/zookeeper-server.ts';

const SESSION_MS = 3000;
const AGENTS = 5;
const LASTING = 15;

const EARLY = [{ role: 'early', weight: 2 }];

const LOST = ['TASK_LOST', 'TASK_FAILED', 'TASK_UNREACHABLE', 'TASK_GONE', 'TASK_KILLED'];

/** Three masters over one ZooKeeper server, five agents, and frameworks that keep them busy. */
describe.skipIf(!hasZooKeeper)('a cluster with three masters', () => {
  const folder = temporaryFolder();
  let ensemble: ZooKeeperEnsemble;
  let zk = '';
  let masters: LiveProcess[] = [];
  let agents: LiveProcess[] = [];
  let load: LoadScheduler;

  const startMaster = (name: string): Promise<LiveProcess> => {
    const health = ['--agent-ping-timeout', '1s', '--max-agent-ping-timeouts', '3'];
    const election = ['--zk', zk, '--zk-session-timeout', `${SESSION_MS}ms`, '--quorum', '2'];
    return LiveProcess.start('master', join(folder, name), ...election, ...health);
  };
  const finder = (): ElectedMaster =>
    new ElectedMaster({ zk: parseZkUrl(zk), scheme: 'http', complain: () => undefined });
  const registered = async (among = masters): Promise<number> => {
    const [leader] = await leadersOf(among);
    const slaves = (await leader?.read('/slaves'))?.['slaves'];
    return Array.isArray(slaves) ? slaves.filter(({ active }) => active === true).length : 0;
  };

  beforeAll(async () => {
    ensemble = await ZooKeeperEnsemble.start(1);
    zk = `zk://${ensemble.addresses.join(',')}/evenhand/${process.pid}`;
    masters = await Promise.all(['m1', 'm2', 'm3'].map(startMaster));
    const names = Array.from({ length: AGENTS }, (_, at) => `a${at + 1}`);
    const size = ['--resources', 'cpus:1;mem:256', '--registration-backoff-factor', '50ms'];
    // One of them knows the masters by their addresses alone.
    const listed = masters.map(({ port }) => `127.0.0.1:${port}`).join(',');
    agents = await Promise.all(
      names.map((name, at) => {
        const where = ['--master', at === AGENTS - 1 ? listed : zk];
        return LiveProcess.start('agent', join(folder, name), ...where, ...size);
      }),
    );
    load = new LoadScheduler({
      ...{ finder: finder(), name: 'load', lasting: LASTING, short: 5, partitionAware: true },
    });
    await until(() => load.finished >= 10 && load.everIn('TASK_RUNNING').length >= LASTING + 10);
  });

  afterAll(async () => {
    load.client.close();
    await Promise.all([...masters, ...agents].map((one) => one.end('SIGKILL')));
    cutPower(folder);
    await ensemble.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has one leader; the others point to it', async () => {
    const leader = await leaderOf(masters);
    const [follower] = masters.filter((one) => one !== leader);
    const place = `//127.0.0.1:${leader.port}`;
    expect(await follower.asked('/state?x=1')).toBe(`307 ${place}/state?x=1`);
    expect(await follower.asked('/redirect')).toBe(`307 ${place}`);
    expect(await follower.asked('/health')).toBe('200 ');
    expect(await follower.read('/flags')).toMatchObject({ flags: { zk, quorum: '2' } });
    expect(await registered()).toBe(AGENTS);
  });

  it('loses no task when its leader is killed under load, and makes offers again', async () => {
    const leader = await leaderOf(masters);
    const before = { offers: load.offersAtMs.length, subscribed: load.subscribedAtMs.length };
    const finished = load.finished;
    const command = ['--command', 'echo begins; sleep 4; echo ends; exit 7'];
    const executed = start('execute', '--master', zk, ...command);
    await new Promise((resolve) => executed.child.stdout?.once('data', resolve));
    const killedAtMs = performance.now();
    await leader.end('SIGKILL');
    masters = masters.filter((one) => one !== leader);
    await until(() => load.subscribedAtMs.length > before.subscribed);
    const isNew = (atMs: number): boolean => atMs > (load.subscribedAtMs.at(-1) ?? 0);
    await until(() => load.offersAtMs.some(isNew));
    await until(async () => (await registered()) === AGENTS);
    const agentsAtMs = performance.now();
    await until(() => load.finished >= finished + 10);
    const after = (atMs: number): string => `${((atMs - killedAtMs) / 1000).toFixed(2)} s`;
    load.reconcile();
    await until(() => load.lasting.every(({ reconciled }) => reconciled !== ''));
    const lasting = load.lasting.map(({ reconciled }) => reconciled);
    expect(lasting).toEqual(Array.from({ length: LASTING }, () => 'TASK_RUNNING'));
    for (const state of LOST) expect(load.everIn(state)).toEqual([]);
    expect(load.failures).toEqual([]);
    const offers = after(load.offersAtMs.find(isNew) ?? Number.NaN);
    console.log(
      `leader killed: a framework is back after ${after(load.subscribedAtMs.at(-1) ?? 0)}, ` +
        `offers after ${offers}, ${AGENTS} agents after ${after(agentsAtMs)} ` +
        `(ZooKeeper session ${SESSION_MS / 1000} s); ${load.tasks.size} tasks, none lost`,
    );
    expect(await executed.ended).toMatchObject({ stdout: 'begins\nends\n', code: 7 });
    // The session has to run out; the rest is ours.
    expect(agentsAtMs - killedAtMs).toBeLessThan(SESSION_MS + 8000);
  });

  it('takes a scheduler that failed over to another master with its id and its tasks', async () => {
    const [leader] = await leadersOf(masters);
    const info = {
      ...{ user: 'nobody', name: 'moves', roles: ['moves'], failover_timeout: 60 },
      capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
    };
    const first = new LiveScheduler(leader.url);
    const id = await first.subscribe(info);
    await first.launch('moved', 'exec sleep 100', agents[0].port);
    await first.update('TASK_RUNNING');
    const second = new LiveScheduler(leader.url);
    expect(await second.subscribe({ ...info, id: { value: id } })).toBe(id);
    const told = await first.next(({ error }) => error !== undefined);
    expect(told.error?.message).toBe('Framework failed over');
    await second.client.call({ type: 'RECONCILE', reconcile: { tasks: [] } });
    const known = await second.update('TASK_RUNNING');
    expect(known).toMatchObject({ task_id: { value: 'moved' }, reason: 'REASON_RECONCILIATION' });
    await second.client.call({ type: 'TEARDOWN' });
  });

  it('is led by one only when its leader stands still, whose late writes come to nothing', async () => {
    masters.push(await startMaster('m4'));
    const paused = await leaderOf(masters);
    const others = masters.filter((one) => one !== paused);
    // Its offers are due every second: one that goes on would make some at once.
    const direct = new LiveScheduler(paused.url);
    await direct.subscribe({
      ...{ user: 'nobody', name: 'direct', roles: ['direct'] },
      capabilities: [{ type: 'MULTI_ROLE' }],
    });
    await direct.next(({ offers }) => offers !== undefined);
    // What comes over a connection that is there is read before any timer of the process fires.
    const connection = new OpenConnection(paused.url);
    expect(await connection.put('/weights', EARLY)).toBe('200');
    paused.signal('SIGSTOP');
    const stoppedAtMs = performance.now();
    const late = connection.put('/weights', [{ role: 'late', weight: 7 }]);
    const leader = await leaderOf(others);
    const electedMs = performance.now() - stoppedAtMs;
    // The one that does not ask ZooKeeper believes in a master as long as it does not hang up.
    await until(async () => (await registered(others)) === AGENTS - 1);
    const heard = direct.heardSoFar;
    paused.signal('SIGCONT');
    const points = `307 //127.0.0.1:${leader.port}/state`;
    await until(async () => (await paused.asked('/state')) === points);
    expect(await late).toBe('cut');
    connection.close();
    expect(direct.heardSoFar).toBe(heard);
    expect((await leadersOf(masters)).map(({ url }) => url)).toEqual([leader.url]);
    await until(async () => (await registered()) === AGENTS);
    expect(await (await fetch(`${leader.url}/weights`)).json()).toEqual(EARLY);
    for (const state of LOST) expect(load.everIn(state)).toEqual([]);
    console.log(
      `leader stopped: another leads after ${(electedMs / 1000).toFixed(2)} s; ` +
        'the first one steps down when it goes on',
    );
  });

  it('hands over at once when its leader is told to end', async () => {
    const leader = await leaderOf(masters);
    masters = masters.filter((one) => one !== leader);
    const toldAtMs = performance.now();
    const ended = leader.end();
    await leaderOf(masters);
    const tookMs = performance.now() - toldAtMs;
    await ended;
    await until(async () => (await registered()) === AGENTS);
    expect(tookMs).toBeLessThan(SESSION_MS);
    console.log(`leader told to end: another leads after ${(tookMs / 1000).toFixed(2)} s`);
  });

  it('tells once of the tasks of a machine that is gone', async () => {
    const blunt = new LoadScheduler({
      ...{ finder: finder(), name: 'blunt', lasting: 3 * AGENTS, short: 0, partitionAware: false },
    });
    await until(() => blunt.everIn('TASK_RUNNING').length === 3 * AGENTS);
    const [gone] = agents;
    const leader = await leaderOf(masters);
    const id = await agentId(leader, gone.port);
    const theirs = (scheduler: LoadScheduler): LoadTask[] =>
      scheduler.lasting.filter(({ agent }) => agent === id);
    expect(theirs(blunt).length).toBeGreaterThan(0);
    const goneAtMs = performance.now();
    expect(cutPower(gone.workDir)).toBeGreaterThan(1);
    await until(() => load.everIn('TASK_UNREACHABLE').length > 0);
    const unreachableMs = performance.now() - goneAtMs;
    await until(() => theirs(blunt).every(({ states }) => states.includes('TASK_LOST')));
    const unreachable = load.everIn('TASK_UNREACHABLE');
    expect(unreachable.map(({ agent }) => agent)).toEqual(unreachable.map(() => id));
    const call = { type: 'MARK_AGENT_GONE', mark_agent_gone: { agent_id: { value: id } } };
    const answer = await fetch(`${leader.url}/api/v1`, {
      ...{ method: 'POST', body: JSON.stringify(call) },
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(200);
    await until(() => unreachable.every(({ states }) => states.at(-1) === 'TASK_GONE_BY_OPERATOR'));
    for (const { states } of unreachable) {
      expect(states.filter((state) => state === 'TASK_UNREACHABLE')).toHaveLength(1);
    }
    for (const { states, reason } of theirs(blunt)) {
      expect(states.filter((state) => state === 'TASK_LOST')).toHaveLength(1);
      expect(reason).toBe('REASON_AGENT_REMOVED');
    }
    expect(blunt.everIn('TASK_LOST').length).toBe(theirs(blunt).length);
    console.log(
      `agent's machine gone: unreachable after ${(unreachableMs / 1000).toFixed(2)} s, ` +
        `${unreachable.length} tasks TASK_UNREACHABLE, ${theirs(blunt).length} of a framework that does not know ` +
        'that state TASK_LOST, each once',
    );
    blunt.client.close();
  });

  it('has recorded all its terms, which say the same again', async () => {
    load.client.close();
    const leader = await leaderOf(masters);
    // The leader last: nobody follows it.
    for (const one of masters.filter((master) => master !== leader)) await one.end();
    await leader.end();
    const folders = ['m1', 'm2', 'm3', 'm4'].map((name) => join(folder, name, 'recordings'));
    const files = folders.flatMap((one) => readdirSync(one).map((name) => join(one, name)));
    const kindOf = (file: string): string => basename(file).split('-')[0];
    const terms = files.filter((file) => kindOf(file) === 'master');
    // The first leader's ends where it was killed.
    expect(terms.length).toBe(4);
    // One each, and another of the master that stood still.
    expect(files.length - terms.length).toBe(5);
    let inputs = 0;
    for (const file of files) {
      const life = replayLife(file, recordingLines(file), machineOf);
      expect([basename(file), life.difference]).toEqual([basename(file), null]);
      inputs += life.inputs;
    }
    const replayed = await evenhand('replay', terms[0]);
    expect(replayed.stdout).toMatch(/^confirmed: /);
    console.log(
      `${terms.length} terms and ${files.length - terms.length} candidacies are answered as ` +
        `recorded: ${inputs} inputs`,
    );
  });
});

/** Mesos's id of the agent at this port. */
async function agentId(leader: LiveProcess, port: number): Promise<string> {
  const slaves = (await leader.read('/slaves'))?.['slaves'];
  const agent: unknown = Array.isArray(slaves) ? slaves.find((one) => one.port === port) : null;
  if (typeof agent === 'object' && agent !== null && 'id' in agent) return String(agent.id);
  throw new Error(`no agent at port ${port}`);
}
