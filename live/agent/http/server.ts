import { type FastifyInstance, fastify } from 'fastify';
import type { Logger } from 'pino';

import { answerText } from '../../master/http/http-checks.ts';
import type { AgentSite } from '../agent-site.ts';
import { registerExecutorApi } from './executor-api.ts';
import { registerFiles } from './files.ts';
import { registerAgentState } from './state.ts';

/** Largest body of a call, bytes. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;

/** Longest time that the headers of a request may take, milliseconds. */
const HEADERS_TIMEOUT_MS = 20_000;

/** The agent's HTTP server, not listening yet. */
export function agentServer(log: Logger, site: AgentSite): FastifyInstance {
  // An executor's request lasts as long as the executor.
  const app = fastify({ forceCloseConnections: true, bodyLimit: BODY_BYTES_MAX });
  app.server.headersTimeout = HEADERS_TIMEOUT_MS;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler((_request, reply) => answerText(reply, 404, '404 Not Found.'));
  app.setErrorHandler((error: Error & { readonly statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, 'a request failed');
    return answerText(reply, status, status >= 500 ? 'Internal error' : error.message);
  });
  registerFiles(app, site);
  registerExecutorApi(app, site);
  registerAgentState(app, site);
  return app;
}
