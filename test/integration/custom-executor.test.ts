import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { JsonObject } from '../../live/mesos/json.ts';
import { messageCodec } from '../../live/mesos/protobuf/message-codec.ts';
import { evenhand, stop, temporaryFolder } from '../support/evenhand-process.ts';
import { type Listening, portOf, startAgent, startMaster } from '../support/live-programs.ts';
import { LiveScheduler, SMALL } from '../support/live-scheduler.ts';

const PROGRAM = fileURLToPath(new URL('../support/executor.mjs', import.meta.url));
const INFO = {
  ...{ user: 'nobody', name: 'own', roles: ['dev'], checkpoint: true, failover_timeout: 60 },
  capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
};

function executor(id: string, program = PROGRAM): JsonObject {
  return {
    ...{ type: 'CUSTOM', executor_id: { value: id }, resources: SMALL },
    command: { shell: false, value: process.execPath, arguments: ['node', program] },
  };
}

function theirs(taskId: string, by: JsonObject, what = 'stay') {
  const data = Buffer.from(what).toString('base64');
  return { taskId, more: { executor: by, data } };
}

describe("executors of a framework's own", () => {
  const folder = temporaryFolder();
  const flags = [
    '--resources',
    'cpus:4;mem:2048;disk:64',
    '--executor-reregistration-timeout',
    '20s',
  ];
  let master: Listening;
  let agent: Listening;
  let scheduler: LiveScheduler;
  let framework = '';
  let port = 0;

  beforeAll(async () => {
    master = await startMaster(join(folder, 'master'));
    agent = await startAgent(master.url, join(folder, 'agent'), ...flags);
    port = portOf(agent.url);
    scheduler = new LiveScheduler(master.url);
    framework = await scheduler.subscribe(INFO);
  });

  afterAll(async () => {
    await stop(agent);
    await stop(master);
    rmSync(folder, { recursive: true, force: true });
  });

  function runsOf(id: string): string {
    const slaves = join(folder, 'agent', 'slaves');
    return join(slaves, readdirSync(slaves)[0], 'frameworks', framework, 'executors', id, 'runs');
  }

  /** What an executor has written. */
  function output(id: string): string {
    return readFileSync(join(runsOf(id), 'latest', 'stdout'), 'utf8');
  }

  function post(call: JsonObject, headers = { 'content-type': 'application/json' }) {
    const body = JSON.stringify(call);
    return fetch(`${agent.url}/api/v1/executor`, { method: 'POST', headers, body });
  }

  it('run tasks, tell of them and exchange messages with it', async () => {
    const by = executor('talks');
    await scheduler.launchTasks(port, [theirs('short', by, 'finish'), theirs('long', by)]);
    const finished = await scheduler.update('TASK_FINISHED');
    expect(finished).toMatchObject({
      ...{ task_id: { value: 'short' }, executor_id: { value: 'talks' } },
      ...{ source: 'SOURCE_EXECUTOR', data: 'ZG9uZQ==' },
    });
    const agentId = finished['agent_id'];
    const data = Buffer.from('hi').toString('base64');
    const to = { agent_id: agentId, executor_id: { value: 'talks' } };
    await scheduler.client.call({ type: 'MESSAGE', message: { ...to, data } });
    const { message } = await scheduler.next(({ type }) => type === 'MESSAGE');
    expect(message).toEqual({ ...to, data: Buffer.from('echo hi').toString('base64') });
    await scheduler.client.call({ type: 'KILL', kill: { task_id: { value: 'long' } } });
    expect(await scheduler.update('TASK_KILLED')).toMatchObject({ task_id: { value: 'long' } });
    const said = output('talks');
    const variables = [
      ...[`MESOS_FRAMEWORK_ID=${framework}`, 'MESOS_EXECUTOR_ID=talks', 'MESOS_CHECKPOINT=1'],
      ...[`MESOS_AGENT_ENDPOINT=127.0.0.1:${port}`, 'MESOS_RECOVERY_TIMEOUT=15mins'],
      ...['MESOS_SUBSCRIPTION_BACKOFF_MAX=2secs', 'MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD=5secs'],
    ];
    for (const one of variables) expect(said).toContain(`${one}\n`);
    expect(said).toMatch(/^MESOS_DIRECTORY=\/.*\/executors\/talks\/runs\//m);
    await scheduler.client.call({
      ...{ type: 'SHUTDOWN', shutdown: { executor_id: { value: 'talks' }, agent_id: agentId } },
    });
    const failure = await scheduler.next(({ type }) => type === 'FAILURE');
    expect(failure['failure']).toMatchObject({ executor_id: { value: 'talks' }, status: 0 });
    expect(output('talks')).toMatch(/SHUTDOWN\n$/);
  });

  it('end with their tasks', async () => {
    const by = executor('dies');
    await scheduler.launchTasks(port, [theirs('stays', by), theirs('ends', by, 'exit')]);
    const reason = 'REASON_EXECUTOR_TERMINATED';
    const message = 'Executor exited with status 9';
    expect(await scheduler.update('TASK_FAILED')).toMatchObject({ reason, message });
    expect(await scheduler.update('TASK_FAILED')).toMatchObject({ reason, message });
  });

  it('have the persistent volumes of their tasks, also of later ones', async () => {
    const reservations = [{ type: 'DYNAMIC', role: 'dev' }];
    const disk = { name: 'disk', type: 'SCALAR', scalar: { value: 8 }, reservations };
    const volume = (id: string, path: string): JsonObject => {
      const mounted = { container_path: path, mode: 'RW' };
      return { ...disk, disk: { persistence: { id }, volume: mounted } };
    };
    const by = executor('holds');
    const holding = (taskId: string, held: JsonObject, what = 'stay') => {
      const { more } = theirs(taskId, by, what);
      return { taskId, more: { ...more, resources: [...SMALL, held] } };
    };
    const reserved = { ...disk, scalar: { value: 16 } };
    await scheduler.launchTasks(
      port,
      [holding('first', volume('v', 'some/v'))],
      [
        { type: 'RESERVE', reserve: { resources: [reserved] } },
        { type: 'CREATE', create: { volumes: [volume('v', 'v'), volume('w', 'w')] } },
      ],
    );
    await scheduler.update('TASK_RUNNING');
    const sandbox = join(runsOf('holds'), 'latest');
    const roles = join(folder, 'agent', 'volumes', 'roles', 'dev');
    expect(readlinkSync(join(sandbox, 'some', 'v'))).toBe(join(roles, 'v'));
    await scheduler.launchTasks(port, [holding('deep', volume('w', 'some/w'))]);
    expect(await scheduler.update('TASK_FAILED')).toMatchObject({
      ...{ task_id: { value: 'deep' } },
      message: expect.stringContaining('volume path "some/w": wanted a name without /'),
    });
    await scheduler.launchTasks(port, [holding('second', volume('w', 'w'), 'exit')]);
    await scheduler.update('TASK_FAILED');
    await scheduler.update('TASK_FAILED');
    expect(readlinkSync(join(sandbox, 'w'))).toBe(join(roles, 'w'));
  });

  it('live on when the agent is killed, and tell it what happened', async () => {
    await scheduler.launchTasks(port, [theirs('kept', executor('outlives'))]);
    const { message } = await scheduler.update('TASK_RUNNING');
    await stop(agent, 'SIGKILL');
    agent = await startAgent(
      ...([master.url, join(folder, 'agent'), ...flags, '--port', `${port}`] as const),
    );
    const task = { task_id: { value: 'kept' } };
    // As often as it takes until the executor is back: nothing is kept for one that is away.
    const killing = setInterval(() => {
      void scheduler.client.call({ type: 'KILL', kill: task });
    }, 100);
    const killed = await scheduler.update('TASK_KILLED');
    clearInterval(killing);
    expect(killed).toMatchObject(task);
    const [first, second] = output('outlives').split('SUBSCRIBED');
    expect(first).toContain('MESOS_EXECUTOR_ID=outlives');
    expect(second).toContain('LAUNCH');
    expect(message).toMatch(/^by \d+$/);
  });

  it('are answered as Mesos answers them', async () => {
    const who = { framework_id: { value: framework }, executor_id: { value: 'outlives' } };
    const status = { task_id: { value: 'x' }, state: 'TASK_RUNNING', source: 'SOURCE_EXECUTOR' };
    const uuid = Buffer.alloc(16).toString('base64');
    const update = (more: JsonObject) => ({
      ...{ ...who, type: 'UPDATE', update: { status: { ...status, uuid, ...more } } },
    });
    const cases: readonly (readonly [JsonObject, number, RegExp])[] = [
      [{ type: 'SUBSCRIBE', ...who }, 400, /Expecting 'subscribe' to be present/],
      [{ type: 'HEARTBEAT', executor_id: { value: 'e' } }, 400, /framework_id/],
      [{ ...who, type: 'NONSENSE' }, 400, /^Failed to/],
      [{ ...who, type: 'HEARTBEAT', executor_id: { value: 'e' } }, 400, /^Executor cannot be/],
      [{ ...who, type: 'HEARTBEAT', framework_id: { value: 'f' } }, 400, /^Framework cannot be/],
      [update({ uuid: undefined }), 400, /Expecting 'uuid' to be present/],
      [update({ uuid: 'AA==' }), 400, /Not a valid UUID/],
      [update({ source: 'SOURCE_AGENT' }), 400, /expecting 'SOURCE_EXECUTOR'/],
      [update({ state: 'TASK_STAGING' }), 400, /TASK_STAGING .* which is not allowed/],
      [update({ executor_id: { value: 'e' } }), 400, /does not match ExecutorID in TaskStatus/],
      [update({}), 202, /^$/],
    ];
    for (const [call, code, text] of cases) {
      const answer = await post(call);
      expect([await answer.text(), answer.status]).toEqual([expect.stringMatching(text), code]);
    }
    expect((await post({}, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await fetch(`${agent.url}/api/v1/executor`)).status).toBe(405);
  });

  it('may speak protobuf, and one that subscribes again takes the place of the first', async () => {
    const codec = await messageCodec();
    const who = { framework_id: { value: framework }, executor_id: { value: 'outlives' } };
    const call = { ...who, type: 'SUBSCRIBE', subscribe: {} };
    const answer = await fetch(`${agent.url}/api/v1/executor`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', accept: 'application/x-protobuf' },
      body: Buffer.from(codec.encodeMessage('executor.Call', call)),
    });
    expect(answer.headers.get('content-type')).toBe('application/x-protobuf');
    // It ends when the executor that was told ERROR comes back.
    const text = Buffer.from(await answer.arrayBuffer());
    const records: JsonObject[] = [];
    for (let at = 0; at < text.length; ) {
      const end = text.indexOf('\n', at);
      const from = end + 1;
      at = from + Number(text.toString('latin1', at, end));
      records.push(codec.decodeMessage('executor.Event', text.subarray(from, at)));
    }
    const [subscribed] = records;
    expect(subscribed).toMatchObject({
      type: 'SUBSCRIBED',
      subscribed: {
        ...{ executor_info: { executor_id: { value: 'outlives' } }, agent_info: { port } },
        framework_info: { id: { value: framework }, name: 'own' },
      },
    });
    expect(records.at(-1)).toMatchObject({ type: 'ERROR' });
    expect(output('outlives')).toContain('ERROR\n');
  });

  it('that never subscribe are told so, and lose their tasks', async () => {
    const late = await startAgent(
      ...([master.url, join(folder, 'late')] as const),
      ...['--resources', 'cpus:1;mem:256', '--executor-registration-timeout', '300ms'],
    );
    const command = { value: 'sleep 60' };
    const silent = { executor_id: { value: 'silent' }, resources: SMALL, command };
    await scheduler.launchTasks(portOf(late.url), [theirs('waits', silent)]);
    expect(await scheduler.update('TASK_FAILED')).toMatchObject({
      ...{ task_id: { value: 'waits' }, reason: 'REASON_EXECUTOR_REGISTRATION_TIMEOUT' },
    });
    await scheduler.client.call({ type: 'TEARDOWN' });
    await stop(late);
  });

  it('are part of a life that can be lived again', async () => {
    await stop(agent);
    const recordings = join(folder, 'agent', 'recordings');
    for (const name of readdirSync(recordings)) {
      const replayed = await evenhand('replay', join(recordings, name));
      expect(replayed.stdout).toMatch(/^confirmed: /);
    }
  });
});
