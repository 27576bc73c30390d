import type { AgentFacts } from '../../core/allocation/agent-facts.ts';
import { Resources } from '../../core/resources/resources.ts';
import { operationOn, partOf } from './mesos-model-conversions.ts';
import { ModelPair, SECOND } from './mesos-model-pair.ts';
import {
  AGENT_FACTS,
  NOTHING,
  PIECES,
  PLAIN_TOTALS,
  QUOTAS,
  QUOTA_ROLES,
  REFUSALS_S,
  ROLES,
  SPECIAL_TOTALS,
  WEIGHTS,
  WHITELISTS,
  frameworkFacts,
} from './mesos-model-samples.ts';
import type { Held } from './mesos-model-state.ts';

/** One random step: which operation, and three numbers that choose what it is about. */
export type Step = readonly [number, number, number, number];

/** An operation of a world, with the numbers that choose what it is about. */
export type Operate = (world: RandomWorld, a: number, b: number, c: number) => void;

/** Operations, and how often each is drawn. */
export type Weighted = readonly (readonly [number, Operate])[];

/** Each operation as often as its weight says. */
export function drawn(weighted: Weighted): Operate[] {
  return weighted.flatMap(([times, one]) => Array.from({ length: times }, () => one));
}

/** A pair that random numbers drive. Operations that have no object do nothing. */
export class RandomWorld {
  readonly pair: ModelPair;
  private readonly special: boolean;
  private frameworks = 0;
  private volumes = 0;

  /**
   * @param special whether there are reservations, volumes, ports, GPUs, domains, capabilities,
   *   constraints and own minimums
   * @param start chooses the three agents and three frameworks it begins with
   */
  constructor(pair: ModelPair, special: boolean, start: Step) {
    this.pair = pair;
    this.special = special;
    for (const number of start.slice(0, 3)) {
      this.addAgent(number, number, 1);
      this.addFramework(number, number, 1);
    }
  }

  run(operations: readonly Operate[], steps: readonly Step[]): void {
    this.pair.audit();
    for (const [operation, a, b, c] of steps) {
      operations[operation % operations.length](this, a, b, c);
      this.pair.audit();
    }
    this.pair.auditMetrics();
  }

  addAgent(kind: number, facts: number, used: number): void {
    const agent = this.freeId();
    const total = this.totalOf(kind);
    this.pair.addAgent(agent, total, this.factsOf(facts), this.usedOf(agent, used));
  }

  /** With other resources, or other facts. */
  updateAgent(which: number, kind: number, facts: number): void {
    const agent = this.someAgent(which);
    if (agent === undefined) return;
    const known = this.pair.state.agents.get(agent);
    if (known === undefined) return;
    const total = kind % 3 === 0 ? known.total : this.totalOf(kind);
    const now = facts % 3 === 0 ? known.facts : this.factsOf(facts);
    this.pair.updateAgent(agent, total, now);
  }

  addAgentResources(which: number, piece: number, used: number): void {
    const agent = this.someAgent(which);
    if (agent === undefined || !this.special) return;
    const added = pick(PIECES, piece);
    this.pair.addAgentResources(agent, added, this.usedOf(agent, used, added));
  }

  removeAgent(which: number): void {
    const agent = this.someAgent(which);
    if (agent !== undefined) this.pair.removeAgent(agent);
  }

  /** One that is not active comes back before another goes. */
  toggleAgent(which: number): void {
    const { agents } = this.pair.state;
    const away = [...agents.keys()].find((agent) => agents.get(agent)?.active === false);
    const agent = away ?? this.someAgent(which);
    if (agent !== undefined) this.pair.setAgentActive(agent, away !== undefined);
  }

  addFramework(roles: number, kind: number, how: number): void {
    const facts = frameworkFacts(this.frameworks, rolesOf(roles), kind, this.special);
    const suppressed = how % 7 === 0 ? facts.roles.slice(0, 1) : [];
    this.pair.addFramework(this.frameworks++, facts, how % 9 !== 0, suppressed);
  }

