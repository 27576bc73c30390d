import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type JsonObject, isJsonObject } from '../../live/mesos/json.ts';
import { messageCodec } from '../../live/mesos/protobuf/message-codec.ts';
import { stop, temporaryFolder } from '../support/evenhand-process.ts';
import { type Listening, portOf, startAgent, startMaster } from '../support/live-programs.ts';
import { LiveScheduler } from '../support/live-scheduler.ts';

/** What a real Mesos agent answered; beside the repository where it was recorded. */
const SAMPLES = fileURLToPath(new URL('../../../shared/mesos-samples', import.meta.url));
const PROTOBUF = 'application/x-protobuf';

/** What Mesos says of how it was built, and nobody asks of us. */
const OF_THE_BUILD = ['git_sha', 'build_date', 'build_time', 'build_user'];

const INFO = {
  ...{ user: 'nobody', name: 'looked at', roles: ['dev'], checkpoint: true, failover_timeout: 60 },
  capabilities: [{ type: 'MULTI_ROLE' }],
};

/** Names of fields and what they hold, as `frameworks.executors.id: string`. */
function shapeOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => shapeOf(one, path));
  if (!isJsonObject(value)) return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([name, one]) => {
    if (OF_THE_BUILD.includes(name)) return [];
    // What they are called is the operator's, not Mesos's.
    if (name === 'flags' || name === 'attributes') return [`${path}.${name}: object`];
    return shapeOf(one, `${path}.${name}`);
  });
}

/** As bytes say it, which know no list without elements. */
function withoutEmptyLists(document: JsonObject): unknown {
  const text = JSON.stringify(document, (_name, value: unknown) => {
    return Array.isArray(value) && value.length === 0 ? undefined : value;
  });
  return JSON.parse(text);
}

