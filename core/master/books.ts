import {
  ClientAllocator,
  type AllocatorOptions,
  type ClientId,
} from '../allocation/client-allocator.ts';
import { FrameworkTable } from '../allocation/framework-table.ts';
import type { RecoveryPause } from '../allocation/recovery-pause.ts';
import { InverseOffers } from '../allocation/inverse-offers.ts';
import { IdMap } from '../collections/id-map.ts';
import type { Buggify } from '../buggify.ts';
import type { Marks } from '../marks.ts';
import type { Connection, Micros } from '../machine.ts';
import type { AgentId, OperationUuid, TaskId } from '../protocol/ids.ts';
import type { SchedulerEvent } from '../protocol/scheduler-api.ts';
import { holdsResources, mayFollow } from '../protocol/task-states.ts';
import type { StatusReason, TaskInfo, TaskState, TaskStatus } from '../protocol/tasks.ts';
import type { Quantities } from '../resources/quantities.ts';
import { Resources } from '../resources/resources.ts';
import { clientHolds } from './holders.ts';
import { MaintenanceBook } from './maintenance-book.ts';
import type { MasterOutput } from './master-io.ts';
import type { MasterObserver, OfferEnd } from './master-observer.ts';
import {
  type AgentRecord,
  type FrameworkRecord,
  type InverseOfferBook,
  type OfferBook,
  type OpenOffer,
  type OperationRecord,
  type TaskRecord,
  type UnreachableAgent,
  linkTask,
  unlinkTask,
} from './records.ts';
import { Registrar } from './registrar.ts';

/**
 * What a master knows: its records, the accounts of its allocator, and the few entries that keep
 * the two in step. What is decided about them stands in the files beside this one.
 */
export class Books {
  readonly allocator: ClientAllocator;
  /** The clients that frameworks are in their roles. */
  readonly clients: FrameworkTable;
  readonly offers: OfferBook = new IdMap();
  /** Who was asked to leave which agent, and answered what. */
  readonly inverse: InverseOffers = new InverseOffers();
  readonly inverseOffers: InverseOfferBook = new Map();
  readonly maintenance: MaintenanceBook = new MaintenanceBook();
  /** Operations that somebody waits for. */
  readonly operations: Map<OperationUuid, OperationRecord> = new Map();
  nextOperation = 0;
  /** Of the next offer or inverse offer. */
  nextOffer = 0;
  /** By id; null once it is unreachable, gone or removed. */
  readonly agents: (AgentRecord | null)[] = [];
  /** By id; null once it is removed. */
  readonly frameworks: (FrameworkRecord | null)[] = [];
  readonly unreachable: Map<AgentId, UnreachableAgent> = new Map();
  /** Admitted by an earlier leader and not back yet: hostname by id. */
  readonly recovered: Map<AgentId, string> = new Map();
  readonly registrar: Registrar;
  /** A new leader with quota allocates nothing before most agents are back; null once it does. */
  recovery: RecoveryPause | null = null;
  /** Told where it comes by; null but in tests. */
  readonly marks: Marks | null;
  /** Agents of whom a change is being stored: nothing else is decided about them meanwhile. */
  readonly changing: Set<AgentId> = new Set();
  /** Told of what is decided; set before the first step. */
  observer: MasterObserver | null = null;
  /** Who is at the other end; an agent that lost its connection is still known by it. */
  readonly peers: Map<Connection, AgentRecord | FrameworkRecord> = new Map();

  constructor(
    options: AllocatorOptions,
    marks: Marks | null = null,
    buggify: Buggify | null = null,
  ) {
    this.marks = marks;
    this.registrar = new Registrar(marks, buggify);
    this.allocator = new ClientAllocator(options);
    const holdsAnything = (client: ClientId): boolean => clientHolds(this, client);
    this.clients = new FrameworkTable(this.allocator, { holdsAnything });
  }

  /** Enough agents are back, or it has been long enough. */
  endRecovery(): void {
    this.recovery = null;
    this.allocator.paused = false;
  }

  /** An agent at this connection, connected or not. */
  agentAt(connection: Connection): AgentRecord | undefined {
    const peer = this.peers.get(connection);
    return peer !== undefined && 'hostname' in peer ? peer : undefined;
  }

