import type { AgentFacts } from '../../core/allocation/agent-facts.ts';
import { Allocator, type FrameworkFacts } from '../../core/allocation/allocator.ts';
import { drf } from '../../core/allocation/policies/drf.ts';
import {
  type Holding,
  type Portion,
  portionOf,
  resourcesOf,
} from '../../core/allocation/portion.ts';
import {
  type Operation,
  OperationError,
  applyOperations,
} from '../../core/resources/operations.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import type { Resources } from '../../core/resources/resources.ts';
import { ResourceSpace } from '../../core/resources/resource-space.ts';
import { LcgStream } from './lcg-stream.ts';
import { audit, check } from './mesos-model-audit.ts';
import type { Answer, InverseOffer } from './mesos-model-inverse.ts';
import { auditMetrics } from './mesos-model-metrics.ts';
import type { ModelOffer } from './mesos-model-replay.ts';
import type { Held, ModelOptions, ModelState } from './mesos-model-state.ts';
import { OfferedVerdicts, offerKey } from './mesos-model-verdicts.ts';
import { MesosModel } from './mesos-model.ts';

export const SECOND = 1_000_000;

/** Mesos's `cpus:0.01|mem:32`. */
export const USUAL_MINIMUM: readonly ResourceMap[] = [
  new Map([['cpus', 10]]),
  new Map([['mem', 32_000]]),
];

export interface PairOptions extends Partial<ModelOptions> {
  readonly seed: number;
  /** Whether the allocator is asked to explain itself, which makes it take no short cuts. */
  readonly explained?: boolean;
}

/**
 * An allocator and its model, told the same things. Every cycle's offers are replayed by the
 * model's rules, and {@link audit} compares all accounts.
 */
export class ModelPair {
  readonly allocator: Allocator;
  readonly model: MesosModel;
  readonly state: ModelState;
  now = 0;
  /** Offers made so far. */
  made = 0;
  private readonly verdicts: OfferedVerdicts | null;
  private readonly portions = new WeakMap<Resources, Portion>();

  constructor({ seed, explained = false, ...given }: PairOptions) {
    const options: ModelOptions = {
      space: new ResourceSpace(['cpus', 'mem', 'disk', 'gpus']),
      intervalUs: SECOND,
      minAllocatable: USUAL_MINIMUM,
      fairnessExclude: [],
      filterGpu: true,
      masterDomain: { region: 'near', zone: 'z' },
      ...given,
    };
    const random = new LcgStream(seed);
    const own = { policy: drf, random, allocationIntervalUs: SECOND, maxOffersPerClient: 0 };
    this.allocator = new Allocator({ ...options, ...own });
    this.verdicts = explained ? new OfferedVerdicts(options.space) : null;
    this.allocator.explainer = this.verdicts;
    this.model = new MesosModel(options);
    this.state = this.model.state;
  }

  addAgent(agent: number, total: Resources, facts: AgentFacts, used: readonly Held[] = []): void {
    const holdings = used.map((held) => this.holdingOf(held));
    this.allocator.addAgent(agent, this.portion(total), facts, holdings);
    this.model.addAgent(agent, total, facts, used);
  }

  removeAgent(agent: number): void {
    this.recoverAll((held) => held.agent === agent);
    this.allocator.removeAgent(agent);
    this.model.removeAgent(agent);
  }

  updateAgent(agent: number, total: Resources, facts: AgentFacts): void {
    this.allocator.updateAgent(agent, { total: this.portion(total), ...facts });
    this.model.updateAgent(agent, total, facts);
  }

  addAgentResources(agent: number, added: Resources, used: readonly Held[]): void {
    const holdings = used.map((held) => this.holdingOf(held));
    this.allocator.addAgentResources(agent, this.portion(added), holdings);
    this.model.addAgentResources(agent, added, used);
  }

  setAgentActive(agent: number, active: boolean): void {
    this.allocator.setAgentActive(agent, active);
    this.model.setAgentActive(agent, active);
  }

