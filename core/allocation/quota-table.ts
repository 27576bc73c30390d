import type { ResourceMap } from '../resources/quantities.ts';
import type { ResourceSpace } from '../resources/resource-space.ts';
import { type Resource, reservedTo } from '../resources/resource.ts';
import { Resources } from '../resources/resources.ts';
import { scalarsOf } from './portion.ts';
import type { RoleTree } from './role-tree.ts';

/** The quota of a top-level role (Mesos `docs/quota.md`; `mesos-semantics` part 6). */
export interface Quota {
  readonly role: string;
  readonly node: number;
  /** Thousandths held available for the role, by resource. */
  readonly guarantees: readonly number[];
  /** Most it may consume; Infinity where there is no limit. */
  readonly limits: readonly number[];
  /** Reservations in the role's subtree: counted as they come and go. */
  readonly reserved: readonly number[];
  readonly hasGuarantee: boolean;
  readonly hasLimit: boolean;
  /** As set: names the space does not know, too. */
  readonly given: { readonly guarantees: ResourceMap; readonly limits: ResourceMap };
}

/** Quotas and reservations of roles, and what of a quota is consumed. */
export class QuotaTable {
  /** By node of the role, in the order in which they were first set. */
  readonly quotas: Map<number, Quota> = new Map();
  /** Roles whose clients are out of the order, being at their limit. */
  readonly exhausted: Set<number> = new Set();
  guarantees = 0;
  limits = 0;

  readonly space: ResourceSpace;
  private readonly tree: RoleTree;
  /** Reservations of all agents by role path. */
  private readonly reservedByRole = new Map<string, number[]>();
  /** Reservations in the subtree of each top-level role. */
  private readonly reservedByTop = new Map<string, number[]>();

  constructor(space: ResourceSpace, tree: RoleTree) {
    this.space = space;
    this.tree = tree;
  }

  /** Sets a top-level role's quota; without guarantees and limits it returns to the default. */
  set(role: string, guarantees: ResourceMap, limits: ResourceMap): void {
    this.clear(role);
    const wanted = new Map([...guarantees].filter(([, amount]) => amount > 0));
    if (wanted.size === 0 && limits.size === 0) return;
    const node = this.tree.role(role);
    this.tree.retain(node);
    const { names } = this.space;
    const hasGuarantee = wanted.size > 0;
    const hasLimit = limits.size > 0;
    this.quotas.set(node, {
      ...{ role, node, hasGuarantee, hasLimit, given: { guarantees: wanted, limits } },
      reserved: this.reservedBelow(role),
      guarantees: names.map((name) => wanted.get(name) ?? 0),
      limits: names.map((name) => limits.get(name) ?? Number.POSITIVE_INFINITY),
    });
    this.guarantees += Number(hasGuarantee);
    this.limits += Number(hasLimit);
  }

  clear(role: string): void {
    const node = this.tree.findRole(role);
    const quota = this.quotas.get(node);
    if (quota === undefined) return;
    this.quotas.delete(node);
    this.exhausted.delete(node);
    this.guarantees -= Number(quota.hasGuarantee);
    this.limits -= Number(quota.hasLimit);
    this.tree.release(node);
  }

  /** Counts (or, with -1, uncounts) the reservations among an agent's total. */
  countReservations(rest: Resources, sign: 1 | -1): void {
    if (!rest.hasReserved) return;
    for (const resource of rest) this.countReservation(resource, sign);
  }

  /**
   * What counts against a role's quota: all reservations of its subtree, allocated or not, and
   * unreserved non-revocable scalars offered to it or used (part 5.11).
   */
  consumed(quota: Quota, resource: number): number {
    return quota.reserved[resource] + this.tree.unreservedOf(quota.node, resource);
  }

  /** What is missing of a guarantee, never below zero. */
  missing(quota: Quota, resource: number): number {
    return Math.max(0, quota.guarantees[resource] - this.consumed(quota, resource));
  }

  isSatisfied(quota: Quota): boolean {
    for (let r = 0; r < this.space.size; r++) {
      if (quota.guarantees[r] > 0 && this.missing(quota, r) > 0) return false;
    }
    return true;
  }

  /** What the role may still consume, by resource, never below zero. */
  allowance(quota: Quota, resource: number): number {
    return Math.max(0, quota.limits[resource] - this.consumed(quota, resource));
  }

  /** Whether the role can consume nothing more of any resource. */
  isExhausted(quota: Quota): boolean {
    for (let r = 0; r < this.space.size; r++) if (this.allowance(quota, r) > 0) return false;
    return true;
  }

  /** What must stay free for guarantees, those of roles without frameworks included. */
  requiredHeadroom(): number[] {
    const required = this.space.names.map(() => 0);
    if (this.guarantees === 0) return required;
    for (const quota of this.quotas.values()) {
      if (!quota.hasGuarantee) continue;
      for (let r = 0; r < required.length; r++) required[r] += this.missing(quota, r);
    }
    return required;
  }

  /** Reservations in the subtree of a top-level role, allocated or not. */
  reservedBelow(top: string): number[] {
    const known = this.reservedByTop.get(top) ?? this.space.names.map(() => 0);
    this.reservedByTop.set(top, known);
    return known;
  }

  private countReservation(resource: Resource, sign: 1 | -1): void {
    const role = reservedTo(resource);
    if (role === null) return;
    const amounts = scalarsOf(this.space, Resources.of([resource]));
    const before = this.reservedByRole.get(role);
    // A role is known while anything is reserved to it, also what is no scalar: count objects.
    const counted = before ?? [...this.space.names.map(() => 0), 0];
    if (amounts !== null) {
      const above = this.reservedBelow(role.split('/')[0]);
      for (let r = 0; r < amounts.length; r++) {
        counted[r] += sign * amounts[r];
        above[r] += sign * amounts[r];
      }
    }
    counted[counted.length - 1] += sign;
    if (before === undefined) {
      this.reservedByRole.set(role, counted);
      this.tree.retain(this.tree.role(role));
    } else if (counted[counted.length - 1] === 0) {
      this.reservedByRole.delete(role);
      this.tree.release(this.tree.findRole(role));
    }
  }
}