  /** The framework that a client of the allocator is. */
  ownerOf(client: ClientId): FrameworkRecord {
    return this.frameworks[this.clients.frameworkOf(client)] as FrameworkRecord;
  }

  /** An offer is over, whatever becomes of its resources. */
  endOffer(offer: OpenOffer, end: OfferEnd): void {
    this.offers.delete(offer.id);
    this.allocator.offerEnded(offer.client);
    this.observer?.offerEnded(offer, end);
  }

  /** An offer is over, and its resources are free again. */
  discard(offer: OpenOffer, end: OfferEnd): void {
    this.endOffer(offer, end);
    this.recover(offer.framework, offer.client, offer.agentId, offer.resources, offer.rest);
  }

  /** Resources come back to the allocator; whoever held them has let go before. */
  recover(
    framework: FrameworkRecord,
    client: ClientId,
    agentId: AgentId,
    plain: Quantities,
    rest: Resources,
  ): void {
    this.allocator.recover(client, agentId, plain, rest);
    if (framework.hasLeftRoles) this.clients.recovered(client);
  }

  /** Resources come back with a refusal, as {@link recover}. */
  decline(
    offer: OpenOffer,
    plain: Quantities,
    rest: Resources,
    refuseSeconds: number,
    now: Micros,
  ): void {
    const { framework, client, agentId } = offer;
    this.allocator.decline(client, agentId, plain, refuseSeconds, now, rest);
    if (framework.hasLeftRoles) this.clients.recovered(client);
  }

  /** Takes an offer back. A framework without a scheduler is not told. */
  rescind(offer: OpenOffer, out: MasterOutput): void {
    offer.framework.counts.rescinded++;
    if (!offer.framework.connected) this.marks?.sometimes('rescind-unheard');
    this.discard(offer, 'RESCINDED');
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
    client: ClientId = this.clientFor(framework, info.role),
  ): TaskRecord {
    const task: TaskRecord = {
      agent,
      state,
      toldState: null,
      uuid: null,
      info,
      framework,
      client,
      previous: null,
      next: null,
      killAsked: false,
      killGraceUs: null,
      healthy: null,
    };
    framework.tasks.set(info.taskId, task);
    linkTask(task);
    this.observer?.taskEntered(task);
    return task;
  }

  /** The client of a framework in a role that an agent says it holds something in. */
  clientFor(framework: FrameworkRecord, role: string | undefined): ClientId {
    if (role === undefined || role === framework.role) return framework.client;
    if (!framework.roles.includes(role)) framework.hasLeftRoles = true;
    return this.clients.clientOf(framework.id, role, 0);
  }

  /** Charges a task's framework for what it holds on an agent that says so. */
  charge({ client, agent, info }: TaskRecord): void {
    const portion = { plain: info.resources, rest: info.rest ?? Resources.EMPTY };
    this.allocator.occupy(agent.id, portion);
    this.allocator.charge(client, agent.id, portion);
  }

  /** Resources come back with the terminal state, not with its acknowledgement. */
  setState(task: TaskRecord, state: TaskState): void {
    // Repeated updates are no news: what came back must not come back again.
    if (state === task.state || !mayFollow(task.state, state)) return;
    const before = task.state;
    task.state = state;
    this.observer?.taskChanged(task, before);
    if (holdsResources(state)) return;
    const { framework, client, agent, info } = task;
    this.recover(framework, client, agent.id, info.resources, info.rest ?? Resources.EMPTY);
  }

  forgetTask(task: TaskRecord): void {
    task.framework.tasks.delete(task.info.taskId);
    unlinkTask(task);
    this.observer?.taskForgotten(task);
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
    more: Pick<TaskStatus, 'unreachableUs' | 'healthy'> = {},
  ): void {
    const frameworkId = framework.id;
    const source = 'SOURCE_MASTER';
    const status: TaskStatus = {
      ...{ frameworkId, taskId, agentId, state, source, reason, message, uuid: null },
      ...more,
    };
    this.tell(framework, { type: 'UPDATE', status }, out);
  }
}