  addFramework(
    framework: number,
    facts: FrameworkFacts,
    active: boolean,
    suppressedRoles: readonly string[],
  ): void {
    const used = this.state.held.filter((held) => held.framework === framework);
    const holdings = used.map((held) => this.holdingOf(held));
    const how = { active, suppressedRoles, used: holdings, nowUs: this.now };
    this.allocator.addFramework(framework, facts, how);
    this.model.addFramework(framework, facts, active, suppressedRoles);
  }

  removeFramework(framework: number): void {
    this.recoverAll((held) => held.framework === framework);
    this.allocator.removeFramework(framework);
    this.model.removeFramework(framework);
  }

  /** A master rescinds the offers of a framework that disconnects. */
  setFrameworkActive(framework: number, active: boolean): void {
    if (!active) this.recoverAll((held) => held.framework === framework && !held.used);
    this.allocator.setFrameworkActive(framework, active);
    this.model.setFrameworkActive(framework, active);
  }

  /** A master rescinds the offers in roles that a framework leaves. */
  updateFramework(framework: number, facts: FrameworkFacts, suppressed: readonly string[]): void {
    this.recoverAll(
      (held) => held.framework === framework && !held.used && !facts.roles.includes(held.role),
    );
    this.allocator.updateFramework(framework, facts, suppressed, this.now);
    this.model.updateFramework(framework, facts, suppressed);
  }

  suppress(framework: number, roles: readonly string[] | undefined): void {
    this.allocator.suppress(framework, roles);
    this.model.suppress(framework, roles ?? this.rolesOf(framework));
  }

  revive(framework: number, roles: readonly string[] | undefined): void {
    this.allocator.revive(framework, roles, this.now);
    this.model.revive(framework, roles ?? this.rolesOf(framework));
  }

  setWeight(role: string, weight: number): void {
    this.allocator.setWeight(role, weight);
    this.model.setWeight(role, weight);
  }

  setQuota(role: string, guarantees: ResourceMap, limits: ResourceMap): void {
    this.allocator.setQuota(role, guarantees, limits);
    this.model.setQuota(role, guarantees, limits);
  }

  clearQuota(role: string): void {
    this.allocator.clearQuota(role);
    this.model.setQuota(role, new Map(), new Map());
  }

  /** A part of an offer is used by a task; the rest stays offered. */
  launch(held: Held, part: Resources): void {
    const rest = held.resources.minus(part);
    this.allocator.launched(this.clientOf(held), held.agent, this.portion(part));
    this.state.held = this.state.held.filter((one) => one !== held || !rest.isEmpty);
    held.resources = rest;
    this.state.held.push({ ...held, resources: part, used: true });
  }

  recover(held: Held, part: Resources = held.resources): void {
    this.allocator.recover(this.clientOf(held), held.agent, this.portion(part), held.used);
    this.model.recover(held, part);
  }

  decline(held: Held, seconds: number): void {
    const part = held.resources;
    const client = this.clientOf(held);
    this.allocator.decline(client, held.agent, this.portion(part), seconds, this.now);
    this.model.decline(held, part, seconds, this.now);
  }

  applyToHeld(held: Held, operation: Operation): void {
    const { agent, resources } = held;
    const after = applied(resources, operation);
    const client = this.clientOf(held);
    const found = this.allocator.applyToHeld(client, agent, this.portion(resources), [operation]);
    if (found instanceof OperationError) throw new Error(found.message);
    check('what is held', resourcesOf(this.allocator.space, found).equals(after), true);
    this.model.convert(agent, resources, after, held);
  }

  applyToFree(agent: number, operation: Operation): void {
    const before = this.state.free(agent);
    const after = applied(before, operation);
    check('an operation', this.allocator.applyToFree(agent, [operation]), null);
    this.model.convert(agent, before, after, null);
  }

  setWhitelist(hosts: ReadonlySet<string> | null): void {
    this.allocator.setWhitelist(hosts);
    this.model.setWhitelist(hosts);
  }

  setUnavailability(agent: number, startUs: number | null): void {
    this.allocator.setUnavailability(agent, startUs);
    this.model.setUnavailability(agent, startUs);
  }

