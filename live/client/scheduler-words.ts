import { z } from 'zod';

import type { Attribute } from '../../core/allocation/attributes.ts';
import { portionOf, resourcesOf } from '../../core/allocation/portion.ts';
import type { Micros } from '../../core/machine.ts';
import type { Unavailability } from '../../core/protocol/maintenance.ts';
import type { Call, Offer, SchedulerEvent, Update } from '../../core/protocol/scheduler-api.ts';
import type { StatusReason, TaskInfo, TaskStatus } from '../../core/protocol/tasks.ts';
import { toMilli } from '../../core/resources/quantities.ts';
import type { ResourceSpace } from '../../core/resources/resource-space.ts';
import { Resources } from '../../core/resources/resources.ts';
import { type JsonObject, idDocument } from '../mesos/json.ts';
import { readResources, resourceDocuments } from '../mesos/resource-codec.ts';
import type { ClientEvent, ClientOffer, ClientStatus } from './scheduler-client.ts';

/** Texts that the master chose, as the integers that a scheduler's machine knows them by. */
class Ids {
  private readonly numbers = new Map<string, number>();
  private readonly texts = new Map<number, string>();
  private next = 0;

  of(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const id = this.next++;
    this.numbers.set(text, id);
    this.texts.set(id, text);
    return id;
  }

  textOf(id: number): string {
    return this.texts.get(id) ?? '';
  }

  forget(id: number): void {
    this.numbers.delete(this.textOf(id));
    this.texts.delete(id);
  }
}

/** An update, and when its agent says that it came about, by a clock of the agent's own. */
export interface ToldUpdate extends Update {
  /** Absent where the master speaks for itself. */
  readonly saidUs?: Micros;
}

export type ToldEvent = Exclude<SchedulerEvent, Update> | ToldUpdate;

/** What a task is in Mesos's words beside its ids and resources. */
export type TaskDocument = (task: TaskInfo) => JsonObject;

/** What every framework that is hosted here can do. */
const CAPABILITIES: readonly string[] = ['MULTI_ROLE', 'RESERVATION_REFINEMENT'];

/**
 * What a scheduler's machine says in the words of Mesos's v1 API, and what the master says in the
 * machine's. Of offers it is given what is neither reserved nor revocable.
 */
export class SchedulerWords {
  private readonly space: ResourceSpace;
  private readonly taskDocument: TaskDocument;
  private readonly frameworks = new Ids();
  private readonly agents = new Ids();
  private readonly offers = new Ids();
  private readonly updates = new Ids();
  private readonly offerAgents = new Map<number, string>();

  /** @param space of the machine's quantities */
  constructor(space: ResourceSpace, taskDocument: TaskDocument) {
    this.space = space;
    this.taskDocument = taskDocument;
  }

  /** `FrameworkInfo` of a SUBSCRIBE, with the id that the machine comes back under. */
  frameworkInfo(call: Extract<Call, { type: 'SUBSCRIBE' }>, user: string): JsonObject {
    const { name, role = '*', framework, failoverTimeoutUs = 0, checkpoint, partitionAware } = call;
    const kinds = [...CAPABILITIES, ...(partitionAware === true ? ['PARTITION_AWARE'] : [])];
    return {
      ...{ name, user, roles: [role], checkpoint: checkpoint === true },
      failover_timeout: failoverTimeoutUs / 1e6,
      capabilities: kinds.map((type) => ({ type })),
      ...(framework === undefined ? {} : { id: idDocument(this.frameworks.textOf(framework)) }),
    };
  }

