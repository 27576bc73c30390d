import { Allocator, type FrameworkFacts } from '../../core/allocation/allocator.ts';
import { policyNamed } from '../../core/allocation/policies/index.ts';
import { type Portion, portionOf } from '../../core/allocation/portion.ts';
import type { FrameworkCapability } from '../../core/allocation/agent-facts.ts';
import type { Quantities, ResourceMap } from '../../core/resources/quantities.ts';
import { readResources } from '../../core/resources/resource-notation.ts';
import { ResourceSpace } from '../../core/resources/resource-space.ts';
import type { Resources } from '../../core/resources/resources.ts';
import { streamOf } from '../../sim/random/streams.ts';

const SECOND_US = 1_000_000;
const YEAR_S = 31_536_000;

/** The names of the measurements of Apache Mesos. */
const SPACE: ResourceSpace = new ResourceSpace(['cpus', 'mem', 'disk']);

interface OpenOffer {
  readonly client: number;
  readonly agent: number;
  readonly plain: Quantities;
  readonly rest: Resources;
}

/**
 * An allocator under the loads with which Apache Mesos's was measured: a host that holds offers
 * until it is told to return them all. Every verb says how many seconds it took.
 */
export class AllocatorLoad {
  readonly allocator: Allocator;
  /** Offers not returned yet. */
  open: OpenOffer[] = [];
  private nowUs = 0;
  private readonly sink = {
    offer: (client: number, agent: number, plain: Quantities, rest: Resources): void => {
      this.open.push({ client, agent, plain, rest });
    },
  };

  /** @param policy `drf` or `random`, the sorters of Mesos */
  constructor(policy = 'drf') {
    const chosen = policyNamed(policy);
    if (chosen === undefined) throw new Error(`no policy is named ${policy}`);
    this.allocator = new Allocator({
      space: SPACE,
      policy: chosen,
      random: streamOf('bench', 'allocation', policy),
      allocationIntervalUs: SECOND_US,
      maxOffersPerClient: 0,
    });
  }

  addAgents(
    count: number,
    total: string,
    used?: { resources: string; frameworks: number },
  ): number {
    const portion = portionFrom(total);
    const held = used === undefined ? null : portionFrom(used.resources);
    return timed(() => {
      for (let agent = 0; agent < count; agent++) {
        const framework = agent % (used?.frameworks ?? 1);
        const holdings = held === null ? [] : [{ framework, role: '*', agent, portion: held }];
        this.allocator.addAgent(agent, portion, { hostname: `agent${agent}` }, holdings);
      }
    });
  }

  addFrameworks(
    count: number,
    roleOf: (framework: number) => string,
    capabilities: readonly FrameworkCapability[] = ['MULTI_ROLE'],
  ): number {
    const how = { active: true, suppressedRoles: [], used: [], nowUs: this.nowUs };
    return timed(() => {
      for (let framework = 0; framework < count; framework++) {
        const facts: FrameworkFacts = {
          name: `framework${framework}`,
          roles: [roleOf(framework)],
          capabilities,
          minAllocatable: new Map(),
          offerConstraints: new Map(),
        };
        this.allocator.addFramework(framework, facts, how);
      }
    });
  }

  setQuota(role: string, amounts: string): void {
    const { plain } = portionFrom(amounts);
    const quantities: ResourceMap = new Map(SPACE.names.map((name, r) => [name, plain[r]]));
    this.allocator.setQuota(role, quantities, quantities);
  }

  /** One periodic cycle, a second later; its offers come to those that are open. */
  batch(): number {
    this.nowUs += SECOND_US;
    return timed(() => this.allocator.runBatch(this.nowUs, this.sink));
  }

  /** What events asked for. */
  settle(): number {
    return timed(() => {
      if (this.allocator.cyclePending) this.allocator.runPending(this.nowUs, this.sink);
    });
  }

  recoverAll(): number {
    const returned = this.takeOpen();
    return timed(() => {
      for (const offer of returned) this.allocator.recover(offer.client, offer.agent, offer);
    });
  }

  /** Returns all offers with filters of a year. */
  declineAll(): number {
    const returned = this.takeOpen();
    return timed(() => {
      for (const offer of returned) {
        this.allocator.decline(offer.client, offer.agent, offer, YEAR_S, this.nowUs);
      }
    });
  }

  suppress(framework: number): void {
    this.allocator.suppress(framework);
  }

  private takeOpen(): OpenOffer[] {
    const returned = this.open;
    this.open = [];
    return returned;
  }
}

function portionFrom(text: string): Portion {
  return portionOf(SPACE, readResources(text));
}

/** Seconds a piece of work takes. */
export function timed(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
