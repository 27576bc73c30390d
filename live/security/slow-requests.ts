import type { ServerOptions } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** How long a server waits for those who send slowly, or nothing. */
export const SERVER_TIMEOUTS: ServerOptions = {
  headersTimeout: 20_000,
  // An agent's request lasts as long as the agent; other bodies are bounded below.
  requestTimeout: 0,
  keepAliveTimeout: 72_000,
  connectionsCheckingInterval: 5000,
};

/** Longest time that the body of a request may take, milliseconds. */
const BODY_TIMEOUT_MS = 60_000;

/**
 * Ends requests whose bodies take too long: a byte now and then would hold a connection for ever.
 * @param endless the route whose bodies have no end, or null for none
 */
export function boundBodies(
  app: FastifyInstance,
  endless: string | null,
  timeoutMs: number = BODY_TIMEOUT_MS,
): void {
  const waiting = new WeakMap<object, NodeJS.Timeout>();
  const arrived = ({ raw }: FastifyRequest): void => clearTimeout(waiting.get(raw));
  app.addHook('onRequest', (request, reply, done) => {
    const { headers, raw } = request;
    const hasBody =
      headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    if (hasBody && request.routeOptions.url !== endless) {
      const timer = setTimeout(() => {
        void reply.code(408).header('connection', 'close').send('The body took too long');
        // What is sent has left by then; who does not read is not waited for.
        setTimeout(() => raw.destroy(), 1000).unref();
      }, timeoutMs);
      timer.unref();
      waiting.set(raw, timer);
    }
    done();
  });
  app.addHook('preHandler', (request, _reply, done) => {
    arrived(request);
    done();
  });
  app.addHook('onResponse', (request, _reply, done) => {
    arrived(request);
    done();
  });
  app.addHook('onRequestAbort', (request, done) => {
    arrived(request);
    done();
  });
}
