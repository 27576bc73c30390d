import { assert } from '../assert.ts';
import type { Micros } from '../machine.ts';
import type { Quantities, ResourceMap } from '../resources/quantities.ts';
import type { ResourceSpace } from '../resources/resource-space.ts';
import { Resources } from '../resources/resources.ts';
import { type AgentFacts, USUAL_AGENT } from './agent-facts.ts';
import type { AllocatorOptions } from './allocator-options.ts';
import { AgentRegister } from './agent-register.ts';
import { AgentTable, DEACTIVATED } from './agent-table.ts';
import { type Cycle, RefusalMarks, runCycle } from './allocation-cycle.ts';
import { capableTraits } from './capability-rules.ts';
import {
  ACTIVE,
  AT_BOUND,
  type ClientId,
  type ClientRules,
  ClientTable,
  EXHAUSTED,
  NO_RULES,
  SUPPRESSED,
} from './client-table.ts';
import { HostLists } from './host-lists.ts';
import { reviewExhausted } from './exhausted-roles.ts';
import type { Explainer } from './explanation.ts';
import { type Minimum, Minimums, usualMinimum } from './minimums.ts';
import { OfferBatch, type OfferSink } from './offer-batch.ts';
import type { OfferConstraints } from './offer-constraints.ts';
import { OfferFilters } from './offer-filters.ts';
import type { PolicyRule } from './policy.ts';
import type { Portion } from './portion.ts';
import { type Quota, QuotaTable } from './quota-table.ts';
import { refusalUs } from './refusal-time.ts';
import { RestAccounts } from './rest-accounts.ts';
import { NONE, RoleTree } from './role-tree.ts';
import { type SaidWants, onlyWaiting } from './wants.ts';

export type { AllocatorOptions, ClientId, OfferSink };

type MutableCycle = { -readonly [part in keyof Cycle]: Cycle[part] };

/**
 * Two-level allocation of agents to clients, a client being one framework in one role: the
 * accounts, and the cycles over them. `Allocator` puts frameworks with several roles on top.
 *
 * The host tells it what happens and asks for cycles: {@link runBatch} every allocation interval
 * over all agents, {@link runPending} soon after {@link cyclePending} turned true, over the agents
 * concerned. Declined and recovered resources start no cycle; a new or revived client and a new
 * agent do (`mesos-semantics` part 5.1).
 */
export class ClientAllocator {
  /** Offers made over the allocator's life. */
  offersMade = 0;
  /** Cycles run over the allocator's life. */
  cycles = 0;
  /** Told of every decision while set. */
  explainer: Explainer | null = null;
  /** While paused no cycle runs, and what asks for one is not remembered. */
  paused = false;

  readonly space: ResourceSpace;
  readonly tree: RoleTree;
  readonly agents: AgentTable;
  readonly clients: ClientTable = new ClientTable();
  readonly quota: QuotaTable;
  readonly minimums: Minimums;
  readonly filters: OfferFilters;
  readonly register: AgentRegister;
  readonly hosts: HostLists;
  /** Periodic cycles so far. */
  batch = 0;

  private readonly options: AllocatorOptions;
  private readonly rest: RestAccounts;
  private readonly rule: PolicyRule;
  private readonly marks = new RefusalMarks();
  private readonly cycle: MutableCycle;
  /** Of the cycle that is running, or of the last one. */
  private offers: OfferBatch = new OfferBatch({ offer: () => undefined }, false);
  /** Clients granted something at the agent being visited. */
  private readonly granted: ClientId[] = [];
  private atBound = 0;
  /** A cycle over all agents is due. */
  private pendingAll = false;
  /** A cycle over the agents not visited is due. */
  private pendingRest = false;
  /** Agents for which one was asked. */
  private askedFor: number[] = [];
  /** The agents the last cycle was asked for; null when for all. */
  lastScope: readonly number[] | null = null;

  constructor(options: AllocatorOptions) {
    this.options = options;
    const { space, policy, random, minAllocatable } = options;
    this.space = space;
    this.tree = new RoleTree(space.names, options.fairnessExclude);
    this.minimums = new Minimums(space, minAllocatable ?? usualMinimum(space));
    this.agents = new AgentTable(space, this.minimums);
    this.filters = new OfferFilters(space.size);
    this.quota = new QuotaTable(space, this.tree);
    this.rest = new RestAccounts(space, this.tree);
    const { filterGpu = true, masterDomain = null } = options;
    this.register = new AgentRegister(this, { filterGpu, masterDomain });
    this.hosts = new HostLists(this.register, this.agents);
    this.rule = policy.start(this.tree, random, this.agents);
    this.tree.orderBy(this.rule);
    this.cycle = this.newCycle();
  }

