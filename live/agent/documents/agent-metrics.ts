import type { TaskState } from '../../../core/protocol/tasks.ts';
import { fromMilli } from '../../../core/resources/quantities.ts';
import { Resources } from '../../../core/resources/resources.ts';
import { setSystem } from '../../host/system-metrics.ts';
import { togetherOf } from '../../mesos/resource-codec.ts';
import type { AgentSite } from '../agent-site.ts';
import { totalOf } from './agent-document.ts';
import { executorStories } from './executor-stories.ts';

const LIVE_STATES: readonly TaskState[] = [
  ...(['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING'] as const),
];
const END_STATES: readonly TaskState[] = [
  ...(['TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED', 'TASK_LOST', 'TASK_GONE'] as const),
];

/** Mesos's metrics of agents by their names in `/metrics/snapshot` (`docs/monitoring.md`). */
export function agentMetrics(site: AgentSite): Map<string, number> {
  const { host, executors, startUs, sandboxes, cache } = site;
  const metrics = new Map<string, number>();
  const set = (name: string, value: number): void => void metrics.set(name, value);
  const live = [...host.tasks.values()].filter((task) => !task.over);
  const total = totalOf(site);
  const used = live.reduce((sum, { info }) => sum.plus(togetherOf(info)), Resources.EMPTY);
  for (const name of ['cpus', 'mem', 'disk', 'gpus']) {
    for (const kind of ['', '_revocable']) {
      const [all, some] = [total, used].map((one) => {
        return fromMilli((kind === '' ? one.nonRevocable() : one.revocable()).quantity(name));
      });
      set(`slave/${name}${kind}_total`, all);
      set(`slave/${name}${kind}_used`, some);
      set(`slave/${name}${kind}_percent`, all === 0 ? 0 : some / all);
    }
  }
  for (const state of LIVE_STATES) {
    set(`slave/tasks_${wordOf(state)}`, live.filter((task) => task.state === state).length);
  }
  for (const state of END_STATES) {
    set(`slave/tasks_${wordOf(state)}`, host.history.ends.get(state) ?? 0);
  }
  const own = executors.all();
  const ofAgent = executorStories(site).filter(({ isLive }) => isLive).length - own.length;
  const starting = own.filter(({ state }) => state === 'STARTING' || state === 'AWAY').length;
  const stopping = own.filter(({ state }) => state === 'STOPPING').length;
  set('slave/executors_registering', starting);
  set('slave/executors_terminating', stopping);
  set('slave/executors_running', ofAgent + own.length - starting - stopping);
  const frameworks = new Set([...host.tasks.values()].map(({ framework }) => framework.id));
  set('slave/frameworks_active', frameworks.size);
  set('slave/valid_status_updates', host.history.updates);
  set('slave/valid_framework_messages', host.history.messages);
  set('slave/container_launch_errors', site.runner.launchErrors);
  set('slave/recovery_errors', 0);
  set('slave/registered', site.isRegistered ? 1 : 0);
  set('slave/uptime_secs', (host.now() - startUs) / 1e6);
  set('slave/executor_directory_max_allowed_age_secs', sandboxes.maxAgeMs / 1000);
  set('gc/path_removals_pending', sandboxes.pending);
  set('gc/path_removals_succeeded', sandboxes.removed);
  set('gc/path_removals_failed', sandboxes.failed);
  set('containerizer/fetcher/cache_size_total_bytes', site.settings.fetcherCacheBytes);
  set('containerizer/fetcher/cache_size_used_bytes', cache.bytes);
  setSystem(set);
  return metrics;
}

function wordOf(state: TaskState): string {
  return state.slice('TASK_'.length).toLowerCase();
}
