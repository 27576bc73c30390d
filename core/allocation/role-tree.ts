import { copyInto } from '../collections/copy-into.ts';
import { assert } from '../assert.ts';
import { type HeapWalk, IndexedHeap, type Order } from '../heap/indexed-heap.ts';
import { ClientWalk } from './client-walk.ts';
import { NodeNames } from './node-names.ts';
import type { Accounts, PolicyRule } from './policy.ts';
import { NO_WANTS, type Wants } from './wants.ts';

/** The root of the tree, the parent of all top-level roles. */
export const ROOT = 0;
/** No node. */
export const NONE = -1;
/** Name of a role's own leaf once it has child roles; sorts before letters, as Mesos's `a/.`. */
const OWN_LEAF = '.';

/**
 * Roles and the clients in them (a client is a framework in a role), with their accounts.
 *
 * Every node has a dense id; its columns are typed arrays. What a subtree holds is kept on its
 * top node. The *eligible* children of a node (those with anything to serve below them) stand
 * in a heap ordered by the policy's key, so that the next client is found by descending.
 */
export class RoleTree implements Accounts, Order {
  readonly resources: number;
  readonly resourceNames: readonly string[];
  /** Totals of all agents; of resources that do not count in shares, none. */
  readonly total: Float64Array;
  parent: Int32Array = new Int32Array(8);
  allocated: Float64Array;
  weight: Float64Array = new Float64Array(8);
  weightByResource: Float64Array;
  readonly wants: Wants[] = [];
  /** Allocations ever made to a node or below it: the first tie-break. */
  allocations: Float64Array = new Float64Array(8);
  /**
   * What of `allocated` is reserved or revocable: it counts in shares but not against quota
   * beyond the reservations themselves. Empty until the first such allocation.
   */
  special: Float64Array = new Float64Array(0);
  /** Eligible clients in the tree. */
  eligible = 0;
  /** Told when a role's clients move to a leaf of their own. */
  onSplit: ((role: number, leaf: number) => void) | null = null;

  private readonly counts: readonly boolean[];
  private keys: Float64Array = new Float64Array(8);
  private readonly positions = { at: new Int32Array(8) };
  private readonly dirty: number[] = [];
  private isDirty: Uint8Array = new Uint8Array(8);
  private allDirty = false;
  private readonly names = new NodeNames();
  private readonly heaps: (IndexedHeap | null)[] = [];
  /** Roles right below a node, its own leaf included. */
  private childRoles: Int32Array = new Int32Array(8);
  /** Clients in a node's subtree. */
  private clientsBelow: Int32Array = new Int32Array(8);
  /** Reasons besides clients for which a role stays known: a reservation, a quota, a weight. */
  private keepers: Int32Array = new Int32Array(8);
  /** Ids of nodes that were removed, to be used again. */
  private readonly unused: number[] = [];
  private rule: PolicyRule = { key: () => 0 };

  /** @param excluded names of resources that do not count in shares */
  constructor(resourceNames: readonly string[], excluded: readonly string[] = []) {
    this.resourceNames = resourceNames;
    this.resources = resourceNames.length;
    this.total = new Float64Array(this.resources);
    this.counts = resourceNames.map((name) => !excluded.includes(name));
    this.allocated = new Float64Array(8 * this.resources);
    this.weightByResource = new Float64Array(8 * this.resources);
    this.newNode('', NONE, true);
  }

  /** Sets the policy's rule; before any client is eligible. */
  orderBy(rule: PolicyRule): void {
    this.rule = rule;
  }

  topLevel(): readonly number[] {
    return this.names.inOrder(ROOT);
  }

  childrenOf(node: number): readonly number[] {
    return this.names.inOrder(node);
  }

  /** Nodes made so far: every id is below it. */
  get size(): number {
    return this.names.size;
  }

  isClient(node: number): boolean {
    return this.heaps[node] === null;
  }

  nameOf(node: number): string {
    return this.names.of(node);
  }

  /** Served first: smaller key, then fewer allocations so far, then name (Mesos's DRF sorter). */
  before(a: number, b: number): boolean {
    const keyA = this.keys[a];
    const keyB = this.keys[b];
    if (keyA !== keyB) return keyA < keyB;
    if (this.allocations[a] !== this.allocations[b])
      return this.allocations[a] < this.allocations[b];
    return this.names.ranks[a] < this.names.ranks[b];
  }

  /** The node of a role path such as `eng/dev`, made with its ancestors if need be. */
  role(path: string): number {
    let node = ROOT;
    for (const name of path.split('/')) {
      let child = this.names.child(node, name);
      // A framework may be called as a child role is: it moves to the role's own leaf.
      if (child === undefined || this.isClient(child)) {
        if (node !== ROOT) this.splitOffOwnLeaf(node);
        child = this.newNode(name, node, true);
      }
      node = child;
    }
    return node;
  }

