import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { OperatorCall } from '../../../core/protocol/operator-api.ts';
import { checkDocument } from '../../mesos/call-codec.ts';
import { type JsonObject, secondsOf } from '../../mesos/json.ts';
import {
  type MesosOperatorCall,
  operatorSchema,
  readOperatorCall,
} from '../../mesos/operator-codec.ts';
import { type Documented, Pieced, mapped } from '../../mesos/pieces.ts';
import { type Need, needsOfCall, refusalOf } from '../../security/operator-rules.ts';
import { principalOf } from '../../security/principal.ts';
import { Sight } from '../../security/sight.ts';
import { Holdings } from '../documents/holdings.ts';
import { maintenanceStatusDocument, scheduleDocument } from '../documents/maintenance-documents.ts';
import {
  knownRoles,
  quotaDocument,
  roleDocument,
  seenQuotas,
  weightsDocument,
} from '../documents/role-documents.ts';
import {
  getAgents,
  getExecutors,
  getFrameworks,
  getOperations,
  getState,
  getTasks,
  versionModel,
} from '../documents/state-documents.ts';
import type { Rejected } from '../master-host.ts';
import { masterMetrics } from '../metrics.ts';
import type { MasterSite } from '../master-site.ts';
import { seenSite } from '../seen-site.ts';
import { ANSWER_SLOTS } from './answer-slots.ts';
import { answerDocument, documentBytes } from './document-answers.ts';
import { answerText } from './http-checks.ts';
import { operatorStream } from './operator-stream.ts';
import { answerCall, answerEncoding, answerNotAcceptable } from './v1-call.ts';

/** `POST /api/v1`: what operators and their tools ask (`mesos-semantics` part 21.1). */
export function registerOperatorApi(app: FastifyInstance, site: MasterSite): void {
  app.all('/api/v1', (request, reply) =>
    answerCall(request, reply, 'master.Call', (document) =>
      operatorCall(site, document, request, reply),
    ),
  );
}

async function operatorCall(
  site: MasterSite,
  document: JsonObject,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { type } = document;
  if (typeof type !== 'string')
    return answerText(reply, 400, invalid("Expecting 'type' to be present"));
  const said = checkDocument(document, operatorSchema, 'Call');
  const wanted = answerEncoding(request);
  if (wanted === null) return answerNotAcceptable(reply);
  if (type === 'UNKNOWN') return answerText(reply, 501, 'This type of call is not implemented');
  if (type === 'SUBSCRIBE') {
    return await operatorStream(site, sightOf(site, request), wanted, reply);
  }
  if (type === 'TEARDOWN') {
    const { teardown: payload } = said;
    if (payload !== undefined) return teardown(site, payload.framework_id.value, request, reply);
    return answerText(reply, 400, "Expecting 'teardown' to be present");
  }
  const answered = answerOther(site, said, request, reply);
  if (answered !== null) return answered;
  const call = readOperatorCall(said, site.ids, principalOf(request));
  if (typeof call === 'string') return answerText(reply, 400, invalid(call));
  if (call !== null) return carryOut(site, call, request, reply);
  const answer = READS[type];
  const need = READ_NEEDS.get(type);
  const refusal = need === undefined ? null : refusalIn(site, request, [need]);
  if (refusal !== null) return answerText(reply, 403, refusal);
  if (answer !== undefined) {
    const seen = seenSite(site, sightOf(site, request));
    const make = (): Documented => answerDocument(type, answer(seen));
    await ANSWER_SLOTS.take(reply.raw);
    const bytes = await documentBytes(wanted, 'master.Response', make);
    // Bytes, for whose type fastify adds no charset: some clients compare the whole header.
    return reply.type(wanted).send(bytes);
  }
  return answerText(reply, 501, `'${type}' is not a type of call that is carried out here`);
}

/**
 * Calls about the master's own log and files; null for all others. Its log goes to standard error,
 * so that it has no file: like Mesos's without `--log_dir` it knows none by any path.
 */
