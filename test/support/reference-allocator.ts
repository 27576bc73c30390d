import { type Fraction, add, compare, divide, fraction, largest, ZERO } from './fraction.ts';

/** A node of the role tree, the slow way: nothing is kept that can be computed. */
interface Node {
  readonly name: string;
  readonly parent: Node | null;
  readonly children: Map<string, Node>;
  /** Null for roles. */
  readonly client: number | null;
  weight: number;
  count: number;
}

interface Refusal {
  readonly client: number;
  readonly agent: number;
  readonly amounts: readonly number[];
  readonly expiresUs: number;
  readonly bornInBatch: number;
}

export interface ReferenceClient {
  readonly node: Node;
  active: boolean;
  suppressed: boolean;
  atBound: boolean;
  outstanding: number;
  waitingSinceUs: number;
  /** Offered and used by agent. */
  readonly held: Map<number, number[]>;
}

export interface ReferenceAgent {
  readonly total: readonly number[];
  active: boolean;
}

export type ReferencePolicy = 'drf' | 'asset' | 'maxmin:cpus' | 'maxmin:mem' | 'fifo';

/**
 * A second implementation of the allocator's rules, to compare the first with: whom must what is
 * free on an agent go to? No heaps, no counters, no floating point: every share is recomputed
 * from who holds what, as an exact fraction, and everything is sorted anew for each question.
 */
export class ReferenceAllocator {
  readonly clients = new Map<number, ReferenceClient>();
  readonly agents = new Map<number, ReferenceAgent>();
  batch = 0;
  /** Whether the running cycle is a periodic one. */
  periodic = false;
  private refusals: Refusal[] = [];
  private readonly root: Node;
  private readonly policy: ReferencePolicy;
  private readonly minimums: readonly number[];

  /** @param minimums thousandths of each resource that alone make an agent worth offering */
  constructor(policy: ReferencePolicy, minimums: readonly number[]) {
    this.policy = policy;
    this.minimums = minimums;
    this.root = newNode('', null, null);
  }

  addClient(client: number, role: string, name: string, nowUs: number): void {
    const at = this.role(role);
    const home = hasChildRoles(at) ? ownLeaf(at, 0) : at;
    const node = newNode(name, home, client);
    home.children.set(name, node);
    this.clients.set(client, {
      node,
      active: true,
      suppressed: false,
      atBound: false,
      outstanding: 0,
      waitingSinceUs: nowUs,
      held: new Map(),
    });
  }

  removeClient(client: number): void {
    const { node } = this.client(client);
    node.parent?.children.delete(node.name);
    this.clients.delete(client);
    for (let role = node.parent; role !== null; role = role.parent) {
      const left = this.clientsBelow(role).length;
      if (left === 0) role.count = 0;
      const leaf = role.children.get('.');
      if (leaf !== undefined && this.clientsBelow(leaf).length === left) leaf.count = role.count;
    }
    this.forgetEmpty(node.parent);
  }

  /** Roles that nothing keeps known go. */
  private forgetEmpty(role: Node | null): void {
    if (role === null || role.parent === null) return;
    if (role.children.size === 0 && role.weight === 1) {
      role.parent.children.delete(role.name);
      this.forgetEmpty(role.parent);
    }
  }

  setWeight(role: string, weight: number): void {
    const node = this.role(role);
    node.weight = weight;
    this.forgetEmpty(node);
  }

  refuse(refusal: Omit<Refusal, 'bornInBatch'>): void {
    this.refusals.push({ ...refusal, bornInBatch: this.batch });
  }

  forgetRefusals(which: (refusal: Refusal) => boolean): void {
    this.refusals = this.refusals.filter((refusal) => !which(refusal));
  }

  client(client: number): ReferenceClient {
    const found = this.clients.get(client);
    if (found === undefined) throw new Error(`the reference knows no client ${client}`);
    return found;
  }

  /** Adds to (or takes from) what a client holds on an agent. */
  hold(client: number, agent: number, amounts: readonly number[], sign: 1 | -1): void {
    const { held } = this.client(client);
    const before = held.get(agent) ?? amounts.map(() => 0);
    held.set(
      agent,
      before.map((amount, r) => amount + sign * amounts[r]),
    );
  }

  holds(client: number): number[] {
    const sum = this.minimums.map(() => 0);
    for (const held of this.client(client).held.values()) {
      for (const [r, amount] of held.entries()) sum[r] += amount;
    }
    return sum;
  }

  free(agent: number): number[] {
    const free = [...(this.agents.get(agent)?.total ?? [])];
    for (const { held } of this.clients.values()) {
      for (const [r, amount] of (held.get(agent) ?? []).entries()) free[r] -= amount;
    }
    return free;
  }

