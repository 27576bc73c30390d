import { copyInto } from '../collections/copy-into.ts';
import { assert } from '../assert.ts';
import { IndexedHeap, type Order } from '../heap/indexed-heap.ts';
import { NameRanks } from './name-ranks.ts';
import type { Accounts, PolicyRule } from './policy.ts';

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
  readonly total: Float64Array;
  parent: Int32Array = new Int32Array(8);
  allocated: Float64Array;
  weight: Float64Array = new Float64Array(8);
  weightByResource: Float64Array;
  waitingSinceUs: Float64Array = new Float64Array(8);
  /** Allocations ever made to a node or below it: the first tie-break. */
  allocations: Float64Array = new Float64Array(8);
  /** Eligible clients in the tree. */
  eligible = 0;

  private keys: Float64Array = new Float64Array(8);
  private readonly positions = { at: new Int32Array(8) };
  private readonly dirty: number[] = [];
  private isDirty: Uint8Array = new Uint8Array(8);
  private allDirty = false;
  private readonly names: string[] = [];
  private ranks: Float64Array = new Float64Array(8);
  /** Order of the children's names; null for clients. */
  private readonly siblings: (NameRanks | null)[] = [];
  /** Children by name; null for clients. */
  private readonly children: (Map<string, number> | null)[] = [];
  private readonly heaps: (IndexedHeap | null)[] = [];
  private rule: PolicyRule = { key: () => 0 };

  constructor(resourceNames: readonly string[]) {
    this.resourceNames = resourceNames;
    this.resources = resourceNames.length;
    this.total = new Float64Array(this.resources);
    this.allocated = new Float64Array(8 * this.resources);
    this.weightByResource = new Float64Array(8 * this.resources);
    this.newNode('', NONE, true);
  }

  /** Sets the policy's rule; before any client is eligible. */
  orderBy(rule: PolicyRule): void {
    this.rule = rule;
  }

  topLevel(): readonly number[] {
    return (this.siblings[ROOT] as NameRanks).inOrder();
  }

  /** Nodes made so far: every id is below it. */
  get size(): number {
    return this.names.length;
  }

  isClient(node: number): boolean {
    return this.heaps[node] === null;
  }

  nameOf(node: number): string {
    return this.names[node];
  }

  /** Served first: smaller key, then fewer allocations so far, then name (Mesos's DRF sorter). */
  before(a: number, b: number): boolean {
    const keyA = this.keys[a];
    const keyB = this.keys[b];
    if (keyA !== keyB) return keyA < keyB;
    if (this.allocations[a] !== this.allocations[b])
      return this.allocations[a] < this.allocations[b];
    return this.ranks[a] < this.ranks[b];
  }

  /** The node of a role path such as `eng/dev`, made with its ancestors if need be. */
  role(path: string): number {
    let node = ROOT;
    for (const name of path.split('/')) {
      const children = this.children[node] as Map<string, number>;
      let child = children.get(name);
      if (child === undefined) {
        if (node !== ROOT) this.splitOffOwnLeaf(node);
        child = this.newNode(name, node, true);
      }
      node = child;
    }
    return node;
  }

  /** Adds a client to a role; it is not eligible yet. */
  addClient(role: number, name: string): number {
    const leaf = this.children[role]?.get(OWN_LEAF);
    const home = leaf ?? (this.hasChildRoles(role) ? this.newNode(OWN_LEAF, role, true) : role);
    assert(!this.children[home]?.has(name), `client ${name} is in its role once`);
    return this.newNode(name, home, false);
  }

  /** Removes a client that is not eligible; what it held must have been given back. */
  removeClient(client: number): void {
    assert(this.positions.at[client] < 0, 'a removed client is not eligible');
    const base = client * this.resources;
    for (let r = 0; r < this.resources; r++) {
      assert(this.allocated[base + r] === 0, `client ${this.names[client]} holds nothing`);
    }
    this.children[this.parent[client]]?.delete(this.names[client]);
    this.siblings[this.parent[client]]?.remove(this.names[client]);
  }

  setWeight(node: number, weight: number | readonly number[]): void {
    const base = node * this.resources;
    for (let r = 0; r < this.resources; r++) {
      this.weightByResource[base + r] = typeof weight === 'number' ? weight : weight[r];
    }
    if (typeof weight === 'number') this.weight[node] = weight;
    this.touch(node);
  }

  setWaitingSince(client: number, sinceUs: number): void {
    if (this.waitingSinceUs[client] === sinceUs) return;
    this.waitingSinceUs[client] = sinceUs;
    if (this.positions.at[client] >= 0) this.refreshUpward(client);
  }

  /** The cluster's total of a resource changed: every share did. */
  addToTotal(resource: number, amount: number): void {
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
      if (!this.isClient(node)) this.adoptWait(node);
      this.keys[node] = this.rule.key(node);
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

  isEligible(client: number): boolean {
    return this.positions.at[client] >= 0;
  }

  /** Brings all keys up to date; before a cycle looks at the order. */
  settle(): void {
    if (this.allDirty) {
      for (let node = 1; node < this.names.length; node++) {
        if (this.positions.at[node] >= 0) this.keys[node] = this.rule.key(node);
      }
      for (const heap of this.heaps) heap?.rebuild();
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

  private reorder(node: number): void {
    this.keys[node] = this.rule.key(node);
    (this.heaps[this.parent[node]] as IndexedHeap).update(node);
  }

  private touch(node: number): void {
    if (this.isDirty[node] === 1) return;
    this.isDirty[node] = 1;
    this.dirty.push(node);
  }

  /** Recomputes the longest wait and the key of every eligible node from a child upwards. */
  private refreshUpward(child: number): void {
    this.reorder(child);
    for (let node = this.parent[child]; node !== ROOT; node = this.parent[node]) {
      this.adoptWait(node);
      if (this.positions.at[node] >= 0) this.reorder(node);
    }
  }

  /** Under a policy that orders by waiting time, the first child has waited longest. */
  private adoptWait(node: number): void {
    const heap = this.heaps[node] as IndexedHeap;
    this.waitingSinceUs[node] = heap.size > 0 ? this.waitingSinceUs[heap.first] : 0;
  }

  private hasChildRoles(role: number): boolean {
    for (const child of this.children[role]?.values() ?? []) if (!this.isClient(child)) return true;
    return false;
  }

  /** Before a role gets its first child role, its own clients move to a leaf of their own. */
  private splitOffOwnLeaf(role: number): void {
    const children = this.children[role] as Map<string, number>;
    if (children.size === 0 || children.has(OWN_LEAF) || this.hasChildRoles(role)) return;
    const clients = [...children.values()];
    const wereEligible = clients.filter((client) => this.isEligible(client));
    for (const client of wereEligible) this.leave(client);
    children.clear();
    const leaf = this.newNode(OWN_LEAF, role, true);
    for (const client of clients) {
      this.parent[client] = leaf;
      this.children[leaf]?.set(this.names[client], client);
      this.siblings[role]?.remove(this.names[client]);
      this.siblings[leaf]?.add(this.names[client], client, this.ranks);
    }
    const { resources } = this;
    this.allocated.copyWithin(leaf * resources, role * resources, (role + 1) * resources);
    this.allocations[leaf] = this.allocations[role];
    for (const client of wereEligible) this.join(client);
  }

  private newNode(name: string, parent: number, inner: boolean): number {
    const node = this.names.length;
    if (node === this.parent.length) this.grow();
    this.names.push(name);
    this.children.push(inner ? new Map() : null);
    this.heaps.push(inner ? new IndexedHeap(this, this.positions) : null);
    this.siblings.push(inner ? new NameRanks() : null);
    this.parent[node] = parent;
    this.positions.at[node] = NONE;
    this.weight[node] = 1;
    this.weightByResource.fill(1, node * this.resources, (node + 1) * this.resources);
    if (parent !== NONE) {
      this.children[parent]?.set(name, node);
      this.siblings[parent]?.add(name, node, this.ranks);
    }
    return node;
  }

  private grow(): void {
    const capacity = this.parent.length * 2;
    this.parent = copyInto(new Int32Array(capacity), this.parent);
    this.weight = copyInto(new Float64Array(capacity), this.weight);
    this.waitingSinceUs = copyInto(new Float64Array(capacity), this.waitingSinceUs);
    this.allocations = copyInto(new Float64Array(capacity), this.allocations);
    this.keys = copyInto(new Float64Array(capacity), this.keys);
    this.ranks = copyInto(new Float64Array(capacity), this.ranks);
    this.positions.at = copyInto(new Int32Array(capacity), this.positions.at);
    this.isDirty = copyInto(new Uint8Array(capacity), this.isDirty);
    const { resources } = this;
    this.allocated = copyInto(new Float64Array(capacity * resources), this.allocated);
    this.weightByResource = copyInto(new Float64Array(capacity * resources), this.weightByResource);
  }
}
