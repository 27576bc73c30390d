import { cpus, freemem, loadavg, totalmem } from 'node:os';
import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';

import type { MasterInput } from '../../core/master/master-io.ts';
import type { TaskState } from '../../core/protocol/tasks.ts';
import { Resources } from '../../core/resources/resources.ts';
import { fromMilli } from '../../core/resources/quantities.ts';
import { LIVE_SPACE, togetherOf } from '../mesos/resource-codec.ts';
import { Holdings } from './documents/holdings.ts';
import { knownRoles } from './documents/role-documents.ts';
import type { MasterSite } from './master-site.ts';

const LIVE_STATES: readonly TaskState[] = [
  ...(['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING'] as const),
  'TASK_UNREACHABLE',
];
const END_STATES: readonly TaskState[] = [
  ...(['TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED', 'TASK_LOST', 'TASK_ERROR'] as const),
  ...(['TASK_DROPPED', 'TASK_GONE', 'TASK_GONE_BY_OPERATOR'] as const),
];

/** Mesos's counters of messages, and the inputs that they count. */
const MESSAGES: readonly (readonly [string, MasterInput['type']])[] = [
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
  ['register_framework', 'SUBSCRIBE'],
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

/** Mesos's metrics by their names in `/metrics/snapshot` (`mesos-semantics` part 23). */
export function masterMetrics(site: MasterSite): Map<string, number> {
  const holdings = new Holdings(site);
  const metrics = new Map<string, number>();
  const set = (name: string, value: number): void => void metrics.set(name, value);
  const { history, host, place } = site;
  const { master } = host;
  set('master/elected', place.electedUs === 0 ? 0 : 1);
  set('master/uptime_secs', (host.now() - place.startUs) / 1e6);
  const total = totalOf(holdings.agents);
  const used = overRoles(holdings.usedByRole);
  const offered = overRoles(holdings.offeredByRole);
  for (const name of ['cpus', 'mem', 'disk', 'gpus']) {
    for (const kind of ['', '_revocable']) {
      const [all, some] = [total, used].map((one) => {
        return fromMilli((kind === '' ? one.nonRevocable() : one.revocable()).quantity(name));
      });
      set(`master/${name}${kind}_total`, all);
      set(`master/${name}${kind}_used`, some);
      set(`master/${name}${kind}_percent`, all === 0 ? 0 : some / all);
    }
    if (name === 'gpus') continue;
    set(`allocator/mesos/resources/${name}/total`, fromMilli(total.quantity(name)));
    set(
      `allocator/mesos/resources/${name}/offered_or_allocated`,
      fromMilli(used.quantity(name) + offered.quantity(name)),
    );
  }
  const connected = holdings.agents.filter((agent) => agent.connected).length;
  const active = holdings.agents.filter((one) => one.connected && one.mode === 'active').length;
  set('master/slaves_active', active);
  set('master/slaves_inactive', holdings.agents.length - active);
  set('master/slaves_connected', connected);
  set('master/slaves_disconnected', holdings.agents.length - connected);
  set('master/slaves_unreachable', master.registry.unreachable.size);
  set('master/slave_registrations', history.counts.agentsRegistered);
  set('master/slave_removals', history.counts.agentsRemoved);
  set('master/slave_unreachable_scheduled', master.health.removals.scheduled);
  set('master/slave_unreachable_completed', master.health.removals.completed);
  set('master/slave_unreachable_canceled', master.health.removals.canceled);
  const present = holdings.frameworks.filter((one) => one.connected).length;
  for (const word of ['active', 'connected']) set(`master/frameworks_${word}`, present);
  for (const word of ['inactive', 'disconnected']) {
    set(`master/frameworks_${word}`, holdings.frameworks.length - present);
  }
  set('master/outstanding_offers', master.offers.size);
  setTasks(site, holdings, set);
  setAllocator(site, holdings, total, set);
  for (const [name, type] of MESSAGES) {
    set(`master/messages_${name}`, host.inputs.get(type) ?? 0);
  }
  set('master/slave_reregistrations', host.inputs.get('REREGISTER_AGENT') ?? 0);
  setSystem(set);
  return metrics;
}

type Set = (name: string, value: number) => void;

/** All that agents have: added up as numbers, for one sum of objects after another takes long. */
function totalOf(agents: Holdings['agents']): Resources {
  const plain = LIVE_SPACE.names.map(() => 0);
  for (const { total } of agents) {
    for (let place = 0; place < plain.length; place++) plain[place] += total.plain[place];
  }
  const rest = Resources.of(agents.flatMap(({ total }) => [...total.rest]));
  return togetherOf({ resources: plain, rest });
}

function overRoles(sums: Holdings['usedByRole']): Resources {
  return sums.keys().reduce((sum, role) => sum.plus(sums.of(role)), Resources.EMPTY);
}

function countsByState(tasks: Iterable<{ readonly state: TaskState }>): Map<TaskState, number> {
  const counts = new Map<TaskState, number>();
  for (const { state } of tasks) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

function setTasks({ history, ids }: MasterSite, holdings: Holdings, set: Set): void {
  const counted = countsByState(holdings.tasks);
  for (const state of LIVE_STATES) {
    set(`master/tasks_${state.slice(5).toLowerCase()}`, counted.get(state) ?? 0);
  }
  for (const state of END_STATES) {
    set(`master/tasks_${state.slice(5).toLowerCase()}`, history.counts.tasks.get(state) ?? 0);
  }
  for (const framework of holdings.frameworks) {
    const { id, name, connected, counts, tasks } = framework;
    const head = `master/frameworks/${encodeURIComponent(name)}/${ids.framework(id)}`;
    set(`${head}/subscribed`, Number(connected));
    set(`${head}/offers/sent`, counts.made);
    set(`${head}/offers/accepted`, counts.accepted);
    set(`${head}/offers/declined`, counts.declined);
    set(`${head}/offers/rescinded`, counts.rescinded);
    const own = countsByState(tasks.values());
    for (const state of LIVE_STATES) {
      set(`${head}/tasks/active/${state.toLowerCase()}`, own.get(state) ?? 0);
    }
  }
}

function setAllocator(site: MasterSite, holdings: Holdings, total: Resources, set: Set): void {
  const { allocator } = site.host.master;
  set('allocator/mesos/allocation_runs', allocator.cycles);
  const times = site.host.cycles.metrics('allocator/mesos/allocation_run_ms');
  for (const [name, value] of times) set(name, value);
  set('allocator/mesos/event_queue_dispatches', 0);
  for (const { name, frameworks } of knownRoles(site, holdings)) {
    const held = holdings.usedByRole.of(name).plus(holdings.offeredByRole.of(name));
    for (const [resource, milli] of holdings.usedByRole.of(name).quantities()) {
      set(`allocator/mesos/quota/roles/${name}/resources/${resource}/consumed`, fromMilli(milli));
    }
    if (frameworks.length === 0) continue;
    const shares = Array.from(held.scalarQuantities(), ([resource, milli]) => {
      return milli / Math.max(1, total.quantity(resource));
    });
    set(`allocator/mesos/roles/${name}/shares/dominant`, Math.max(0, ...shares));
  }
}

function setSystem(set: Set): void {
  const [one, five, fifteen] = loadavg();
  set('system/cpus_total', cpus().length);
  set('system/load_1min', one);
  set('system/load_5min', five);
  set('system/load_15min', fifteen);
  set('system/mem_free_bytes', freemem());
  set('system/mem_total_bytes', totalmem());
}

/** The same for Prometheus: `master_cpus_total`, and what Node tells of its process. */
export class PrometheusMetrics {
  private readonly registry = new Registry();
  private readonly gauges = new Map<string, Gauge>();
  private readonly site: MasterSite;

  constructor(site: MasterSite) {
    this.site = site;
    collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    const perFramework = /^master\/frameworks\//;
    for (const [name, value] of masterMetrics(this.site)) {
      if (perFramework.test(name)) continue;
      this.gauge(name).set(value);
    }
    return this.registry.metrics();
  }

  private gauge(name: string): Gauge {
    const known = this.gauges.get(name);
    if (known !== undefined) return known;
    const word = `evenhand_${name.replace(/[^a-zA-Z0-9_]/g, '_')}`;
    const registers = [this.registry];
    const gauge = new Gauge({ name: word, help: `Mesos's ${name}`, registers });
    this.gauges.set(name, gauge);
    return gauge;
  }
}