  total(): number[] {
    const sum = this.minimums.map(() => 0);
    for (const { total } of this.agents.values()) {
      for (const [r, amount] of total.entries()) sum[r] += amount;
    }
    return sum;
  }

  /** Counts an offer to a client and to all roles above it. */
  serve(client: number): void {
    for (let node: Node | null = this.client(client).node; node !== null; node = node.parent) {
      node.count++;
    }
  }

  /** Whom what is free on an agent must go to, or null when nobody can have it. */
  choice(agent: number, nowUs: number): number | null {
    const free = this.free(agent);
    if (this.agents.get(agent)?.active !== true) return null;
    if (!free.some((amount, r) => amount >= this.minimums[r])) return null;
    const refusing = (client: number): boolean =>
      this.refusals.some(
        (refusal) =>
          refusal.client === client &&
          refusal.agent === agent &&
          free.every((amount, r) => amount <= refusal.amounts[r]) &&
          (nowUs < refusal.expiresUs ||
            (nowUs === refusal.expiresUs && this.cyclesSince(refusal) <= (this.periodic ? 1 : 0))),
      );
    return this.order(this.root).find((client) => !refusing(client)) ?? null;
  }

  private cyclesSince(refusal: Refusal): number {
    return this.batch - refusal.bornInBatch;
  }

  /** Eligible clients below a node in the order in which they are served. */
  private order(node: Node): number[] {
    if (node.client !== null) return this.isEligible(node.client) ? [node.client] : [];
    return [...node.children.values()]
      .filter((child) => this.clientsBelow(child).some((client) => this.isEligible(client)))
      .map((child) => ({ child, key: this.key(child) }))
      .sort(
        (a, b) =>
          compare(a.key, b.key) ||
          a.child.count - b.child.count ||
          (a.child.name < b.child.name ? -1 : 1),
      )
      .flatMap(({ child }) => this.order(child));
  }

  someEligible(): boolean {
    return [...this.clients.keys()].some((client) => this.isEligible(client));
  }

  private isEligible(client: number): boolean {
    const { active, suppressed, atBound } = this.client(client);
    return active && !suppressed && !atBound;
  }

  private clientsBelow(node: Node): number[] {
    if (node.client !== null) return [node.client];
    return [...node.children.values()].flatMap((child) => this.clientsBelow(child));
  }

  private key(node: Node): Fraction {
    if (this.policy === 'fifo') return this.longestWait(node);
    const below = this.clientsBelow(node).map((client) => this.holds(client));
    const shares = this.total().map((total, r) =>
      total === 0
        ? ZERO
        : fraction(
            below.reduce((sum, held) => sum + held[r], 0),
            total,
          ),
    );
    return divide(this.combine(shares), fraction(node.weight));
  }

  private combine(shares: readonly Fraction[]): Fraction {
    switch (this.policy) {
      case 'drf':
        return largest(shares);
      case 'asset':
        return shares.reduce(add, ZERO);
      case 'maxmin:cpus':
        return shares[0];
      case 'maxmin:mem':
        return shares[1];
      default:
        throw new Error(`${this.policy} has no shares`);
    }
  }

  private longestWait(node: Node): Fraction {
    const waits = this.clientsBelow(node)
      .filter((client) => this.isEligible(client))
      .map((client) => this.client(client).waitingSinceUs);
    return fraction(Math.min(...waits));
  }

  private role(path: string): Node {
    let node = this.root;
    for (const name of path.split('/')) {
      const child: Node = node.children.get(name) ?? newNode(name, node, null);
      if (!node.children.has(name)) {
        if (node !== this.root && !hasChildRoles(node)) moveClientsToOwnLeaf(node, this.clients);
        node.children.set(name, child);
      }
      node = child;
    }
    return node;
  }
}

function newNode(name: string, parent: Node | null, client: number | null): Node {
  return { name, parent, children: new Map(), client, weight: 1, count: 0 };
}

function hasChildRoles(role: Node): boolean {
  return [...role.children.values()].some((child) => child.client === null);
}

function ownLeaf(role: Node, count: number): Node {
  const leaf = role.children.get('.') ?? newNode('.', role, null);
  if (!role.children.has('.')) leaf.count = count;
  role.children.set('.', leaf);
  return leaf;
}

/** A role's clients go to its own leaf, which takes over the role's number of allocations. */
function moveClientsToOwnLeaf(role: Node, clients: Map<number, ReferenceClient>): void {
  const own = [...role.children.values()];
  if (own.length === 0) return;
  role.children.clear();
  const leaf = ownLeaf(role, role.count);
  for (const { name, client, weight, count } of own) {
    const moved = { ...newNode(name, leaf, client), weight, count };
    leaf.children.set(name, moved);
    const known = clients.get(client ?? -1);
    if (client !== null && known !== undefined) clients.set(client, { ...known, node: moved });
  }
}
