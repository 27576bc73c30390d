import { fromMilli } from '../resources/quantities.ts';
import type { ClientAllocator } from './client-allocator.ts';
import type { LaunchedAmounts } from './launched-amounts.ts';
import type { Quota } from './quota-table.ts';

const PREFIX = 'allocator/mesos';
/** Resources reported even where no agent has them. */
const ALWAYS = ['cpus', 'mem', 'disk'];

/**
 * The allocator's metrics under Mesos's names (`docs/monitoring.md`; `mesos-semantics` part 23).
 * How long cycles took is for whoever runs them to measure.
 */
export function allocatorMetrics(
  engine: ClientAllocator,
  launched: LaunchedAmounts,
  nowUs: number,
): Map<string, number> {
  const metrics = new Map<string, number>();
  metrics.set(`${PREFIX}/allocation_runs`, engine.cycles);
  metrics.set(`${PREFIX}/event_queue_dispatches`, 0);
  addResources(metrics, engine);
  addRoles(metrics, engine, nowUs);
  for (const quota of engine.quota.quotas.values()) addQuota(metrics, engine, quota);
  addConsumed(metrics, engine, launched);
  return metrics;
}

function addResources(metrics: Map<string, number>, engine: ClientAllocator): void {
  const { space, tree, register } = engine;
  const names = new Set([...ALWAYS, ...space.names]);
  for (const name of names) {
    const id = space.id(name);
    const total = id < 0 ? 0 : register.total[id];
    const allocated = id < 0 ? 0 : tree.allocated[id];
    if (total === 0 && !ALWAYS.includes(name)) continue;
    metrics.set(`${PREFIX}/resources/${name}/total`, fromMilli(total));
    metrics.set(`${PREFIX}/resources/${name}/offered_or_allocated`, fromMilli(allocated));
  }
}

/** Shares and refusals of roles that frameworks are in. */
function addRoles(metrics: Map<string, number>, engine: ClientAllocator, nowUs: number): void {
  const { tree, filters, clients, batch } = engine;
  const active = filters.countActive({ nowUs, batch, periodic: false });
  const refusals = new Map<string, number>();
  for (const client of clients.all()) {
    const role = clients.role[client];
    refusals.set(role, (refusals.get(role) ?? 0) + (active.get(client) ?? 0));
  }
  for (const [role, count] of refusals) {
    const own = tree.homeOf(tree.findRole(role));
    metrics.set(`${PREFIX}/roles/${role}/shares/dominant`, dominantShare(engine, own));
    metrics.set(`${PREFIX}/offer_filters/roles/${role}/active`, count);
  }
}

function dominantShare({ tree }: ClientAllocator, node: number): number {
  let share = 0;
  for (let r = 0; r < tree.resources; r++) {
    if (tree.total[r] === 0) continue;
    const part = tree.allocated[node * tree.resources + r] / tree.total[r];
    if (part > share) share = part;
  }
  return share / tree.weight[node];
}

function addQuota(metrics: Map<string, number>, engine: ClientAllocator, quota: Quota): void {
  const { space, tree } = engine;
  const { guarantees, limits } = quota.given;
  for (const [id, name] of space.names.entries()) {
    const prefix = quotaPrefix(quota.role, name);
    const guarantee = guarantees.get(name);
    const limit = limits.get(name);
    if (guarantee !== undefined) metrics.set(`${prefix}/guarantee`, fromMilli(guarantee));
    if (limit !== undefined) metrics.set(`${prefix}/limit`, fromMilli(limit));
    if (guarantee === undefined && limit === undefined) continue;
    const held = tree.allocated[quota.node * space.size + id];
    metrics.set(`${prefix}/offered_or_allocated`, fromMilli(held));
    metrics.set(`${prefix}/consumed`, 0);
  }
}

/** What top-level roles consume, with a quota or without: reservations, and what tasks use. */
function addConsumed(
  metrics: Map<string, number>,
  { space, tree, quota }: ClientAllocator,
  launched: LaunchedAmounts,
): void {
  for (const node of tree.topLevel()) {
    const role = tree.nameOf(node);
    const reserved = quota.reservedBelow(role);
    for (const [id, name] of space.names.entries()) {
      const consumed = reserved[id] + launched.of(role, id);
      if (consumed > 0) metrics.set(`${quotaPrefix(role, name)}/consumed`, fromMilli(consumed));
    }
  }
}

function quotaPrefix(role: string, resource: string): string {
  return `${PREFIX}/quota/roles/${role}/resources/${resource}`;
}
