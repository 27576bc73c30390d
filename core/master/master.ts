import type {
  AllocatorOptions,
  ClientAllocator,
  OfferSink,
} from '../allocation/client-allocator.ts';
import { problemOfWants } from '../allocation/wants.ts';
import type { Connection, Machine, Micros, TimerFired } from '../machine.ts';
import type { FrameworkId } from '../protocol/ids.ts';
import type { Call, Decline, Offer, Request, Subscribe } from '../protocol/scheduler-api.ts';
import type { Quantities, ResourceMap } from '../resources/quantities.ts';
import { accept } from './accept.ts';
import { AgentHealth, type HealthOptions } from './agent-health.ts';
import { removeAgent } from './agent-removal.ts';
import { Agents } from './agents.ts';
import { Books } from './books.ts';
import { Frameworks } from './frameworks.ts';
import type { AllocationTimer, MasterInput, MasterOutput, PeerTimerFired } from './master-io.ts';
import { operatorCall, reviewDrain } from './operator-calls.ts';
import { reconcile } from './reconciliation.ts';
import type { AgentRecord, FrameworkRecord, OfferBook, OpenOffer } from './records.ts';
import { acknowledge, frameworkMessage, kill, statusUpdate } from './task-updates.ts';

/** A role's weight, one number or one per resource id. */
export interface RoleWeight {
  readonly role: string;
  readonly weight: number | readonly number[];
}

/** A top-level role's quota, thousandths by resource name. */
export interface RoleQuota {
  readonly role: string;
  readonly guarantees: ResourceMap;
  readonly limits: ResourceMap;
}

export interface MasterOptions extends AllocatorOptions {
  readonly weights: readonly RoleWeight[];
  readonly quotas: readonly RoleQuota[];
  /** How agents are watched; null where the host says itself when one is away. */
  readonly health: HealthOptions | null;
}

/**
 * The master: knows agents, frameworks, offers and tasks, owns the allocator, and passes
 * messages between schedulers and agents (Mesos v1 semantics, `mesos-semantics` parts 7 to 12).
 *
 * This file reads the inputs and makes the offers; what happens to agents, frameworks and tasks
 * stands in the files named after them.
 */
export class Master implements Machine<MasterInput, MasterOutput> {
  readonly allocator: ClientAllocator;
  readonly offers: OfferBook;
  readonly agents: readonly (AgentRecord | null)[];
  readonly frameworks: readonly (FrameworkRecord | null)[];
  readonly health: AgentHealth;

  private readonly books: Books;
  private readonly agentLife: Agents;
  private readonly frameworkLife: Frameworks;
  private readonly allocationIntervalUs: Micros;
  private nextOffer = 0;
  private eventAllocationSet = false;
  /** Frameworks with offers of the running cycle, in the order of their first. */
  private offered: FrameworkRecord[] = [];
  private readonly sink: OfferSink = {
    offer: (client, agent, resources) => this.makeOffer(client, agent, resources),
  };

