import type { Micros } from '../machine.ts';
import { type Operation, OperationError, applyOperations } from '../resources/operations.ts';
import type { ResourceMap } from '../resources/quantities.ts';
import type { ResourceSpace } from '../resources/resource-space.ts';
import { type AgentFacts, USUAL_AGENT } from './agent-facts.ts';
import { allocatorMetrics } from './allocator-metrics.ts';
import { sameAttributes } from './attributes.ts';
import { type AllocatorOptions, ClientAllocator, type OfferSink } from './client-allocator.ts';
import type { ClientId } from './client-table.ts';
import type { Explainer } from './explanation.ts';
import { type FrameworkFacts, FrameworkTable } from './framework-table.ts';
import { Holdings } from './holdings.ts';
import { type InverseOfferStatus, InverseOffers } from './inverse-offers.ts';
import { LaunchedAmounts } from './launched-amounts.ts';
import { type Holding, type Portion, portionOf, resourcesOf } from './portion.ts';
import { type RecoveryPause, recoveryPause } from './recovery-pause.ts';

export type { AllocatorOptions, FrameworkFacts, OfferSink };

const NO_FACTS: Partial<AgentFacts> = {};

/**
 * Two-level allocation as Apache Mesos does it: frameworks in one or several roles, agents with
 * resources of every kind, quota, reservations, maintenance. The verbs are those of Mesos's
 * `allocator.hpp`, the rules those of `mesos-semantics` parts 2 to 6 and 15; what is decided is
 * decided by `ClientAllocator` below, one client for each framework and role.
 *
 * Like it, it asks for cycles ({@link cyclePending}) and its host runs them.
 */
export class Allocator {
  readonly engine: ClientAllocator;
  readonly space: ResourceSpace;

  private readonly frameworks: FrameworkTable;
  private readonly holdings = new Holdings();
  private readonly inverse = new InverseOffers();
  private readonly launchedAmounts: LaunchedAmounts;
  /** Agents a new leader waits for, and until when. */
  private recovery: RecoveryPause | null = null;
  private knownAgents = 0;

  constructor(options: AllocatorOptions) {
    this.engine = new ClientAllocator(options);
    this.space = options.space;
    this.frameworks = new FrameworkTable(this.engine, this.holdings);
    this.launchedAmounts = new LaunchedAmounts(options.space, this.engine.tree);
  }

  /** Told of every decision while set. */
  set explainer(explainer: Explainer | null) {
    this.engine.explainer = explainer;
  }

  get offersMade(): number {
    return this.engine.offersMade;
  }

  get cycles(): number {
    return this.engine.cycles;
  }

  /** An event has happened after which Mesos allocates at once. */
  get cyclePending(): boolean {
    return this.engine.cyclePending;
  }

  /**
   * An agent registers.
   * @param used what runs there already; of frameworks not known yet it is counted when they come
   */
  addAgent(
    agent: number,
    total: Portion,
    facts: Partial<AgentFacts> = NO_FACTS,
    used: readonly Holding[] = [],
  ): void {
    const all = facts === NO_FACTS ? USUAL_AGENT : { ...USUAL_AGENT, ...facts };
    this.knownAgents++;
    this.engine.addAgent(agent, total.plain, total.rest, all);
    this.occupy(agent, used);
    if (this.recovery !== null && this.knownAgents >= this.recovery.agents) this.endRecovery();
    this.engine.requestCycle(agent);
  }

  /** An agent is gone; what was offered or used on it must have been recovered before. */
  removeAgent(agent: number): void {
    this.knownAgents--;
    this.inverse.forgetAgent(agent);
    this.engine.removeAgent(agent);
  }

