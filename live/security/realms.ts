import type { Realm } from './authentication.ts';

/** Answered to everybody, as Mesos does: whoever balances load or looks for the leader asks them. */
const FOR_ALL: ReadonlySet<string> = new Set([
  ...['/health', '/master/health', '/redirect', '/master/redirect', '/version', '/master/version'],
]);

/** Read by GET, and yet of those who may also set them. */
const OF_OPERATORS: ReadonlySet<string> = new Set([
  ...['/quota', '/weights', '/maintenance/schedule', '/maintenance/status'],
]);

/**
 * The realm of a master's route (`mesos-semantics` part 25); null for what is answered to all.
 * @param route the pattern that the request was matched with, not what it asked for: that can be
 *   written in many ways. Undefined where nothing matched.
 * @param agentStream the route of agents
 */
export function masterRealm(
  method: string,
  route: string | undefined,
  agentStream: string,
): Realm | null {
  if (route === agentStream) return 'mesos-master-agent';
  const path = (route ?? '').replace(/^\/master(?=\/)/, '');
  if (path === '/api/v1/scheduler') return 'mesos-master-scheduler';
  if (FOR_ALL.has(path)) return null;
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead && !OF_OPERATORS.has(path) && path !== '/api/v1'
    ? 'mesos-master-readonly'
    : 'mesos-master-readwrite';
}

/** The same of an agent's route. */
export function agentRealm(method: string, route: string | undefined): Realm | null {
  const path = (route ?? '').replace(/^\/slave\(1\)(?=\/)/, '');
  if (path === '/api/v1/executor') return 'mesos-agent-executor';
  if (path === '/health' || path === '/version') return null;
  const isRead = (method === 'GET' || method === 'HEAD') && path !== '/api/v1';
  return isRead ? 'mesos-agent-readonly' : 'mesos-agent-readwrite';
}
