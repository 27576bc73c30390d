import type { OperationState } from '../../core/protocol/offer-operations.ts';
import type { TaskState } from '../../core/protocol/tasks.ts';
import type { FrameworkRecord } from '../../core/master/records.ts';
import type { SetMetric } from './cluster-metrics.ts';
import type { Holdings } from './documents/holdings.ts';
import type { FrameworkStory } from './history.ts';
import type { MasterSite } from './master-site.ts';

const LIVE_STATES: readonly TaskState[] = [
  ...(['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING'] as const),
];
const END_STATES: readonly TaskState[] = [
  ...(['TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED', 'TASK_LOST', 'TASK_ERROR'] as const),
  ...(['TASK_DROPPED', 'TASK_GONE', 'TASK_GONE_BY_OPERATOR'] as const),
];
const CALLS: readonly string[] = [
  ...['SUBSCRIBE', 'TEARDOWN', 'ACCEPT', 'DECLINE', 'ACCEPT_INVERSE_OFFERS', 'REVIVE', 'KILL'],
  ...['DECLINE_INVERSE_OFFERS', 'SUPPRESS', 'SHUTDOWN', 'ACKNOWLEDGE', 'RECONCILE', 'MESSAGE'],
  ...['ACKNOWLEDGE_OPERATION_STATUS', 'RECONCILE_OPERATIONS', 'REQUEST', 'UPDATE_FRAMEWORK'],
];
const EVENTS: readonly string[] = [
  ...['SUBSCRIBED', 'OFFERS', 'INVERSE_OFFERS', 'RESCIND', 'RESCIND_INVERSE_OFFER', 'UPDATE'],
  ...['UPDATE_OPERATION_STATUS', 'MESSAGE', 'FAILURE', 'ERROR', 'HEARTBEAT'],
];
const OPERATIONS: readonly string[] = [
  ...['LAUNCH', 'LAUNCH_GROUP', 'RESERVE', 'UNRESERVE', 'CREATE', 'DESTROY', 'GROW_VOLUME'],
  ...['SHRINK_VOLUME', 'CREATE_DISK', 'DESTROY_DISK'],
];
const OPERATION_STATES: readonly OperationState[] = [
  ...(['OPERATION_PENDING', 'OPERATION_UNREACHABLE', 'OPERATION_RECOVERING'] as const),
];

/** Tasks, operations and frameworks all together. */
export function setTotals(site: MasterSite, holdings: Holdings, set: SetMetric): void {
  const { history, host } = site;
  const states = countStates(holdings.tasks);
  for (const state of LIVE_STATES) set(`master/tasks_${wordOf(state)}`, states.get(state) ?? 0);
  set('master/tasks_unreachable', holdings.unreachableTasks().length);
  for (const state of END_STATES) {
    set(`master/tasks_${wordOf(state)}`, history.counts.tasks.get(state) ?? 0);
  }
  for (const [end, count] of history.counts.ends) set(`master/task_${end}`, count);
  const present = holdings.frameworks.filter((one) => one.connected).length;
  for (const word of ['active', 'connected']) set(`master/frameworks_${word}`, present);
  for (const word of ['inactive', 'disconnected']) {
    set(`master/frameworks_${word}`, holdings.frameworks.length - present);
  }
  set('master/outstanding_offers', host.master.offers.size);
  const operations = holdings.frameworks.flatMap((one) => [...one.operations.values()]);
  for (const state of OPERATION_STATES) {
    const count = operations.filter((one) => one.state === state).length;
    set(`master/operations/${state.slice('OPERATION_'.length).toLowerCase()}`, count);
  }
}

/** Of each framework that is there or was; Mesos publishes them unless it is told not to. */
export function setFrameworks(site: MasterSite, holdings: Holdings, set: SetMetric): void {
  const told = new Set<number>();
  for (const record of holdings.frameworks) {
    told.add(record.id);
    const head = headOf(site, holdings.story(record));
    setFramework(site, head, holdings.story(record), set);
    set(`${head}/subscribed`, Number(record.connected));
    setOffers(site, head, record, set);
    const states = countStates(holdings.tasksOfFramework(record.id));
    for (const state of [...LIVE_STATES, 'TASK_UNREACHABLE', 'TASK_UNKNOWN']) {
      const count = state === 'TASK_UNREACHABLE' ? holdings.story(record).unreachable.length : 0;
      set(`${head}/tasks/active/${state.toLowerCase()}`, states.get(state) ?? count);
    }
  }
  for (const story of holdings.completedFrameworks) {
    told.add(story.id);
    const head = headOf(site, story);
    setFramework(site, head, story, set);
    set(`${head}/subscribed`, 0);
  }
  site.tallies.keep(told);
}

function headOf({ ids }: MasterSite, { id, info }: FrameworkStory): string {
  return `master/frameworks/${encodeURIComponent(info.name)}/${ids.framework(id)}`;
}

function setFramework(
  site: MasterSite,
  head: string,
  { id, ends }: FrameworkStory,
  set: SetMetric,
): void {
  const { calls, events, operations } = site.tallies.of(id);
  const groups = [
    ['calls', calls, CALLS],
    ['events', events, EVENTS],
    ['operations', operations, OPERATIONS],
  ] as const;
  for (const [group, tally, names] of groups) {
    set(`${head}/${group}`, tally.total);
    for (const name of names) set(`${head}/${group}/${name.toLowerCase()}`, tally.of(name));
  }
  for (const state of END_STATES) {
    set(`${head}/tasks/terminal/${state.toLowerCase()}`, ends.get(state) ?? 0);
  }
}

function setOffers(
  { host }: MasterSite,
  head: string,
  { role, client, counts }: FrameworkRecord,
  set: SetMetric,
): void {
  set(`${head}/offers/sent`, counts.made);
  set(`${head}/offers/accepted`, counts.accepted);
  set(`${head}/offers/declined`, counts.declined);
  set(`${head}/offers/rescinded`, counts.rescinded);
  // Of the other roles of one that has several, the master does not say it.
  const isSuppressed = host.master.allocator.isSuppressed(client);
  set(`${head}/roles/${role}/suppressed`, Number(isSuppressed));
}

function countStates(tasks: Iterable<{ readonly state: TaskState }>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { state } of tasks) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

function wordOf(state: TaskState): string {
  return state.slice('TASK_'.length).toLowerCase();
}
