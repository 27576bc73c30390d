import { assert } from '../assert.ts';
import { MICROS_PER_SECOND, type Micros } from '../machine.ts';
import type { RandomStream } from '../random/random-stream.ts';
import type { Quantities } from '../resources/quantities.ts';
import type { ResourceSpace } from '../resources/resource-space.ts';
import { AgentTable, type Minimum } from './agent-table.ts';
import { type CycleState, RefusalMarks, offerUnvisited } from './allocation-cycle.ts';
import { OfferFilters } from './offer-filters.ts';
import type { Policy, PolicyRule } from './policy.ts';
import { RoleTree } from './role-tree.ts';

/** A framework in a role: what the allocator serves. */
export type ClientId = number;

/** Told of the offers a cycle makes. */
export interface OfferSink {
  /** Everything free on `agent` is now offered to `client` and counts as allocated to it. */
  offer(client: ClientId, agent: number, resources: Quantities): void;
}

export interface AllocatorOptions {
  readonly space: ResourceSpace;
  readonly policy: Policy;
  /** Decides in which order a cycle visits agents, and the lottery's draws. */
  readonly random: RandomStream;
  /** Time between periodic cycles: the shortest life of a refusal. */
  readonly allocationIntervalUs: Micros;
  /**
   * Offers a client may hold unanswered, 0 for no bound. A client at its bound is passed over;
   * when it has answered half of them the cycle goes on at once. Bounds what a slow framework can
   * lock (Mesos's `MAX_OFFERS_PER_FRAMEWORK` was 50) and what a cycle costs.
   */
  readonly maxOffersPerClient: number;
}

const ACTIVE = 1;
const SUPPRESSED = 2;
const AT_BOUND = 4;

/**
 * Two-level allocation: holds the accounts of agents and clients and decides who is offered what.
 *
 * The master tells it what happens (verbs as in Mesos's `allocator.hpp`) and asks for cycles:
 * {@link runBatch} every allocation interval over all agents, {@link runPending} soon after
 * {@link cyclePending} turned true, over the agents concerned. Declined and recovered resources
 * start no cycle; a new or revived client and a new agent do (`mesos-semantics` part 5.1).
 */
export class Allocator {
  /** Offers made over the allocator's life. */
  offersMade = 0;
  /** Cycles run over the allocator's life. */
  cycles = 0;

  private readonly options: AllocatorOptions;
  private readonly tree: RoleTree;
  private readonly agents: AgentTable;
  private readonly filters: OfferFilters;
  private readonly rule: PolicyRule;
  private readonly marks = new RefusalMarks();
  private readonly state: CycleState & { batch: number };
  /** Flags of each client: eligible when ACTIVE and nothing else. */
  private readonly flags: number[] = [];
  private readonly outstanding: number[] = [];
  /** A cycle over all agents is due. */
  private pendingAll = false;
  /** A cycle over the agents not visited is due. */
  private pendingRest = false;

  constructor(options: AllocatorOptions) {
    this.options = options;
    const { space, policy, random } = options;
    this.tree = new RoleTree(space.names);
    this.agents = new AgentTable(space.size, minimumsOf(space));
    this.filters = new OfferFilters(space.size);
    this.rule = policy.start(this.tree, random);
    this.tree.orderBy(this.rule);
    const { tree, agents, filters, rule } = this;
    this.state = { tree, agents, filters, rule, random, batch: 0 };
  }

  /** An event has happened after which Mesos allocates at once. */
  get cyclePending(): boolean {
    return this.pendingAll || this.pendingRest;
  }

  addAgent(agent: number, total: Quantities): void {
    this.agents.add(agent, total);
    for (let r = 0; r < total.length; r++) this.tree.addToTotal(r, total[r]);
    this.agents.unvisit(agent);
    this.pendingRest = true;
  }

  /** Forgets an agent; what was offered or used on it must have been recovered before. */
  removeAgent(agent: number): void {
    for (let r = 0; r < this.tree.resources; r++) {
      this.tree.addToTotal(r, -this.agents.totalOf(agent, r));
    }
    this.filters.clearAgent(agent);
    this.agents.remove(agent);
  }

  /** Whether offers may be made of an agent; a change waits for the next periodic cycle. */
  setAgentActive(agent: number, active: boolean): void {
    this.agents.setActive(agent, active);
  }

  /**
   * Adds a framework in a role.
   * @param role path such as `eng/dev`
   * @param nowUs counts as the start of its wait until it says otherwise
   */
  addClient(role: string, framework: string, nowUs: Micros): ClientId {
    const client = this.tree.addClient(this.tree.role(role), framework);
    this.flags[client] = ACTIVE;
    this.outstanding[client] = 0;
    this.tree.setWaitingSince(client, nowUs);
    this.review(client);
    this.pendingAll = true;
    return client;
  }

  /** Forgets a client; all it held must have been recovered before. */
  removeClient(client: ClientId): void {
    this.flags[client] = 0;
    this.review(client);
    this.filters.clearClient(client);
    this.tree.removeClient(client);
  }

