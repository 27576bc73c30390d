import type { AgentFacts } from '../../core/allocation/agent-facts.ts';
import { sameAttributes } from '../../core/allocation/attributes.ts';
import type { FrameworkFacts } from '../../core/allocation/framework-table.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import { Resources } from '../../core/resources/resources.ts';
import { type Answer, type InverseOffer, ModelMaintenance } from './mesos-model-inverse.ts';
import { type ModelOffer, replay } from './mesos-model-replay.ts';
import { type Held, type ModelClient, type ModelOptions, ModelState } from './mesos-model-state.ts';

const SECOND = 1_000_000;
const YEAR_S = 365 * 86_400;
const RECOVERY_US = 600 * SECOND;

/**
 * A second implementation of `Allocator`, slow and simple, to compare the first with. It makes no
 * offers: it is asked whether the offers that a cycle made are those that the rules demand.
 * Verbs are the allocator's, told the same things.
 */
export class MesosModel {
  readonly state: ModelState;
  readonly maintenance = new ModelMaintenance();
  paused = false;
  private pendingAll = false;
  private asked = new Set<number>();
  private recovery: { readonly agents: number; readonly untilUs: number } | null = null;

  constructor(options: ModelOptions) {
    this.state = new ModelState(options);
  }

  get cyclePending(): boolean {
    return this.pendingAll || this.asked.size > 0;
  }

  addAgent(agent: number, total: Resources, facts: AgentFacts, used: readonly Held[]): void {
    this.state.agents.set(agent, { total, facts, active: true });
    for (const held of used) this.hold({ ...held });
    if (this.recovery !== null && this.state.agents.size >= this.recovery.agents) {
      this.endRecovery();
    }
    this.ask(agent);
  }

  removeAgent(agent: number): void {
    const { state } = this;
    state.agents.delete(agent);
    state.held = state.held.filter((one) => one.agent !== agent);
    state.filters = state.filters.filter((one) => one.agent !== agent);
    this.maintenance.forgetAgent(agent);
  }

  updateAgent(agent: number, total: Resources, facts: AgentFacts): void {
    const known = this.agent(agent);
    const before = known.facts;
    const attributesChanged = !sameAttributes(before.attributes, facts.attributes);
    const changed = attributesChanged || JSON.stringify(before) !== JSON.stringify(facts);
    const totalChanged = !known.total.equals(total);
    Object.assign(known, { total, facts });
    if (attributesChanged) {
      this.state.filters = this.state.filters.filter((one) => one.agent !== agent);
    }
    if (changed || totalChanged) this.ask(agent);
  }

  addAgentResources(agent: number, added: Resources, used: readonly Held[]): void {
    const known = this.agent(agent);
    known.total = known.total.plus(added);
    for (const held of used) this.hold({ ...held });
  }

  setAgentActive(agent: number, active: boolean): void {
    this.agent(agent).active = active;
  }

  addFramework(
    framework: number,
    facts: FrameworkFacts,
    active: boolean,
    suppressed: readonly string[],
  ): void {
    const { state } = this;
    state.frameworks.set(framework, { facts, active });
    for (const role of facts.roles) {
      this.join(framework, role).suppressed = suppressed.includes(role);
    }
    // What agents have said it uses counts from now on.
    for (const held of state.held) if (held.framework === framework) this.countAllocation(held);
    if (active) this.askAll();
  }

  removeFramework(framework: number): void {
    const { state } = this;
    for (const client of state.clients) {
      if (client.framework === framework) state.counts.leave(client.role);
    }
    state.clients = state.clients.filter((one) => one.framework !== framework);
    state.filters = state.filters.filter((one) => one.framework !== framework);
    state.frameworks.delete(framework);
    this.maintenance.forgetFramework(framework);
  }

  setFrameworkActive(framework: number, active: boolean): void {
    const { state } = this;
    const known = state.frameworks.get(framework);
    if (known !== undefined) known.active = active;
    if (active) {
      this.askAll();
    } else {
      state.filters = state.filters.filter((one) => one.framework !== framework);
      this.maintenance.disconnect(framework);
    }
  }

  updateFramework(framework: number, facts: FrameworkFacts, suppressed: readonly string[]): void {
    const { state } = this;
    const known = state.frameworks.get(framework);
    if (known !== undefined) known.facts = facts;
    for (const client of state.clients.filter((one) => one.framework === framework)) {
      if (facts.roles.includes(client.role)) continue;
      client.subscribed = false;
      this.dropFilters(framework, client.role);
      this.forgetIfIdle(client);
    }
    for (const role of facts.roles) {
      const client = state.clientOf(framework, role) ?? this.join(framework, role);
      client.subscribed = true;
      if (client.suppressed && !suppressed.includes(role)) this.dropFilters(framework, role);
      client.suppressed = suppressed.includes(role);
    }
  }

  suppress(framework: number, roles: readonly string[]): void {
    for (const role of roles) this.client(framework, role).suppressed = true;
  }

  revive(framework: number, roles: readonly string[]): void {
    for (const role of roles) {
      this.client(framework, role).suppressed = false;
      this.dropFilters(framework, role);
    }
    this.maintenance.revive(framework);
    this.askAll();
  }

  setWeight(role: string, weight: number): void {
    this.state.weights.set(role, weight);
  }

