import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { JsonObject } from '../../live/mesos/json.ts';
import { stop, temporaryFolder } from '../support/evenhand-process.ts';
import { type Listening, portOf, startAgent, startMaster } from '../support/live-programs.ts';
import { LiveScheduler, SMALL } from '../support/live-scheduler.ts';

const INFO = {
  ...{ user: 'nobody', name: 'tasks', roles: ['dev'], checkpoint: true, failover_timeout: 60 },
  capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
};

/** Asked at once, and often. */
const SOON = { delay_seconds: 0, interval_seconds: 0.05, timeout_seconds: 5 };

describe('tasks of an agent', () => {
  const folder = temporaryFolder();
  let master: Listening;
  let agent: Listening;
  let scheduler: LiveScheduler;
  let port = 0;

  beforeAll(async () => {
    master = await startMaster(join(folder, 'master'));
    agent = await startAgent(
      master.url,
      join(folder, 'agent'),
      '--resources',
      'cpus:4;mem:2048;disk:64',
    );
    port = portOf(agent.url);
    scheduler = new LiveScheduler(master.url);
    await scheduler.subscribe(INFO);
  });

  afterAll(async () => {
    await scheduler.client.call({ type: 'TEARDOWN' });
    await stop(agent);
    await stop(master);
    rmSync(folder, { recursive: true, force: true });
  });

  function launch(taskId: string, value: string, more: JsonObject, uris: JsonObject[] = []) {
    return scheduler.launchTasks(port, [{ taskId, more: { command: { value, uris }, ...more } }]);
  }

  async function kill(taskId: string): Promise<JsonObject> {
    await scheduler.client.call({ type: 'KILL', kill: { task_id: { value: taskId } } });
    return scheduler.update('TASK_KILLED');
  }

  it('find what their URIs name in the sandbox', async () => {
    writeFileSync(join(folder, 'run.sh'), '#!/bin/sh\ncat inner\n');
    writeFileSync(join(folder, 'inner'), 'packed\n');
    execFileSync('tar', ['-czf', join(folder, 'some.tgz'), '-C', folder, 'inner']);
    const script = { value: `file://${join(folder, 'run.sh')}`, executable: true };
    const archive = { value: join(folder, 'some.tgz'), cache: true };
    const command = '[ "$(./run.sh)" = packed ]';
    await launch('fetched', command, {}, [script, archive]);
    expect(await scheduler.update('TASK_FINISHED')).toMatchObject({
      task_id: { value: 'fetched' },
    });
  });

  it('fail with the name of the URI that cannot be fetched', async () => {
    await launch('unfetched', 'true', {}, [{ value: '/no/such/file' }]);
    expect(await scheduler.update('TASK_FAILED')).toMatchObject({
      ...{ task_id: { value: 'unfetched' }, reason: 'REASON_CONTAINER_LAUNCH_FAILED' },
      message: expect.stringContaining("Failed to fetch '/no/such/file': ENOENT"),
    });
  });

  it('tell what their check finds, when it changes', async () => {
    const check = { type: 'COMMAND', ...SOON, command: { command: { value: '[ -e there ]' } } };
    await launch('checked', 'sleep 0.4; touch there; sleep 60', { check });
    const reason = 'REASON_TASK_CHECK_STATUS_UPDATED';
    const first = await scheduler.update('TASK_RUNNING');
    expect(first['check_status']).toEqual({ type: 'COMMAND', command: {} });
    const no = await scheduler.update('TASK_RUNNING');
    expect(no).toMatchObject({ reason, check_status: { command: { exit_code: 1 } } });
    const yes = await scheduler.update('TASK_RUNNING');
    expect(yes).toMatchObject({ reason, check_status: { command: { exit_code: 0 } } });
    expect(await kill('checked')).toMatchObject({ check_status: { command: { exit_code: 0 } } });
  });

  it('are asked over TCP and HTTP', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port: open } = server.address() as AddressInfo;
    const health = { ...SOON, type: 'TCP', tcp: { port: open }, grace_period_seconds: 0 };
    const check = { ...SOON, type: 'HTTP', http: { port: open, path: '/x' } };
    await launch('asked', 'sleep 60', { health_check: health, check });
    let status: JsonObject = {};
    while (status['healthy'] !== true || !JSON.stringify(status).includes('204')) {
      status = await scheduler.update('TASK_RUNNING');
    }
    expect(status).toMatchObject({ check_status: { type: 'HTTP', http: { status_code: 204 } } });
    server.close();
    while (status['healthy'] === true) status = await scheduler.update('TASK_RUNNING');
    await kill('asked');
  });

  it('that are not well for too long are killed', async () => {
    const command = { value: '[ ! -e ill ]' };
    const times = { ...SOON, grace_period_seconds: 0, consecutive_failures: 3 };
    const health = { health_check: { type: 'COMMAND', command, ...times } };
    await launch('ill', 'sleep 0.3; touch ill; sleep 60', health);
    const well = { task_id: { value: 'ill' }, healthy: true };
    const ill = { ...well, healthy: false };
    expect(await scheduler.update('TASK_RUNNING')).not.toHaveProperty('healthy');
    expect(await scheduler.update('TASK_RUNNING')).toMatchObject(well);
    expect(await scheduler.update('TASK_RUNNING')).toMatchObject(ill);
    expect(await scheduler.update('TASK_KILLED')).toMatchObject(ill);
  });

  it('find what others left in their persistent volume, until that is destroyed', async () => {
    const disk = { name: 'disk', type: 'SCALAR', scalar: { value: 16 } };
    const reserved = { ...disk, reservations: [{ type: 'DYNAMIC', role: 'dev' }] };
    const mounted = { container_path: 'some/data', mode: 'RW' };
    const volume = { ...reserved, disk: { persistence: { id: 'v' }, volume: mounted } };
    const resources = [...SMALL, volume];
    const place = join(folder, 'agent', 'volumes', 'roles', 'dev', 'v');
    const writes = { command: { value: 'echo kept > some/data/file' }, resources };
    await scheduler.launchTasks(
      port,
      [{ taskId: 'writes', more: writes }],
      [
        { type: 'RESERVE', reserve: { resources: [reserved] } },
        { type: 'CREATE', create: { volumes: [volume] } },
      ],
    );
    await scheduler.update('TASK_FINISHED');
    await launch('reads', '[ "$(cat some/data/file)" = kept ]', { resources });
    expect(await scheduler.update('TASK_FINISHED')).toMatchObject({ task_id: { value: 'reads' } });
    const out = {
      ...volume,
      disk: { ...volume.disk, volume: { ...mounted, container_path: '/x' } },
    };
    await launch('outside', 'true', { resources: [...SMALL, out] });
    expect(await scheduler.update('TASK_FAILED')).toMatchObject({
      ...{ task_id: { value: 'outside' }, reason: 'REASON_CONTAINER_LAUNCH_FAILED' },
      message: expect.stringContaining('volume path "/x": wanted a relative one'),
    });
    expect(existsSync(place)).toBe(true);
    await scheduler.launchTasks(port, [], [{ type: 'DESTROY', destroy: { volumes: [volume] } }]);
    await expect.poll(() => existsSync(place)).toBe(false);
  });
});
