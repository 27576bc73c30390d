import type { FastifyInstance, FastifyReply } from 'fastify';

import type { Acls } from './acls.ts';
import { type Need, refusalOf } from './operator-rules.ts';
import { principalOf } from './principal.ts';
import { Sight } from './sight.ts';

/** What may be refused as a whole; paths without the process's name, as ACLs have them. */
const NEEDS: ReadonlyMap<string, Need> = new Map<string, Need>([
  ['/flags', { action: 'view_flags', object: null }],
  ...['/metrics/snapshot', '/metrics', '/monitor/statistics', '/containers'].map(
    (path): [string, Need] => [path, { action: 'get_endpoints', object: path }],
  ),
]);

const MAINTENANCE: ReadonlyMap<string, Need> = new Map<string, Need>([
  ['/maintenance/schedule', { action: 'get_maintenance_schedules', object: null }],
  ['/maintenance/status', { action: 'get_maintenance_statuses', object: null }],
]);

/** Told to those who may see all: a page's stream of what happens, and a recording of it. */
const WHOLE: ReadonlySet<string> = new Set(['/evenhand/events', '/evenhand/recording']);

/**
 * Answers 403 to those who may not read an endpoint at all. To be called after the guard's hook:
 * it has to be known who asks.
 */
export function authorizeRoutes(app: FastifyInstance, acls: Acls): void {
  app.addHook('onRequest', async (request, reply) => {
    const path = (request.routeOptions.url ?? '')
      .replace(/^\/(master|slave\(1\))(?=\/)/, '')
      .replace(/\.json$/, '');
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const principal = principalOf(request);
    if (WHOLE.has(path) && !new Sight(acls, principal).isWhole) {
      return refuse(reply, 'This shows all of the cluster, and there is some that you may not see');
    }
    const need = NEEDS.get(path) ?? (isRead ? MAINTENANCE.get(path) : undefined);
    if (need === undefined) return undefined;
    const refusal = refusalOf(acls, principal, [need]);
    if (refusal === null) return undefined;
    return refuse(reply, refusal);
  });
}

function refuse(reply: FastifyReply, why: string): FastifyReply {
  return reply.code(403).type('text/plain; charset=utf-8').send(why);
}
