import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { MasterAddress } from '../../zookeeper/master-info.ts';
import type { MasterSite } from '../master-site.ts';
import { answerText } from './http-checks.ts';
import { registerOwnReads } from './read-endpoints.ts';

/** Whom a master that does not answer itself points to. */
export type Pointing =
  | { readonly to: 'LEADER'; readonly leader: MasterAddress }
  /** It leads itself, and has yet to store that it does. */
  | { readonly to: 'RECOVERY' }
  | { readonly to: 'NOBODY' };

/**
 * What a master answers that does not lead: what it is itself, and where the leader is
 * (`mesos-semantics` parts 14 and 18).
 */
export function registerFollowerRoutes(
  app: FastifyInstance,
  idle: MasterSite,
  pointing: () => Pointing,
): void {
  registerOwnReads(app, idle);
  app.all('*', {
    // Before a body is read: an agent's never ends.
    onRequest: (request, reply, _done) => void point(request, reply, pointing()),
    handler: (_request, reply) => reply,
  });
}

function point(request: FastifyRequest, reply: FastifyReply, found: Pointing): FastifyReply {
  switch (found.to) {
    case 'RECOVERY':
      return answerText(reply, 503, 'Master has not finished recovery');
    case 'NOBODY':
      return answerText(reply, 503, 'No leader elected');
    case 'LEADER': {
      const { hostname, port } = found.leader;
      const isProbe = /^(\/master)?\/redirect\/?$/.test(request.originalUrl.split('?')[0]);
      return reply.redirect(`//${hostname}:${port}${isProbe ? '' : request.originalUrl}`, 307);
    }
  }
}
