import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Json, JsonObject } from '../../mesos/json.ts';
import { Pieced, mapped } from '../../mesos/pieces.ts';
import { agentModel, recoveredAgents } from '../documents/agent-documents.ts';
import { Holdings } from '../documents/holdings.ts';
import { maintenanceStatusDocument, scheduleDocument } from '../documents/maintenance-documents.ts';
import {
  knownRoles,
  quotaDocument,
  roleModel,
  seenQuotas,
  weightsDocument,
} from '../documents/role-documents.ts';
import {
  allTasks,
  frameworkModels,
  stateModel,
  stateSummary,
  taskModels,
  versionModel,
} from '../documents/state-documents.ts';
import { PrometheusMetrics, masterMetrics } from '../metrics.ts';
import type { MasterSite } from '../master-site.ts';
import { seenSite } from '../seen-site.ts';
import { answerPieces } from './document-answers.ts';
import { answerText } from './http-checks.ts';
import { sightOf } from './operator-api.ts';
import { registerSettings } from './settings-endpoints.ts';

/** Tasks that `/tasks` gives unless asked for more or less. */
const TASKS_LIMIT = 100;

type Query = Readonly<Record<string, string | undefined>>;

/**
 * What monitors and pages read, and the older ways to set things (part 22.1). Paths are those that
 * `plainPath` makes of what is asked for.
 */
export function registerReadEndpoints(app: FastifyInstance, site: MasterSite): void {
  registerOwnReads(app, site);
  registerModels(app, site, MODELS);
  app.get('/redirect', (_, reply) => {
    return reply.redirect(`//${site.place.hostname}:${site.place.port}`, 307);
  });
  registerSettings(app, site);
}

/** What a master tells of itself, whether it leads or not (part 18). */
export function registerOwnReads(app: FastifyInstance, site: MasterSite): void {
  registerModels(app, site, OWN_MODELS);
  app.route({ method: READING, url: '/health', handler: (_, reply) => reply.send() });
  const prometheus = new PrometheusMetrics(site);
  app.get('/metrics', async (_, reply) => {
    return reply.type(prometheus.contentType).send(await prometheus.text());
  });
}

/** Mesos's endpoints for reading do not look at the method: some monitors POST nothing to them. */
const READING = ['GET', 'POST'];

/** A list is the document of one endpoint alone. */
type Model = (site: MasterSite, query: Query) => Pieced | JsonObject;
type Models = Readonly<Record<string, Model>>;

function registerModels(app: FastifyInstance, site: MasterSite, models: Models): void {
  for (const [url, model] of Object.entries(models)) {
    const method = SET_TOO.has(url) ? ['GET'] : READING;
    app.route({
      method,
      url,
      handler: (request, reply) => {
        const seen = seenSite(site, sightOf(site, request));
        return answerModel(request, reply, (query) => model(seen, query));
      },
    });
  }
  if (models !== MODELS) return;
  app.get('/weights', (request, reply) => {
    const seen = seenSite(site, sightOf(site, request));
    return answerList(request, reply, weightsDocument(seen));
  });
}

/** Endpoints at which other methods set something. */
const SET_TOO: ReadonlySet<string> = new Set(['/quota', '/maintenance/schedule']);

/** What JSONP calls: a name of a function, such as `angular.callbacks._0`. */
const CALLBACK = /^[A-Za-z_$][\w$.]*$/;

/** @returns what stands around the answer; null for a name that is none */
function wrapping(request: FastifyRequest, reply: FastifyReply): readonly [string, string] | null {
  const { jsonp } = request.query as Query;
  reply.type(jsonp === undefined ? 'application/json' : 'text/javascript');
  if (jsonp === undefined) return ['', ''];
  return CALLBACK.test(jsonp) ? [`${jsonp}(`, ');'] : null;
}

function answerModel(
  request: FastifyRequest,
  reply: FastifyReply,
  make: (query: Query) => Pieced | JsonObject,
): FastifyReply | Promise<FastifyReply> {
  const wrapped = wrapping(request, reply);
  if (wrapped === null) return answerText(reply, 400, "found 'jsonp', wanted a function's name");
  return answerPieces(reply, () => make(request.query as Query), wrapped);
}

function answerList(
  request: FastifyRequest,
  reply: FastifyReply,
  list: readonly Json[],
): FastifyReply {
  const wrapped = wrapping(request, reply);
  if (wrapped === null) return answerText(reply, 400, "found 'jsonp', wanted a function's name");
  return reply.send(Buffer.from(`${wrapped[0]}${JSON.stringify(list)}${wrapped[1]}`));
}

const OWN_MODELS: Models = {
  '/version': (site) => versionModel(site),
  '/flags': ({ place }) => ({ flags: place.flags }),
  '/metrics/snapshot': (site) => Object.fromEntries(masterMetrics(site)),
};

const MODELS: Models = {
  '/state': (site) => stateModel(site, new Holdings(site)),
  '/state-summary': (site) => stateSummary(site, new Holdings(site)),
  '/slaves': (site, { slave_id: asked }) => {
    const holdings = new Holdings(site);
    const isMeant = (id: string): boolean => !asked || id === asked;
    const agents = holdings.agents.filter(({ id }) => isMeant(site.ids.agent(id)));
    return new Pieced(
      { recovered_slaves: recoveredModels(site).filter(({ id }) => isMeant(id)) },
      { slaves: mapped(agents, (agent) => agentModel(site, holdings, agent, true)) },
    );
  },
  '/frameworks': (site, { framework_id: asked }) => {
    const models = frameworkModels(site, new Holdings(site), (id) => !asked || id === asked);
    return new Pieced({ unregistered_frameworks: [] }, models);
  },
  '/tasks': (site, query) => {
    const framework = query['framework_id'] ? site.ids.readFramework(query['framework_id']) : null;
    const { task_id: task, order } = query;
    const tasks = allTasks(new Holdings(site)).filter(({ frameworkId, info }) => {
      if (framework !== null && framework !== frameworkId) return false;
      return !task || site.names.tasks.textOf(info.taskId) === task;
    });
    if (order === 'asc') tasks.reverse();
    const first = countOf(query['offset'], 0);
    return taskModels(site, tasks.slice(first, first + countOf(query['limit'], TASKS_LIMIT)));
  },
  '/roles': (site) => {
    const holdings = new Holdings(site);
    const roles = knownRoles(site, holdings);
    return new Pieced({}, { roles: mapped(roles, (role) => roleModel(site, holdings, role)) });
  },
  '/quota': (site) => quotaDocument(seenQuotas(site)),
  '/maintenance/schedule': (site) => scheduleDocument(site),
  '/maintenance/status': (site) => maintenanceStatusDocument(site),
};

function recoveredModels(site: MasterSite): { readonly id: string; readonly hostname: string }[] {
  return recoveredAgents(site).map(({ id, hostname }) => ({ id, hostname }));
}

/** A count from 0; -1 stands for all, as Mesos's own command writes it. */
function countOf(text: string | undefined, otherwise: number): number {
  if (text === '-1') return Number.MAX_SAFE_INTEGER;
  const count = Number(text);
  return text && Number.isSafeInteger(count) && count >= 0 ? count : otherwise;
}
