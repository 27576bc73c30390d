import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { LiveScheduler } from '../support/live-scheduler.ts';
import { type SecuredMaster, securedMaster } from '../support/secured-master.ts';
import { AGENT_STREAM_PATH } from '../../live/mesos/agent-stream.ts';
import { Authentication } from '../../live/security/authentication.ts';
import {
  type ClientAccess,
  NO_ACCESS,
  ask,
  basicAuthorization,
} from '../../live/security/client-access.ts';
import { RateLimits, parseRateLimits } from '../../live/security/rate-limits.ts';
import { NO_SECURITY } from '../../live/security/security.ts';

const CREDENTIALS = [
  { principal: 'ops', secret: 'o-secret' },
  { principal: 'marathon', secret: 'm-secret' },
];
const JSON_TYPE = { 'content-type': 'application/json' };

function known(principal: string, secret = `${principal[0]}-secret`): ClientAccess {
  return { authorization: basicAuthorization(principal, secret), tls: {} };
}

it('drops the calls of one who makes too many', async () => {
  const document = { limits: [{ principal: 'ops', qps: 1, capacity: 0 }] };
  const authentication = new Authentication(['mesos-master-readonly'], {
    ...{ credentials: CREDENTIALS, tokenKey: null },
  });
  const limits = new RateLimits(parseRateLimits(JSON.stringify(document), 'limits'));
  const limited = await securedMaster({ ...NO_SECURITY, authentication, limits });
  const state = (principal: string) =>
    ask(known(principal), new URL('/state', limited.master.url), {});
  expect((await state('ops')).status).toBe(200);
  const { status, text, headers } = await state('ops');
  expect([status, text]).toEqual([429, 'Message dropped: capacity(0) exceeded']);
  expect(headers['retry-after']).toBe('1');
  expect((await state('marathon')).status).toBe(200);
  expect((await state('marathon')).status).toBe(200);
  await limited.stop();
});

describe('a master whose visitors all say who they are', () => {
  let running: SecuredMaster;

  beforeAll(async () => {
    const realms = [
      ...(['mesos-master-readonly', 'mesos-master-readwrite'] as const),
      ...(['mesos-master-scheduler', 'mesos-master-agent'] as const),
    ];
    const proofs = { credentials: CREDENTIALS, tokenKey: null };
    const authentication = new Authentication(realms, proofs);
    running = await securedMaster({ ...NO_SECURITY, authentication });
  });

  afterAll(() => running.stop());

  const get = (path: string, access = NO_ACCESS) =>
    ask(access, new URL(path, running.master.url), {});
  const post = (path: string, body: string, access = NO_ACCESS, headers = JSON_TYPE) =>
    ask(access, new URL(path, running.master.url), { method: 'POST', body, headers });

  it('asks first of all, and names the realm', async () => {
    const realms = [
      ['/state', 'mesos-master-readonly'],
      ['/master/state', 'mesos-master-readonly'],
      ['/metrics/snapshot', 'mesos-master-readonly'],
      ['/%73tate', 'mesos-master-readonly'],
      ['/nothing', 'mesos-master-readonly'],
      ['/quota', 'mesos-master-readwrite'],
      // Mesos would say 405 to one whom it knows.
      ['/api/v1', 'mesos-master-readwrite'],
      ['/api/v1/scheduler', 'mesos-master-scheduler'],
      ['/%61pi/v1/scheduler', 'mesos-master-scheduler'],
      // Whatever is below the operator API is the operator API.
      ['/api/v1/%73cheduler', 'mesos-master-readwrite'],
    ];
    for (const [path, realm] of realms) {
      const { status, headers, text } = await get(path);
      expect([path, status, headers['www-authenticate']]).toEqual([
        path,
        401,
        `Basic realm="${realm}"`,
      ]);
      expect(text).toContain(realm);
    }
    expect((await post(AGENT_STREAM_PATH, 'x')).headers['www-authenticate']).toBe(
      'Basic realm="mesos-master-agent"',
    );
    expect((await post('/teardown', 'frameworkId=x')).status).toBe(401);
  });

  it('answers all who look for the leader or for its health', async () => {
    expect((await get('/health')).status).toBe(200);
    expect((await get('/version')).status).toBe(200);
  });

  it('answers those whom it knows, and them alone', async () => {
    expect((await get('/state', known('ops'))).status).toBe(200);
    expect((await get('/state', known('ops', 'other'))).status).toBe(401);
    const strange = ['Basic', 'Basic !!', 'Bearer abc', 'b3BzOm8tc2VjcmV0', 'Basic b3Bz'];
    for (const authorization of strange) {
      expect((await get('/state', { authorization, tls: {} })).status).toBe(401);
    }
    expect((await get('/api/v1', known('ops'))).status).toBe(405);
  });

  it('gives a framework the principal that it showed', async () => {
    const info = {
      user: 'nobody',
      name: 'n',
      roles: ['r'],
      capabilities: [{ type: 'MULTI_ROLE' }],
    };
    const call = (principal: string) =>
      JSON.stringify({ type: 'SUBSCRIBE', subscribe: { framework_info: { ...info, principal } } });
    const refused = await post('/api/v1/scheduler', call('ops'), known('marathon'));
    expect([refused.status, refused.text]).toEqual([
      400,
      "Failed to validate scheduler::Call: Authenticated principal 'marathon' does not match " +
        "principal 'ops' set in `FrameworkInfo`",
    ]);
    const scheduler = new LiveScheduler(running.master.url, known('marathon'));
    const id = await scheduler.subscribe(info);
    const state = await get('/frameworks', known('ops'));
    expect(JSON.parse(state.text)).toMatchObject({
      frameworks: [{ id, principal: 'marathon' }],
    });
    const other = JSON.stringify({ type: 'REVIVE', framework_id: { value: id } });
    const stolen = await post('/api/v1/scheduler', other, known('ops'));
    expect([stolen.status, stolen.text]).toEqual([
      400,
      "Authenticated principal 'ops' does not match principal 'marathon' set in `FrameworkInfo`",
    ]);
    await scheduler.client.call({ type: 'REVIVE' });
    scheduler.client.close();
  });
});
