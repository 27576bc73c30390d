import type { Allocator } from '../../core/allocation/allocator.ts';
import { fromMilli } from '../../core/resources/quantities.ts';
import { isWithinRole, reservedTo } from '../../core/resources/resource.ts';
import { check } from './mesos-model-audit.ts';
import { isInForce } from './mesos-model-rules.ts';
import { type Held, type ModelState, isBound } from './mesos-model-state.ts';

/** Compares the allocator's metrics with the lists (`mesos-semantics` part 23). */
export function auditMetrics(allocator: Allocator, state: ModelState, nowUs: number): void {
  const metrics = allocator.metrics(nowUs);
  const { names } = state.options.space;
  const compare = (name: string, wanted: number | undefined): void =>
    check(name, metrics.get(`allocator/mesos/${name}`), wanted);
  const [total, held] = [state.total(), state.scalarsHeld(() => true)];
  for (const [r, name] of names.entries()) {
    const isShown = total[r] > 0 || name !== 'gpus';
    compare(`resources/${name}/total`, isShown ? fromMilli(total[r]) : undefined);
    compare(`resources/${name}/offered_or_allocated`, isShown ? fromMilli(held[r]) : undefined);
  }
  for (const role of new Set(state.clients.map((client) => client.role))) {
    const inForce = state.filters.filter(
      (filter) =>
        filter.role === role && isInForce(filter, state.batch, { nowUs, periodic: false }),
    );
    compare(`offer_filters/roles/${role}/active`, inForce.length);
  }
  for (const [role, { guarantees, limits }] of state.quotas) {
    const given = state.scalarsHeld((one) => isWithinRole(one.role, role));
    const consumed = consumedByTasks(state, role);
    for (const [r, name] of names.entries()) {
      const of = `quota/roles/${role}/resources/${name}`;
      const [guarantee, limit] = [guarantees.get(name), limits.get(name)];
      compare(`${of}/guarantee`, guarantee === undefined ? undefined : fromMilli(guarantee));
      compare(`${of}/limit`, limit === undefined ? undefined : fromMilli(limit));
      if (guarantee === undefined && limit === undefined) continue;
      compare(`${of}/offered_or_allocated`, fromMilli(given[r]));
      compare(`${of}/consumed`, fromMilli(consumed[r]));
    }
  }
}

/** Reservations, allocated or not, and unreserved scalars that tasks use. */
function consumedByTasks(state: ModelState, role: string): number[] {
  const isUsed = (held: Held): boolean =>
    held.used && isWithinRole(held.role, role) && state.frameworks.has(held.framework);
  const tasks = state.held.filter(isUsed).map((one) => one.resources.filter(isBound));
  const reserved = [...state.agents.values()].map(({ total }) =>
    total.filter((one) => isWithinRole(reservedTo(one) ?? '', role)),
  );
  const amounts = [...tasks, ...reserved].map((one) => state.vector(one));
  return state.options.space.names.map((_, r) => amounts.reduce((sum, one) => sum + one[r], 0));
}