  answerInverseOffer(offer: InverseOffer, answer: Answer, seconds: number): void {
    const { framework, agent } = offer;
    this.allocator.answerInverseOffer(framework, agent, answer, seconds, this.now);
    this.model.answerInverseOffer(offer, answer, seconds, this.now);
  }

  startRecovery(agents: number): void {
    this.allocator.startRecovery(agents, this.now);
    this.model.startRecovery(agents, this.now);
  }

  togglePause(): void {
    if (this.model.paused) {
      this.allocator.resume();
      this.model.resume();
    } else {
      this.allocator.pause();
      this.model.pause();
    }
  }

  /** Moves on to the next periodic cycle and runs it. */
  batch(): void {
    this.now = (Math.floor(this.now / SECOND) + 1) * SECOND;
    const isAllocating = this.model.beginBatch(this.now);
    const [offers, inverse] = this.collect((sink) => this.allocator.runBatch(this.now, sink));
    const wanted = isAllocating ? this.model.endCycle(this.now, true, offers) : [];
    if (!isAllocating) check('offers while paused', offers.length, 0);
    check('inverse offers', byAgent(inverse), byAgent(wanted));
  }

  /** Runs the cycle that events asked for, if any did. */
  settle(): void {
    if (!this.model.cyclePending) return;
    const [offers, inverse] = this.collect((sink) => this.allocator.runPending(this.now, sink));
    const wanted = this.model.endCycle(this.now, false, offers);
    check('inverse offers', byAgent(inverse), byAgent(wanted));
  }

  /** All accounts, and everything that must hold of them. */
  audit(): void {
    audit(this.allocator, this.model, this.made);
  }

  auditMetrics(): void {
    auditMetrics(this.allocator, this.state, this.now);
  }

  rolesOf(framework: number): readonly string[] {
    return this.state.frameworks.get(framework)?.facts.roles ?? [];
  }

  /** Open offers. */
  offers(): Held[] {
    return this.state.held.filter((held) => !held.used);
  }

  /** What tasks of known frameworks use. */
  tasks(): Held[] {
    return this.state.held.filter((held) => held.used && this.state.frameworks.has(held.framework));
  }

  private recoverAll(which: (held: Held) => boolean): void {
    for (const held of [...this.offers(), ...this.tasks()]) if (which(held)) this.recover(held);
  }

  private collect(
    run: (sink: Parameters<Allocator['runBatch']>[1]) => void,
  ): [ModelOffer[], InverseOffer[]] {
    const { allocator } = this;
    const offers: ModelOffer[] = [];
    const inverse: InverseOffer[] = [];
    const told = new Map<string, Resources>();
    run({
      offer: (client, agent, plain, rest) => {
        const resources = resourcesOf(allocator.space, { plain, rest });
        this.portions.set(resources, { plain, rest });
        told.set(offerKey(client, agent), resources);
        const framework = allocator.frameworkOf(client);
        offers.push({ framework, role: allocator.roleOf(client), agent, resources });
      },
      inverseOffer: (framework, agent) => inverse.push({ framework, agent }),
    });
    this.made += offers.length;
    if (!this.model.paused) this.verdicts?.checkOffers(told);
    return [offers, inverse];
  }

  private clientOf({ framework, role }: Held): number {
    return this.allocator.clientOf(framework, role);
  }

  private holdingOf({ framework, role, agent, resources }: Held): Holding {
    return { framework, role, agent, portion: this.portion(resources) };
  }

  /** What is given back whole is the same object that was offered, as with a master. */
  private portion(resources: Resources): Portion {
    return this.portions.get(resources) ?? portionOf(this.allocator.space, resources);
  }
}

function applied(resources: Resources, operation: Operation): Resources {
  const after = applyOperations(resources, [operation]);
  if (after instanceof OperationError) throw new Error(after.message);
  return after;
}

/** Which agent is asked about first is left to the allocator. */
function byAgent(offers: readonly InverseOffer[]): InverseOffer[] {
  return [...offers].sort((a, b) => a.agent - b.agent || a.framework - b.framework);
}