  /** A call besides SUBSCRIBE; null for what Mesos has no word for. */
  callDocument(call: Exclude<Call, { type: 'SUBSCRIBE' }>): JsonObject | null {
    const { type } = call;
    switch (type) {
      case 'ACCEPT':
        return { type, accept: this.acceptDocument(call) };
      case 'DECLINE': {
        const ids = this.answered(call.offers);
        return { type, decline: { offer_ids: ids, filters: filtersOf(call.refuseSeconds) } };
      }
      case 'ACCEPT_INVERSE_OFFERS':
      case 'DECLINE_INVERSE_OFFERS': {
        const ids = this.answered(call.inverseOffers);
        const filters = filtersOf(call.refuseSeconds);
        return { type, [type.toLowerCase()]: { inverse_offer_ids: ids, filters } };
      }
      case 'ACKNOWLEDGE': {
        const { agentId, taskId, uuid } = call;
        const acknowledge = {
          agent_id: idDocument(this.agents.textOf(agentId)),
          task_id: taskDocumentId(taskId),
          uuid: this.updates.textOf(uuid),
        };
        this.updates.forget(uuid);
        return { type, acknowledge };
      }
      case 'REVIVE':
      case 'SUPPRESS':
        return {
          type,
          [type.toLowerCase()]: call.roles === undefined ? {} : { roles: call.roles },
        };
      case 'KILL': {
        const { taskId, gracePeriodUs: graceUs } = call;
        const policy = { grace_period: { nanoseconds: (graceUs ?? 0) * 1000 } };
        const grace = graceUs === undefined ? {} : { kill_policy: policy };
        return { type, kill: { task_id: taskDocumentId(taskId), ...grace } };
      }
      case 'RECONCILE': {
        const tasks = call.tasks.map(({ taskId, agentId }) => ({
          task_id: taskDocumentId(taskId),
          ...(agentId === null ? {} : { agent_id: idDocument(this.agents.textOf(agentId)) }),
        }));
        return { type, reconcile: { tasks } };
      }
      case 'TEARDOWN':
        return { type };
      default:
        // REQUEST tells our own allocator what Mesos's has no use for; the others are not called.
        return null;
    }
  }

  /** Null for what a machine is not told: signs of life, and what Mesos alone knows. */
  readEvent(event: ClientEvent): ToldEvent | null {
    const { subscribed, offers, rescind, update, failure, error } = event;
    const { inverse_offers: inverse, rescind_inverse_offer: back } = event;
    if (subscribed !== undefined) {
      const framework = this.frameworks.of(subscribed.framework_id.value);
      return { type: 'SUBSCRIBED', framework };
    }
    if (offers !== undefined) {
      return { type: 'OFFERS', offers: offers.offers.map((offer) => this.readOffer(offer)) };
    }
    if (rescind !== undefined) {
      return { type: 'RESCIND', offerId: this.offers.of(rescind.offer_id.value) };
    }
    if (inverse !== undefined) {
      const inverseOffers = inverse.inverse_offers.map((one) => ({
        id: this.offers.of(one.id.value),
        agentId: this.agents.of(one.agent_id.value),
        unavailability: readUnavailability(one.unavailability),
      }));
      return { type: 'INVERSE_OFFERS', inverseOffers };
    }
    if (back !== undefined) {
      const inverseOfferId = this.offers.of(back.inverse_offer_id.value);
      return { type: 'RESCIND_INVERSE_OFFER', inverseOfferId };
    }
    if (update !== undefined) return this.readUpdate(update.status);
    if (failure?.agent_id !== undefined) {
      return { type: 'FAILURE', agentId: this.agents.of(failure.agent_id.value) };
    }
    return error === undefined ? null : { type: 'ERROR', message: error.message };
  }

  private acceptDocument(call: Extract<Call, { type: 'ACCEPT' }>): JsonObject {
    const agent = this.offerAgents.get(call.offers[0]) ?? '';
    const tasks = call.launches.map((task): JsonObject => {
      const portion = { plain: task.resources, rest: task.rest ?? Resources.EMPTY };
      return {
        name: String(task.taskId),
        ...this.taskDocument(task),
        task_id: taskDocumentId(task.taskId),
        agent_id: idDocument(agent),
        resources: resourceDocuments(resourcesOf(this.space, portion)),
      };
    });
    return {
      offer_ids: this.answered(call.offers),
      operations: [{ type: 'LAUNCH', launch: { task_infos: tasks } }],
      filters: filtersOf(call.refuseSeconds),
    };
  }

