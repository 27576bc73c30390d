import type {
  AllocatorOptions,
  ClientAllocator,
  OfferSink,
} from '../allocation/client-allocator.ts';
import type { Buggify } from '../buggify.ts';
import { recoveryPause } from '../allocation/recovery-pause.ts';
import type { Connection, Machine, Micros, TimerFired } from '../machine.ts';
import type { Marks } from '../marks.ts';
import type { FrameworkId } from '../protocol/ids.ts';
import type { QuotaConfig } from '../protocol/operator-api.ts';
import type { Call, Offer, Subscribe } from '../protocol/scheduler-api.ts';
import type { Quantities, ResourceMap } from '../resources/quantities.ts';
import type { Resources } from '../resources/resources.ts';
import { accept } from './accept.ts';
import { AGENT_REREGISTER_TIMEOUT_US, AgentHealth, type HealthOptions } from './agent-health.ts';
import { removeAgent } from './agent-removal.ts';
import { updateRevocable } from './agent-resources.ts';
import { Agents } from './agents.ts';
import { Books } from './books.ts';
import { reviewDrain } from './draining.ts';
import { exitedExecutor } from './executors.ts';
import { removeFramework } from './framework-removal.ts';
import { Frameworks } from './frameworks.ts';
import { answerInverseOffers, makeInverseOffers } from './inverse-offers.ts';
import type { MaintenanceBook, MaintenanceStatus } from './maintenance-book.ts';
import { maintenanceStatus } from './maintenance.ts';
import type {
  AllocationTimer,
  MasterInput,
  MasterOutput,
  PeerTimerFired,
  Start,
} from './master-io.ts';
import type { MasterObserver } from './master-observer.ts';
import { withAgentFacts } from './offer-facts.ts';
import type { Registry } from './registry-record.ts';
import { operatorCall } from './operator-calls.ts';
import {
  acknowledgeOperation,
  operationsApplied,
  reconcileOperations,
} from './operation-feedback.ts';
import { quotaConfigs } from './quota-calls.ts';
import { reconcile } from './reconciliation.ts';
import type { AgentRecord, FrameworkRecord, OfferBook, OpenOffer } from './records.ts';
import { applySettings } from './settings-record.ts';
import {
  acknowledge,
  executorMessage,
  frameworkMessage,
  kill,
  shutdownExecutor,
  statusUpdate,
} from './task-updates.ts';
import { decline, request, wantOffers } from './wishes.ts';

/** Ids of offers that one leader can use. */
const OFFERS_OF_A_LEADER = 4_294_967_296;