  removeFramework(which: number): void {
    const framework = this.someFramework(which);
    if (framework !== undefined) this.pair.removeFramework(framework);
  }

  /** One that is not active comes back before another goes. */
  toggleFramework(which: number): void {
    const { frameworks } = this.pair.state;
    const away = [...frameworks.keys()].find((one) => frameworks.get(one)?.active === false);
    const framework = away ?? this.someFramework(which);
    if (framework !== undefined) this.pair.setFrameworkActive(framework, away !== undefined);
  }

  updateFramework(which: number, roles: number, kind: number): void {
    const framework = this.someFramework(which);
    if (framework === undefined) return;
    const facts = frameworkFacts(framework, rolesOf(roles), kind, this.special);
    this.pair.updateFramework(framework, facts, kind % 4 === 0 ? facts.roles.slice(-1) : []);
  }

  suppress(which: number, roles: number): void {
    const framework = this.someFramework(which);
    if (framework !== undefined) this.pair.suppress(framework, this.someRoles(framework, roles));
  }

  revive(which: number, roles: number): void {
    const framework = this.someFramework(which);
    if (framework !== undefined) this.pair.revive(framework, this.someRoles(framework, roles));
  }

  /** A cycle of which everything comes back. */
  round(): void {
    this.pair.batch();
    for (const held of this.pair.offers()) this.pair.decline(held, 0);
  }

  /** An offer is declined, used whole, or used in part and the rest declined. */
  answer(which: number, how: number, refusal: number): void {
    const held = pick(this.pair.offers(), which);
    if (held === undefined) return;
    const part = partOf(held.resources, how);
    if (how % 3 === 0) {
      this.pair.decline(held, pick(REFUSALS_S, refusal));
    } else if (how % 3 === 1 || part.isEmpty) {
      this.pair.launch(held, held.resources);
    } else {
      this.pair.launch(held, part);
      if (!held.resources.isEmpty) this.pair.decline(held, pick(REFUSALS_S, refusal));
    }
  }

  /** An offer is rescinded, or a task ends, or a part of either comes back. */
  giveBack(which: number, how: number): void {
    const list = how % 2 === 0 ? this.pair.tasks() : this.pair.offers();
    const held = pick(list, which);
    if (held === undefined) return;
    const part = partOf(held.resources, how >> 1);
    this.pair.recover(held, how % 3 === 0 && !part.isEmpty ? part : held.resources);
  }

  /** A framework reserves, makes a volume, or undoes either, with something of an offer. */
  operate(which: number, what: number, how: number): void {
    const held = pick(this.pair.offers(), which);
    if (held === undefined || this.isOverAllocated(held.agent)) return;
    const pool = {
      objects: [...held.resources],
      role: held.role,
      onAgent: this.heldOn(held.agent),
    };
    const operation = operationOn({ ...pool, newId: `v${this.volumes++}` }, what, how);
    if (operation !== null) this.pair.applyToHeld(held, operation);
  }

  /** An operator does so with what is free on an agent. */
  operateFree(which: number, what: number, how: number): void {
    const agent = this.someAgent(which);
    if (agent === undefined || this.isOverAllocated(agent)) return;
    const objects = [...this.pair.state.free(agent)];
    const pool = { objects, role: pick(ROLES, how), onAgent: this.heldOn(agent) };
    const operation = operationOn({ ...pool, newId: `v${this.volumes++}` }, what, how);
    if (operation !== null) this.pair.applyToFree(agent, operation);
  }

  setQuota(role: number, kind: number): void {
    const [guarantees, limits] = pick(QUOTAS, kind);
    if (kind % 11 === 10) this.pair.setQuota(pick(QUOTA_ROLES, role), new Map(), NOTHING);
    else if (kind % 11 === 9) this.pair.clearQuota(pick(QUOTA_ROLES, role));
    else this.pair.setQuota(pick(QUOTA_ROLES, role), guarantees, limits);
  }