describe('what an agent answers', () => {
  const folder = temporaryFolder();
  let master: Listening;
  let agent: Listening;
  let scheduler: LiveScheduler;

  beforeAll(async () => {
    master = await startMaster(join(folder, 'master'));
    const has = 'cpus:2;mem:4096;disk:10000;ports:[31000-32000]';
    const flags = ['--resources', has, '--attributes', 'rack:r1;zone:z2'];
    agent = await startAgent(master.url, join(folder, 'agent'), ...flags);
    scheduler = new LiveScheduler(master.url);
    await scheduler.subscribe(INFO);
    const port = portOf(agent.url);
    await scheduler.launch('over', 'echo hello', port);
    await scheduler.update('TASK_FINISHED');
    await scheduler.launch('steady', 'echo some; sleep 60', port);
    await scheduler.update('TASK_RUNNING');
    // The acknowledgement has arrived when the finished one is forgotten.
    for (const end = performance.now() + 20_000; performance.now() < end; ) {
      if (JSON.stringify(await get('/state')).includes('"completed_executors":[{')) return;
      await new Promise((resume) => setTimeout(resume, 20));
    }
  });

  afterAll(async () => {
    await scheduler.client.call({ type: 'TEARDOWN' });
    await stop(agent);
    await stop(master);
    rmSync(folder, { recursive: true, force: true });
  });

  async function get(path: string): Promise<unknown> {
    const answer = await fetch(`${agent.url}${path}`);
    if (answer.status !== 200) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  }

  async function call(type: string, more: JsonObject = {}): Promise<JsonObject> {
    const body = JSON.stringify({ type, ...more });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${agent.url}/api/v1`, { method: 'POST', headers, body });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${answer.status}: ${text}`);
    const said: unknown = JSON.parse(text);
    if (!isJsonObject(said) || said['type'] !== type) throw new Error(`found ${text}`);
    const payload = said[type.toLowerCase()];
    return isJsonObject(payload) ? payload : {};
  }

  describe.skipIf(!existsSync(SAMPLES))('has the fields that a real Mesos agent has', () => {
    it.each([
      ['state', '/slave(1)/state'],
      ['containers', '/slave(1)/containers'],
      ['monitor-statistics', '/slave(1)/monitor/statistics'],
    ])('%s', async (name, path) => {
      const sample: unknown = JSON.parse(readFileSync(join(SAMPLES, `agent-${name}.json`), 'utf8'));
      const ours = new Set(shapeOf(await get(path)));
      const missing = [...new Set(shapeOf(sample))].filter((one) => !ours.has(one));
      // Frameworks that are over for good had nothing running: ours has one that has.
      const ended = /^\.completed_frameworks\./;
      expect(missing.filter((one) => !ended.test(one))).toEqual([]);
    });
  });

  it('is the same however it is asked for', async () => {
    const state = await get('/state');
    for (const path of ['/slave(1)/state', '/slave%281%29/state']) {
      expect(await get(path)).toMatchObject({ id: Object(state).id });
    }
    expect(state).toMatchObject({
      ...{ hostname: '127.0.0.1', master_hostname: '127.0.0.1', attributes: { rack: 'r1' } },
      unreserved_resources_allocated: { cpus: 0.2, mem: 64 },
      frameworks: [
        {
          executors: [{ id: 'steady', source: 'steady', resources: { cpus: 0.2, mem: 64 } }],
          completed_executors: [{ id: 'over', completed_tasks: [{ state: 'TASK_FINISHED' }] }],
        },
      ],
    });
  });

  it("counts under Mesos's names", async () => {
    expect(await get('/metrics/snapshot')).toMatchObject({
      ...{ 'slave/cpus_total': 2, 'slave/cpus_used': 0.1, 'slave/tasks_running': 1 },
      ...{ 'slave/tasks_finished': 1, 'slave/registered': 1, 'slave/executors_running': 1 },
      ...{ 'slave/frameworks_active': 1, 'slave/container_launch_errors': 0 },
      ...{ 'gc/path_removals_pending': expect.any(Number) },
    });
  });

  it('answers calls', async () => {
    expect(await call('GET_HEALTH')).toEqual({ healthy: true });
    expect(await call('GET_VERSION')).toMatchObject({ version_info: { version: '1.12.0' } });
    expect(await call('GET_FLAGS')).toMatchObject({
      flags: expect.arrayContaining([{ name: 'ip', value: '127.0.0.1' }]),
    });
    expect(await call('GET_METRICS')).toMatchObject({
      metrics: expect.arrayContaining([{ name: 'slave/tasks_running', value: 1 }]),
    });
    expect(await call('GET_AGENT')).toMatchObject({ agent_info: { port: portOf(agent.url) } });
    const tasks = await call('GET_TASKS');
    expect(tasks).toMatchObject({
      launched_tasks: [{ task_id: { value: 'steady' }, state: 'TASK_RUNNING' }],
      completed_tasks: [{ task_id: { value: 'over' }, statuses: expect.any(Array) }],
    });
    const frameworks = await call('GET_FRAMEWORKS');
    expect(frameworks).toMatchObject({ frameworks: [{ framework_info: { name: 'looked at' } }] });
    const whole = { get_tasks: tasks, get_frameworks: frameworks };
    expect(await call('GET_STATE')).toMatchObject(whole);
    expect(await call('GET_CONTAINERS')).toMatchObject({
      containers: [{ executor_id: { value: 'steady' }, resource_statistics: { cpus_limit: 0.2 } }],
    });
    await expect(call('NONSENSE')).rejects.toThrow("agent::Call: Expecting 'type' to be");
    await expect(call('PRUNE_IMAGES')).rejects.toThrow("501: 'PRUNE_IMAGES' is not");
    await expect(call('READ_FILE')).rejects.toThrow("Expecting 'read_file' to be present");
  });

  it('answers calls in protobuf with what it answers in JSON', async () => {
    const codec = await messageCodec();
    const asked = async (type: string, more: JsonObject = {}): Promise<JsonObject> => {
      const body = Buffer.from(codec.encodeMessage('agent.Call', { type, ...more }));
      const headers = { 'content-type': PROTOBUF, accept: PROTOBUF };
      const answer = await fetch(`${agent.url}/api/v1`, { method: 'POST', headers, body });
      if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
      expect(answer.headers.get('content-type')).toBe(PROTOBUF);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return codec.decodeMessage('agent.Response', bytes);
    };
    for (const type of ['GET_HEALTH', 'GET_FLAGS', 'GET_AGENT', 'GET_STATE', 'GET_OPERATIONS']) {
      const inJson = withoutEmptyLists({ type, [type.toLowerCase()]: await call(type) });
      expect(await asked(type)).toEqual(inJson);
    }
    const { get_containers: containers } = await asked('GET_CONTAINERS');
    expect(containers).toMatchObject({
      containers: [{ executor_id: { value: 'steady' }, resource_statistics: { cpus_limit: 0.2 } }],
    });
    const path = '/frameworks/none/executors/steady/runs/latest';
    const files = asked('LIST_FILES', { list_files: { path } });
    await expect(files).rejects.toThrow('404');
  });

  it('shows sandboxes and nothing else', async () => {
    const { framework_id: framework } = Object(await get('/containers'))[0];
    const sandbox = `/frameworks/${framework}/executors/steady/runs/latest`;
    const listed = await call('LIST_FILES', { list_files: { path: sandbox } });
    expect(listed).toMatchObject({
      file_infos: [
        { path: expect.stringMatching(/\/stderr$/), size: 0 },
        { path: expect.stringMatching(/\/stdout$/), size: 5 },
      ],
    });
    const path = `${sandbox}/stdout`;
    const file = { path, offset: 0, length: 3 };
    const data = Buffer.from('som').toString('base64');
    expect(await call('READ_FILE', { read_file: file })).toEqual({ size: 5, data });
    for (const prefix of ['', '/slave(1)', '/slave%281%29']) {
      const where = `${prefix}/files/read?path=${encodeURIComponent(path)}&offset=0`;
      expect(await get(where)).toMatchObject({ data: 'some\n' });
    }
    for (const out of [`${sandbox}${'/..'.repeat(8)}`, '/etc/passwd', folder]) {
      await expect(call('LIST_FILES', { list_files: { path: out } })).rejects.toThrow('404');
      const where = `/files/read?path=${encodeURIComponent(out)}`;
      await expect(get(where)).rejects.toThrow('No such file or directory');
    }
  });
});
