import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { JsonObject } from '../../live/mesos/json.ts';
import { DockerEngine, IMAGE } from '../support/docker-engine.ts';
import {
  type Running,
  addressOf,
  evenhand,
  start,
  stop,
  temporaryFolder,
} from '../support/evenhand-process.ts';
import { type Listening, portOf, startAgent } from '../support/live-programs.ts';
import { LiveScheduler, SMALL } from '../support/live-scheduler.ts';

const engine = await DockerEngine.start();
const missing = typeof engine === 'string' ? engine : null;
const socket = typeof engine === 'string' ? '' : engine.socketPath;
const INFO = {
  ...{ user: 'nobody', name: 'images', roles: ['dev'], checkpoint: true, failover_timeout: 60 },
  capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
};

describe.skipIf(missing !== null)(`with a Docker engine${missing ? ` (${missing})` : ''}`, () => {
  const folder = temporaryFolder();
  let cluster: Running;
  let master = '';

  beforeAll(async () => {
    const size = ['--agents', '1', '--agent', 'cpus:1;mem:512', '--port', '0'];
    const place = ['--work-dir', folder, '--docker-socket', socket, '--log-level', 'error'];
    cluster = start('up', ...size, ...place);
    master = await addressOf(cluster, 'master');
  });

  afterAll(async () => {
    await stop(cluster);
    if (typeof engine !== 'string') {
      const all = engine.run('ps', '-aq').split('\n').filter(Boolean);
      if (all.length > 0) engine.run('rm', '-f', ...all);
      await engine.end();
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('runs an image to its end, and ends as it does', async () => {
    const place = ['--master', master, '--docker-image', IMAGE, '--resources', 'cpus:0.1;mem:64'];
    const hello = await evenhand('execute', ...place, '--command', 'echo hello');
    expect(hello).toMatchObject({ code: 0, stdout: 'hello\n' });
    const seven = await evenhand('execute', ...place, '--command', 'exit 7');
    expect(seven.stderr).toContain('TASK_FAILED: Command exited with status 7\n');
    expect(seven.code).toBe(7);
  });

  describe('and an agent of its own', () => {
    const flags = ['--resources', 'cpus:2;mem:1024;ports:[31000-31005]'];
    const docker = ['--containerizers', 'docker,mesos', '--docker-socket', socket];
    const workDir = join(folder, 'own');
    let agent: Listening;
    let scheduler: LiveScheduler;

    beforeAll(async () => {
      agent = await startAgent(master, workDir, ...flags, ...docker);
      scheduler = new LiveScheduler(master);
      await scheduler.subscribe(INFO);
    });
    afterAll(async () => {
      await scheduler.client.call({ type: 'TEARDOWN' });
      await stop(agent);
    });

    function launch(taskId: string, value: string, more: JsonObject, resources = SMALL) {
      const info = { image: IMAGE, network: 'NONE', ...more };
      const container = { type: 'DOCKER', docker: info };
      const task = { taskId, more: { command: { value }, container, resources } };
      return scheduler.launchTasks(portOf(agent.url), [task]);
    }

    /** At once: their first processes ignore TERM. */
    function killed(taskId: string): JsonObject {
      const policy = { grace_period: { nanoseconds: 0 } };
      return { task_id: { value: taskId }, kill_policy: policy };
    }

    it.each<[string, JsonObject, RegExp]>([
      ['is privileged', { privileged: true }, /wanted one that is not, or --allow-privileged/],
      [
        'adds to its rights',
        { parameters: [{ key: 'cap-add', value: 'SYS_ADMIN' }] },
        /docker parameter 'cap-add': wanted one of/,
      ],
      [
        'takes a port of others',
        { network: 'BRIDGE', port_mappings: [{ host_port: 31_001, container_port: 80 }] },
        /port 31001: wanted one of the task's own/,
      ],
    ])('refuses one that %s', async (why, more, message) => {
      await launch(`refused: ${why}`, 'true', more);
      const failed = await scheduler.update('TASK_FAILED');
      expect(failed).toMatchObject({ message: expect.stringMatching(message) });
    });

    it('takes parameters and labels, and adds no capability', async () => {
      const command = '[ "$TEAM" = x ] && [ "$(pwd)" = /tmp ] && sleep 60';
      const parameters = [
        { key: 'env', value: 'TEAM=x' },
        { key: 'workdir', value: '/tmp' },
      ];
      await launch('labelled', command, { parameters });
      await scheduler.update('TASK_RUNNING');
      if (typeof engine === 'string') return;
      const found: unknown = JSON.parse(
        engine.run('inspect', ...engine.run('ps', '-q').split('\n').filter(Boolean)),
      );
      expect(found).toMatchObject([
        {
          Config: { Labels: { MESOS_TASK_ID: 'labelled' } },
          HostConfig: {
            ...{ Privileged: false, CapAdd: null, SecurityOpt: ['no-new-privileges'] },
            ...{ Memory: 64 * 2 ** 20, NanoCpus: 2e8 },
          },
        },
      ]);
      await scheduler.client.call({ type: 'KILL', kill: killed('labelled') });
      await scheduler.update('TASK_KILLED');
    });

    it('finds its containers again when it was killed', async () => {
      await launch('kept', 'until [ -e $MESOS_SANDBOX/go ]; do sleep 0.05; done; exit 3', {});
      await launch('gone', 'sleep 1; exit 4', {});
      await scheduler.update('TASK_RUNNING');
      await scheduler.update('TASK_RUNNING');
      const port = portOf(agent.url);
      await stop(agent, 'SIGKILL');
      const beganMs = performance.now();
      await new Promise((resume) => setTimeout(resume, 1500));
      agent = await startAgent(master, workDir, ...flags, ...docker, '--port', `${port}`);
      const gone = await scheduler.update('TASK_FAILED');
      expect(gone).toMatchObject({ message: 'Command exited with status 4' });
      const backMs = Math.round(performance.now() - beganMs);
      process.stdout.write(`an agent killed with two containers told of one ${backMs} ms later\n`);
      await scheduler.client.call({ type: 'KILL', kill: killed('kept') });
      expect(await scheduler.update('TASK_KILLED')).toMatchObject({ task_id: { value: 'kept' } });
    });
  });
});
