import type { FastifyInstance } from 'fastify';

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
    app.get(`${prefix}/state`, (_, reply) => reply.send(stateModel(site)));
    app.get(`${prefix}/containers`, async (_, reply) => {
      return reply.send(await containerModels(site, true));
    });
    for (const name of ['statistics', 'statistics.json']) {
      app.get(`${prefix}/monitor/${name}`, async (_, reply) => {
        return reply.send(await containerModels(site, false));
      });
    }
  }
}