  setQuota(role: string, guarantees: ResourceMap, limits: ResourceMap): void {
    const isDefault = limits.size === 0 && [...guarantees.values()].every((amount) => amount === 0);
    if (isDefault) this.state.quotas.delete(role);
    else this.state.quotas.set(role, { guarantees, limits });
  }

  /** Part of what somebody holds comes back. */
  recover(held: Held, part: Resources): void {
    const { state } = this;
    held.resources = held.resources.minus(part);
    if (!held.resources.isEmpty) return;
    state.held = state.held.filter((one) => one !== held);
    const client = state.clientOf(held.framework, held.role);
    if (client !== undefined && !client.subscribed) this.forgetIfIdle(client);
  }

  /** As {@link recover}, with a refusal of that part. */
  decline(held: Held, part: Resources, seconds: number, nowUs: number): void {
    const { state } = this;
    const { framework, role, agent } = held;
    this.recover(held, part);
    const lifetimeS = refusalSeconds(seconds);
    if (lifetimeS === 0) return;
    const expiresUs = nowUs + Math.max(lifetimeS * SECOND, state.options.intervalUs);
    const filter = { framework, role, agent, refused: part, expiresUs, bornInBatch: state.batch };
    state.filters.push(filter);
  }

  /** What somebody holds became something else, and the agent's total with it. */
  convert(agent: number, before: Resources, after: Resources, held: Held | null): void {
    const known = this.agent(agent);
    known.total = known.total.minus(before.minus(after)).plus(after.minus(before));
    if (held !== null) held.resources = after;
  }

  setWhitelist(hosts: ReadonlySet<string> | null): void {
    this.state.whitelist = hosts;
  }

  setUnavailability(agent: number, startUs: number | null): void {
    this.maintenance.schedule(agent, startUs);
    this.ask(agent);
  }

  answerInverseOffer(offer: InverseOffer, answer: Answer, seconds: number, nowUs: number): void {
    const lifetimeS = refusalSeconds(seconds);
    const expiresUs = nowUs + lifetimeS * SECOND;
    const refusal = lifetimeS === 0 ? null : { expiresUs, bornInBatch: this.state.batch };
    this.maintenance.answer(offer, answer, refusal);
  }

  startRecovery(expectedAgents: number, nowUs: number): void {
    const agents = Math.floor(expectedAgents * 0.8);
    if (this.state.quotas.size === 0 || agents === 0) return;
    this.recovery = { agents, untilUs: nowUs + RECOVERY_US };
    this.pause();
  }

  pause(): void {
    this.paused = true;
    this.pendingAll = false;
    this.asked.clear();
  }

  resume(): void {
    this.paused = false;
  }

  /** A periodic cycle begins; whether it is one that allocates. */
  beginBatch(nowUs: number): boolean {
    this.state.batch++;
    if (this.recovery !== null && nowUs >= this.recovery.untilUs) this.endRecovery();
    this.pendingAll = !this.paused;
    return !this.paused;
  }

  /** Checks the offers of a cycle and enters them; returns the inverse offers it must have made. */
  endCycle(nowUs: number, periodic: boolean, offers: readonly ModelOffer[]): InverseOffer[] {
    const { agents } = this.state;
    const scope = this.pendingAll ? [...agents.keys()] : [...this.asked];
    this.pendingAll = false;
    this.asked.clear();
    replay(this.state, { nowUs, periodic }, scope, offers);
    return this.maintenance.ask(this.state, { nowUs, periodic }, scope);
  }

  private join(framework: number, role: string, subscribed = true): ModelClient {
    const client: ModelClient = { framework, role, subscribed, suppressed: false, count: 0 };
    this.state.clients.push(client);
    this.state.counts.join(role);
    return client;
  }

  private hold(held: Held): void {
    this.state.held.push(held);
    if (this.state.frameworks.has(held.framework)) this.countAllocation(held);
  }

  /** Something counts as allocated to a client from now on, which may be there for it alone. */
  private countAllocation({ framework, role }: Held): void {
    const client = this.state.clientOf(framework, role) ?? this.join(framework, role, false);
    client.count++;
    this.state.counts.serve(role);
  }

  /** A client of a role that its framework is not in stays only while it holds something. */
  private forgetIfIdle(client: ModelClient): void {
    const { state } = this;
    const { framework, role } = client;
    if (state.held.some((one) => one.framework === framework && one.role === role)) return;
    state.clients = state.clients.filter((one) => one !== client);
    state.counts.leave(role);
    this.dropFilters(framework, role);
  }

  private dropFilters(framework: number, role: string): void {
    const { state } = this;
    state.filters = state.filters.filter((one) => one.framework !== framework || one.role !== role);
  }

  private ask(agent: number): void {
    if (!this.paused) this.asked.add(agent);
  }

  private askAll(): void {
    if (!this.paused) this.pendingAll = true;
  }

  private endRecovery(): void {
    this.recovery = null;
    this.paused = false;
  }

  private agent(agent: number): { total: Resources; facts: AgentFacts; active: boolean } {
    const known = this.state.agents.get(agent);
    if (known === undefined) throw new Error(`the model knows no agent ${agent}`);
    return known;
  }

  private client(framework: number, role: string): ModelClient {
    const known = this.state.clientOf(framework, role);
    if (known === undefined)
      throw new Error(`the model knows no framework ${framework} in ${role}`);
    return known;
  }
}

/** How long a refusal lasts (part 5.6). */
function refusalSeconds(seconds: number): number {
  if (!(seconds >= 0)) return 5;
  return Math.min(seconds, YEAR_S);
}
