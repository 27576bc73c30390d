import { ClientAllocator, type AllocatorOptions } from '../allocation/client-allocator.ts';
import { IdMap } from '../collections/id-map.ts';
import type { Connection } from '../machine.ts';
import type { AgentId, TaskId } from '../protocol/ids.ts';
import type { SchedulerEvent } from '../protocol/scheduler-api.ts';
import { holdsResources, mayFollow } from '../protocol/task-states.ts';
import type { StatusReason, TaskInfo, TaskState, TaskStatus } from '../protocol/tasks.ts';
import { Resources } from '../resources/resources.ts';
import type { MasterOutput } from './master-io.ts';
import {
  type AgentRecord,
  type FrameworkRecord,
  type OfferBook,
  type OpenOffer,
  type TaskRecord,
  type UnreachableAgent,
  linkTask,
  unlinkTask,
} from './records.ts';

/**
 * What a master knows: its records, the accounts of its allocator, and the few entries that keep
 * the two in step. What is decided about them stands in the files beside this one.
 */
export class Books {
  readonly allocator: ClientAllocator;
  readonly offers: OfferBook = new IdMap();
  /** By id; null once it is unreachable, gone or removed. */
  readonly agents: (AgentRecord | null)[] = [];
  /** By id; null once it is removed. */
  readonly frameworks: (FrameworkRecord | null)[] = [];
  readonly unreachable: Map<AgentId, UnreachableAgent> = new Map();
  readonly gone: Set<AgentId> = new Set();
  /** Who is at the other end; an agent that lost its connection is still known by it. */
  readonly peers: Map<Connection, AgentRecord | FrameworkRecord> = new Map();

  constructor(options: AllocatorOptions) {
    this.allocator = new ClientAllocator(options);
  }

  /** An agent at this connection, connected or not. */
  agentAt(connection: Connection): AgentRecord | undefined {
    const peer = this.peers.get(connection);
    return peer !== undefined && 'hostname' in peer ? peer : undefined;
  }

  /** An offer is over, whatever becomes of its resources. */
  endOffer(offer: OpenOffer): void {
    this.offers.delete(offer.id);
    this.allocator.offerEnded(offer.framework.client);
  }

  /** Takes an offer back. A framework without a scheduler is not told. */
  rescind(offer: OpenOffer, out: MasterOutput): void {
    this.endOffer(offer);
    offer.framework.counts.rescinded++;
    this.allocator.recover(offer.framework.client, offer.agentId, offer.resources);
    this.tell(offer.framework, { type: 'RESCIND', offerId: offer.id }, out);
  }

  rescindAll(of: AgentRecord | FrameworkRecord, out: MasterOutput): void {
    for (const offer of this.offers.values()) {
      const mine = 'hostname' in of ? offer.agentId === of.id : offer.framework === of;
      if (mine) this.rescind(offer, out);
    }
  }

  /** Enters a task whose resources its framework has been charged with, if it still has any. */
  enterTask(
    framework: FrameworkRecord,
    agent: AgentRecord,
    info: TaskInfo,
    state: TaskState,
  ): TaskRecord {
    const task: TaskRecord = {
      info,
      framework,
      agent,
      state,
      toldState: null,
      killAsked: false,
      uuid: null,
      previous: null,
      next: null,
    };
    framework.tasks.set(info.taskId, task);
    linkTask(task);
    return task;
  }

  /** Charges a task's framework for what it holds on an agent that says so. */
  charge({ framework, agent, info }: TaskRecord): void {
    const portion = { plain: info.resources, rest: Resources.EMPTY };
    this.allocator.occupy(agent.id, portion);
    this.allocator.charge(framework.client, agent.id, portion);
  }

  /** Resources come back with the terminal state, not with its acknowledgement. */
  setState(task: TaskRecord, state: TaskState): void {
    // Repeated updates are no news: what came back must not come back again.
    if (state === task.state || !mayFollow(task.state, state)) return;
    task.state = state;
    if (holdsResources(state)) return;
    this.allocator.recover(task.framework.client, task.agent.id, task.info.resources);
  }

  forgetTask(task: TaskRecord): void {
    task.framework.tasks.delete(task.info.taskId);
    unlinkTask(task);
  }

  /** Says something to a framework's scheduler, if there is one. */
  tell(framework: FrameworkRecord, event: SchedulerEvent, out: MasterOutput): void {
    if (framework.connected) out.send(framework.connection, event);
  }

  /** An update made by the master: no uuid, so it need not be acknowledged. */
  sendMasterStatus(
    framework: FrameworkRecord,
    taskId: TaskId,
    agentId: AgentId,
    state: TaskState,
    reason: StatusReason,
    message: string,
    out: MasterOutput,
  ): void {
    const frameworkId = framework.id;
    const source = 'SOURCE_MASTER';
    const status: TaskStatus = {
      ...{ frameworkId, taskId, agentId, state, source, reason, message, uuid: null },
    };
    this.tell(framework, { type: 'UPDATE', status }, out);
  }
}