  constructor(options: MasterOptions) {
    this.books = new Books(options);
    this.allocator = this.books.allocator;
    this.offers = this.books.offers;
    this.agents = this.books.agents;
    this.frameworks = this.books.frameworks;
    this.health = new AgentHealth(this.books, options.health);
    this.agentLife = new Agents(this.books, this.health);
    this.frameworkLife = new Frameworks(this.books);
    this.allocationIntervalUs = options.allocationIntervalUs;
    for (const { role, weight } of options.weights) this.allocator.setWeight(role, weight);
    for (const { role, guarantees, limits } of options.quotas) {
      this.allocator.setQuota(role, guarantees, limits);
    }
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

  /** The agent at a connection, connected or not. */
  agentAt(connection: Connection): Readonly<AgentRecord> | undefined {
    return this.books.agentAt(connection);
  }

  private dispatch(now: Micros, input: MasterInput, out: MasterOutput): void {
    switch (input.type) {
      case 'STATUS_UPDATE':
        return statusUpdate(this.books, input, out);
      case 'TIMER':
        if (!isAllocation(input)) return this.peerTimer(input, now, out);
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
        return this.frameworkLife.subscribe(input, now, out);
      case 'PONG': {
        const agent = this.books.agentAt(input.connection);
        if (agent !== undefined) this.health.pong(agent);
        return;
      }
      case 'REGISTER_AGENT':
        return this.agentLife.register(input, now, out);
      case 'REREGISTER_AGENT':
        return this.agentLife.reregister(input, now, out);
      case 'UNREGISTER_AGENT': {
        const agent = this.agents[input.agentId];
        if (agent) removeAgent(this.books, agent, out);
        else out.reject(input, `unknown agent ${input.agentId}`);
        return;
      }
      case 'MARK_AGENT_GONE':
      case 'DEACTIVATE_AGENT':
      case 'REACTIVATE_AGENT':
      case 'DRAIN_AGENT':
        return operatorCall(this.books, input, out);
      case 'DISCONNECTED':
        return this.disconnected(input.connection, now, out);
      case 'START':
        return out.setTimer('BATCH_ALLOCATION', this.allocationIntervalUs);
      default:
        return this.call(now, input, out);
    }
  }

  private peerTimer({ timer, subject }: PeerTimerFired, now: Micros, out: MasterOutput): void {
    switch (timer) {
      case 'PING_AGENT':
        return this.health.pingTimeout(subject, now, out);
      case 'AGENT_REREGISTER':
        return this.agentLife.reregisterTimeout(subject, now, out);
      case 'AGENT_REMOVAL':
        return this.health.removalDue(subject, now, out);
      case 'FRAMEWORK_FAILOVER':
        return this.frameworkLife.failoverTimeout(subject, now, out);
    }
  }

  private call(now: Micros, call: Exclude<Call, Subscribe>, out: MasterOutput): void {
    const framework = this.frameworks[call.framework];
    if (!framework) return out.reject(call, `unknown framework ${call.framework}`);
    switch (call.type) {
      case 'ACCEPT':
        return accept(this.books, framework, call, now, out);
      case 'DECLINE':
        return this.decline(framework, call, now, out);
      case 'ACKNOWLEDGE': {
        acknowledge(this.books, framework, call, out);
        const agent = this.agents[call.agentId];
        return agent ? reviewDrain(this.books, agent, out) : undefined;
      }
      case 'REVIVE':
        return this.allocator.revive(framework.client, now);
      case 'SUPPRESS':
        return this.allocator.suppress(framework.client);
      case 'REQUEST':
        return this.request(framework, call, out);
      case 'KILL':
        return kill(this.books, framework, call, out);
      case 'MESSAGE':
        return frameworkMessage(this.books, framework, call, out);
      case 'RECONCILE':
        return reconcile(this.books, framework, call, out);
      case 'TEARDOWN':
        return this.frameworkLife.remove(framework, out);
    }
  }

  private disconnected(connection: Connection, now: Micros, out: MasterOutput): void {
    const peer = this.books.peers.get(connection);
    if (peer === undefined) return;
    if ('hostname' in peer) this.agentLife.disconnected(peer, now, out);
    else this.frameworkLife.disconnected(peer, now, out);
  }

  private makeOffer(client: number, agentId: number, resources: Quantities): void {
    const framework = this.frameworkLife.ofClient[client];
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

  private request(framework: FrameworkRecord, call: Request, out: MasterOutput): void {
    const { waitingSinceUs, wants } = call;
    if (!Number.isFinite(waitingSinceUs)) {
      return out.reject(call, `waiting since ${waitingSinceUs} µs is no time`);
    }
    if (wants !== undefined) {
      const problem = problemOfWants(wants, this.allocator.space.size);
      if (problem !== null) return out.reject(call, problem);
      this.allocator.setWants(framework.client, wants);
    }
    this.allocator.setWaitingSince(framework.client, waitingSinceUs);
  }

  private decline(framework: FrameworkRecord, call: Decline, now: Micros, out: MasterOutput): void {
    for (const id of call.offers) {
      const offer = this.offers.get(id);
      if (offer === undefined || offer.framework !== framework) {
        out.reject(call, `offer ${id} is not open for framework ${framework.id}`);
        continue;
      }
      this.books.endOffer(offer);
      framework.counts.declined++;
      const { agentId, resources } = offer;
      this.allocator.decline(framework.client, agentId, resources, call.refuseSeconds, now);
    }
  }
}

function isAllocation(
  input: Extract<MasterInput, { type: 'TIMER' }>,
): input is TimerFired<AllocationTimer> {
  return input.timer === 'BATCH_ALLOCATION' || input.timer === 'EVENT_ALLOCATION';
}
