import type { FastifyRequest } from 'fastify';

import { AGENT_STREAM_PATH } from '../mesos/agent-stream.ts';
import type { Realm } from './authentication.ts';

/** Answered to everybody, as Mesos does: whoever balances load or looks for the leader asks them. */
const FOR_ALL: ReadonlySet<string> = new Set([
  ...['/health', '/master/health', '/redirect', '/master/redirect', '/version', '/master/version'],
]);

/** Asked by GET, and yet of those who may also set things. */
const OF_OPERATORS: ReadonlySet<string> = new Set([
  ...['/quota', '/weights', '/maintenance/schedule', '/maintenance/status', '/api/v1'],
]);

/** The realm of a master's request (`mesos-semantics` part 25); null for what all may ask. */
export function masterRealm(request: FastifyRequest): Realm | null {
  const path = routeOf(request).replace(/^\/master(?=\/)/, '');
  if (path === AGENT_STREAM_PATH) return 'mesos-master-agent';
  if (path === '/api/v1/scheduler') return 'mesos-master-scheduler';
  if (FOR_ALL.has(path)) return null;
  const isRead = readsOnly(request) && !OF_OPERATORS.has(path);
  return isRead ? 'mesos-master-readonly' : 'mesos-master-readwrite';
}

/** The same of an agent's request. */
export function agentRealm(request: FastifyRequest): Realm | null {
  const path = routeOf(request).replace(/^\/slave\(1\)(?=\/)/, '');
  if (path === '/api/v1/executor') return 'mesos-agent-executor';
  if (FOR_ALL.has(path)) return null;
  return readsOnly(request) ? 'mesos-agent-readonly' : 'mesos-agent-readwrite';
}

/**
 * The pattern that a request was matched with, not what it asked for: that can be written in many
 * ways. What was asked for where all is matched alike, as by a master that points to its leader.
 */
function routeOf({ routeOptions, url }: FastifyRequest): string {
  const { url: route = '*' } = routeOptions;
  return route.endsWith('*') ? url.split('?', 1)[0] : route;
}

function readsOnly({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}
