import { afterEach, describe, expect, it } from 'vitest';

import {
  AGENT_STREAM_PATH,
  AGENT_STREAM_TYPE,
  KILL_TASK_PATH,
} from '../../live/mesos/agent-stream.ts';
import type { Json, JsonObject } from '../../live/mesos/json.ts';
import { parseAcls } from '../../live/security/acls.ts';
import { Authentication } from '../../live/security/authentication.ts';
import { ask, basicAuthorization } from '../../live/security/client-access.ts';
import { NO_SECURITY, type Security } from '../../live/security/security.ts';
import { LiveScheduler } from '../support/live-scheduler.ts';
import { type SecuredMaster, securedMaster } from '../support/secured-master.ts';

const NAMES = ['ops', 'marathon', 'spark'];
const known = (name: string) => ({ authorization: basicAuthorization(name, name), tls: {} });
const some = (...values: string[]) => ({ values });
const ANY = { type: 'ANY' };
const OPEN = { principals: ANY, roles: ANY };

/** All say who they are, and may do what these rules say. */
function secured(rules: object, more: Partial<Security> = {}): Security {
  const realms = [
    ...(['mesos-master-readonly', 'mesos-master-readwrite'] as const),
    ...(['mesos-master-scheduler', 'mesos-master-agent'] as const),
  ];
  const credentials = NAMES.map((name) => ({ principal: name, secret: name }));
  return {
    ...NO_SECURITY,
    authentication: new Authentication(realms, { credentials, tokenKey: null }),
    acls: parseAcls(JSON.stringify(rules), 'acls'),
    ...more,
  };
}

function info(user: string, role: string): JsonObject {
  return { user, name: role, roles: [role], capabilities: [{ type: 'MULTI_ROLE' }] };
}