  /** The node of a role path if it is known, or NONE. */
  findRole(path: string): number {
    let node: number | undefined = ROOT;
    for (const name of path.split('/')) {
      node = this.names.child(node, name);
      if (node === undefined || this.isClient(node)) return NONE;
    }
    return node;
  }

  /** Adds a client to a role; it is not eligible yet. */
  addClient(role: number, name: string): number {
    const leaf = this.names.child(role, OWN_LEAF);
    const home = leaf ?? (this.hasChildRoles(role) ? this.newNode(OWN_LEAF, role, true) : role);
    assert(this.names.child(home, name) === undefined, `client ${name} is in its role once`);
    const client = this.newNode(name, home, false);
    for (let node = home; node !== NONE; node = this.parent[node]) this.clientsBelow[node]++;
    return client;
  }

  /**
   * Removes a client that is not eligible; what it held must have been given back. Roles that
   * nothing keeps known any more go with it (`mesos-semantics` part 3).
   */
  removeClient(client: number): void {
    assert(this.positions.at[client] < 0, 'a removed client is not eligible');
    const base = client * this.resources;
    for (let r = 0; r < this.resources; r++) {
      assert(this.allocated[base + r] === 0, `client ${this.names.of(client)} holds nothing`);
    }
    const home = this.parent[client];
    for (let node = home; node !== NONE; node = this.parent[node]) {
      // A role without clients leaves Mesos's sorter: one that comes back counts from zero.
      if (--this.clientsBelow[node] === 0) this.allocations[node] = 0;
      else this.rejoinOwnLeaf(node);
    }
    this.dropNode(client);
    this.prune(home);
  }

  /** Keeps a role known although nobody is in it; undone by {@link release}. */
  retain(role: number): void {
    this.keepers[role]++;
  }

  release(role: number): void {
    this.keepers[role]--;
    this.prune(role);
  }

  /** The node whose heap holds a role's own clients, or NONE when it has none. */
  homeOf(role: number): number {
    if (!this.hasChildRoles(role)) return role;
    return this.names.child(role, OWN_LEAF) ?? NONE;
  }

  /** Clients in a role itself, not in its child roles. */
  ownClients(role: number): number[] {
    const home = this.homeOf(role);
    const children = home === NONE ? [] : this.names.childrenOf(home);
    return children.filter((child) => this.isClient(child));
  }

  /** The top-level role above a client, or a role itself. */
  topOf(node: number): number {
    let top = node;
    while (this.parent[top] !== ROOT) top = this.parent[top];
    return top;
  }

  /** Paths of all roles, parents before children, siblings by name. */
  rolePaths(): string[] {
    const paths: string[] = [];
    const visit = (node: number, prefix: string): void => {
      for (const child of this.names.inOrder(node)) {
        const name = this.names.of(child);
        if (this.isClient(child) || name === OWN_LEAF) continue;
        paths.push(prefix + name);
        visit(child, `${prefix}${name}/`);
      }
    };
    visit(ROOT, '');
    return paths;
  }

  setWeight(node: number, weight: number | readonly number[]): void {
    const base = node * this.resources;
    for (let r = 0; r < this.resources; r++) {
      this.weightByResource[base + r] = typeof weight === 'number' ? weight : weight[r];
    }
    if (typeof weight === 'number') this.weight[node] = weight;
    this.touch(node);
  }

  /** A framework has said what it waits for. */
  setWants(client: number, wants: Wants): void {
    this.wants[client] = wants;
    if (this.positions.at[client] >= 0) this.refreshUpward(client);
  }

  /** The cluster's total of a resource changed: every share did. */
  addToTotal(resource: number, amount: number): void {
    if (amount === 0 || !this.counts[resource]) return;
    this.total[resource] += amount;
    this.allDirty = true;
  }

  /** Charges (or, with -1, gives back) an agent's resources to a client and all above it. */
  charge(client: number, amounts: ArrayLike<number>, offset: number, sign: 1 | -1): void {
    const { resources, allocated } = this;
    for (let node = client; node !== NONE; node = this.parent[node]) {
      const base = node * resources;
      for (let r = 0; r < resources; r++) allocated[base + r] += sign * amounts[offset + r];
      this.touch(node);
    }
  }

  /** As {@link charge}, for amounts that are reserved or revocable (`special`); one node only. */
  chargeSpecial(node: number, amounts: ArrayLike<number>, sign: 1 | -1): void {
    const { resources } = this;
    if (this.special.length === 0) this.special = new Float64Array(this.allocated.length);
    const base = node * resources;
    for (let r = 0; r < resources; r++) {
      this.allocated[base + r] += sign * amounts[r];
      this.special[base + r] += sign * amounts[r];
    }
    this.touch(node);
  }