/** In place of an agent: all that an earlier leader had admitted and that are not back. */
const RECOVERED = -1;

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
  /** Offers not answered by then are taken back (Mesos `--offer_timeout`); never unless given. */
  readonly offerTimeoutUs?: Micros;
  /** Told where it comes by: for tests. */
  readonly marks?: Marks | null;
  /** Asked at places where it may do otherwise: for tests. */
  readonly buggify?: Buggify | null;
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
  private readonly buggify: Buggify | null;
  private readonly offerTimeoutUs: Micros | null;
  private readonly initialWeights: ReadonlyMap<string, RoleWeight['weight']>;
  private eventAllocationSet = false;
  /** Whether the registry is this leader's. */
  private isReady = true;
  /** Frameworks with offers of the running cycle, in the order of their first. */
  private offered: FrameworkRecord[] = [];
  private readonly sink: OfferSink = {
    offer: (client, agent, resources, rest) => this.makeOffer(client, agent, resources, rest),
  };

  constructor(options: MasterOptions) {
    this.books = new Books(options, options.marks, options.buggify);
    this.allocator = this.books.allocator;
    this.offers = this.books.offers;
    this.agents = this.books.agents;
    this.frameworks = this.books.frameworks;
    this.health = new AgentHealth(this.books, options.health);
    this.frameworkLife = new Frameworks(this.books);
    this.agentLife = new Agents(this.books, this.health, this.frameworkLife);
    this.buggify = options.buggify ?? null;
    this.offerTimeoutUs = options.offerTimeoutUs ?? null;
    this.allocationIntervalUs = options.allocationIntervalUs;
    this.initialWeights = new Map(options.weights.map(({ role, weight }) => [role, weight]));
    for (const [role, weight] of this.initialWeights) this.allocator.setWeight(role, weight);
    for (const { role, guarantees, limits } of options.quotas) {
      this.allocator.setQuota(role, guarantees, limits);
    }
  }

  step(now: Micros, input: MasterInput, out: MasterOutput): void {
    // Nobody is known before the registry is; who asks early asks again.
    if (!this.isReady && input.type !== 'STORED' && input.type !== 'TIMER') {
      this.books.marks?.sometimes('not-ready');
      return;
    }
    this.dispatch(now, input, out);
    if (this.allocator.cyclePending && !this.eventAllocationSet) {
      this.eventAllocationSet = true;
      out.setTimer('EVENT_ALLOCATION', 0);
    }
  }

  /** The maintenance schedule and the machines' modes. */
  get maintenance(): Pick<MaintenanceBook, 'schedule'> {
    return this.books.maintenance;
  }

  /** GET_MAINTENANCE_STATUS. */
  maintenanceStatus(): MaintenanceStatus {
    return maintenanceStatus(this.books);
  }

  /** GET_QUOTA: of roles that have any. */
  quotaConfigs(): readonly QuotaConfig[] {
    return quotaConfigs(this.books);
  }

  /** GET_WEIGHTS: as they were set, by whoever set them last. */
  weights(): ReadonlyMap<string, RoleWeight['weight']> {
    return new Map([...this.initialWeights, ...this.books.registrar.current.settings.weights]);
  }

  /** What survives it, as it stands or is being stored. */
  get registry(): Readonly<Registry> {
    return this.books.registrar.current;
  }

  /** Who is told of every decision; to be said before the first step. */
  observe(observer: MasterObserver): void {
    this.books.observer = observer;
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
          if (this.books.recovery !== null && now >= this.books.recovery.untilUs) {
            this.books.endRecovery();
          }
          this.allocator.runBatch(now, this.sink);
        } else {
          this.eventAllocationSet = false;
          // A periodic cycle may have served the event in the meantime.
          if (this.allocator.cyclePending) this.allocator.runPending(now, this.sink);
        }
        this.sendOffers(out);
        return makeInverseOffers(this.books, input.timer === 'BATCH_ALLOCATION', now, out);
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
        if (agent) removeAgent(this.books, agent, now, out);
        else out.reject(input, `unknown agent ${input.agentId}`);
        return;
      }
      case 'EXITED_EXECUTOR': {
        exitedExecutor(this.books, input, out);
        const agent = this.agents[input.agentId];
        return agent ? reviewDrain(this.books, agent, now, out) : undefined;
      }
      case 'EXECUTOR_TO_FRAMEWORK':
        return executorMessage(this.books, input, out);
      case 'UPDATE_AGENT':
        return updateRevocable(this.books, input, out);
      case 'OPERATIONS_APPLIED':
        return operationsApplied(this.books, input, out);
      case 'DISCONNECTED':
        return this.disconnected(input.connection, now, out);
      case 'START':
        return this.begin(input, now, out);
      case 'STORED':
        return this.books.registrar.stored(now, out);
      case 'SET_WHITELIST':
        return this.allocator.hosts.setWhitelist(
          input.hosts === null ? null : new Set(input.hosts),
        );
      default:
        if ('framework' in input) return this.call(now, input, out);
        return operatorCall(this.books, input, now, out);
    }
  }

  /**
   * Leads from now on. After an election it takes the registry over, and says nothing to anybody
   * before it has stored that it did.
   */
  private begin(input: Start, now: Micros, out: MasterOutput): void {
    const { leadership } = input;
    out.setTimer('BATCH_ALLOCATION', this.allocationIntervalUs);
    if (leadership === undefined) return;
    const { registrar, recovered, unreachable } = this.books;
    const problem = registrar.recover(leadership.registry);
    if (problem !== null) {
      this.isReady = false;
      return out.reject(input, problem);
    }
    // Offers of earlier leaders must not be taken for ours.
    this.books.nextOffer = leadership.epoch * OFFERS_OF_A_LEADER;
    this.isReady = false;
    const { admitted, unreachable: away, settings } = registrar.current;
    applySettings(this.books, settings);
    const hasQuota = this.allocator.quota.quotas.size > 0;
    this.books.recovery = recoveryPause(admitted.size, hasQuota, now);
    if (this.books.recovery !== null) this.allocator.pause();
    for (const [id, { hostname }] of admitted) recovered.set(id, hostname);
    for (const [id, entry] of away) unreachable.set(id, { ...entry, tasks: [] });
    if (recovered.size > 0) {
      out.setTimer('AGENT_REREGISTER', AGENT_REREGISTER_TIMEOUT_US, RECOVERED);
    }
    this.frameworkLife.reserveIds(now, out, () => (this.isReady = true));
  }

  private peerTimer({ timer, subject }: PeerTimerFired, now: Micros, out: MasterOutput): void {
    switch (timer) {
      case 'PING_AGENT':
        return this.health.pingTimeout(subject, now, out);
      case 'AGENT_REREGISTER':
        if (subject === RECOVERED) return this.health.giveUpRecovered(now, out);
        return this.agentLife.reregisterTimeout(subject, now, out);
      case 'OFFER_TIMEOUT': {
        const offer = this.offers.get(subject);
        if (offer === undefined) return;
        this.books.marks?.sometimes('offer-timeout');
        return this.books.rescind(offer, out);
      }
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
        return decline(this.books, framework, call, now, out);
      case 'ACKNOWLEDGE': {
        acknowledge(this.books, framework, call, out);
        const agent = this.agents[call.agentId];
        return agent ? reviewDrain(this.books, agent, now, out) : undefined;
      }
      case 'ACKNOWLEDGE_OPERATION_STATUS': {
        acknowledgeOperation(this.books, framework, call);
        const agent = this.agents[call.agentId];
        return agent ? reviewDrain(this.books, agent, now, out) : undefined;
      }
      case 'ACCEPT_INVERSE_OFFERS':
      case 'DECLINE_INVERSE_OFFERS':
        return answerInverseOffers(this.books, framework, call, now, out);
      case 'REVIVE':
      case 'SUPPRESS':
        return wantOffers(this.books, framework, call, now, out);
      case 'UPDATE_FRAMEWORK':
        return this.frameworkLife.update(framework, call, now, out);
      case 'REQUEST':
        return request(this.books, framework, call, out);
      case 'KILL':
        return kill(this.books, framework, call, out);
      case 'SHUTDOWN':
        return shutdownExecutor(this.books, framework, call, out);
      case 'MESSAGE':
        return frameworkMessage(this.books, framework, call, out);
      case 'RECONCILE':
        return reconcile(this.books, framework, call, out);
      case 'RECONCILE_OPERATIONS':
        return reconcileOperations(this.books, framework, call, out);
      case 'TEARDOWN':
        return removeFramework(this.books, framework, now, out);
    }
  }

  private disconnected(connection: Connection, now: Micros, out: MasterOutput): void {
    const peer = this.books.peers.get(connection);
    if (peer === undefined) return;
    if ('hostname' in peer) this.agentLife.disconnected(peer, now, out);
    else this.frameworkLife.disconnected(peer, now, out);
  }

  private makeOffer(client: number, agentId: number, resources: Quantities, rest: Resources): void {
    const { books } = this;
    const framework = books.ownerOf(client);
    const agent = this.agents[agentId] as AgentRecord;
    const { hostname } = agent;
    const role = this.allocator.clients.role[client];
    const id = books.nextOffer++;
    const plain: OpenOffer = { id, agentId, hostname, resources, rest, role, framework, client };
    const offer = withAgentFacts(books, agent, plain);
    this.offers.set(id, offer);
    this.books.observer?.offerMade(offer);
    framework.counts.made++;
    if (framework.unsent.length === 0) this.offered.push(framework);
    framework.unsent.push(offer);
  }

  private sendOffers(out: MasterOutput): void {
    if (this.offered.length === 0) return;
    for (const framework of this.offered) {
      const offers: readonly Offer[] = framework.unsent;
      framework.unsent = [];
      if (this.offerTimeoutUs !== null) {
        for (const { id } of offers) {
          const soon = this.buggify?.fires('offer-timeout-soon') === true;
          out.setTimer('OFFER_TIMEOUT', soon ? 1000 : this.offerTimeoutUs, id);
        }
      }
      out.send(framework.connection, { type: 'OFFERS', offers });
    }
    this.offered = [];
  }
}

function isAllocation(
  input: Extract<MasterInput, { type: 'TIMER' }>,
): input is TimerFired<AllocationTimer> {
  return input.timer === 'BATCH_ALLOCATION' || input.timer === 'EVENT_ALLOCATION';
}