  setWeight(role: number, weight: number): void {
    this.pair.setWeight(pick([...ROLES, 'd/e'], role), pick(WEIGHTS, weight));
  }

  /** All hosts again, or some. */
  setWhitelist(which: number): void {
    if (this.pair.state.whitelist !== null) this.pair.setWhitelist(null);
    else this.pair.setWhitelist(pick(WHITELISTS, which));
  }

  setUnavailability(which: number, start: number): void {
    const agent = this.someAgent(which);
    const startUs = start % 4 === 0 ? null : this.pair.now + start * SECOND;
    if (agent !== undefined) this.pair.setUnavailability(agent, startUs);
  }

  answerInverseOffer(which: number, answer: number, refusal: number): void {
    const offer = pick(this.pair.model.maintenance.outstanding(), which);
    if (offer === undefined) return;
    const seconds = pick(REFUSALS_S, refusal);
    this.pair.answerInverseOffer(offer, answer % 2 === 0 ? 'ACCEPT' : 'DECLINE', seconds);
  }

  /** The master is in the middle of something, or a new leader waits for its agents. */
  pause(how: number): void {
    const { pair } = this;
    if (pair.model.paused || how % 2 === 0) pair.togglePause();
    else pair.startRecovery(pair.state.agents.size + 2);
  }

  /** Time passes, but no periodic cycle is left out. */
  advance(part: number): void {
    const { pair } = this;
    pair.now += Math.min((part % 4) * 250_000, SECOND - 1 - (pair.now % SECOND));
  }

  /** Ids of agents that are gone are used again. */
  private freeId(): number {
    let agent = 0;
    while (this.pair.state.agents.has(agent)) agent++;
    return agent;
  }

  private totalOf(kind: number): Resources {
    const all = this.special ? [...PLAIN_TOTALS, ...SPECIAL_TOTALS] : PLAIN_TOTALS;
    return pick(all, kind);
  }

  private factsOf(which: number): AgentFacts {
    return pick(this.special ? AGENT_FACTS : AGENT_FACTS.slice(0, 3), which);
  }

  /** What runs on an agent already, of a framework that is known or may come later. */
  private usedOf(agent: number, how: number, most?: Resources): Held[] {
    if (how % 4 !== 0) return [];
    const framework = this.frameworks + 1 - (how % 3);
    const role = pick(ROLES, how);
    const resources = most ?? pick(PIECES.slice(0, 1), how);
    if (framework < 0 || this.isGone(framework)) return [];
    return [{ framework, role, agent, resources, used: true }];
  }

  private isGone(framework: number): boolean {
    return framework < this.frameworks && !this.pair.state.frameworks.has(framework);
  }

  private isOverAllocated(agent: number): boolean {
    const sum = this.heldOn(agent).reduce(
      (all, one) => all.plus(one.resources.nonShared()),
      Resources.EMPTY,
    );
    return this.pair.state.agents.get(agent)?.total.contains(sum) === false;
  }

  private heldOn(agent: number): Held[] {
    return this.pair.state.held.filter((one) => one.agent === agent);
  }

  private someAgent(which: number): number | undefined {
    return pick([...this.pair.state.agents.keys()], which);
  }

  private someFramework(which: number): number | undefined {
    return pick([...this.pair.state.frameworks.keys()], which);
  }

  /** Some of a framework's roles, or undefined for all of them. */
  private someRoles(framework: number, which: number): string[] | undefined {
    if (which % 3 === 0) return undefined;
    return [pick(this.pair.rolesOf(framework), which)];
  }
}

function rolesOf(number: number): string[] {
  const second = pick(ROLES, number >> 1);
  const first = pick(ROLES, number);
  return number % 3 === 0 && second !== first ? [first, second] : [first];
}

function pick<T>(from: readonly T[], number: number): T {
  return from[number % from.length];
}
