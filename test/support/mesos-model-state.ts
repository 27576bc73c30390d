import type { AgentFacts, Domain } from '../../core/allocation/agent-facts.ts';
import type { FrameworkFacts } from '../../core/allocation/framework-table.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import { type Resource, isWithinRole, reservedTo } from '../../core/resources/resource.ts';
import type { ResourceSpace } from '../../core/resources/resource-space.ts';
import { Resources } from '../../core/resources/resources.ts';
import { RoleCounts } from './mesos-model-counts.ts';

/** A framework in a role. */
export interface ModelClient {
  readonly framework: number;
  readonly role: string;
  /** False when its framework has left the role and still holds something in it. */
  subscribed: boolean;
  suppressed: boolean;
  /** Allocations ever made to it. */
  count: number;
}

/** Somebody's resources on an agent: one open offer, or what one task uses. */
export interface Held {
  readonly framework: number;
  readonly role: string;
  readonly agent: number;
  resources: Resources;
  used: boolean;
}

export interface ModelFilter {
  readonly framework: number;
  readonly role: string;
  readonly agent: number;
  readonly refused: Resources;
  readonly expiresUs: number;
  readonly bornInBatch: number;
}

export interface ModelAgent {
  total: Resources;
  facts: AgentFacts;
  active: boolean;
}

export interface ModelFramework {
  facts: FrameworkFacts;
  active: boolean;
}

export interface ModelQuota {
  readonly guarantees: ResourceMap;
  readonly limits: ResourceMap;
}

/** What does not change while an allocator lives. */
export interface ModelOptions {
  readonly space: ResourceSpace;
  readonly intervalUs: number;
  readonly minAllocatable: readonly ResourceMap[];
  readonly fairnessExclude: readonly string[];
  readonly filterGpu: boolean;
  readonly masterDomain: Domain | null;
}

/**
 * All there is to know about a cluster, as lists: nothing is kept that can be worked out, but for
 * the numbers of allocations, which are history.
 */
export class ModelState {
  readonly options: ModelOptions;
  readonly agents = new Map<number, ModelAgent>();
  readonly frameworks = new Map<number, ModelFramework>();
  clients: ModelClient[] = [];
  /** Offered and used, also by frameworks that are not known yet. */
  held: Held[] = [];
  filters: ModelFilter[] = [];
  readonly quotas = new Map<string, ModelQuota>();
  readonly weights = new Map<string, number>();
  readonly counts = new RoleCounts();
  whitelist: ReadonlySet<string> | null = null;
  /** Periodic cycles so far, a running one included. */
  batch = 0;

  constructor(options: ModelOptions) {
    this.options = options;
  }

  clientOf(framework: number, role: string): ModelClient | undefined {
    return this.clients.find((one) => one.framework === framework && one.role === role);
  }

  /** Whether offers may be made to a client at all. */
  isEligible({ framework, subscribed, suppressed }: ModelClient): boolean {
    return subscribed && !suppressed && this.frameworks.get(framework)?.active === true;
  }

  /** Whether an agent may be offered at all. */
  isOffered(agent: number): boolean {
    const known = this.agents.get(agent);
    if (known === undefined || !known.active) return false;
    return this.whitelist === null || this.whitelist.has(known.facts.hostname);
  }

  /** Everything that is free on an agent; shared volumes are, whoever uses them. */
  free(agent: number): Resources {
    const total = this.agents.get(agent)?.total ?? Resources.EMPTY;
    const held = sumOf(this.held.filter((one) => one.agent === agent));
    return total.nonShared().minus(held.nonShared()).plus(total.shared());
  }

  /** Thousandths of scalars that some hold: shared volumes count once an agent. */
  scalarsHeld(which: (held: Held) => boolean): number[] {
    const byAgent = new Map<number, Resources>();
    for (const held of this.held) {
      if (!this.frameworks.has(held.framework) || !which(held)) continue;
      const before = byAgent.get(held.agent) ?? Resources.EMPTY;
      byAgent.set(held.agent, before.plus(held.resources));
    }
    return this.plus([...byAgent.values()].map((resources) => this.vector(resources)));
  }

  /** Thousandths of scalars on all agents, active or not. */
  total(): number[] {
    return this.plus([...this.agents.values()].map(({ total }) => this.vector(total)));
  }

  /** What counts against a top-level role's quota (part 5.11). */
  consumed(role: string): number[] {
    const reserved = [...this.agents.values()].map(({ total }) =>
      total.filter((one) => isWithinRole(reservedTo(one) ?? '', role)),
    );
    const unreserved = this.held
      .filter((one) => this.frameworks.has(one.framework) && isWithinRole(one.role, role))
      .map((one) => one.resources.filter(isBound));
    return this.plus([...reserved, ...unreserved].map((one) => this.vector(one)));
  }

  /** What is missing of a role's guarantee, never below zero. */
  missing(role: string): number[] {
    const guarantees = this.quotas.get(role)?.guarantees ?? new Map<string, number>();
    const consumed = this.consumed(role);
    return this.options.space.names.map((name, r) =>
      Math.max(0, (guarantees.get(name) ?? 0) - consumed[r]),
    );
  }

  /** What must stay free for guarantees, of roles without frameworks too. */
  requiredHeadroom(): number[] {
    return this.plus([...this.quotas.keys()].map((role) => this.missing(role)));
  }

  /** Unreserved scalars that nobody holds; what is over-allocated counts below zero. */
  availableHeadroom(): number[] {
    const had = [...this.agents.values()].map(({ total }) => this.vector(total.filter(isBound)));
    const held = this.held.map(({ resources }) => this.vector(resources.filter(isBound)));
    const sum = this.plus(held);
    return this.plus(had).map((amount, r) => amount - sum[r]);
  }

  /** Roles that exist: someone is in them, or something is reserved, a quota or a weight set. */
  knownRoles(): string[] {
    const roles = new Set(this.clients.map(({ role }) => role));
    for (const { total } of this.agents.values()) {
      if (!total.hasReserved) continue;
      for (const resource of total) roles.add(reservedTo(resource) ?? '');
    }
    for (const role of this.quotas.keys()) roles.add(role);
    for (const [role, weight] of this.weights) if (weight !== 1) roles.add(role);
    roles.delete('');
    return [...new Set([...roles].flatMap(withAncestors))].sort(byPath);
  }

  vector(resources: Resources): number[] {
    const quantities = resources.scalarQuantities();
    return this.options.space.names.map((name) => quantities.get(name) ?? 0);
  }

  private plus(vectors: readonly (readonly number[])[]): number[] {
    return this.options.space.names.map((_, r) => vectors.reduce((sum, one) => sum + one[r], 0));
  }
}

export function sumOf(list: readonly Held[]): Resources {
  return list.reduce((sum, { resources }) => sum.plus(resources), Resources.EMPTY);
}

/** What quota and headroom are about: unreserved non-revocable scalars. */
export function isBound({ value, reservations, revocable }: Resource): boolean {
  return value.kind === 'scalar' && reservations.length === 0 && !revocable;
}

/** `a/b/c` → `a`, `a/b`, `a/b/c`. */
export function withAncestors(role: string): string[] {
  const names = role.split('/');
  return names.map((_, at) => names.slice(0, at + 1).join('/'));
}

/** A role before those below it, siblings by name. */
function byPath(a: string, b: string): number {
  // The slash counts as less than any other character.
  const [left, right] = [a.replaceAll('/', '\0'), b.replaceAll('/', '\0')];
  return left < right ? -1 : left > right ? 1 : 0;
}