function answerOther(
  site: MasterSite,
  said: MesosOperatorCall,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | null {
  switch (said.type) {
    case 'SET_LOGGING_LEVEL': {
      const { set_logging_level: payload } = said;
      if (payload === undefined) {
        return answerText(reply, 400, invalid("Expecting 'set_logging_level' to be present"));
      }
      const refusal = refusalIn(site, request, [{ action: 'set_log_level', object: null }]);
      if (refusal !== null) return answerText(reply, 403, refusal);
      site.logLevel.set(payload.level, payload.duration.nanoseconds / 1e6);
      return reply.code(200).send();
    }
    case 'LIST_FILES':
    case 'READ_FILE': {
      const field = said.type === 'LIST_FILES' ? 'list_files' : 'read_file';
      const payload = said[field];
      if (payload !== undefined) return answerText(reply, 404, `No such file: '${payload.path}'`);
      return answerText(reply, 400, invalid(`Expecting '${field}' to be present`));
    }
    default:
      return null;
  }
}

function invalid(what: string): string {
  return `Failed to validate master::Call: ${what}`;
}

/** Calls that take effect when they are stored; the others take effect at once. */
const ACCEPTED: ReadonlySet<OperatorCall['type']> = new Set([
  ...(['RESERVE_RESOURCES', 'UNRESERVE_RESOURCES', 'CREATE_VOLUMES'] as const),
  ...(['DESTROY_VOLUMES', 'GROW_VOLUME', 'SHRINK_VOLUME'] as const),
]);

/**
 * Has the master carry a call out, and answers with its verdict: once what it changes is stored,
 * for before it has no effect.
 */
export async function carryOut(
  site: MasterSite,
  call: OperatorCall,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const refusal = refusalIn(site, request, needsOfCall(call));
  if (refusal !== null) return answerText(reply, 403, refusal);
  const rejected = site.host.operate(call);
  if (rejected !== null) return answerText(reply, statusOf(call, rejected), rejected.reason);
  await site.host.stored();
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

/** Why whoever makes a request may not do what needs this; null when he may. */
export function refusalIn(
  site: MasterSite,
  request: FastifyRequest,
  needs: readonly Need[],
): string | null {
  return refusalOf(site.access.acls, principalOf(request), needs);
}

/** What whoever makes a request may see. */
export function sightOf(site: MasterSite, request: FastifyRequest): Sight {
  return new Sight(site.access.acls, principalOf(request));
}

/** Ends a framework for good, as its scheduler could. */
export function teardown(
  site: MasterSite,
  named: string,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const framework = site.ids.readFramework(named);
  const record = site.host.master.framework(framework);
  if (!record) return answerText(reply, 400, 'No framework found with specified ID');
  const object = record.info.principal ?? null;
  const refusal = refusalIn(site, request, [{ action: 'teardown_frameworks', object }]);
  if (refusal !== null) return answerText(reply, 403, refusal);
  site.host.feed({ type: 'TEARDOWN', framework });
  site.streams.get(framework)?.end();
  return reply.code(200).send();
}

/** Null for an answer that is but its type. */
type Read = (site: MasterSite) => Documented | null;

/** What is refused as a whole; other answers lack what is not to be seen. */
const READ_NEEDS: ReadonlyMap<string, Need> = new Map<string, Need>([
  ['GET_FLAGS', { action: 'view_flags', object: null }],
  ['GET_MAINTENANCE_STATUS', { action: 'get_maintenance_statuses', object: null }],
  ['GET_MAINTENANCE_SCHEDULE', { action: 'get_maintenance_schedules', object: null }],
]);

const READS: Readonly<Record<string, Read | undefined>> = {
  GET_HEALTH: () => ({ healthy: true }),
  GET_VERSION: (site) => ({ version_info: versionModel(site) }),
  GET_FLAGS: ({ place }) => ({
    flags: Object.entries(place.flags).map(([name, value]) => ({ name, value })),
  }),
  GET_METRICS: (site) => ({
    metrics: Array.from(masterMetrics(site), ([name, value]) => ({ name, value })),
  }),
  GET_LOGGING_LEVEL: ({ logLevel: { level } }) => ({ level }),
  GET_STATE: (site) => getState(site, new Holdings(site)),
  GET_AGENTS: (site) => getAgents(site, new Holdings(site)),
  GET_FRAMEWORKS: (site) => getFrameworks(site, new Holdings(site)),
  GET_EXECUTORS: (site) => getExecutors(site, new Holdings(site)),
  GET_OPERATIONS: (site) => getOperations(site, new Holdings(site)),
  GET_TASKS: (site) => getTasks(site, new Holdings(site)),
  GET_ROLES: (site) => {
    const holdings = new Holdings(site);
    const roles = knownRoles(site, holdings);
    return new Pieced({}, { roles: mapped(roles, (role) => roleDocument(site, holdings, role)) });
  },
  GET_WEIGHTS: (site) => {
    const infos = weightsDocument(site);
    return infos.length === 0 ? null : { weight_infos: infos };
  },
  GET_MASTER: ({ masterInfo, place: { startUs, electedUs } }) => ({
    master_info: masterInfo,
    start_time: secondsOf(startUs),
    elected_time: secondsOf(electedUs),
  }),
  GET_MAINTENANCE_STATUS: (site) => ({ status: maintenanceStatusDocument(site) }),
  GET_MAINTENANCE_SCHEDULE: (site) => ({ schedule: scheduleDocument(site) }),
  GET_QUOTA: (site) => {
    const quotas = seenQuotas(site);
    // As Mesos has it, which writes no lists without elements.
    return { status: quotas.length === 0 ? {} : quotaDocument(quotas) };
  },
};