  /** Thousandths of a resource a node holds that count against quota: neither reserved nor revocable. */
  unreservedOf(node: number, resource: number): number {
    const at = node * this.resources + resource;
    return this.special.length === 0 ? this.allocated[at] : this.allocated[at] - this.special[at];
  }

  /** The key by which a node stands among its siblings. */
  keyOf(node: number): number {
    return this.rule.key(node);
  }

  /** Counts an allocation to a client, tells the policy, and puts all above it in order. */
  served(client: number): void {
    for (let node = client; node !== ROOT; node = this.parent[node]) {
      this.allocations[node]++;
      this.rule.served?.(node);
      if (this.positions.at[node] >= 0) this.reorder(node);
    }
  }

  /** Lets a client (and every role above it) be served. */
  join(client: number): void {
    if (this.positions.at[client] >= 0) return;
    this.eligible++;
    for (let node = client; node !== ROOT; node = this.parent[node]) {
      const parent = this.parent[node];
      if (this.positions.at[node] >= 0) break;
      this.rule.joined?.(node);
      this.keys[node] = this.freshKey(node);
      (this.heaps[parent] as IndexedHeap).insert(node);
    }
    this.refreshUpward(client);
  }

  /** Takes a client, and every role left with none, out of what can be served. */
  leave(client: number): void {
    if (this.positions.at[client] < 0) return;
    this.eligible--;
    let node = client;
    for (; node !== ROOT; node = this.parent[node]) {
      const heap = this.heaps[this.parent[node]] as IndexedHeap;
      heap.remove(node);
      if (heap.size > 0) break;
    }
    if (node !== ROOT) this.refreshUpward((this.heaps[this.parent[node]] as IndexedHeap).first);
  }

  isEligible(node: number): boolean {
    return this.positions.at[node] >= 0;
  }

  /** Brings all keys up to date; before a cycle looks at the order. */
  settle(): void {
    if (this.allDirty) {
      this.rebuildBelow(ROOT);
      this.allDirty = false;
    } else {
      for (const node of this.dirty) if (this.positions.at[node] >= 0) this.reorder(node);
    }
    for (const node of this.dirty) this.isDirty[node] = 0;
    this.dirty.length = 0;
  }

  /**
   * The first client in policy order below `from` whose mark is not `passed`, or NONE.
   * The first in order costs one descent; each one passed over costs a step in its heap.
   */
  first(from: number, marks: Int32Array, passed: number): number {
    let node = from;
    while (!this.isClient(node)) {
      const heap = this.heaps[node] as IndexedHeap;
      if (heap.size === 0) return NONE;
      node = heap.first;
    }
    return marks[node] === passed ? this.search(from, marks, passed) : node;
  }

  /** Eligible clients below a node in policy order; the tree must not be reordered meanwhile. */
  walk(from: number): ClientWalk {
    return new ClientWalk(this, from);
  }

  /** Eligible children of a role in policy order. */
  walkChildren(role: number): HeapWalk {
    return (this.heaps[role] as IndexedHeap).walk();
  }

  /** Whether a role, or anything below it, can be served. */
  hasEligible(role: number): boolean {
    return (this.heaps[role] as IndexedHeap).size > 0;
  }

  private search(from: number, marks: Int32Array, passed: number): number {
    const walk = (this.heaps[from] as IndexedHeap).walk();
    for (let child = walk.next(); child !== NONE; child = walk.next()) {
      if (!this.isClient(child)) {
        const found = this.search(child, marks, passed);
        if (found !== NONE) return found;
      } else if (marks[child] !== passed) {
        return child;
      }
    }
    return NONE;
  }

  /** All keys may have changed: they are asked anew before the next cycle. */
  touchAll(): void {
    this.allDirty = true;
  }

  private reorder(node: number): void {
    this.keys[node] = this.freshKey(node);
    (this.heaps[this.parent[node]] as IndexedHeap).update(node);
  }

  private touch(node: number): void {
    if (this.isDirty[node] === 1) return;
    this.isDirty[node] = 1;
    this.dirty.push(node);
  }

  /** Puts every eligible node from a child upwards in its place. */
  private refreshUpward(child: number): void {
    for (let node = child; node !== ROOT; node = this.parent[node]) {
      if (this.positions.at[node] >= 0) this.reorder(node);
    }
  }

  private freshKey(node: number): number {
    if (this.rule.inherits !== true || this.isClient(node)) return this.rule.key(node);
    return this.keys[(this.heaps[node] as IndexedHeap).first];
  }

