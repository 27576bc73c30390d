import { ClientAllocator, type ClientId } from '../../core/allocation/client-allocator.ts';
import { policyNamed } from '../../core/allocation/policies/index.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import { MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';
import { parseScalars } from '../../core/resources/notation.ts';
import { type Quantities, fits, fromMilli } from '../../core/resources/quantities.ts';
import { ResourceSpace } from '../../core/resources/resource-space.ts';
import { LcgStream } from './lcg-stream.ts';

/** An offer as a test holds it until it is answered. */
export interface TestOffer {
  readonly client: ClientId;
  readonly agent: number;
  readonly resources: Quantities;
}

export interface DriverOptions {
  /** A policy or its name, `drf` unless stated. */
  readonly policy?: string | Policy;
  readonly seed?: number;
  readonly maxOffersPerClient?: number;
  /** Seconds between periodic cycles, 1 unless stated. */
  readonly intervalSeconds?: number;
}

/**
 * Drives an allocator by hand, as Mesos's allocator tests do: agents and tasks are resource
 * texts, the clock moves only when told to, offers wait in a list until they are answered.
 */
export class AllocatorDriver {
  readonly allocator: ClientAllocator;
  readonly space: ResourceSpace;
  readonly random: LcgStream;
  /** Offers not answered yet, in the order in which they were made. */
  readonly open: TestOffer[] = [];
  now: Micros = 0;

  private readonly intervalUs: Micros;
  private readonly names = new Map<ClientId, string>();
  private agents = 0;

  constructor(resources: readonly string[], options: DriverOptions) {
    const policy = policyOf(options.policy ?? 'drf');
    this.space = new ResourceSpace(resources);
    this.random = new LcgStream(options.seed ?? 1);
    this.intervalUs = (options.intervalSeconds ?? 1) * MICROS_PER_SECOND;
    this.allocator = new ClientAllocator({
      space: this.space,
      policy,
      random: this.random,
      allocationIntervalUs: this.intervalUs,
      maxOffersPerClient: options.maxOffersPerClient ?? 0,
    });
  }

  /** Adds an agent such as `cpus:4;mem:4096` and returns its id: 0, 1, … */
  agent(total: string): number {
    this.allocator.addAgent(this.agents, this.vector(total));
    return this.agents++;
  }

  /** Adds a framework in a role; both bear the same name unless the role is stated. */
  framework(name: string, role: string = name): ClientId {
    const client = this.allocator.addClient(role, name, this.now);
    this.names.set(client, name);
    return client;
  }

  nameOf(client: ClientId): string {
    return this.names.get(client) ?? `client ${client}`;
  }

  vector(text: string): number[] {
    return this.space.vector(parseScalars(text));
  }

  /** Moves on to the next periodic cycle, runs it, and returns the offers it made. */
  batch(): TestOffer[] {
    this.now = (Math.floor(this.now / this.intervalUs) + 1) * this.intervalUs;
    return this.collect(() => this.allocator.runBatch(this.now, this.sink));
  }

  /** Runs the cycle that an event asked for, if one did, and returns the offers it made. */
  settle(): TestOffer[] {
    if (!this.allocator.cyclePending) return [];
    return this.collect(() => this.allocator.runPending(this.now, this.sink));
  }

  /** Moves the clock between periodic cycles. */
  advance(seconds: number): void {
    this.now += Math.round(seconds * MICROS_PER_SECOND);
  }

  /** Uses a part of an offer for a task; what is left is declined. */
  accept(offer: TestOffer, task: string | Quantities, refuseSeconds = 0): Quantities {
    const used = typeof task === 'string' ? this.vector(task) : task;
    if (!fits(used, offer.resources)) throw new Error('the task does not fit into the offer');
    this.close(offer);
    const left = offer.resources.map((amount, r) => amount - used[r]);
    this.allocator.decline(offer.client, offer.agent, left, refuseSeconds, this.now);
    return used;
  }

  decline(offer: TestOffer, refuseSeconds = 0): void {
    this.close(offer);
    const { client, agent, resources } = offer;
    this.allocator.decline(client, agent, resources, refuseSeconds, this.now);
  }

  declineAll(refuseSeconds = 0): void {
    for (const offer of [...this.open]) this.decline(offer, refuseSeconds);
  }

  /** An offer as `A: agent 0 <4, 4096>`. */
  text({ client, agent, resources }: TestOffer): string {
    return `${this.nameOf(client)}: agent ${agent} <${resources.map(fromMilli).join(', ')}>`;
  }

  texts(offers: readonly TestOffer[]): string[] {
    return offers.map((offer) => this.text(offer));
  }

  /** Who was served, in order. */
  served(offers: readonly TestOffer[]): string[] {
    return offers.map(({ client }) => this.nameOf(client));
  }

  private readonly sink = {
    offer: (client: ClientId, agent: number, resources: Quantities): void => {
      this.open.push({ client, agent, resources });
    },
  };

  private collect(run: () => void): TestOffer[] {
    const before = this.open.length;
    run();
    return this.open.slice(before);
  }

  private close(offer: TestOffer): void {
    const index = this.open.indexOf(offer);
    if (index < 0) throw new Error('the offer is not open');
    this.open.splice(index, 1);
    this.allocator.offerEnded(offer.client);
  }
}

function policyOf(policy: string | Policy): Policy {
  if (typeof policy !== 'string') return policy;
  const named = policyNamed(policy);
  if (named === undefined) throw new Error(`no policy is named ${policy}`);
  return named;
}

/** Order of texts by code units, for lists whose order does not matter. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A driver with agents from the start: `clusterOf('cpus:9;mem:18432')`, or a list of such. */
export function clusterOf(
  agents: string | readonly string[],
  options: DriverOptions = {},
): AllocatorDriver {
  const totals = typeof agents === 'string' ? [agents] : agents;
  const names = new Set(totals.flatMap((total) => [...parseScalars(total).keys()]));
  const driver = new AllocatorDriver([...names], options);
  for (const total of totals) driver.agent(total);
  return driver;
}
