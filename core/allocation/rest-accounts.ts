import type { ResourceSpace } from '../resources/resource-space.ts';
import { Resources } from '../resources/resources.ts';
import { isUnreservedScalar, scalarsOf } from './portion.ts';
import { NONE, ROOT, type RoleTree } from './role-tree.ts';

/**
 * Charges what is not plain to a client and the roles above it.
 *
 * Reserved and revocable scalars count in shares as all do (`mesos-semantics` part 4.1); a
 * shared volume counts once for each node of the tree and agent, however many copies are held.
 */
export class RestAccounts {
  private readonly space: ResourceSpace;
  private readonly tree: RoleTree;
  /** Shared volumes held by each node, by agent. */
  private readonly shared = new Map<number, Map<number, Resources>>();

  constructor(space: ResourceSpace, tree: RoleTree) {
    this.space = space;
    this.tree = tree;
    tree.onSplit = (role, leaf) => this.split(role, leaf);
  }

  charge(client: number, agent: number, rest: Resources, sign: 1 | -1): void {
    if (rest.isEmpty || rest.scalarQuantities().size === 0) return;
    const unreserved = scalarsOf(this.space, rest.filter(isUnreservedScalar));
    if (unreserved !== null) this.tree.charge(client, unreserved, 0, sign);
    const special = scalarsOf(
      this.space,
      rest.filter((one) => !isUnreservedScalar(one) && !one.shared),
    );
    const shared = rest.hasShared ? rest.shared() : null;
    for (let node = client; node !== NONE; node = this.tree.parent[node]) {
      if (special !== null) this.tree.chargeSpecial(node, special, sign);
      if (shared !== null) this.chargeShared(node, agent, shared, sign);
    }
  }

  private chargeShared(node: number, agent: number, volumes: Resources, sign: 1 | -1): void {
    const byAgent = this.shared.get(node) ?? new Map<number, Resources>();
    const before = byAgent.get(agent) ?? Resources.EMPTY;
    const after = sign === 1 ? before.plus(volumes) : before.minus(volumes);
    if (after.isEmpty) byAgent.delete(agent);
    else byAgent.set(agent, after);
    if (byAgent.size === 0) this.shared.delete(node);
    else this.shared.set(node, byAgent);
    const [less, more] = sign === 1 ? [before, after] : [after, before];
    const amounts = scalarsOf(this.space, more);
    if (amounts === null) return;
    const base = scalarsOf(this.space, less);
    const change = amounts.map((amount, r) => amount - (base === null ? 0 : base[r]));
    this.tree.chargeSpecial(node, change, sign);
  }

  /** A role's clients moved to its own leaf, which holds what they hold. */
  private split(role: number, leaf: number): void {
    const byAgent = this.shared.get(role);
    if (byAgent !== undefined && role !== ROOT) this.shared.set(leaf, new Map(byAgent));
  }
}
