import type { ResourceSpace } from '../resources/resource-space.ts';
import type { ClientId } from './client-table.ts';
import { type Portion, unreservedScalars } from './portion.ts';
import type { RoleTree } from './role-tree.ts';

/**
 * What tasks use of unreserved scalars, by top-level role: the part of quota that is consumed
 * and not just offered. For the metric `consumed` alone.
 */
export class LaunchedAmounts {
  private readonly space: ResourceSpace;
  private readonly tree: RoleTree;
  private readonly byRole = new Map<string, number[]>();

  constructor(space: ResourceSpace, tree: RoleTree) {
    this.space = space;
    this.tree = tree;
  }

  count(client: ClientId, { plain, rest }: Portion, sign: 1 | -1): void {
    const role = this.tree.nameOf(this.tree.topOf(client));
    const amounts = this.byRole.get(role) ?? this.space.names.map(() => 0);
    const more = unreservedScalars(this.space, rest);
    for (let r = 0; r < amounts.length; r++) {
      amounts[r] += sign * (plain[r] + (more === null ? 0 : more[r]));
    }
    this.byRole.set(role, amounts);
  }

  of(role: string, resource: number): number {
    return this.byRole.get(role)?.[resource] ?? 0;
  }
}