  /** An agent re-registers with something changed; what is absent stays as it is. */
  updateAgent(agent: number, change: { readonly total?: Portion } & Partial<AgentFacts>): void {
    const { register, agents } = this.engine;
    const { total, ...facts } = change;
    const before = register.facts[agent];
    const after: AgentFacts = { ...before, ...facts };
    const attributesChanged = !sameAttributes(before.attributes, after.attributes);
    const changed = attributesChanged || differ(before, after);
    const totalChanged = total !== undefined && !same(agents.totalOf(agent), total);
    if (changed) register.setFacts(agent, after, attributesChanged);
    if (total !== undefined && totalChanged) register.setTotal(agent, total);
    this.engine.hosts.review(agent);
    if (changed || totalChanged) this.engine.requestCycle(agent);
  }

  /** A resource provider on an agent brings more; waits for the next periodic cycle. */
  addAgentResources(agent: number, added: Portion, used: readonly Holding[] = []): void {
    const none = portionOf(this.space, added.rest.minus(added.rest));
    this.engine.register.replace(agent, none, added);
    this.occupy(agent, used);
  }

  /** Whether offers may be made of an agent; a change waits for the next periodic cycle. */
  setAgentActive(agent: number, active: boolean): void {
    this.engine.setAgentActive(agent, active);
  }

  /** A framework subscribes; `used` repeats what known agents have said it holds. */
  addFramework(
    framework: number,
    facts: FrameworkFacts,
    how: {
      readonly active: boolean;
      readonly suppressedRoles: readonly string[];
      readonly used: readonly Holding[];
      readonly nowUs: Micros;
    },
  ): void {
    this.frameworks.add(framework, facts, how.active, how.suppressedRoles, how.nowUs);
    for (const { role, agent, portion } of how.used) {
      this.hold(this.frameworks.clientOf(framework, role, how.nowUs), agent, portion);
    }
    if (how.active) this.engine.requestCycle();
  }

  /** A framework is torn down; all it held must have been recovered before. */
  removeFramework(framework: number): void {
    this.inverse.forgetFramework(framework);
    this.frameworks.remove(framework);
  }

  /** A framework connects, which starts a cycle, or disconnects, which voids its refusals. */
  setFrameworkActive(framework: number, active: boolean): void {
    this.frameworks.setActive(framework, active);
    if (active) this.engine.requestCycle();
    else this.inverse.disconnect(framework);
  }

  /** UPDATE_FRAMEWORK; waits for the next periodic cycle. */
  updateFramework(
    framework: number,
    facts: FrameworkFacts,
    suppressedRoles: readonly string[],
    nowUs: Micros,
  ): void {
    this.frameworks.update(framework, facts, suppressedRoles, nowUs);
  }

  clientOf(framework: number, role: string): ClientId {
    return this.frameworks.clientOf(framework, role, 0);
  }

  frameworkOf(client: ClientId): number {
    return this.frameworks.frameworkOf(client);
  }

  roleOf(client: ClientId): string {
    return this.engine.clients.role[client];
  }

  /** SUPPRESS of some roles, or of all. */
  suppress(framework: number, roles?: readonly string[]): void {
    for (const client of this.frameworks.clientsIn(framework, roles)) this.engine.suppress(client);
  }

  /** REVIVE of some roles, or of all: refusals are void, and a cycle starts. */
  revive(framework: number, roles: readonly string[] | undefined, nowUs: Micros): void {
    for (const client of this.frameworks.clientsIn(framework, roles)) {
      this.engine.unsuppress(client, nowUs);
    }
    this.inverse.revive(framework);
    this.engine.requestCycle();
  }

  /** A role's weight relative to its siblings, above zero. */
  setWeight(role: string, weight: number): void {
    this.engine.setWeight(role, weight);
  }

  /**
   * A top-level role's quota. Neither it nor its removal starts a cycle.
   * @param limits names absent have no limit; with 0 the role may have none
   */
  setQuota(role: string, guarantees: ResourceMap, limits: ResourceMap): void {
    this.engine.setQuota(role, guarantees, limits);
  }

