import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  type Running,
  addressOf,
  evenhand,
  start,
  stop,
  temporaryFolder,
} from '../support/evenhand-process.ts';
import { LiveScheduler } from '../support/live-scheduler.ts';

const INFO = {
  ...{ user: 'nobody', name: 'steady', roles: ['dev'], checkpoint: true, failover_timeout: 60 },
  capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
};

describe('a cluster on this machine', () => {
  const folder = temporaryFolder();
  const recordings = join(folder, 'master', 'recordings');
  let cluster: Running;
  let master = '';

  beforeAll(async () => {
    const size = ['--agents', '1', '--agent', 'cpus:1;mem:256', '--port', '0'];
    cluster = start('up', ...size, '--work-dir', folder, '--log-level', 'error');
    master = await addressOf(cluster, 'master');
  });

  afterAll(async () => {
    await stop(cluster);
    rmSync(folder, { recursive: true, force: true });
  });

  it('runs a command, writes what it writes and ends as it does', async () => {
    const command = 'echo hello; echo oops >&2; exit 3';
    const ended = await evenhand('execute', '--master', master, '--command', command);
    expect(ended.stdout).toBe('hello\n');
    expect(ended.stderr).toContain('oops\n');
    expect(ended.stderr).toContain('TASK_FAILED: Command exited with status 3\n');
    expect(ended.code).toBe(3);
  });

  it('keeps tasks when their scheduler dies and when their agent is killed', async () => {
    const place = ['--master', master, '--port', '0', '--work-dir', join(folder, 'killed')];
    const flags = [...place, '--resources', 'cpus:1;mem:256', '--log-level', 'error'];
    let agent = start('agent', ...flags);
    const address = await addressOf(agent, 'agent');
    const first = new LiveScheduler(master);
    const id = await first.subscribe(INFO);
    await first.launch('steady-1', 'sleep 60', Number(new URL(address).port));
    await first.update('TASK_RUNNING');
    first.client.close();

    const second = new LiveScheduler(master);
    expect(await second.subscribe({ ...INFO, id: { value: id } })).toBe(id);
    const task = { task_id: { value: 'steady-1' } };
    await second.client.call({ type: 'RECONCILE', reconcile: { tasks: [task] } });
    const known = await second.update('TASK_RUNNING');
    expect(known).toMatchObject({ ...task, reason: 'REASON_RECONCILIATION' });

    await stop(agent, 'SIGKILL');
    agent = start('agent', ...flags);
    const again = await addressOf(agent, 'agent');
    const containers: unknown = await (await fetch(`${again}/containers`)).json();
    expect(containers).toMatchObject([{ source: 'steady-1' }]);
    await second.client.call({ type: 'KILL', kill: task });
    expect(await second.update('TASK_KILLED')).toMatchObject(task);
    await second.client.call({ type: 'TEARDOWN' });
    await expect(second.client.call({ type: 'TEARDOWN' })).rejects.toThrow(
      'the master answered 400: Framework cannot be found',
    );
    await stop(agent);
    const [killed, restarted] = readdirSync(join(folder, 'killed', 'recordings')).sort();
    for (const name of [killed, restarted]) {
      const replayed = await evenhand('replay', join(folder, 'killed', 'recordings', name));
      expect(replayed.stdout).toMatch(/^confirmed: /);
    }
  });

  it('records what the master lives through, and lives through it again', async () => {
    const state: unknown = await (await fetch(`${master}/state`)).json();
    expect(state).toMatchObject({ frameworks: [], activated_slaves: 1 });
    // What is not a second old may not be on the disk yet.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const [name] = readdirSync(recordings);
    const { stdout, code } = await evenhand('replay', join(recordings, name), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ confirmed: true, machine: 'master' });
    expect(code).toBe(0);
  });
});
