import { allocatorMetrics } from '../../core/allocation/allocator-metrics.ts';
import { LaunchedAmounts } from '../../core/allocation/launched-amounts.ts';
import { portionOf } from '../../core/allocation/portion.ts';
import { LIVE_SPACE } from '../../core/recording/live-space.ts';
import { fromMilli } from '../../core/resources/quantities.ts';
import type { Resource } from '../../core/resources/resource.ts';
import type { Holdings } from './documents/holdings.ts';
import type { MasterSite } from './master-site.ts';

export type SetMetric = (name: string, value: number) => void;

/** Scalars by name, thousandths: those that stay, and those that may be taken back. */
class Amounts {
  private readonly firm = new Map<string, number>();
  private readonly revocable = new Map<string, number>();

  add(name: string, milli: number, isRevocable: boolean): void {
    const amounts = isRevocable ? this.revocable : this.firm;
    amounts.set(name, (amounts.get(name) ?? 0) + milli);
  }

  addAll(all: Iterable<Resource>): void {
    for (const { name, value, revocable } of all) {
      if (value.kind === 'scalar') this.add(name, value.milli, revocable);
    }
  }

  of(name: string, isRevocable: boolean): number {
    return fromMilli((isRevocable ? this.revocable : this.firm).get(name) ?? 0);
  }
}

/** What all agents have, and what of it is used. */
export function setResources(holdings: Holdings, set: SetMetric): void {
  const [total, used] = [new Amounts(), new Amounts()];
  for (const { total: all } of holdings.agents) {
    for (const [place, name] of LIVE_SPACE.names.entries())
      total.add(name, all.plain[place], false);
    total.addAll(all.rest);
  }
  for (const role of holdings.usedByRole.keys()) used.addAll(holdings.usedByRole.of(role));
  for (const name of ['cpus', 'gpus', 'mem', 'disk']) {
    for (const isRevocable of [false, true]) {
      const head = `master/${name}${isRevocable ? '_revocable' : ''}`;
      const [all, some] = [total.of(name, isRevocable), used.of(name, isRevocable)];
      set(`${head}_total`, all);
      set(`${head}_used`, some);
      set(`${head}_percent`, all === 0 ? 0 : some / all);
    }
  }
}

/** Agents as they are, came and went. */
export function setAgents({ host, history }: MasterSite, holdings: Holdings, set: SetMetric): void {
  const { agents } = holdings;
  const connected = agents.filter((agent) => agent.connected).length;
  const active = agents.filter((one) => one.connected && one.mode === 'active').length;
  set('master/slaves_active', active);
  set('master/slaves_inactive', agents.length - active);
  set('master/slaves_connected', connected);
  set('master/slaves_disconnected', agents.length - connected);
  set('master/slaves_unreachable', host.master.registry.unreachable.size);
  const { removals } = host.master.health;
  const [registered, removed] = [history.counts.agentsRegistered, history.counts.agentsRemoved];
  const unregistered = host.inputs.get('UNREGISTER_AGENT') ?? 0;
  set('master/slave_registrations', registered);
  set('master/slave_reregistrations', host.inputs.get('REREGISTER_AGENT') ?? 0);
  set('master/slave_removals', removed);
  // No agent is removed here because it has come back as another one.
  set('master/slave_removals/reason_registered', 0);
  set('master/slave_removals/reason_unhealthy', removals.completed);
  set('master/slave_removals/reason_unregistered', unregistered);
  for (const word of ['scheduled', 'completed', 'canceled'] as const) {
    set(`master/slave_unreachable_${word}`, removals[word]);
    // The older name of the same.
    set(`master/slave_shutdowns_${word}`, removals[word]);
  }
}

