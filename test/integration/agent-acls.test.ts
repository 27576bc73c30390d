import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

import { ask, basicAuthorization } from '../../live/security/client-access.ts';
import { stop, temporaryFolder } from '../support/evenhand-process.ts';
import { portOf, startAgent, startMaster } from '../support/live-programs.ts';
import { LiveScheduler } from '../support/live-scheduler.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('An agent shows each what he may see, and the sandboxes that are for him', async () => {
  const credentials = join(folder, 'credentials');
  writeFileSync(credentials, 'ops ops\nspark spark\n');
  const spark = { values: ['spark'] };
  const none = { type: 'NONE' };
  const acls = {
    view_frameworks: [{ principals: spark, users: none }],
    access_sandboxes: [
      { principals: spark, users: { values: ['bob'] } },
      { principals: spark, users: none },
    ],
    view_flags: [{ principals: spark, flags: none }],
    get_endpoints: [{ principals: spark, paths: none }],
  };
  const master = await startMaster(join(folder, 'master'));
  const agent = await startAgent(
    ...([master.url, join(folder, 'agent'), '--resources', 'cpus:1;mem:256'] as const),
    ...['--http-credentials', credentials, '--acls', JSON.stringify(acls)],
    ...['--authenticate-http-readonly', '--authenticate-http-readwrite'],
  );
  const scheduler = new LiveScheduler(master.url);
  await scheduler.subscribe({ user: 'alice', name: 'hers' });
  await scheduler.launch('t', 'echo hello; sleep 60', portOf(agent.url));
  await scheduler.update('TASK_RUNNING');

  const asked = async (name: string, path: string) => {
    const access = { authorization: basicAuthorization(name, name), tls: {} };
    return await ask(access, new URL(path, agent.url), {});
  };
  const state = JSON.parse((await asked('ops', '/state')).text);
  expect(state.frameworks).toMatchObject([{ name: 'hers', executors: [{ tasks: [{ id: 't' }] }] }]);
  const hidden = JSON.parse((await asked('spark', '/slave(1)/state')).text);
  expect(hidden.frameworks).toEqual([]);
  expect(hidden).not.toHaveProperty('flags');
  for (const path of ['/flags', '/containers', '/monitor/statistics', '/monitor/statistics.json']) {
    expect([path, (await asked('ops', path)).status]).toEqual([path, 200]);
    expect([path, (await asked('spark', path)).status]).toEqual([path, 403]);
  }
  const [{ directory }] = state.frameworks[0].executors;
  const read = `/files/read?path=${encodeURIComponent(directory)}/stdout&offset=0`;
  expect((await asked('ops', read)).status).toBe(200);
  const refused = await asked('spark', read);
  expect([refused.status, refused.text]).toEqual([
    403,
    "Principal 'spark' may not access sandboxes of 'alice'",
  ]);
  await scheduler.client.call({ type: 'KILL', kill: { task_id: { value: 't' } } });
  await scheduler.update('TASK_KILLED');
  expect((await asked('spark', read)).status).toBe(403);
  scheduler.client.close();
  await stop(agent);
  await stop(master);
});