  /** An event has happened after which Mesos allocates at once. */
  get cyclePending(): boolean {
    return this.pendingAll || this.pendingRest;
  }

  addAgent(
    agent: number,
    total: Quantities,
    rest: Resources = Resources.EMPTY,
    facts: AgentFacts = USUAL_AGENT,
  ): void {
    this.register.add(agent, { plain: total, rest }, facts);
    this.hosts.review(agent);
    this.requestCycle(agent);
  }

  /** Forgets an agent; what was offered or used on it must have been recovered before. */
  removeAgent(agent: number): void {
    this.register.remove(agent);
  }

  /** Whether offers may be made of an agent; a change waits for the next periodic cycle. */
  setAgentActive(agent: number, active: boolean): void {
    this.agents.block(agent, DEACTIVATED, !active);
  }

  /** No cycle runs until `paused` is lifted; those asked for are forgotten. */
  pause(): void {
    this.paused = true;
    this.pendingAll = false;
    this.pendingRest = false;
    this.askedFor = [];
    this.agents.endVisits();
  }

  /** Asks for a cycle over all agents, or over one. */
  requestCycle(agent?: number): void {
    if (this.paused) return;
    if (agent === undefined) {
      this.pendingAll = true;
    } else {
      this.askedFor.push(agent);
      this.pendingRest = true;
    }
  }

  /**
   * Adds a framework in a role.
   * @param role path such as `eng/dev`
   * @param nowUs counts as the start of its wait until it says otherwise
   * @param traits bits of `capability-rules`; one that can do everything unless given
   */
  addClient(role: string, framework: string, nowUs: Micros, traits?: number): ClientId {
    const client = this.insertClient(role, framework, nowUs, traits ?? capableTraits(role));
    this.requestCycle();
    return client;
  }

  /** As {@link addClient}, without a cycle. */
  insertClient(role: string, framework: string, nowUs: Micros, traits: number): ClientId {
    const node = this.tree.role(role);
    const client = this.tree.addClient(node, framework);
    this.clients.add(client, role, node, traits);
    this.setWaitingSince(client, nowUs);
    this.review(client);
    return client;
  }

  /** Forgets a client; all it held must have been recovered before. */
  removeClient(client: ClientId): void {
    if ((this.clients.flags[client] & AT_BOUND) !== 0) this.atBound--;
    this.clients.flags[client] = 0;
    this.review(client);
    this.setMinimum(client, null);
    this.clients.remove(client);
    this.filters.clearClient(client);
    this.tree.removeClient(client);
  }

  /** Connected or not; disconnecting voids its refusals, connecting starts a cycle. */
  setClientActive(client: ClientId, active: boolean): void {
    this.markActive(client, active);
    if (active) this.requestCycle();
  }

  /** As {@link setClientActive}, without a cycle. */
  markActive(client: ClientId, active: boolean): void {
    if (active) {
      this.clients.flags[client] |= ACTIVE;
    } else {
      this.clients.flags[client] &= ~ACTIVE;
      this.filters.clearClient(client);
    }
    this.review(client);
  }

  /** SUPPRESS: no offers until it revives. */
  suppress(client: ClientId): void {
    this.clients.flags[client] |= SUPPRESSED;
    this.tree.setWants(client, onlyWaiting(this.tree.wants[client]));
    this.review(client);
  }

  /** Offers again, without regard to what it refused; starts no cycle. */
  unsuppress(client: ClientId, nowUs: Micros): void {
    this.filters.clearClient(client);
    if ((this.clients.flags[client] & SUPPRESSED) !== 0) {
      this.clients.flags[client] &= ~SUPPRESSED;
      this.setWaitingSince(client, nowUs);
    }
    this.review(client);
  }

  /** REVIVE: offers again, at once. */
  revive(client: ClientId, nowUs: Micros): void {
    this.unsuppress(client, nowUs);
    this.requestCycle();
  }

  isSuppressed(client: ClientId): boolean {
    return (this.clients.flags[client] & SUPPRESSED) !== 0;
  }

  /** A framework says what it can do. */
  setTraits(client: ClientId, traits: number): void {
    this.clients.traits[client] = traits;
  }

  /** Which agents a client wants to be offered; null for all. */
  setConstraints(client: ClientId, constraints: OfferConstraints | null): void {
    const rules = this.clients.rules[client];
    if (rules.constraints === null && constraints === null) return;
    this.clients.setRules(client, withRules(rules.minimum, constraints));
  }

  /** A client's own minimum of what is worth offering it, or null for the cluster's. */
  setMinimum(client: ClientId, alternatives: readonly ResourceMap[] | null): void {
    const rules = this.clients.rules[client];
    if (rules.minimum === null && alternatives === null) return;
    if (rules.minimum !== null) this.minimums.drop();
    const minimum = alternatives === null ? null : this.minimums.add(alternatives);
    this.clients.setRules(client, withRules(minimum, rules.constraints));
    this.agents.reviewAll();
  }

