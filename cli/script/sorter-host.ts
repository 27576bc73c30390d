import { NO_AGENTS, type Policy } from '../../core/allocation/policy.ts';
import { portionOf } from '../../core/allocation/portion.ts';
import { RestAccounts } from '../../core/allocation/rest-accounts.ts';
import { NONE, ROOT, RoleTree } from '../../core/allocation/role-tree.ts';
import type { RandomStream } from '../../core/random/random-stream.ts';
import type { Milli } from '../../core/resources/quantities.ts';
import { ResourceSpace } from '../../core/resources/resource-space.ts';
import { Resources } from '../../core/resources/resources.ts';
import { randomOrder } from './random-order.ts';
import type { SorterScript } from './script.ts';
import type { SorterDoStep } from './sorter-script.ts';

/** How a client is called in its role: the slash keeps it apart from child roles. */
const CLIENT_NAME = '/';

/** What a client holds, by agent. */
type Holdings = ReadonlyMap<string, Resources>;

/**
 * A sorter as scripts know it, over the allocator's own tree of roles: each client is the one
 * client of the role of its path.
 */
export class SorterHost {
  private readonly space: ResourceSpace;
  private readonly tree: RoleTree;
  private readonly rest: RestAccounts;
  private readonly random: RandomStream;
  private readonly isRandom: boolean;
  /** Nodes of the clients by path. */
  private readonly nodes = new Map<string, number>();
  private readonly paths = new Map<number, string>();
  private readonly totals = new Map<string, Resources>();
  private readonly holdings = new Map<string, Map<string, Resources>>();
  /** Weights outlive the roles they are for. */
  private readonly weights = new Map<string, number>();
  private readonly agentIds: string[] = [];

  constructor(script: SorterScript, policy: Policy, random: RandomStream) {
    this.space = spaceOf(script);
    this.tree = new RoleTree(this.space.names, script.config.fairness_exclude);
    this.rest = new RestAccounts(this.space, this.tree);
    this.tree.orderBy(policy.start(this.tree, random, NO_AGENTS));
    this.random = random;
    this.isRandom = policy.name === 'random';
  }

  has(client: string): boolean {
    return this.nodes.has(client);
  }

  hasAgent(agent: string): boolean {
    return this.totals.has(agent);
  }

  get count(): number {
    return this.nodes.size;
  }

  /** Active clients, first in order first. */
  sort(): string[] {
    this.tree.settle();
    const nodes = this.isRandom ? randomOrder(this.tree, this.random) : this.order();
    return nodes.flatMap((node) => this.paths.get(node) ?? []);
  }

  add(client: string, active: boolean): void {
    const node = this.tree.addClient(this.tree.role(client), CLIENT_NAME);
    this.nodes.set(client, node);
    this.paths.set(node, client);
    this.holdings.set(client, new Map());
    for (const [path, weight] of this.weights) this.weigh(path, weight);
    if (active) this.tree.join(node);
  }

  remove(client: string): void {
    for (const [agent, held] of this.allocationOf(client)) this.charge(client, agent, held, -1);
    const node = this.nodeOf(client);
    this.tree.leave(node);
    this.tree.removeClient(node);
    this.nodes.delete(client);
    this.paths.delete(node);
    this.holdings.delete(client);
  }

  setActive(client: string, active: boolean): void {
    if (active) this.tree.join(this.nodeOf(client));
    else this.tree.leave(this.nodeOf(client));
  }

  setWeight(path: string, weight: number): void {
    this.weights.set(path, weight);
    this.weigh(path, weight);
  }

  /** An agent's new total. */
  setTotal(agent: string, total: Resources): void {
    this.removeAgent(agent);
    this.addToTotals(total, 1);
    this.totals.set(agent, total);
  }

  removeAgent(agent: string): void {
    this.addToTotals(this.totals.get(agent) ?? Resources.EMPTY, -1);
    this.totals.delete(agent);
  }

  allocate(client: string, agent: string, resources: Resources): void {
    this.charge(client, agent, resources, 1);
    this.tree.served(this.nodeOf(client));
  }

  unallocate(client: string, agent: string, resources: Resources): void {
    this.charge(client, agent, resources, -1);
  }

  /** What a client holds turns into something else: no allocation that counts in ties. */
  convert(client: string, agent: string, from: Resources, to: Resources): void {
    this.charge(client, agent, from, -1);
    this.charge(client, agent, to, 1);
  }

  allocationOf(client: string): Holdings {
    return this.holdings.get(client) ?? new Map();
  }

  /** Scalars of a client, or of all, as the tree counts them. */
  scalarsOf(client?: string): ReadonlyMap<string, Milli> {
    const base = (client === undefined ? ROOT : this.nodeOf(client)) * this.tree.resources;
    return this.space.map([...this.tree.allocated.subarray(base, base + this.tree.resources)]);
  }

  private order(): number[] {
    const walk = this.tree.walk(ROOT);
    const order: number[] = [];
    for (let node = walk.next(); node !== NONE; node = walk.next()) order.push(node);
    return order;
  }

  private nodeOf(client: string): number {
    return this.nodes.get(client) ?? NONE;
  }

  private weigh(path: string, weight: number): void {
    const node = this.tree.findRole(path);
    if (node !== NONE) this.tree.setWeight(node, weight);
  }

  private addToTotals(total: Resources, sign: 1 | -1): void {
    for (const [name, milli] of total.scalarQuantities()) {
      this.tree.addToTotal(this.space.id(name), sign * milli);
    }
  }

  private charge(client: string, agent: string, resources: Resources, sign: 1 | -1): void {
    const { plain, rest } = portionOf(this.space, resources);
    const node = this.nodeOf(client);
    this.tree.charge(node, plain, 0, sign);
    this.rest.charge(node, this.agentId(agent), rest, sign);
    const held = this.holdings.get(client) ?? new Map<string, Resources>();
    const before = held.get(agent) ?? Resources.EMPTY;
    const after = sign === 1 ? before.plus(resources) : before.minus(resources);
    if (after.isEmpty) held.delete(agent);
    else held.set(agent, after);
    this.holdings.set(client, held);
  }

  private agentId(agent: string): number {
    const known = this.agentIds.indexOf(agent);
    return known >= 0 ? known : this.agentIds.push(agent) - 1;
  }
}

/** The names of all scalars that a sorter script speaks of. */
function spaceOf({ steps }: SorterScript): ResourceSpace {
  const names = new Set<string>(['cpus', 'mem']);
  for (const step of steps) {
    if (!('do' in step)) continue;
    for (const list of listsOf(step))
      for (const name of list.scalarQuantities().keys()) names.add(name);
  }
  return new ResourceSpace([...names]);
}

function listsOf(step: SorterDoStep): Resources[] {
  if ('resources' in step) return [step.resources];
  return step.do === 'update_allocation' ? [step.from, step.to] : [];
}