  clearQuota(role: string): void {
    this.engine.setQuota(role, new Map(), new Map());
  }

  /** Offered resources became used by tasks; only the metric `consumed` tells the difference. */
  launched(client: ClientId, _agent: number, portion: Portion): void {
    this.launchedAmounts.count(client, portion, 1);
  }

  /**
   * Resources come back without a refusal.
   * @param used whether tasks used them; else they were offered
   */
  recover(client: ClientId, agent: number, { plain, rest }: Portion, used = false): void {
    if (used) this.launchedAmounts.count(client, { plain, rest }, -1);
    this.engine.recover(client, agent, plain, rest);
    this.returned(client, agent, { plain, rest });
  }

  /**
   * Resources come back with a refusal (`ClientAllocator.decline`).
   * @param used what of them tasks used; the others were offered
   */
  decline(
    client: ClientId,
    agent: number,
    { plain, rest }: Portion,
    refuseSeconds: number,
    nowUs: Micros,
    used?: Portion,
  ): void {
    if (used !== undefined) this.launchedAmounts.count(client, used, -1);
    this.engine.decline(client, agent, plain, refuseSeconds, nowUs, rest);
    this.returned(client, agent, { plain, rest });
  }

  /** An offer ended, however it did; to be told once for each where offers are bounded. */
  offerEnded(client: ClientId): void {
    this.engine.offerEnded(client);
  }

  /**
   * Operations on what a client holds on an agent; it goes on holding the result.
   * @returns what it holds then, or what is wrong
   */
  applyToHeld(
    client: ClientId,
    agent: number,
    held: Portion,
    operations: readonly Operation[],
  ): Portion | OperationError {
    const before = resourcesOf(this.space, held);
    const after = applyOperations(before, operations);
    if (after instanceof OperationError) return after;
    const from = portionOf(this.space, before.minus(after));
    const to = portionOf(this.space, after.minus(before));
    this.engine.convert(client, agent, from, to);
    this.holdings.add(client, agent, to);
    this.holdings.take(client, agent, from);
    return portionOf(this.space, after);
  }

  /** An operator's operations on what of an agent is not offered; null, or what is wrong. */
  applyToFree(agent: number, operations: readonly Operation[]): OperationError | null {
    const { agents, register } = this.engine;
    const free = { plain: agents.freeOf(agent), rest: agents.rest[agent] };
    const before = resourcesOf(this.space, free);
    const after = applyOperations(before, operations);
    if (after instanceof OperationError) return after;
    const from = portionOf(this.space, before.minus(after));
    register.replace(agent, from, portionOf(this.space, after.minus(before)));
    return null;
  }

  /** Hosts that may be offered, or null for all; waits for the next periodic cycle. */
  setWhitelist(hosts: ReadonlySet<string> | null): void {
    this.engine.hosts.setWhitelist(hosts);
  }

  /** Maintenance of an agent is scheduled, or with null cancelled. */
  setUnavailability(agent: number, startUs: Micros | null): void {
    this.inverse.schedule(agent, startUs);
    this.engine.requestCycle(agent);
  }

  /** When maintenance of an agent starts, or null. */
  unavailabilityOf(agent: number): Micros | null {
    return this.inverse.startOf(agent);
  }

  answerInverseOffer(
    framework: number,
    agent: number,
    status: InverseOfferStatus,
    filterSeconds: number,
    nowUs: Micros,
  ): void {
    this.inverse.answer(framework, agent, status, filterSeconds, nowUs, this.engine.batch);
  }

  inverseOfferStatuses(): ReadonlyMap<number, ReadonlyMap<number, InverseOfferStatus>> {
    return this.inverse.statuses();
  }

  /**
   * A new leader that knows of this many agents; with quota set, nothing is allocated until most
   * of them have come back, since what is free cannot be known before (part 13.3).
   */
  startRecovery(expectedAgents: number, nowUs: Micros): void {
    const hasQuota = this.engine.quota.quotas.size > 0;
    this.recovery = recoveryPause(expectedAgents, hasQuota, nowUs);
    if (this.recovery !== null) this.engine.pause();
  }

