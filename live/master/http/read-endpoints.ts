import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';

import type { OperatorCall } from '../../../core/protocol/operator-api.ts';
import { CallError, checkDocument, parseJson } from '../../mesos/call-codec.ts';
import type { Json } from '../../mesos/json.ts';
import {
  machinesSchema,
  quotaRequestSchema,
  readMachines,
  readQuotaRequest,
  readSchedule,
  scheduleSchema,
  weightsSchema,
} from '../../mesos/operator-codec.ts';
import { agentModel } from '../documents/agent-documents.ts';
import { frameworkModel } from '../documents/framework-documents.ts';
import { Holdings } from '../documents/holdings.ts';
import { maintenanceStatusDocument, scheduleDocument } from '../documents/maintenance-documents.ts';
import { knownRoles, quotaDocument, roleModel } from '../documents/role-documents.ts';
import {
  frameworkModels,
  stateModel,
  stateSummary,
  taskModels,
  versionModel,
} from '../documents/state-documents.ts';
import { PrometheusMetrics, masterMetrics } from '../metrics.ts';
import type { MasterSite } from '../master-site.ts';
import { answerText } from './http-checks.ts';
import { carryOut, teardown } from './operator-api.ts';
import { subscriberCount } from './operator-stream.ts';

/** Tasks that `/tasks` gives unless asked for more or less. */
const TASKS_LIMIT = 100;

type Query = Readonly<Record<string, string | undefined>>;

/** What monitors and pages read, and the older ways to set things (part 22.1). */
export function registerReadEndpoints(app: FastifyInstance, site: MasterSite): void {
  registerOwnReads(app, site);
  registerModels(app, site, MODELS);
  for (const url of ['/redirect', '/master/redirect']) {
    app.get(url, (_, reply) => reply.redirect(`//${site.place.hostname}:${site.place.port}`, 307));
  }
  registerSettings(app, site);
}

/** What a master tells of itself, whether it leads or not (part 18). */
export function registerOwnReads(app: FastifyInstance, site: MasterSite): void {
  registerModels(app, site, OWN_MODELS);
  for (const url of ['/health', '/master/health']) app.get(url, (_, reply) => reply.send(''));
  app.get('/metrics/snapshot', (_, reply) => {
    const metrics = masterMetrics(site);
    metrics.set('master/operator_event_stream_subscribers', subscriberCount(site));
    return reply.send(Object.fromEntries(metrics));
  });
  const prometheus = new PrometheusMetrics(site);
  app.get('/metrics', async (_, reply) => {
    return reply.type(prometheus.contentType).send(await prometheus.text());
  });
}

function registerModels(app: FastifyInstance, site: MasterSite, models: Models): void {
  for (const [path, model] of Object.entries(models)) {
    for (const url of [path, `/master${path}`]) {
      app.get(url, (request, reply) => {
        const query = request.query as Query;
        return reply.type('application/json').send(JSON.stringify(model(site, query)));
      });
    }
  }
}

type Models = Readonly<Record<string, (site: MasterSite, query: Query) => Json>>;

const OWN_MODELS: Models = {
  '/version': (site) => versionModel(site),
  '/flags': ({ place }) => ({ flags: place.flags }),
};

const MODELS: Models = {
  '/state': (site) => stateModel(site),
  '/state-summary': (site) => stateSummary(site),
  '/slaves': (site, { slave_id: asked }) => {
    const holdings = new Holdings(site);
    const agents = holdings.agents.filter(({ id }) => !asked || site.ids.agent(id) === asked);
    const slaves = agents.map((agent) => agentModel(site, holdings, agent, true));
    return { slaves, recovered_slaves: [] };
  },
  '/frameworks': (site, { framework_id: asked }) => {
    const holdings = new Holdings(site);
    const { completedFrameworks } = site.history;
    const completed = completedFrameworks.map((one) => frameworkModel(site, holdings, one, null));
    const isAsked = (one: Json): boolean => {
      return !asked || (typeof one === 'object' && one !== null && 'id' in one && one.id === asked);
    };
    return {
      frameworks: frameworkModels(site, holdings).filter(isAsked),
      completed_frameworks: completed.filter(isAsked),
      unregistered_frameworks: [],
    };
  },
  '/tasks': (site, query) => {
    const { framework_id: framework, task_id: task, order } = query;
    const tasks = taskModels(site).filter((one) => {
      return (!framework || one['framework_id'] === framework) && (!task || one['id'] === task);
    });
    if (order === 'asc') tasks.reverse();
    const first = countOf(query['offset'], 0);
    return { tasks: tasks.slice(first, first + countOf(query['limit'], TASKS_LIMIT)) };
  },
  '/roles': (site) => {
    const holdings = new Holdings(site);
    return { roles: knownRoles(site, holdings).map((role) => roleModel(site, holdings, role)) };
  },
  '/quota': ({ host }) => quotaDocument(host.master.quotaConfigs()),
  '/weights': ({ host }) => {
    return Array.from(host.master.registry.settings.weights, ([role, weight]) => ({
      role,
      weight,
    }));
  },
  '/maintenance/schedule': (site) => scheduleDocument(site),
  '/maintenance/status': (site) => maintenanceStatusDocument(site),
};

function countOf(text: string | undefined, otherwise: number): number {
  const count = Number(text);
  return text !== undefined && Number.isSafeInteger(count) && count >= 0 ? count : otherwise;
}

/** The older ways to set what the operator API sets. */
function registerSettings(app: FastifyInstance, site: MasterSite): void {
  const set = <Schema extends z.ZodType>(
    method: 'POST' | 'PUT',
    url: string,
    schema: Schema,
    read: (said: z.infer<Schema>) => OperatorCall,
  ): void => {
    app.route({
      method,
      url,
      handler: (request: FastifyRequest, reply: FastifyReply) => {
        const body = typeof request.body === 'string' ? request.body : '';
        try {
          return carryOut(site, read(checkDocument(parseJson(body), schema, url)), reply);
        } catch (error) {
          if (error instanceof CallError) return answerText(reply, error.status, error.message);
          throw error;
        }
      },
    });
  };
  set('PUT', '/weights', weightsSchema, (weights) => ({ type: 'UPDATE_WEIGHTS', weights }));
  set('POST', '/quota', quotaRequestSchema, readQuotaRequest);
  set('POST', '/maintenance/schedule', scheduleSchema, readSchedule);
  set('POST', '/machine/down', machinesSchema, (machines) => {
    return { type: 'START_MAINTENANCE', machines: readMachines(machines) };
  });
  set('POST', '/machine/up', machinesSchema, (machines) => {
    return { type: 'STOP_MAINTENANCE', machines: readMachines(machines) };
  });
  app.delete('/quota/*', (request, reply) => {
    const { '*': role = '' } = request.params as Query;
    return carryOut(site, { type: 'REMOVE_QUOTA', role }, reply);
  });
  app.post('/teardown', (request, reply) => {
    const body = typeof request.body === 'string' ? request.body : '';
    const named = new URLSearchParams(body).get('frameworkId');
    if (named !== null) return teardown(site, named, reply);
    return answerText(reply, 400, "Missing 'frameworkId' query parameter");
  });
}