  /** Connected or not; disconnecting voids its refusals. */
  setClientActive(client: ClientId, active: boolean): void {
    if (active) {
      this.flags[client] |= ACTIVE;
      this.pendingAll = true;
    } else {
      this.flags[client] &= ~ACTIVE;
      this.filters.clearClient(client);
    }
    this.review(client);
  }

  /** SUPPRESS: no offers until it revives. */
  suppress(client: ClientId): void {
    this.flags[client] |= SUPPRESSED;
    this.review(client);
  }

  /** REVIVE: offers again, without regard to what it refused. */
  revive(client: ClientId, nowUs: Micros): void {
    this.filters.clearClient(client);
    if ((this.flags[client] & SUPPRESSED) !== 0) {
      this.flags[client] &= ~SUPPRESSED;
      this.tree.setWaitingSince(client, nowUs);
    }
    this.review(client);
    this.pendingAll = true;
  }

  /** REQUEST: since when the framework's oldest waiting job has waited. */
  setWaitingSince(client: ClientId, sinceUs: Micros): void {
    this.tree.setWaitingSince(client, sinceUs);
  }

  /** A role's weight, one number or one per resource id; above zero. */
  setWeight(role: string, weight: number | readonly number[]): void {
    this.tree.setWeight(this.tree.role(role), weight);
  }

  /** Resources come back without a refusal: a task ended, an offer was rescinded. */
  recover(client: ClientId, agent: number, amounts: Quantities): void {
    this.tree.charge(client, amounts, 0, -1);
    this.agents.give(agent, amounts);
  }

  /**
   * Offered resources come back with a refusal.
   * @param refuseSeconds 0 for none; negative or not a number counts as 5; at most a year
   */
  decline(
    client: ClientId,
    agent: number,
    amounts: Quantities,
    refuseSeconds: number,
    nowUs: Micros,
  ): void {
    this.recover(client, agent, amounts);
    const lifetimeUs = refusalUs(refuseSeconds);
    if (lifetimeUs === 0) return;
    const expiresUs = nowUs + Math.max(lifetimeUs, this.options.allocationIntervalUs);
    this.filters.add(client, agent, amounts, expiresUs, this.state.batch);
  }

  /** An offer ended, however it did; to be told once for each offer made. */
  offerEnded(client: ClientId): void {
    this.outstanding[client]--;
    assert(this.outstanding[client] >= 0, 'an offer ends once');
    if ((this.flags[client] & AT_BOUND) === 0) return;
    if (this.outstanding[client] * 2 > this.options.maxOffersPerClient) return;
    this.flags[client] &= ~AT_BOUND;
    this.review(client);
    this.pendingRest = true;
  }

  /** The periodic cycle. */
  runBatch(nowUs: Micros, sink: OfferSink): void {
    this.state.batch++;
    this.pendingAll = true;
    this.runPending(nowUs, sink);
  }

  /** The cycle for which events asked: over all agents, or over those not visited since the last. */
  runPending(nowUs: Micros, sink: OfferSink): void {
    this.cycles++;
    const give = (client: ClientId, agent: number): void => this.give(client, agent, sink);
    if (this.pendingAll) this.agents.beginVisits();
    this.pendingAll = false;
    this.pendingRest = false;
    offerUnvisited(this.state, nowUs, this.marks, give);
  }

  /** Thousandths a client holds, offered and used. */
  allocatedTo(client: ClientId): number[] {
    const base = client * this.tree.resources;
    return [...this.tree.allocated.subarray(base, base + this.tree.resources)];
  }

  /** Thousandths of all agents together. */
  get total(): readonly number[] {
    return [...this.tree.total];
  }

  private give(client: ClientId, agent: number, sink: OfferSink): void {
    const resources = this.agents.freeOf(agent);
    this.agents.takeAll(agent);
    this.tree.charge(client, resources, 0, 1);
    this.tree.served(client);
    this.offersMade++;
    const bound = this.options.maxOffersPerClient;
    if (++this.outstanding[client] === bound) {
      this.flags[client] |= AT_BOUND;
      this.review(client);
    }
    sink.offer(client, agent, resources);
  }

  private review(client: ClientId): void {
    if (this.flags[client] === ACTIVE) this.tree.join(client);
    else this.tree.leave(client);
  }
}

const DEFAULT_REFUSAL_SECONDS = 5;
const LONGEST_REFUSAL_SECONDS = 365 * 86_400;

/** Mesos's rules for `refuse_seconds` (`mesos-semantics` part 5.6). */
function refusalUs(seconds: number): Micros {
  const valid = seconds >= 0 ? seconds : DEFAULT_REFUSAL_SECONDS;
  return Math.round(Math.min(valid, LONGEST_REFUSAL_SECONDS) * MICROS_PER_SECOND);
}

/** Mesos's default `cpus:0.01|mem:32`; without either resource, a whole unit of any other. */
function minimumsOf(space: ResourceSpace): Minimum[] {
  const usual = [
    { resource: space.id('cpus'), amount: 10 },
    { resource: space.id('mem'), amount: 32_000 },
  ].filter(({ resource }) => resource >= 0);
  if (usual.length > 0) return usual;
  return space.names.map((_, resource) => ({ resource, amount: 1000 }));
}