  /** Their documents; they are not spoken of again. */
  private answered(offers: readonly number[]): JsonObject[] {
    return offers.map((id) => {
      const text = this.offers.textOf(id);
      this.offers.forget(id);
      this.offerAgents.delete(id);
      return idDocument(text);
    });
  }

  private readOffer(said: ClientOffer): Offer {
    const { hostname, attributes = [], unavailability } = said;
    const id = this.offers.of(said.id.value);
    this.offerAgents.set(id, said.agent_id.value);
    const { plain, rest } = portionOf(this.space, readResources(said.resources));
    return {
      ...{ id, agentId: this.agents.of(said.agent_id.value), hostname, resources: plain },
      ...(rest.isEmpty ? {} : { rest }),
      ...(attributes.length === 0 ? {} : { attributes: attributes.flatMap(readAttribute) }),
      ...(unavailability && { unavailability: readUnavailability(unavailability) }),
    };
  }

  private readUpdate(said: ClientStatus): ToldUpdate {
    const { timestamp, source = 'SOURCE_MASTER' } = said;
    const isTimed = timestamp !== undefined && source !== 'SOURCE_MASTER';
    return {
      ...{ type: 'UPDATE', status: this.readStatus(said) },
      ...(isTimed ? { saidUs: Math.round(timestamp * 1e6) } : {}),
    };
  }

  private readStatus(said: ClientStatus): TaskStatus {
    const { task_id: task, agent_id: agent, state, message = '', reason, uuid, healthy } = said;
    const since = said.unreachable_time;
    return {
      frameworkId: 0,
      taskId: readTaskId(task.value),
      agentId: agent === undefined ? -1 : this.agents.of(agent.value),
      state,
      source: said.source ?? 'SOURCE_MASTER',
      // Machines look for the words they know and pass over others.
      reason: reason === undefined ? null : (reason.replace(/^REASON_/, '') as StatusReason),
      message,
      uuid: uuid === undefined ? null : this.updates.of(uuid),
      ...(healthy === undefined ? {} : { healthy }),
      ...(since === undefined ? {} : { unreachableUs: Math.round(since.nanoseconds / 1000) }),
    };
  }
}

function filtersOf(refuseSeconds: number): JsonObject {
  return { refuse_seconds: refuseSeconds };
}

/** A machine's tasks are numbers, and so they are named. */
function taskDocumentId(taskId: number): JsonObject {
  return idDocument(String(taskId));
}

/** -1 for a name that is none of a machine's: a task that nobody knows. */
function readTaskId(text: string): number {
  const id = Number(text);
  return Number.isSafeInteger(id) && id >= 0 ? id : -1;
}

function readUnavailability({ start, duration }: SaidUnavailability): Unavailability {
  return {
    startUs: Math.round(start.nanoseconds / 1000),
    durationUs: duration === undefined ? null : Math.round(duration.nanoseconds / 1000),
  };
}

type SaidUnavailability = NonNullable<ClientOffer['unavailability']>;

const attributeSchema = z.object({
  name: z.string(),
  text: z.object({ value: z.string() }).optional(),
  scalar: z.object({ value: z.number() }).optional(),
  ranges: z.object({ range: z.array(z.object({ begin: z.number(), end: z.number() })) }).optional(),
});

/** None for one of a type that is not known here. */
function readAttribute(said: unknown): Attribute[] {
  const read = attributeSchema.safeParse(said);
  if (!read.success) return [];
  const { name, text, scalar, ranges } = read.data;
  if (text !== undefined) return [{ name, value: { kind: 'text', text: text.value } }];
  if (ranges !== undefined) return [{ name, value: { kind: 'ranges', ranges: ranges.range } }];
  if (scalar === undefined) return [];
  return [{ name, value: { kind: 'scalar', milli: toMilli(scalar.value) } }];
}
