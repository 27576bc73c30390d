import type { FastifyInstance } from 'fastify';
import type { MasterSite } from '../master-site.ts';
export function registerReadEndpoints(app: FastifyInstance, _site: MasterSite): void {
  app.get('/health', (_request, reply) => reply.send(''));
}
