import { type FastifyInstance, fastify } from 'fastify';
import type { Logger } from 'pino';

import { answerText } from '../../master/http/http-checks.ts';
import { guardRoutes } from '../../security/guard.ts';
import { agentRealm } from '../../security/realms.ts';
import { authorizeRoutes } from '../../security/route-rules.ts';
import type { Security } from '../../security/security.ts';
import { SERVER_TIMEOUTS, boundBodies } from '../../security/slow-requests.ts';
import { listenerOf } from '../../security/tls.ts';
import type { AgentSite } from '../agent-site.ts';
import { registerAgentApi } from './agent-api.ts';
import { registerExecutorApi } from './executor-api.ts';
import { registerFiles } from './files.ts';
import { registerAgentState } from './state.ts';

/** Largest body of a call, bytes. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;

/** The agent's HTTP server, not listening yet. */
export function agentServer(
  log: Logger,
  site: AgentSite,
  { authentication, tls, acls }: Security,
): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
    serverFactory: (handler) => listenerOf(tls, SERVER_TIMEOUTS, handler),
  });
  guardRoutes(app, authentication, agentRealm);
  authorizeRoutes(app, acls);
  boundBodies(app, null);
  app.removeAllContentTypeParsers();
  const taken = (_request: unknown, body: unknown, done: (error: null, body: unknown) => void) => {
    done(null, body);
  };
  app.addContentTypeParser('application/x-protobuf', { parseAs: 'buffer' }, taken);
  app.addContentTypeParser('*', { parseAs: 'string' }, taken);
  app.setNotFoundHandler((_request, reply) => answerText(reply, 404, '404 Not Found.'));
  app.setErrorHandler((error: Error & { readonly statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, 'a request failed');
    return answerText(reply, status, status >= 500 ? 'Internal error' : error.message);
  });
  registerFiles(app, site);
  registerExecutorApi(app, site);
  registerAgentApi(app, site);
  registerAgentState(app, site);
  return app;
}