  /** Keys of all that is eligible below a role, from the clients upwards, and the heaps. */
  private rebuildBelow(role: number): void {
    const heap = this.heaps[role] as IndexedHeap;
    for (const child of heap.inAnyOrder()) {
      if (!this.isClient(child)) this.rebuildBelow(child);
      this.keys[child] = this.freshKey(child);
    }
    heap.rebuild();
  }

  private hasChildRoles(role: number): boolean {
    return this.childRoles[role] > 0;
  }

  /** Before a role gets its first child role, its own clients move to a leaf of their own. */
  private splitOffOwnLeaf(role: number): void {
    const clients = this.names.childrenOf(role);
    if (clients.length === 0 || this.hasChildRoles(role)) return;
    const wereEligible = clients.filter((client) => this.isEligible(client));
    for (const client of wereEligible) this.leave(client);
    const leaf = this.newNode(OWN_LEAF, role, true);
    for (const client of clients) {
      this.parent[client] = leaf;
      this.names.move(client, role, leaf);
    }
    const { resources } = this;
    this.allocated.copyWithin(leaf * resources, role * resources, (role + 1) * resources);
    if (this.special.length > 0) {
      this.special.copyWithin(leaf * resources, role * resources, (role + 1) * resources);
    }
    this.allocations[leaf] = this.allocations[role];
    this.clientsBelow[leaf] = clients.length;
    this.onSplit?.(role, leaf);
    for (const client of wereEligible) this.join(client);
  }

  /** Removes a role, and those above it, that nothing keeps known. */
  private prune(role: number): void {
    let node = role;
    while (node !== ROOT && this.names.countOf(node) === 0 && !this.isKept(node)) {
      const above = this.parent[node];
      this.dropNode(node);
      node = above;
    }
  }

  /** A parent left with its own clients alone is a plain leaf again: both count the same. */
  private rejoinOwnLeaf(role: number): void {
    const leaf = this.names.child(role, OWN_LEAF);
    if (leaf === undefined || this.clientsBelow[leaf] !== this.clientsBelow[role]) return;
    this.allocations[leaf] = this.allocations[role];
  }

  private isKept(role: number): boolean {
    if (this.keepers[role] > 0 || this.weight[role] !== 1) return true;
    const base = role * this.resources;
    for (let r = 0; r < this.resources; r++) if (this.weightByResource[base + r] !== 1) return true;
    return false;
  }

  private dropNode(node: number): void {
    const above = this.parent[node];
    if (!this.isClient(node)) this.childRoles[above]--;
    this.names.remove(node, above);
    this.wants[node] = NO_WANTS;
    this.unused.push(node);
  }

  private newNode(name: string, parent: number, inner: boolean): number {
    const node = this.unused.pop() ?? this.names.size;
    if (node === this.parent.length) this.grow();
    this.heaps[node] = inner ? new IndexedHeap(this, this.positions) : null;
    this.parent[node] = parent;
    this.positions.at[node] = NONE;
    this.weight[node] = 1;
    this.allocations[node] = 0;
    this.clientsBelow[node] = 0;
    this.keepers[node] = 0;
    this.wants[node] = NO_WANTS;
    this.weightByResource.fill(1, node * this.resources, (node + 1) * this.resources);
    this.allocated.fill(0, node * this.resources, (node + 1) * this.resources);
    this.special.fill(0, node * this.resources, (node + 1) * this.resources);
    this.childRoles[node] = 0;
    if (parent !== NONE && inner) this.childRoles[parent]++;
    if (parent === NONE) this.names.addRoot(node);
    else this.names.add(node, name, parent, inner);
    return node;
  }

  private grow(): void {
    const capacity = this.parent.length * 2;
    this.parent = copyInto(new Int32Array(capacity), this.parent);
    this.weight = copyInto(new Float64Array(capacity), this.weight);
    this.allocations = copyInto(new Float64Array(capacity), this.allocations);
    this.keys = copyInto(new Float64Array(capacity), this.keys);
    this.names.grow(capacity);
    this.positions.at = copyInto(new Int32Array(capacity), this.positions.at);
    this.isDirty = copyInto(new Uint8Array(capacity), this.isDirty);
    this.childRoles = copyInto(new Int32Array(capacity), this.childRoles);
    this.clientsBelow = copyInto(new Int32Array(capacity), this.clientsBelow);
    this.keepers = copyInto(new Int32Array(capacity), this.keepers);
    const { resources } = this;
    this.allocated = copyInto(new Float64Array(capacity * resources), this.allocated);
    this.weightByResource = copyInto(new Float64Array(capacity * resources), this.weightByResource);
    if (this.special.length > 0) {
      this.special = copyInto(new Float64Array(capacity * resources), this.special);
    }
  }
}
