import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Authentication, Realm } from './authentication.ts';
import { rememberPrincipal } from './principal.ts';

/** The realm of a request's route; null where nobody has to say who he is. */
export type RealmOf = (request: FastifyRequest) => Realm | null;

/**
 * Has every request say who makes it before anything else of it is looked at: 401 comes first in
 * Mesos's order of checks. To be called before other hooks are added.
 */
export function guardRoutes(
  app: FastifyInstance,
  authentication: Authentication,
  realmOf: RealmOf,
): void {
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const realm = realmOf(request);
    if (realm === null) return undefined;
    const verdict = await authentication.examine(realm, request.raw);
    if ('challenge' in verdict) {
      return reply
        .code(401)
        .header('www-authenticate', verdict.challenge)
        .header('connection', 'close')
        .type('text/plain; charset=utf-8')
        .send(`Unauthorized: ${realm} wants to know who asks`);
    }
    if (verdict.principal !== null) rememberPrincipal(request, verdict.principal);
    return undefined;
  });
}
