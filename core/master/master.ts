import { Allocator, type AllocatorOptions, type OfferSink } from '../allocation/allocator.ts';
import { IdMap } from '../collections/id-map.ts';
import type { Connection, Machine, Micros } from '../machine.ts';
import type { RegisterAgent } from '../protocol/agent-api.ts';
import type { FrameworkId } from '../protocol/ids.ts';
import type {
  Acknowledge,
  Call,
  Decline,
  Message,
  Offer,
  Subscribe,
} from '../protocol/scheduler-api.ts';
import {
  type StatusReason,
  type TaskState,
  type TaskStatus,
  isTerminal,
} from '../protocol/tasks.ts';
import type { Quantities } from '../resources/quantities.ts';
import { problemOfRole } from '../protocol/roles.ts';
import { accept } from './accept.ts';
import type { MasterInput, MasterOutput } from './master-io.ts';
import {
  type AgentRecord,
  type FrameworkRecord,
  type OfferBook,
  type OpenOffer,
  type TaskRecord,
  unlinkTask,
} from './records.ts';

/** A role's weight, one number or one per resource id. */
export interface RoleWeight {
  readonly role: string;
  readonly weight: number | readonly number[];
}

export interface MasterOptions extends AllocatorOptions {
  readonly weights: readonly RoleWeight[];
}

/**
 * The master: knows agents, frameworks, offers and tasks, owns the allocator, and passes
 * messages between schedulers and agents (Mesos v1 semantics, `mesos-semantics` parts 7 to 11).
 *
 * An agent that says good-bye or loses its connection is removed and its tasks are lost; a
 * scheduler that loses its connection is torn down (a failover timeout of 0, Mesos's default).
 */
export class Master implements Machine<MasterInput, MasterOutput> {
  readonly allocator: Allocator;
  readonly offers: OfferBook = new IdMap();
  readonly agents: (AgentRecord | null)[] = [];
  readonly frameworks: (FrameworkRecord | null)[] = [];

  private readonly allocationIntervalUs: Micros;
  private readonly frameworkOfClient: FrameworkRecord[] = [];
  private readonly peers = new Map<Connection, AgentRecord | FrameworkRecord>();
  private nextOffer = 0;
  private eventAllocationSet = false;
  /** Frameworks with offers of the running cycle, in the order of their first. */
  private offered: FrameworkRecord[] = [];
  private readonly sink: OfferSink = {
    offer: (client, agent, resources) => this.makeOffer(client, agent, resources),
  };

  constructor(options: MasterOptions) {
    this.allocator = new Allocator(options);
    this.allocationIntervalUs = options.allocationIntervalUs;
    for (const { role, weight } of options.weights) this.allocator.setWeight(role, weight);
  }

  step(now: Micros, input: MasterInput, out: MasterOutput): void {
    this.dispatch(now, input, out);
    if (this.allocator.cyclePending && !this.eventAllocationSet) {
      this.eventAllocationSet = true;
      out.setTimer('EVENT_ALLOCATION', 0);
    }
  }

  /** How a framework's offers ended; undefined for one that was never subscribed. */
  framework(id: FrameworkId): Readonly<FrameworkRecord> | null | undefined {
    return this.frameworks[id];
  }

  private dispatch(now: Micros, input: MasterInput, out: MasterOutput): void {
    switch (input.type) {
      case 'STATUS_UPDATE':
        return this.statusUpdate(input.status, out);
      case 'TIMER':
        if (input.timer === 'BATCH_ALLOCATION') {
          out.setTimer('BATCH_ALLOCATION', this.allocationIntervalUs);
          this.allocator.runBatch(now, this.sink);
        } else {
          this.eventAllocationSet = false;
          // A periodic cycle may have served the event in the meantime.
          if (this.allocator.cyclePending) this.allocator.runPending(now, this.sink);
        }
        return this.sendOffers(out);
      case 'SUBSCRIBE':
        return this.subscribe(now, input, out);
      case 'REGISTER_AGENT':
        return this.registerAgent(input, out);
      case 'UNREGISTER_AGENT': {
        const agent = this.agents[input.agentId];
        if (agent) this.removeAgent(agent, out);
        else out.reject(input, `unknown agent ${input.agentId}`);
        return;
      }
      case 'DISCONNECTED':
        return this.disconnected(input.connection, out);
      case 'START':
        return out.setTimer('BATCH_ALLOCATION', this.allocationIntervalUs);
      default:
        return this.call(now, input, out);
    }
  }

