import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { OperatorCall } from '../../../core/protocol/operator-api.ts';
import { CallError, checkDocument } from '../../mesos/call-codec.ts';
import type { Json, JsonObject } from '../../mesos/json.ts';
import { secondsOf } from '../../mesos/json.ts';
import { operatorSchema, readOperatorCall } from '../../mesos/operator-codec.ts';
import { principalOf } from '../../security/principal.ts';
import { Holdings } from '../documents/holdings.ts';
import { maintenanceStatusDocument, scheduleDocument } from '../documents/maintenance-documents.ts';
import { knownRoles, quotaDocument, roleDocument } from '../documents/role-documents.ts';
import {
  getAgents,
  getFrameworks,
  getState,
  getTasks,
  versionModel,
} from '../documents/state-documents.ts';
import type { Rejected } from '../master-host.ts';
import { masterMetrics } from '../metrics.ts';
import type { MasterSite } from '../master-site.ts';
import { answerText } from './http-checks.ts';
import { operatorStream } from './operator-stream.ts';
import {
  answerEncoding,
  answerNotAcceptable,
  callDocument,
  callEncoding,
  documentWriter,
} from './v1-call.ts';

/** `POST /api/v1`: what operators and their tools ask (`mesos-semantics` part 21.1). */
export function registerOperatorApi(app: FastifyInstance, site: MasterSite): void {
  for (const url of ['/api/v1', '/master/api/v1']) {
    app.all(url, (request, reply) => operatorCall(site, request, reply));
  }
}

async function operatorCall(
  site: MasterSite,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const encoding = callEncoding(request, reply);
  if (encoding === null) return reply;
  try {
    const document = await callDocument(encoding, request.body, 'master.Call');
    const { type } = document;
    if (typeof type !== 'string')
      return answerText(reply, 400, invalid("Expecting 'type' to be present"));
    const said = checkDocument(document, operatorSchema, 'Call');
    const wanted = answerEncoding(request);
    if (wanted === null) return answerNotAcceptable(reply);
    if (type === 'UNKNOWN') return answerText(reply, 501, 'This type of call is not implemented');
    if (type === 'SUBSCRIBE') {
      return operatorStream(site, wanted, await documentWriter(wanted, 'master.Event'), reply);
    }
    if (type === 'TEARDOWN') {
      const { teardown: payload } = said;
      if (payload !== undefined) return teardown(site, payload.framework_id.value, reply);
      return answerText(reply, 400, "Expecting 'teardown' to be present");
    }
    const call = readOperatorCall(said, site.ids, principalOf(request));
    if (typeof call === 'string') return answerText(reply, 400, invalid(call));
    if (call !== null) return carryOut(site, call, reply);
    const answer = READS[type];
    if (answer !== undefined) {
      const write = await documentWriter(wanted, 'master.Response');
      const written = write(answerDocument(type, answer(site)));
      // Bytes, for whose type fastify adds no charset: some clients compare the whole header.
      return reply.type(wanted).send(Buffer.from(written));
    }
    return answerText(reply, 501, `'${type}' is not a type of call that is carried out here`);
  } catch (error) {
    if (error instanceof CallError) return answerText(reply, error.status, error.message);
    throw error;
  }
}

function invalid(what: string): string {
  return `Failed to validate master::Call: ${what}`;
}

function answerDocument(type: string, answer: Json): JsonObject {
  return { type, [type.toLowerCase()]: answer };
}

/** Calls that take effect when they are stored; the others take effect at once. */
const ACCEPTED: ReadonlySet<OperatorCall['type']> = new Set([
  ...(['RESERVE_RESOURCES', 'UNRESERVE_RESOURCES', 'CREATE_VOLUMES'] as const),
  ...(['DESTROY_VOLUMES', 'GROW_VOLUME', 'SHRINK_VOLUME'] as const),
]);

/** Has the master carry a call out, and answers with its verdict. */
export function carryOut(site: MasterSite, call: OperatorCall, reply: FastifyReply): FastifyReply {
  const rejected = site.host.operate(call);
  if (rejected !== null) return answerText(reply, statusOf(call, rejected), rejected.reason);
  return reply.code(ACCEPTED.has(call.type) ? 202 : 200).send();
}

function statusOf({ type }: OperatorCall, { fault }: Rejected): number {
  switch (fault) {
    case 'UNKNOWN':
      // Mesos knows 404 for one call alone.
      return type === 'MARK_AGENT_GONE' || type === 'REMOVE_QUOTA' ? 404 : 400;
    case 'CONFLICT':
      return 409;
    default:
      return 400;
  }
}

/** Ends a framework for good, as its scheduler could. */
export function teardown(site: MasterSite, named: string, reply: FastifyReply): FastifyReply {
  const framework = site.ids.readFramework(named);
  if (!site.host.master.framework(framework)) {
    return answerText(reply, 400, 'No framework found with specified ID');
  }
  site.host.feed({ type: 'TEARDOWN', framework });
  site.streams.get(framework)?.end();
  return reply.code(200).send();
}

type Read = (site: MasterSite) => Json;

const READS: Readonly<Record<string, Read | undefined>> = {
  GET_HEALTH: () => ({ healthy: true }),
  GET_VERSION: (site) => ({ version_info: versionModel(site) }),
  GET_FLAGS: ({ place }) => ({
    flags: Object.entries(place.flags).map(([name, value]) => ({ name, value })),
  }),
  GET_METRICS: (site) => ({
    metrics: Array.from(masterMetrics(site), ([name, value]) => ({ name, value })),
  }),
  GET_LOGGING_LEVEL: () => ({ level: 0 }),
  GET_STATE: (site) => getState(site),
  GET_AGENTS: (site) => getAgents(site, new Holdings(site)),
  GET_FRAMEWORKS: (site) => getFrameworks(site, new Holdings(site)),
  GET_EXECUTORS: () => ({ executors: [] }),
  GET_OPERATIONS: () => ({ operations: [] }),
  GET_TASKS: (site) => getTasks(site, new Holdings(site)),
  GET_ROLES: (site) => {
    const holdings = new Holdings(site);
    const roles = knownRoles(site, holdings).map((role) => roleDocument(site, holdings, role));
    return { roles };
  },
  GET_WEIGHTS: ({ host }) => {
    const { weights } = host.master.registry.settings;
    const infos = Array.from(weights, ([role, weight]) => ({ role, weight }));
    return { weight_infos: infos };
  },
  GET_MASTER: ({ masterInfo, place: { startUs, electedUs } }) => ({
    master_info: masterInfo,
    start_time: secondsOf(startUs),
    elected_time: secondsOf(electedUs),
  }),
  GET_MAINTENANCE_STATUS: (site) => ({ status: maintenanceStatusDocument(site) }),
  GET_MAINTENANCE_SCHEDULE: (site) => ({ schedule: scheduleDocument(site) }),
  GET_QUOTA: ({ host }) => ({ status: quotaDocument(host.master.quotaConfigs()) }),
};
