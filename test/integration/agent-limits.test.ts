import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { CheckpointFile } from '../../live/agent/checkpoint-file.ts';
import { Cgroups } from '../../live/containers/cgroups.ts';
import { isCode } from '../../live/containers/supervisor.ts';
import { stop, temporaryFolder } from '../support/evenhand-process.ts';
import { type Listening, portOf, startAgent, startMaster } from '../support/live-programs.ts';
import { LiveScheduler } from '../support/live-scheduler.ts';

const INFO = {
  ...{ user: 'nobody', name: 'greedy', roles: ['dev'], checkpoint: true, failover_timeout: 60 },
  capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
};

const probed = Cgroups.probe(`evenhand-test-${process.pid}`);
if (typeof probed !== 'string') probed.removeAll();

/** Why there can be no small disk here, or null. */
function noSmallDisk(folder: string): string | null {
  mkdirSync(folder);
  const { status, stderr } = spawnSync('mount', [
    ...['-t', 'tmpfs', '-o', 'size=3m', 'evenhand', folder],
  ]);
  return status === 0 ? null : String(stderr);
}

/** Takes what is left of a disk; removing the file gives it back. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(4096, 1));
  } catch (error) {
    if (!isCode(error, 'ENOSPC')) throw error;
  } finally {
    closeSync(file);
  }
}

describe('an agent at its limits', () => {
  const folder = temporaryFolder();
  const disk = join(folder, 'disk');
  const problem = noSmallDisk(disk);
  let master: Listening;
  let scheduler: LiveScheduler;

  beforeAll(async () => {
    master = await startMaster(join(folder, 'master'));
    scheduler = new LiveScheduler(master.url);
    await scheduler.subscribe(INFO);
  });

  afterAll(async () => {
    await scheduler.client.call({ type: 'TEARDOWN' });
    await stop(master);
    if (problem === null) execFileSync('umount', ['-l', disk]);
    rmSync(folder, { recursive: true, force: true });
  });

  const why = typeof probed === 'string' ? ` (${probed})` : '';
  it.skipIf(typeof probed === 'string')(`ends tasks that want more memory${why}`, async () => {
    const flags = ['--resources', 'cpus:1;mem:256', '--cgroups'];
    const agent = await startAgent(master.url, join(folder, 'limited'), ...flags);
    await scheduler.launch('hungry', 'head -c 200m /dev/zero | tail -c 190m', portOf(agent.url));
    expect(await scheduler.update('TASK_FAILED')).toMatchObject({
      ...{ task_id: { value: 'hungry' }, reason: 'REASON_CONTAINER_LIMITATION_MEMORY' },
      message: expect.stringContaining('it reached its memory limit'),
    });
    await stop(agent);
  });

  it.skipIf(problem !== null)(`lives on a full disk (${problem ?? 'tmpfs'})`, async () => {
    const flags = ['--resources', 'cpus:1;mem:256', '--no-recording'];
    let agent = await startAgent(master.url, disk, ...flags);
    const port = portOf(agent.url);
    await scheduler.launch('before', 'sleep 60', port);
    await scheduler.update('TASK_RUNNING');
    fill(join(disk, 'filling'));
    await scheduler.launch('full', 'true', port);
    const failed = await scheduler.update('TASK_FAILED');
    expect(failed).toMatchObject({ reason: 'REASON_CONTAINER_LAUNCH_FAILED' });
    expect(failed['message']).toMatch(/ENOSPC|disk full/);
    process.stdout.write(`on a full disk: ${JSON.stringify(failed['message'])}\n`);
    expect((await fetch(`${agent.url}/health`)).status).toBe(200);
    // Killed now, it finds on the disk what it had.
    await stop(agent, 'SIGKILL');
    expect(new CheckpointFile(join(disk, 'meta', 'checkpoint.json')).read()).toMatchObject({
      checkpoint: { tasks: expect.arrayContaining([expect.anything()]) },
    });
    expect(readdirSync(join(disk, 'meta'))).not.toContain('checkpoint.json.new');
    rmSync(join(disk, 'filling'));
    agent = await startAgent(master.url, disk, ...flags, '--port', `${port}`);
    await scheduler.client.call({ type: 'KILL', kill: { task_id: { value: 'before' } } });
    expect(await scheduler.update('TASK_KILLED')).toMatchObject({ task_id: { value: 'before' } });
    await scheduler.launch('after', 'true', port);
    expect(await scheduler.update('TASK_FINISHED')).toMatchObject({
      task_id: { value: 'after' },
    });
    await stop(agent);
  });
});