  private call(now: Micros, call: Exclude<Call, Subscribe>, out: MasterOutput): void {
    const framework = this.frameworks[call.framework];
    if (!framework) return out.reject(call, `unknown framework ${call.framework}`);
    switch (call.type) {
      case 'ACCEPT':
        return accept(this, framework, call, now, out);
      case 'DECLINE':
        return this.decline(framework, call, now, out);
      case 'ACKNOWLEDGE':
        return this.acknowledge(framework, call, out);
      case 'REVIVE':
        return this.allocator.revive(framework.client, now);
      case 'SUPPRESS':
        return this.allocator.suppress(framework.client);
      case 'REQUEST':
        if (!Number.isFinite(call.waitingSinceUs)) {
          return out.reject(call, `waiting since ${call.waitingSinceUs} µs is no time`);
        }
        return this.allocator.setWaitingSince(framework.client, call.waitingSinceUs);
      case 'KILL': {
        const task = framework.tasks.get(call.taskId);
        if (!task) return this.answerUnknown(framework, call.taskId, out);
        const { taskId } = call;
        const kill = { type: 'KILL_TASK', frameworkId: framework.id, taskId } as const;
        return out.send(task.agent.connection, kill);
      }
      case 'MESSAGE':
        return this.message(framework, call, out);
      case 'TEARDOWN':
        return this.removeFramework(framework, out);
    }
  }

  private subscribe(now: Micros, call: Subscribe, out: MasterOutput): void {
    if (this.peers.has(call.connection)) {
      return out.reject(call, `connection ${call.connection} is subscribed already`);
    }
    const problem = problemOfRole(call.role);
    if (problem !== null) {
      return out.send(call.connection, { type: 'ERROR', message: problem });
    }
    const id = this.frameworks.length;
    const framework: FrameworkRecord = {
      id,
      name: call.name,
      role: call.role,
      // Two frameworks may share a name in Mesos; the id tells them apart and orders them. The
      // slash keeps clients and child roles of a role apart, whatever a framework calls itself.
      client: this.allocator.addClient(call.role, `${call.name}/${id}`, now),
      connection: call.connection,
      tasks: new IdMap(),
      unsent: [],
      counts: { made: 0, accepted: 0, declined: 0, rescinded: 0 },
    };
    this.frameworks.push(framework);
    this.frameworkOfClient[framework.client] = framework;
    this.peers.set(call.connection, framework);
    out.send(call.connection, { type: 'SUBSCRIBED', framework: id });
  }

  private registerAgent(message: RegisterAgent, out: MasterOutput): void {
    const known = this.peers.get(message.connection);
    if (known !== undefined) {
      if ('hostname' in known) {
        // A retry: the first answer was slow or lost.
        out.send(message.connection, { type: 'AGENT_REGISTERED', agentId: known.id });
      } else {
        out.reject(message, `connection ${message.connection} belongs to a scheduler`);
      }
      return;
    }
    const { connection, hostname, resources } = message;
    const count = this.allocator.total.length;
    if (
      resources.length !== count ||
      !resources.every((amount) => Number.isSafeInteger(amount) && amount >= 0)
    ) {
      const found = `resources [${resources.join(', ')}]`;
      return out.reject(message, `${found}: wanted ${count} whole numbers of thousandths from 0`);
    }
    const agent: AgentRecord = {
      id: this.agents.length,
      connection,
      hostname,
      resources,
      firstTask: null,
    };
    this.agents.push(agent);
    this.peers.set(connection, agent);
    this.allocator.addAgent(agent.id, resources);
    out.send(connection, { type: 'AGENT_REGISTERED', agentId: agent.id });
  }

  private disconnected(connection: Connection, out: MasterOutput): void {
    const peer = this.peers.get(connection);
    if (peer === undefined) return;
    if ('hostname' in peer) this.removeAgent(peer, out);
    else this.removeFramework(peer, out);
  }

  private makeOffer(client: number, agentId: number, resources: Quantities): void {
    const framework = this.frameworkOfClient[client];
    const agent = this.agents[agentId] as AgentRecord;
    const { hostname } = agent;
    const offer: OpenOffer = { id: this.nextOffer++, agentId, hostname, resources, framework };
    this.offers.set(offer.id, offer);
    framework.counts.made++;
    if (framework.unsent.length === 0) this.offered.push(framework);
    framework.unsent.push(offer);
  }

  private sendOffers(out: MasterOutput): void {
    if (this.offered.length === 0) return;
    for (const framework of this.offered) {
      const offers: readonly Offer[] = framework.unsent;
      framework.unsent = [];
      out.send(framework.connection, { type: 'OFFERS', offers });
    }
    this.offered = [];
  }

  private decline(framework: FrameworkRecord, call: Decline, now: Micros, out: MasterOutput): void {
    for (const id of call.offers) {
      const offer = this.offers.get(id);
      if (offer === undefined || offer.framework !== framework) {
        out.reject(call, `offer ${id} is not open for framework ${framework.id}`);
        continue;
      }
      this.endOffer(offer);
      framework.counts.declined++;
      const { agentId, resources } = offer;
      this.allocator.decline(framework.client, agentId, resources, call.refuseSeconds, now);
    }
  }

  /** An offer is over, whatever becomes of its resources. */
  endOffer(offer: OpenOffer): void {
    this.offers.delete(offer.id);
    this.allocator.offerEnded(offer.framework.client);
  }