describe('a master with ACLs', () => {
  let running: SecuredMaster;
  const schedulers: LiveScheduler[] = [];

  afterEach(async () => {
    for (const one of schedulers.splice(0)) one.client.close();
    await running.stop();
  });

  const get = (name: string, path: string) => {
    return ask(known(name), new URL(path, running.master.url), {});
  };
  const read = async (name: string, path: string): Promise<Json> => {
    const { text } = await get(name, path);
    return JSON.parse(text) as Json;
  };
  const call = async (name: string, said: object): Promise<readonly [number, string]> => {
    const body = JSON.stringify(said);
    const url = new URL('/api/v1', running.master.url);
    const { status, text } = await ask(known(name), url, { method: 'POST', body });
    return [status, text];
  };
  const subscribe = async (name: string, said: JsonObject): Promise<string> => {
    const scheduler = new LiveScheduler(running.master.url, known(name));
    schedulers.push(scheduler);
    return await scheduler.subscribe(said);
  };

  it('lets those end a task who may end its framework', async () => {
    const teardown = [{ principals: some('ops'), framework_principals: some('marathon') }];
    running = await securedMaster(
      secured({ permissive: false, teardown_frameworks: teardown, register_frameworks: [OPEN] }),
    );
    const kill = async (name: string, framework: string): Promise<readonly [number, string]> => {
      const body = JSON.stringify({ framework_id: { value: framework }, task_id: { value: 't' } });
      const url = new URL(KILL_TASK_PATH, running.master.url);
      const { status, text } = await ask(known(name), url, { method: 'POST', body });
      return [status, text];
    };
    const theirs = await subscribe('marathon', info('alice', 'web'));
    const others = await subscribe('spark', info('alice', 'db'));
    const reason = "Principal 'spark' may not teardown frameworks of 'marathon'";
    expect(await kill('spark', theirs)).toEqual([403, reason]);
    expect((await kill('ops', others))[0]).toBe(403);
    // He may, but it has none of that name.
    expect(await kill('ops', theirs)).toEqual([404, 'No task found with specified ID']);
  });

  it('refuses roles, whole endpoints and calls of operators', async () => {
    const rules = {
      permissive: false,
      register_frameworks: [{ principals: some('marathon'), roles: some('web') }],
      update_weights: [{ principals: some('ops'), roles: some('web') }],
      teardown_frameworks: [{ principals: some('ops'), framework_principals: some('spark') }],
      view_flags: [{ principals: some('ops'), flags: ANY }],
      get_endpoints: [{ principals: some('ops'), paths: some('/metrics/snapshot') }],
      view_frameworks: [{ principals: some('ops'), users: ANY }],
    };
    running = await securedMaster(secured(rules));
    const id = await subscribe('marathon', info('alice', 'web'));
    const refused = new LiveScheduler(running.master.url, known('marathon'));
    const lost = refused.client.subscribe(info('alice', 'db'));
    const { error } = await refused.next((event) => event.error !== undefined);
    expect(error?.message).toBe(
      "Not authorized: Principal 'marathon' may not register frameworks of 'db'",
    );
    await lost;
    const weights = (role: string) => {
      return { type: 'UPDATE_WEIGHTS', update_weights: { weight_infos: [{ role, weight: 2 }] } };
    };
    expect(await call('ops', weights('web'))).toEqual([200, '']);
    expect((await call('ops', weights('db')))[0]).toBe(403);
    expect((await call('spark', weights('web')))[0]).toBe(403);
    const teardown = { type: 'TEARDOWN', teardown: { framework_id: { value: id } } };
    expect(await call('ops', teardown)).toEqual([
      403,
      "Principal 'ops' may not teardown frameworks of 'marathon'",
    ]);
    const url = new URL('/teardown', running.master.url);
    const form = { method: 'POST', body: `frameworkId=${id}` } as const;
    expect((await ask(known('ops'), url, form)).status).toBe(403);
    expect(
      (
        await call('ops', {
          type: 'MARK_AGENT_GONE',
          mark_agent_gone: { agent_id: { value: 'x' } },
        })
      )[0],
    ).toBe(403);
    const statuses = async (name: string) => {
      const paths = ['/flags', '/master/flags', '/metrics/snapshot', '/metrics'];
      return await Promise.all(paths.map(async (path) => (await get(name, path)).status));
    };
    expect(await statuses('ops')).toEqual([200, 200, 200, 403]);
    expect(await statuses('spark')).toEqual([403, 403, 403, 403]);
    expect((await call('spark', { type: 'GET_FLAGS' }))[0]).toBe(403);
    const agents = new URL(AGENT_STREAM_PATH, running.master.url);
    const headers = { 'content-type': AGENT_STREAM_TYPE };
    const agent = { method: 'POST', body: '', headers } as const;
    expect((await ask(known('spark'), agents, agent)).status).toBe(403);
  });

  it('shows each what he may see, and nothing of the rest', async () => {
    const rules = {
      view_frameworks: [
        { principals: some('marathon'), users: some('alice') },
        { principals: some('spark'), users: { type: 'NONE' } },
        { principals: some('marathon'), users: { type: 'NONE' } },
      ],
      view_roles: [
        { principals: some('marathon'), roles: some('web') },
        { principals: some('marathon'), roles: { type: 'NONE' } },
      ],
      view_flags: [{ principals: some('marathon'), flags: { type: 'NONE' } }],
    };
    running = await securedMaster(secured(rules), { flags: { port: '5050' } });
    await subscribe('marathon', info('alice', 'web'));
    await subscribe('spark', info('bob', 'jobs'));
    const users = (document: Json): unknown => {
      const { frameworks } = document as { readonly frameworks: readonly { user: string }[] };
      return frameworks.map(({ user }) => user);
    };
    expect(users(await read('ops', '/state'))).toEqual(['alice', 'bob']);
    expect(users(await read('marathon', '/state'))).toEqual(['alice']);
    expect(users(await read('spark', '/frameworks'))).toEqual([]);
    expect(await read('marathon', '/roles')).toMatchObject({ roles: [{ name: 'web' }] });
    expect(await read('ops', '/roles')).toMatchObject({
      roles: [{ name: 'jobs' }, { name: 'web' }],
    });
    expect(await read('ops', '/state')).toHaveProperty('flags.port', '5050');
    expect(await read('marathon', '/state')).not.toHaveProperty('flags');
    expect((await get('marathon', '/evenhand/recording')).status).toBe(403);
    expect((await get('marathon', '/evenhand/events')).status).toBe(403);
    expect((await get('ops', '/evenhand/recording')).status).toBe(404);
    const [, text] = await call('marathon', { type: 'GET_STATE' });
    expect(text).toContain('alice');
    expect(text).not.toContain('bob');
  });

  it('knows the roles that there may be', async () => {
    running = await securedMaster(secured({}, { roles: new Set(['web']) }));
    await subscribe('marathon', info('alice', 'web'));
    const refused = new LiveScheduler(running.master.url, known('spark'));
    const lost = refused.client.subscribe(info('bob', 'jobs'));
    const { error } = await refused.next((event) => event.error !== undefined);
    expect(error?.message).toBe(
      "Framework 'jobs': role 'jobs' is not present in the master's --roles",
    );
    await lost;
  });
});
