import type { FastifyInstance } from 'fastify';
import type { AgentSite } from '../agent-site.ts';
export function registerAgentState(app: FastifyInstance, _site: AgentSite): void {
  app.get('/health', (_request, reply) => reply.send(''));
}
