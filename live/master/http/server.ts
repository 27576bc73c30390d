import { type FastifyInstance, fastify } from 'fastify';
import type { Logger } from 'pino';

import { guardRoutes } from '../../security/guard.ts';
import { limitRates } from '../../security/limit-rates.ts';
import { masterRealm } from '../../security/realms.ts';
import { authorizeRoutes } from '../../security/route-rules.ts';
import type { Security } from '../../security/security.ts';
import { boundBodies } from '../../security/slow-requests.ts';
import type { MasterSite } from '../master-site.ts';
import { AGENT_STREAM_PATH, AGENT_STREAM_TYPE } from '../../mesos/agent-stream.ts';
import { registerAgentApi } from './agent-api.ts';
import { answerText } from './http-checks.ts';
import { registerKillTask } from './kill-task.ts';
import { registerOperatorApi } from './operator-api.ts';
import { plainPath } from './paths.ts';
import { registerReadEndpoints } from './read-endpoints.ts';
import { registerSchedulerApi } from './scheduler-api.ts';
import { registerWhitelistApi } from './whitelist-api.ts';

/** Largest body of a call, bytes: an ACCEPT of some thousand tasks. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;

/** What a master answers by, without routes yet. It never listens: `FrontDoor` does. */
export function masterServer(
  log: Logger,
  { authentication, acls, limits }: Security,
): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX,
    rewriteUrl: ({ url = '/' }) => plainPath(url),
  });
  guardRoutes(app, authentication, masterRealm);
  if (limits !== null) limitRates(app, limits, masterRealm);
  authorizeRoutes(app, acls);
  boundBodies(app, AGENT_STREAM_PATH);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(AGENT_STREAM_TYPE, (_request, _payload, done) => done(null, null));
  app.addContentTypeParser(
    'application/x-protobuf',
    { parseAs: 'buffer' },
    (_request, body, done) => {
      done(null, body);
    },
  );
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler((_request, reply) => answerText(reply, 404, '404 Not Found.'));
  app.setErrorHandler((error: Error & { readonly statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, 'a request failed');
    return answerText(reply, status, status >= 500 ? 'Internal error' : error.message);
  });
  return app;
}

/** All that a leading master answers, from the site of its term. */
export function registerMasterRoutes(app: FastifyInstance, site: MasterSite): void {
  registerSchedulerApi(app, site);
  registerAgentApi(app, site);
  registerOperatorApi(app, site);
  registerKillTask(app, site);
  registerReadEndpoints(app, site);
  registerWhitelistApi(app, site);
}
