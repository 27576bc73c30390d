import { Allocator, type OfferSink } from '../../core/allocation/allocator.ts';
import {
  type Holding,
  type Portion,
  portionOf,
  resourcesOf,
} from '../../core/allocation/portion.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import { MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';
import type { RandomStream } from '../../core/random/random-stream.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import type { ResourceSpace } from '../../core/resources/resource-space.ts';
import type { Resources } from '../../core/resources/resources.ts';
import { type ExplainedCycle, Explanation, type ExplanationNames } from '../explain/explanation.ts';
import { Ledger, type LedgerEntry } from './ledger.ts';
import { OfferLog } from './offer-log.ts';
import { spaceOf } from './resource-names.ts';
import type { AgentDefinition, AllocatorScript, FrameworkDefinition, Grant } from './script.ts';

/** How scripts are run: the policy, and where chance comes from. */
export interface HostOptions {
  readonly policy: Policy;
  readonly random: RandomStream;
  /** Told of every decision of the allocator. */
  readonly explain?: (cycle: ExplainedCycle) => void;
}

/** The quota of a role as it was set. */
interface QuotaSetting {
  readonly guarantees: ReadonlyMap<string, number>;
  readonly limits: ReadonlyMap<string, number>;
}

/**
 * One allocator with everything around it that a script speaks of: a clock, the books of a
 * master, and names for the allocator's numbers. Steps are done by the files `…-steps.ts`.
 *
 * The clock stands still but for {@link advance}. What a step triggers settles at once, unless
 * steps are coalesced; periodic allocations run at multiples of the interval.
 */
export class AllocatorHost {
  readonly script: AllocatorScript;
  readonly ledger: Ledger = new Ledger();
  readonly log: OfferLog = new OfferLog();
  readonly space: ResourceSpace;
  allocator: Allocator;
  nowUs: Micros = 0;
  /** Frameworks that are subscribed, as they last described themselves. */
  readonly frameworks: Map<string, FrameworkDefinition> = new Map();
  /** Agents that are registered, as they last described themselves. */
  readonly agents: Map<string, AgentDefinition> = new Map();
  /** Inverse offers not answered: agents by framework. */
  readonly unanswered: Map<string, Set<string>> = new Map();

  private readonly options: HostOptions;
  private readonly intervalUs: Micros;
  private readonly agentNames: readonly string[];
  private readonly frameworkNames: readonly string[];
  private readonly weights = new Map<string, number>();
  private readonly quotas = new Map<string, QuotaSetting>();
  /** Cycles of allocators before this one. */
  private cyclesBefore = 0;
  /** Depth of coalescing: above zero nothing settles. */
  private coalescing = 0;

  constructor(script: AllocatorScript, options: HostOptions) {
    this.script = script;
    this.options = options;
    this.space = spaceOf(script);
    this.intervalUs = micros(script.config.allocation_interval);
    this.agentNames = [...script.agents.keys()];
    this.frameworkNames = [...script.frameworks.keys()];
    this.allocator = this.newAllocator();
  }

  /** Allocation cycles so far. */
  get cycles(): number {
    return this.cyclesBefore + this.allocator.cycles;
  }

  agentId(name: string): number {
    return this.agentNames.indexOf(name);
  }

  agentName(agent: number): string {
    return this.agentNames[agent];
  }

  frameworkId(name: string): number {
    return this.frameworkNames.indexOf(name);
  }

  frameworkName(framework: number): string {
    return this.frameworkNames[framework];
  }

  portion(resources: Resources): Portion {
    return portionOf(this.space, resources);
  }

  resources(portion: Portion): Resources {
    return resourcesOf(this.space, portion);
  }

  holding({ framework, role, agent, resources }: Grant): Holding {
    return {
      framework: this.frameworkId(framework),
      role,
      agent: this.agentId(agent),
      portion: this.portion(resources),
    };
  }

