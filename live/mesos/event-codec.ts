import type { Domain } from '../../core/allocation/agent-facts.ts';
import type { Attribute } from '../../core/allocation/attributes.ts';
import type { Unavailability } from '../../core/protocol/maintenance.ts';
import type { Failure, Offer, SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import type { TaskStatus } from '../../core/protocol/tasks.ts';
import { fromMilli } from '../../core/resources/quantities.ts';
import { type MesosIds, uuidText } from './ids.ts';
import { type Json, type JsonObject, idDocument, secondsOf } from './json.ts';
import { resourceDocuments, togetherOf } from './resource-codec.ts';
import { type NameTables, type Carried, carriedBy } from './task-codec.ts';

/** Where an agent's own HTTP server listens. */
export interface AgentPlace {
  readonly hostname: string;
  readonly ip: string;
  readonly port: number;
}

/** What it takes to say an event in Mesos's words. */
export interface EventWords {
  readonly ids: MesosIds;
  readonly names: NameTables;
  readonly masterInfo: JsonObject;
  readonly heartbeatSeconds: number;
  placeOf(agent: number): AgentPlace;
  /** Now, in microseconds since 1970. */
  now(): number;
}

/** Mesos v1 `scheduler::Event`. */
export function eventDocument(
  event: SchedulerEvent,
  framework: number,
  words: EventWords,
): JsonObject {
  const { ids, names } = words;
  switch (event.type) {
    case 'SUBSCRIBED':
      return {
        type: event.type,
        subscribed: {
          framework_id: idDocument(ids.framework(event.framework)),
          heartbeat_interval_seconds: words.heartbeatSeconds,
          master_info: words.masterInfo,
        },
      };
    case 'OFFERS': {
      const offers = event.offers.map((offer) => offerDocument(offer, framework, words));
      return { type: event.type, offers: { offers } };
    }
    case 'RESCIND':
      return { type: event.type, rescind: { offer_id: idDocument(ids.offer(event.offerId)) } };
    case 'INVERSE_OFFERS': {
      const inverse = event.inverseOffers.map(({ id, agentId, unavailability }) => ({
        id: idDocument(ids.offer(id)),
        framework_id: idDocument(ids.framework(framework)),
        agent_id: idDocument(ids.agent(agentId)),
        unavailability: unavailabilityDocument(unavailability),
        resources: [],
      }));
      return { type: event.type, inverse_offers: { inverse_offers: inverse } };
    }
    case 'RESCIND_INVERSE_OFFER': {
      const id = idDocument(ids.offer(event.inverseOfferId));
      return { type: event.type, rescind_inverse_offer: { inverse_offer_id: id } };
    }
    case 'UPDATE':
      return { type: event.type, update: { status: statusDocument(event.status, words) } };
    case 'UPDATE_OPERATION_STATUS': {
      const { operationId, agentId, state, message, uuid } = event.status;
      const status = {
        operation_id: idDocument(names.operations.textOf(operationId)),
        state,
        ...(message === '' ? {} : { message }),
        ...(agentId === null ? {} : { agent_id: idDocument(ids.agent(agentId)) }),
        ...(uuid === null ? {} : { uuid: idDocument(uuidText(agentId ?? 0, uuid)) }),
      };
      return { type: event.type, update_operation_status: { status } };
    }
    case 'FAILURE':
      return { type: event.type, failure: failureDocument(event, words) };
    case 'EXECUTOR_MESSAGE': {
      const { agentId, executorId, bytes } = event;
      const message = {
        agent_id: idDocument(ids.agent(agentId)),
        executor_id: idDocument(names.executors.textOf(executorId)),
        data: bytes,
      };
      return { type: 'MESSAGE', message };
    }
    case 'ERROR':
      return { type: event.type, error: { message: event.message } };
  }
}

function failureDocument({ agentId, executorId, status }: Failure, words: EventWords): JsonObject {
  const { ids, names } = words;
  const executor = executorId === undefined ? null : names.executors.textOf(executorId);
  return {
    agent_id: idDocument(ids.agent(agentId)),
    ...(executor === null ? {} : { executor_id: idDocument(executor) }),
    ...(status === undefined ? {} : { status }),
  };
}

/** Mesos v1 `Offer`. */
export function offerDocument(offer: Offer, framework: number, words: EventWords): JsonObject {
  const { ids, names } = words;
  const { id, agentId, hostname, role = '*', attributes, domain, unavailability } = offer;
  const executors = (offer.executorIds ?? []).map((one) => names.executors.textOf(one));
  return {
    id: idDocument(ids.offer(id)),
    framework_id: idDocument(ids.framework(framework)),
    agent_id: idDocument(ids.agent(agentId)),
    hostname,
    url: {
      scheme: 'http',
      address: { ...words.placeOf(agentId), hostname },
      path: '/slave(1)',
    },
    resources: resourceDocuments(togetherOf(offer), role),
    ...(attributes === undefined ? {} : { attributes: attributes.map(attributeDocument) }),
    ...(executors.length === 0 ? {} : { executor_ids: executors.map(idDocument) }),
    ...domainDocument(domain ?? null),
    ...(unavailability === undefined
      ? {}
      : { unavailability: unavailabilityDocument(unavailability) }),
    allocation_info: { role },
  };
}

/** Mesos v1 `DomainInfo` in its field; nothing where there is none. */
export function domainDocument(domain: Domain | null): JsonObject {
  if (domain === null) return {};
  const { region, zone } = domain;
  return { domain: { fault_domain: { region: { name: region }, zone: { name: zone } } } };
}

/** Mesos v1 `Attribute`. */
export function attributeDocument({ name, value }: Attribute): JsonObject {
  switch (value.kind) {
    case 'text':
      return { name, type: 'TEXT', text: { value: value.text } };
    case 'scalar':
      return { name, type: 'SCALAR', scalar: { value: fromMilli(value.milli) } };
    case 'ranges': {
      const range = value.ranges.map(({ begin, end }) => ({ begin, end }));
      return { name, type: 'RANGES', ranges: { range } };
    }
  }
}

/** Mesos v1 `TaskStatus`; what its agent's host knows of it stands in what it carries. */
export function statusDocument(status: TaskStatus & Carried, words: EventWords): JsonObject {
  const { ids, names } = words;
  const { taskId, agentId, state, source, reason, uuid, healthy, unreachableUs } = status;
  const { message: told, ...detail } = carriedBy(status);
  const said = status.message.replace(
    /(\btask (?:id )?)(\d+)/g,
    (_all, before: string, id: string) => {
      return `${before}${names.tasks.textOf(Number(id))}`;
    },
  );
  const message = said === '' ? wordsOf(status, told) : said;
  return {
    task_id: idDocument(names.tasks.textOf(taskId)),
    state,
    ...(message === '' ? {} : { message }),
    source,
    ...(reason === null ? {} : { reason: `REASON_${reason}` }),
    ...(agentId < 0 ? {} : { agent_id: idDocument(ids.agent(agentId)) }),
    timestamp: secondsOf(words.now()),
    ...detail,
    ...(uuid === null ? {} : { uuid: uuidText(agentId, uuid) }),
    ...(healthy === undefined ? {} : { healthy }),
    ...(unreachableUs === undefined ? {} : { unreachable_time: timeDocument(unreachableUs) }),
  };
}

/** What Mesos says with an answer to reconciliation. */
function wordsOf({ reason, state, source }: TaskStatus, told: Json): string {
  if (typeof told === 'string') return told;
  if (reason !== 'RECONCILIATION' || source !== 'SOURCE_MASTER') return '';
  if (state === 'TASK_UNKNOWN') return 'Reconciliation: Task is unknown';
  return 'Reconciliation: Latest task state';
}

export function unavailabilityDocument({ startUs, durationUs }: Unavailability): JsonObject {
  const start = timeDocument(startUs);
  return durationUs === null ? { start } : { start, duration: timeDocument(durationUs) };
}

/** Mesos v1 `TimeInfo` and `DurationInfo`. */
export function timeDocument(micros: number): JsonObject {
  return { nanoseconds: micros * 1000 };
}
