import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

import { parseTokenKey } from '../../live/security/tokens.ts';
import { executorToken } from '../../live/security/executor-tokens.ts';
import { NO_ACCESS, ask, tokenAuthorization } from '../../live/security/client-access.ts';
import { evenhand, stop, temporaryFolder } from '../support/evenhand-process.ts';
import { portOf, startAgent, startMaster } from '../support/live-programs.ts';
import { LiveScheduler, SMALL } from '../support/live-scheduler.ts';

const PROGRAM = fileURLToPath(new URL('../support/executor.mjs', import.meta.url));
const SECRET = 'a secret of at least thirty-two bytes';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('An executor shows its agent that it is the one that was launched', async () => {
  const key = join(folder, 'key');
  writeFileSync(key, SECRET);
  const master = await startMaster(join(folder, 'master'));
  const flags = ['--resources', 'cpus:1;mem:256', '--jwt-key', key];
  const all = [...flags, '--authenticate-http-executors'];
  const agent = await startAgent(master.url, join(folder, 'agent'), ...all);
  const scheduler = new LiveScheduler(master.url);
  const framework = await scheduler.subscribe({ user: 'nobody', name: 'own' });
  const executor = {
    ...{ type: 'CUSTOM', executor_id: { value: 'e' }, resources: SMALL },
    command: { shell: false, value: process.execPath, arguments: ['node', PROGRAM] },
  };
  const data = Buffer.from('finish').toString('base64');
  await scheduler.launchTasks(portOf(agent.url), [{ taskId: 't', more: { executor, data } }]);
  expect(await scheduler.update('TASK_FINISHED')).toMatchObject({ executor_id: { value: 'e' } });

  const url = new URL('/api/v1/executor', agent.url);
  const body = JSON.stringify({
    ...{ type: 'SUBSCRIBE', subscribe: {} },
    ...{ framework_id: { value: framework }, executor_id: { value: 'e' } },
  });
  const nobody = await ask(NO_ACCESS, url, { method: 'POST', body });
  expect(nobody.status).toBe(401);
  expect(nobody.headers['www-authenticate']).toBe('Bearer realm="mesos-agent-executor"');
  const other = { framework, executor: 'e', container: 'another' };
  const authorization = tokenAuthorization(executorToken(parseTokenKey(SECRET, 'key').key, other));
  const impostor = await ask({ authorization, tls: {} }, url, { method: 'POST', body });
  expect([impostor.status, impostor.text]).toEqual([
    403,
    `Principal 'executor:${framework}/e/another' is not that of this executor`,
  ]);
  scheduler.client.close();
  await stop(agent);
  await stop(master);
});

it('An agent needs a secret to sign with', async () => {
  const { code, stderr } = await evenhand('agent', '--authenticate-http-executors', '--port', '0');
  expect(code).toBe(2);
  expect(stderr).toContain('--authenticate-http-executors: found nothing to know anybody by');
});
