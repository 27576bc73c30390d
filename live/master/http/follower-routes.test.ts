import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { MonotonicClock } from '../../host/clock.ts';
import { AGENT_STREAM_PATH, AGENT_STREAM_TYPE } from '../../mesos/agent-stream.ts';
import { NO_SECURITY } from '../../security/security.ts';
import { idleSite } from '../master-term.ts';
import type { MasterSettings } from '../run-master.ts';
import { type Pointing, registerFollowerRoutes } from './follower-routes.ts';
import { masterServer } from './server.ts';

const LOG = pino({ level: 'silent' });

const SETTINGS: MasterSettings = {
  ...{ ip: '127.0.0.1', port: 5050, workDir: 'nowhere', policy: 'drf', version: '0.0.0' },
  ...{ allocationIntervalUs: 1e6, offerTimeoutUs: null, agentPingTimeoutUs: 15e6 },
  ...{ maxAgentPingTimeouts: 5, records: false, flags: { quorum: '2' }, log: LOG },
  onFatal: (error) => {
    throw error;
  },
};

const LEADER = { id: 'other', hostname: 'n2', ip: '10.0.0.2', port: 5051 };

let app: FastifyInstance;
let pointing: Pointing;

beforeAll(async () => {
  const place = { id: 'this', hostname: 'n1', ip: '127.0.0.1', port: 5050, startUs: 1 };
  const idle = idleSite(SETTINGS, new MonotonicClock(), {
    ...{ ...place, electedUs: 0, flags: SETTINGS.flags, version: '0.0.0' },
  });
  app = masterServer(LOG, NO_SECURITY);
  registerFollowerRoutes(app, idle, () => pointing);
  await app.ready();
});

afterAll(() => app.close());

async function asked(method: 'GET' | 'POST' | 'PUT', url: string, type?: string): Promise<string> {
  const headers = type === undefined ? {} : { 'content-type': type };
  const answer = await app.inject({ method, url, headers });
  return `${answer.statusCode} ${answer.headers.location ?? answer.body}`;
}

describe('a master that does not lead', () => {
  it('points to the leader with path and query, before it looks at a body', async () => {
    pointing = { to: 'LEADER', leader: LEADER };
    const there = '307 //n2:5051';
    expect(await asked('GET', '/state?x=1')).toBe(`${there}/state?x=1`);
    expect(await asked('GET', '/master/slaves')).toBe(`${there}/master/slaves`);
    expect(await asked('POST', '/api/v1')).toBe(`${there}/api/v1`);
    expect(await asked('POST', '/api/v1/scheduler')).toBe(`${there}/api/v1/scheduler`);
    expect(await asked('PUT', '/weights', 'no/type')).toBe(`${there}/weights`);
    const stream = await asked('POST', AGENT_STREAM_PATH, AGENT_STREAM_TYPE);
    expect(stream).toBe(`${there}${AGENT_STREAM_PATH}`);
  });

  it('answers who asks for the leader alone without a path', async () => {
    pointing = { to: 'LEADER', leader: LEADER };
    for (const url of ['/redirect', '/master/redirect', '/redirect/']) {
      expect(await asked('GET', url)).toBe('307 //n2:5051');
    }
  });

  it('answers 503 where nobody leads, and while it begins to', async () => {
    pointing = { to: 'NOBODY' };
    expect(await asked('GET', '/redirect')).toBe('503 No leader elected');
    expect(await asked('POST', '/api/v1/scheduler')).toBe('503 No leader elected');
    pointing = { to: 'RECOVERY' };
    expect(await asked('GET', '/state')).toBe('503 Master has not finished recovery');
  });

  it('tells of itself all the same', async () => {
    pointing = { to: 'NOBODY' };
    expect(await asked('GET', '/health')).toBe('200 ');
    expect(await asked('GET', '/flags')).toBe('200 {"flags":{"quorum":"2"}}');
    const metrics: unknown = (await app.inject({ url: '/metrics/snapshot' })).json();
    expect(metrics).toMatchObject({ 'master/elected': 0, 'master/slaves_active': 0 });
    const version: unknown = (await app.inject({ url: '/master/version' })).json();
    expect(version).toHaveProperty('version');
  });
});