  /** The master is between two steps of one change: nothing is allocated meanwhile. */
  pause(): void {
    this.engine.pause();
  }

  resume(): void {
    this.engine.paused = false;
  }

  /** The periodic cycle. */
  runBatch(nowUs: Micros, sink: OfferSink): void {
    if (this.recovery !== null && nowUs >= this.recovery.untilUs) this.endRecovery();
    this.engine.runBatch(nowUs, this.booking(sink));
    if (!this.engine.paused) this.makeInverseOffers(nowUs, true, sink);
  }

  /** The cycle for which events asked. */
  runPending(nowUs: Micros, sink: OfferSink): void {
    this.engine.runPending(nowUs, this.booking(sink));
    this.makeInverseOffers(nowUs, false, sink);
  }

  /** Metrics under Mesos's names. */
  metrics(nowUs: Micros): ReadonlyMap<string, number> {
    return allocatorMetrics(this.engine, this.launchedAmounts, nowUs);
  }

  /** Roles with frameworks, reservations, quota or a weight, in them or below them. */
  knownRoles(): readonly string[] {
    return this.engine.tree.rolePaths();
  }

  private occupy(agent: number, used: readonly Holding[]): void {
    for (const { framework, role, portion } of used) {
      this.engine.occupy(agent, portion);
      if (!this.frameworks.has(framework)) continue;
      this.hold(this.frameworks.clientOf(framework, role, 0), agent, portion);
    }
  }

  private hold(client: ClientId, agent: number, portion: Portion): void {
    this.engine.charge(client, agent, portion);
    this.holdings.add(client, agent, portion);
    this.launchedAmounts.count(client, portion, 1);
  }

  private returned(client: ClientId, agent: number, portion: Portion): void {
    this.holdings.take(client, agent, portion);
    this.frameworks.recovered(client);
  }

  /** Books each offer before it is told. */
  private booking(sink: OfferSink): OfferSink {
    return {
      offer: (client, agent, plain, rest) => {
        this.holdings.add(client, agent, { plain, rest });
        sink.offer(client, agent, plain, rest);
      },
    };
  }

  private makeInverseOffers(nowUs: Micros, periodic: boolean, sink: OfferSink): void {
    if (!this.inverse.scheduled || sink.inverseOffer === undefined) return;
    const time = { nowUs, periodic, batch: this.engine.batch };
    const scope = this.engine.lastScope;
    for (const agent of this.inverse.agents()) {
      if (scope !== null && !scope.includes(agent)) continue;
      for (const framework of this.holdersOn(agent)) {
        if (this.inverse.ask(framework, agent, time)) sink.inverseOffer(framework, agent);
      }
    }
  }

  /** Connected frameworks that hold something on an agent, in the order of their ids. */
  private holdersOn(agent: number): number[] {
    const holders = new Set<number>();
    for (const client of this.holdings.holdersOn(agent)) {
      const framework = this.frameworks.frameworkOf(client);
      if (this.frameworks.isActive(framework)) holders.add(framework);
    }
    return [...holders].sort((a, b) => a - b);
  }

  private endRecovery(): void {
    this.recovery = null;
    this.engine.paused = false;
  }
}

function differ(a: AgentFacts, b: AgentFacts): boolean {
  const list = (facts: AgentFacts): string => [...facts.capabilities].sort(compareText).join();
  return (
    a.hostname !== b.hostname ||
    list(a) !== list(b) ||
    a.domain?.region !== b.domain?.region ||
    a.domain?.zone !== b.domain?.zone
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function same(a: Portion, b: Portion): boolean {
  return a.plain.every((amount, r) => amount === b.plain[r]) && a.rest.equals(b.rest);
}