  /** Gives resources that a framework held back to the allocator, and to nobody's books. */
  giveBack({ framework, role, agent, offered, used }: LedgerEntry): void {
    const client = this.allocator.clientOf(this.frameworkId(framework), role);
    const on = this.agentId(agent);
    if (!offered.isEmpty) this.allocator.recover(client, on, this.portion(offered));
    if (!used.isEmpty) this.allocator.recover(client, on, this.portion(used), true);
  }

  setWeight(role: string, weight: number): void {
    this.weights.set(role, weight);
    this.allocator.setWeight(role, weight);
  }

  setQuota(role: string, guarantees: ResourceMap, limits: ResourceMap): void {
    this.quotas.set(role, { guarantees, limits });
    this.allocator.setQuota(role, guarantees, limits);
  }

  clearQuota(role: string): void {
    this.quotas.delete(role);
    this.allocator.clearQuota(role);
  }

  /** A new leader: quota and weights are recovered, everything else has to register anew. */
  failOver(expectedAgents: number): void {
    this.cyclesBefore += this.allocator.cycles;
    this.allocator = this.newAllocator();
    for (const [role, weight] of this.weights) this.allocator.setWeight(role, weight);
    for (const [role, { guarantees, limits }] of this.quotas) {
      this.allocator.setQuota(role, guarantees, limits);
    }
    for (const entry of this.ledger.all()) this.ledger.drop(entry);
    this.frameworks.clear();
    this.agents.clear();
    this.unanswered.clear();
    this.allocator.startRecovery(expectedAgents, this.nowUs);
  }

  /** Lets nothing settle until {@link release}. */
  hold(): void {
    this.coalescing++;
  }

  release(): void {
    this.coalescing--;
    this.settle();
  }

  /** Runs the allocations that were triggered. */
  settle(): void {
    if (this.coalescing > 0) return;
    while (this.allocator.cyclePending) this.allocator.runPending(this.nowUs, this.sink);
  }

  /** Lets time pass, with all that falls due, including at the instant it ends on. */
  advance(seconds: number): void {
    const endUs = this.nowUs + micros(seconds);
    for (;;) {
      const dueUs = (Math.floor(this.nowUs / this.intervalUs) + 1) * this.intervalUs;
      if (dueUs > endUs) break;
      this.nowUs = dueUs;
      this.allocator.runBatch(this.nowUs, this.sink);
      this.settle();
    }
    this.nowUs = endUs;
  }

  private newAllocator(): Allocator {
    const { config } = this.script;
    const allocator = new Allocator({
      space: this.space,
      policy: this.options.policy,
      random: this.options.random,
      allocationIntervalUs: this.intervalUs,
      maxOffersPerClient: 0,
      minAllocatable: config.min_allocatable,
      fairnessExclude: config.fairness_exclude,
      filterGpu: config.filter_gpu,
      masterDomain: config.master_domain,
    });
    const { explain } = this.options;
    if (explain !== undefined) {
      allocator.explainer = new Explanation(this.namesOf(allocator), explain);
    }
    return allocator;
  }

  private namesOf(allocator: Allocator): ExplanationNames {
    return {
      space: this.space,
      framework: (client) => this.frameworkName(allocator.frameworkOf(client)),
      role: (client) => allocator.roleOf(client),
      agent: (agent) => this.agentName(agent),
    };
  }

  private readonly sink: OfferSink = {
    offer: (client, agent, plain, rest) => {
      const offer: Grant = {
        framework: this.frameworkName(this.allocator.frameworkOf(client)),
        role: this.allocator.roleOf(client),
        agent: this.agentName(agent),
        resources: this.resources({ plain, rest }),
      };
      this.ledger.offer(offer);
      this.log.add(offer);
    },
    inverseOffer: (framework, agent) => {
      const asked = { framework: this.frameworkName(framework), agent: this.agentName(agent) };
      const agents = this.unanswered.get(asked.framework) ?? new Set();
      this.unanswered.set(asked.framework, agents.add(asked.agent));
      this.log.addInverse(asked);
    },
  };
}

/** Microseconds of a number of seconds. */
export function micros(seconds: number): Micros {
  return Math.round(seconds * MICROS_PER_SECOND);
}