  /** REQUEST: since when the framework's oldest waiting job has waited. */
  setWaitingSince(client: ClientId, sinceUs: Micros): void {
    const before = this.tree.wants[client];
    if (before.waitingSinceUs === sinceUs) return;
    this.tree.setWants(client, { ...before, waitingSinceUs: sinceUs });
  }

  /** REQUEST: what else a framework waits for; what it does not say stays as it was. */
  setWants(client: ClientId, said: SaidWants): void {
    this.tree.setWants(client, { ...this.tree.wants[client], ...said });
  }

  /** A role's weight, one number or one per resource id; above zero. */
  setWeight(role: string, weight: number | readonly number[]): void {
    const node = this.tree.role(role);
    this.tree.retain(node);
    this.tree.setWeight(node, weight);
    this.tree.release(node);
  }

  /** A top-level role's quota; without guarantees and limits it has none. Starts no cycle. */
  setQuota(role: string, guarantees: ResourceMap, limits: ResourceMap): void {
    this.quota.set(role, guarantees, limits);
    const node = this.tree.findRole(role);
    if (node === NONE) return;
    const quota = this.quota.quotas.get(node);
    for (const client of this.tree.ownClients(node)) {
      this.clients.flags[client] &= ~EXHAUSTED;
      this.review(client);
    }
    if (quota !== undefined) this.reviewLimit(quota);
  }

  /** Resources come back without a refusal: a task ended, an offer was rescinded. */
  recover(
    client: ClientId,
    agent: number,
    amounts: Quantities,
    rest: Resources = Resources.EMPTY,
  ): void {
    this.tree.charge(client, amounts, 0, -1);
    this.rest.charge(client, agent, rest, -1);
    this.agents.give(agent, amounts, rest);
  }

  /** An agent says what of it is in use; also beyond what it has. */
  occupy(agent: number, { plain, rest }: Portion): void {
    this.agents.take(agent, plain, rest);
  }

  /** A client holds what its agent has said is in use. */
  charge(client: ClientId, agent: number, { plain, rest }: Portion): void {
    this.tree.charge(client, plain, 0, 1);
    this.rest.charge(client, agent, rest, 1);
    this.tree.served(client);
  }

  /** Another task of a client uses a shared volume that the client holds already. */
  share(client: ClientId, agent: number, copies: Resources): void {
    const nothing = this.space.names.map(() => 0);
    this.agents.take(agent, nothing, copies);
    this.rest.charge(client, agent, copies, 1);
  }

  /** What a client holds on an agent turns into something else, and the agent's total with it. */
  convert(client: ClientId, agent: number, from: Portion, to: Portion): void {
    this.recover(client, agent, from.plain, from.rest);
    this.register.replace(agent, from, to);
    this.agents.take(agent, to.plain, to.rest);
    this.tree.charge(client, to.plain, 0, 1);
    this.rest.charge(client, agent, to.rest, 1);
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
    rest: Resources = Resources.EMPTY,
  ): void {
    this.recover(client, agent, amounts, rest);
    const lifetimeUs = refusalUs(refuseSeconds);
    if (lifetimeUs === 0) return;
    const expiresUs = nowUs + Math.max(lifetimeUs, this.options.allocationIntervalUs);
    this.filters.add(client, agent, amounts, rest, expiresUs, this.batch);
  }

  /** An offer ended, however it did; to be told once for each offer made. */
  offerEnded(client: ClientId): void {
    const { flags, outstanding } = this.clients;
    outstanding[client]--;
    assert(outstanding[client] >= 0, 'an offer ends once');
    if ((flags[client] & AT_BOUND) === 0) return;
    if (outstanding[client] * 2 > this.options.maxOffersPerClient) return;
    flags[client] &= ~AT_BOUND;
    this.atBound--;
    this.review(client);
    this.pendingRest = true;
  }

  /** The periodic cycle. */
  runBatch(nowUs: Micros, sink: OfferSink): void {
    this.batch++;
    if (this.paused) return;
    this.pendingAll = true;
    this.run(nowUs, true, sink);
  }

  /** The cycle for which events asked: over all agents, or over those not visited since the last. */
  runPending(nowUs: Micros, sink: OfferSink): void {
    this.run(nowUs, false, sink);
  }

  /** Thousandths a client holds, offered and used. */
  allocatedTo(client: ClientId): number[] {
    const base = client * this.tree.resources;
    return [...this.tree.allocated.subarray(base, base + this.tree.resources)];
  }