  private statusUpdate(status: TaskStatus, out: MasterOutput): void {
    const framework = this.frameworks[status.frameworkId];
    const task = framework?.tasks.get(status.taskId);
    // Of a framework or task that was removed meanwhile: nobody waits for it.
    if (!framework || task === undefined || task.agent.id !== status.agentId) return;
    this.setState(task, status.state);
    task.uuid = status.uuid;
    out.send(framework.connection, { type: 'UPDATE', status });
  }

  /** Resources come back with the terminal state, not with its acknowledgement. */
  private setState(task: TaskRecord, state: TaskState): void {
    if (isTerminal(task.state)) return;
    task.state = state;
    if (isTerminal(state)) {
      this.allocator.recover(task.framework.client, task.agent.id, task.info.resources);
    }
  }

  private acknowledge(framework: FrameworkRecord, call: Acknowledge, out: MasterOutput): void {
    const { taskId, uuid } = call;
    const task = framework.tasks.get(taskId);
    if (task === undefined || task.agent.id !== call.agentId) return;
    // An older update's acknowledgement, sent twice, must not end a task that is still reported on.
    if (isTerminal(task.state) && task.uuid === uuid) this.forget(task);
    const { id: frameworkId } = framework;
    const message = { type: 'STATUS_UPDATE_ACKNOWLEDGEMENT', frameworkId, taskId, uuid } as const;
    out.send(task.agent.connection, message);
  }

  private message(framework: FrameworkRecord, call: Message, out: MasterOutput): void {
    const agent = this.agents[call.agentId];
    if (!agent) return out.reject(call, `unknown agent ${call.agentId}`);
    const { taskId, data } = call;
    const { id: frameworkId } = framework;
    out.send(agent.connection, { type: 'FRAMEWORK_MESSAGE', frameworkId, taskId, data });
  }

  private forget(task: TaskRecord): void {
    task.framework.tasks.delete(task.info.taskId);
    unlinkTask(task);
  }

  private rescind(offer: OpenOffer, out: MasterOutput): void {
    this.endOffer(offer);
    offer.framework.counts.rescinded++;
    this.allocator.recover(offer.framework.client, offer.agentId, offer.resources);
    out.send(offer.framework.connection, { type: 'RESCIND', offerId: offer.id });
  }

  private removeAgent(agent: AgentRecord, out: MasterOutput): void {
    this.allocator.setAgentActive(agent.id, false);
    for (const offer of this.offers.values()) {
      if (offer.agentId === agent.id) this.rescind(offer, out);
    }
    for (let task = agent.firstTask; task !== null; task = agent.firstTask) {
      const over = isTerminal(task.state);
      this.setState(task, 'TASK_LOST');
      this.forget(task);
      if (!over) {
        this.sendMasterStatus(
          task.framework,
          task.info.taskId,
          agent.id,
          'TASK_LOST',
          'AGENT_REMOVED',
          '',
          out,
        );
      }
    }
    this.allocator.removeAgent(agent.id);
    this.agents[agent.id] = null;
    this.peers.delete(agent.connection);
    for (const framework of this.frameworks) {
      if (framework) out.send(framework.connection, { type: 'FAILURE', agentId: agent.id });
    }
  }

  private removeFramework(framework: FrameworkRecord, out: MasterOutput): void {
    for (const offer of this.offers.values()) {
      if (offer.framework !== framework) continue;
      this.endOffer(offer);
      this.allocator.recover(framework.client, offer.agentId, offer.resources);
    }
    const told = new Set<AgentRecord>();
    for (const task of framework.tasks.values()) {
      this.setState(task, 'TASK_KILLED');
      this.forget(task);
      told.add(task.agent);
    }
    for (const agent of told) {
      out.send(agent.connection, { type: 'SHUTDOWN_FRAMEWORK', frameworkId: framework.id });
    }
    this.allocator.removeClient(framework.client);
    this.frameworks[framework.id] = null;
    this.peers.delete(framework.connection);
  }

  /** A KILL of an unknown task is answered as a reconciliation would (`mesos-semantics` 11.4). */
  private answerUnknown(framework: FrameworkRecord, taskId: number, out: MasterOutput): void {
    this.sendMasterStatus(
      framework,
      taskId,
      -1,
      'TASK_LOST',
      'RECONCILIATION',
      'unknown task',
      out,
    );
  }

  /** An update made by the master: no uuid, so it need not be acknowledged. */
  sendMasterStatus(
    framework: FrameworkRecord,
    taskId: number,
    agentId: number,
    state: TaskState,
    reason: StatusReason,
    message: string,
    out: MasterOutput,
  ): void {
    const frameworkId = framework.id;
    const source = 'SOURCE_MASTER';
    const status: TaskStatus = {
      frameworkId,
      taskId,
      agentId,
      state,
      source,
      reason,
      message,
      uuid: null,
    };
    out.send(framework.connection, { type: 'UPDATE', status });
  }
}
