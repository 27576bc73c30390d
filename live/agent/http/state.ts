import type { FastifyInstance } from 'fastify';

import { principalOf } from '../../security/principal.ts';
import type { AgentSite } from '../agent-site.ts';
import { agentMetrics } from '../documents/agent-metrics.ts';
import { containerModels } from '../documents/container-models.ts';
import { stateModel, versionModel } from '../documents/state-models.ts';

/** What of an agent monitors and pages read (`mesos-semantics` part 22.2). */
export function registerAgentState(app: FastifyInstance, site: AgentSite): void {
  app.get('/metrics/snapshot', (_, reply) => {
    return reply.send(Object.fromEntries(agentMetrics(site)));
  });
  for (const prefix of ['', '/slave(1)']) {
    app.get(`${prefix}/health`, (_, reply) => reply.send(''));
    app.get(`${prefix}/version`, (_, reply) => reply.send(versionModel(site)));
    app.get(`${prefix}/flags`, (_, reply) => reply.send({ flags: site.settings.flags }));
    app.get(`${prefix}/state`, (request, reply) => {
      return reply.send(stateModel(site.seenBy(principalOf(request))));
    });
    app.get(`${prefix}/containers`, async (request, reply) => {
      return reply.send(await containerModels(site.seenBy(principalOf(request)), true));
    });
    for (const name of ['statistics', 'statistics.json']) {
      app.get(`${prefix}/monitor/${name}`, async (request, reply) => {
        return reply.send(await containerModels(site.seenBy(principalOf(request)), false));
      });
    }
  }
}