  /** Thousandths of all agents together. */
  get total(): readonly number[] {
    return [...this.register.total];
  }

  private run(nowUs: Micros, periodic: boolean, sink: OfferSink): void {
    this.cycles++;
    if (this.pendingAll) this.agents.beginVisits();
    else for (const agent of this.askedFor) this.agents.unvisit(agent);
    this.lastScope = this.pendingAll ? null : this.askedFor;
    this.askedFor = [];
    this.pendingAll = false;
    this.pendingRest = false;
    if (this.rule.prepare?.(nowUs) === true) this.tree.touchAll();
    for (const quota of this.quota.quotas.values()) if (quota.hasLimit) this.reviewLimit(quota);
    // Most cycles of a full or a quiet cluster: nothing to give, or nobody who wants it.
    const idle = this.agents.unvisited === 0 || this.tree.eligible === 0;
    if (!idle || this.explainer !== null) this.offer(nowUs, periodic, sink);
    // What is left unvisited is remembered for those who wanted more but had enough in hand.
    if (this.atBound === 0) this.agents.endVisits();
  }

  private offer(nowUs: Micros, periodic: boolean, sink: OfferSink): void {
    const { cycle } = this;
    cycle.nowUs = nowUs;
    cycle.periodic = periodic;
    cycle.batch = this.batch;
    cycle.surplus = null;
    cycle.explainer = this.explainer;
    cycle.sharedOffered.clear();
    // Pieces of two stages for one client and agent are one offer.
    this.offers = new OfferBatch(sink, this.quota.guarantees > 0);
    runCycle(cycle);
    this.offersMade += this.offers.flush((client) => this.pieceMerged(client));
  }

  /** What every cycle works on; made once, since quiet clusters run many. */
  private newCycle(): MutableCycle {
    const { tree, agents, clients, filters, quota, minimums, rule, marks } = this;
    const { facts, bars } = this.register;
    const sharedOffered = new Map<number, Resources>();
    return {
      ...{ tree, agents, clients, filters, quota, minimums, rule, facts, bars, marks },
      ...{ nowUs: 0, periodic: false, batch: 0, random: this.options.random },
      ...{ sharedOffered, surplus: null, explainer: null },
      grant: (client, agent, plain, rest) => {
        this.grant(client, agent, plain, rest);
        this.offers.add(client, agent, plain, rest);
        if (!rest.hasShared) return;
        const before = sharedOffered.get(agent) ?? Resources.EMPTY;
        sharedOffered.set(agent, before.plus(rest.shared()));
      },
      grantAll: (client, agent) => this.grantAll(client, agent),
      endVisit: () => this.endVisit(),
    };
  }

  private grantAll(client: ClientId, agent: number): void {
    const plain = this.agents.freeOf(agent);
    const rest = this.agents.rest[agent];
    this.agents.takeAll(agent);
    this.tree.charge(client, plain, 0, 1);
    this.rest.charge(client, agent, rest, 1);
    this.tree.served(client);
    this.countOutstanding(client);
    this.offers.add(client, agent, plain, rest);
  }

  private grant(client: ClientId, agent: number, plain: Quantities, rest: Resources): void {
    this.agents.take(agent, plain, rest);
    this.tree.charge(client, plain, 0, 1);
    this.rest.charge(client, agent, rest, 1);
    this.granted.push(client);
  }

  /** The order may change now: who was granted something moves to its new place. */
  private endVisit(): void {
    for (const client of this.granted) {
      this.tree.served(client);
      this.countOutstanding(client);
      const quota = this.quota.quotas.get(this.clients.roleNode[client]);
      if (quota?.hasLimit === true) this.reviewLimit(quota);
    }
    this.granted.length = 0;
  }

  private reviewLimit(quota: Quota): void {
    reviewExhausted(this, quota, (client) => this.review(client));
  }

  /** Two pieces of an agent are one offer: the client may hold one more. */
  private pieceMerged(client: ClientId): void {
    this.clients.outstanding[client]--;
    if ((this.clients.flags[client] & AT_BOUND) === 0) return;
    this.clients.flags[client] &= ~AT_BOUND;
    this.atBound--;
    this.review(client);
  }

  private countOutstanding(client: ClientId): void {
    if (++this.clients.outstanding[client] !== this.options.maxOffersPerClient) return;
    this.clients.flags[client] |= AT_BOUND;
    this.atBound++;
    this.review(client);
  }

  private review(client: ClientId): void {
    if (this.clients.flags[client] === ACTIVE) this.tree.join(client);
    else this.tree.leave(client);
  }
}

function withRules(minimum: Minimum | null, constraints: OfferConstraints | null): ClientRules {
  return minimum === null && constraints === null ? NO_RULES : { minimum, constraints };
}