/** Mesos's counters of messages, and the inputs that they count. */
const MESSAGES: readonly (readonly [string, string])[] = [
  ['decline_offers', 'DECLINE'],
  ['executor_to_framework', 'EXECUTOR_TO_FRAMEWORK'],
  ['exited_executor', 'EXITED_EXECUTOR'],
  ['framework_to_executor', 'MESSAGE'],
  ['kill_task', 'KILL'],
  ['launch_tasks', 'ACCEPT'],
  ['operation_status_update', 'OPERATIONS_APPLIED'],
  ['operation_status_update_acknowledgement', 'ACKNOWLEDGE_OPERATION_STATUS'],
  ['reconcile_operations', 'RECONCILE_OPERATIONS'],
  ['reconcile_tasks', 'RECONCILE'],
  ['register_slave', 'REGISTER_AGENT'],
  ['reregister_slave', 'REREGISTER_AGENT'],
  ['resource_request', 'REQUEST'],
  ['revive_offers', 'REVIVE'],
  ['status_update', 'STATUS_UPDATE'],
  ['status_update_acknowledgement', 'ACKNOWLEDGE'],
  ['suppress_offers', 'SUPPRESS'],
  ['unregister_framework', 'TEARDOWN'],
  ['unregister_slave', 'UNREGISTER_AGENT'],
  ['update_slave', 'UPDATE_AGENT'],
];

/** Those that made sense, and those that did not. */
const JUDGED: readonly (readonly [string, string])[] = [
  ['executor_to_framework_messages', 'EXECUTOR_TO_FRAMEWORK'],
  ['framework_to_executor_messages', 'MESSAGE'],
  ['operation_status_updates', 'OPERATIONS_APPLIED'],
  ['operation_status_update_acknowledgements', 'ACKNOWLEDGE_OPERATION_STATUS'],
  ['status_updates', 'STATUS_UPDATE'],
  ['status_update_acknowledgements', 'ACKNOWLEDGE'],
];

export function setMessages({ host, history }: MasterSite, set: SetMetric): void {
  const [inputs, wrong]: readonly ReadonlyMap<string, number>[] = [host.inputs, host.refused];
  for (const [name, type] of MESSAGES) set(`master/messages_${name}`, inputs.get(type) ?? 0);
  const { frameworksEntered: entered } = history.counts;
  const subscriptions = host.inputs.get('SUBSCRIBE') ?? 0;
  set('master/messages_register_framework', Math.min(entered, subscriptions));
  set('master/messages_reregister_framework', Math.max(0, subscriptions - entered));
  // Messages of drivers that speak no HTTP, and of agents that authenticate by SASL.
  for (const name of ['authenticate', 'deactivate_framework']) set(`master/messages_${name}`, 0);
  for (const [name, type] of JUDGED) {
    const refused = wrong.get(type) ?? 0;
    set(`master/valid_${name}`, (inputs.get(type) ?? 0) - refused);
    set(`master/invalid_${name}`, refused);
  }
  const refused = [...host.refused.values()].reduce((sum, count) => sum + count, 0);
  set('master/dropped_messages', refused);
  // Inputs are carried out as they come: none waits for another.
  for (const word of ['messages', 'dispatches', 'http_requests']) {
    set(`master/event_queue_${word}`, 0);
  }
  set('master/http_cache_hits', 0);
}

export function setAllocator(site: MasterSite, holdings: Holdings, set: SetMetric): void {
  const { host } = site;
  const { allocator } = host.master;
  const launched = new LaunchedAmounts(allocator.space, allocator.tree);
  const clientOf = new Map<string, number>();
  for (const client of allocator.clients.all())
    clientOf.set(allocator.clients.role[client], client);
  for (const role of holdings.usedByRole.keys()) {
    const client = clientOf.get(role);
    if (client === undefined) continue;
    launched.count(client, portionOf(LIVE_SPACE, holdings.usedByRole.of(role)), 1);
  }
  const metrics = allocatorMetrics(allocator, launched, host.now());
  for (const [name, value] of metrics) set(name, value);
  set('allocator/event_queue_dispatches', 0);
  host.allocations.tell('allocator/mesos/allocation_run_ms', set);
  host.allocationDelays.tell('allocator/mesos/allocation_run_latency_ms', set);
}

/** The registry's store is one of ours: what tells of Mesos's replicated log is what that shows. */
export function setRegistrar({ host: { stores } }: MasterSite, set: SetMetric): void {
  set('registrar/queued_operations', stores.underWay);
  set('registrar/registry_size_bytes', stores.bytes);
  set('registrar/log/recovered', 1);
  set('registrar/log/ensemble_size', 1);
  stores.durations.tell('registrar/state_store_ms', set);
}
