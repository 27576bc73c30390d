import type { AgentTask } from '../../../core/agent/agent-io.ts';
import type { FrameworkInfo } from '../../../core/protocol/framework-info.ts';
import { fromMilli } from '../../../core/resources/quantities.ts';
import { Resources } from '../../../core/resources/resources.ts';
import { type JsonObject, secondsOf } from '../../mesos/json.ts';
import { resourceDocuments, resourceTotals, togetherOf } from '../../mesos/resource-codec.ts';
import type { AgentSite } from '../agent-site.ts';
import { containerOf, containerStatus, mesosTaskOf, taskName } from '../task-container.ts';
import { totalOf } from './agent-document.ts';
import { type ExecutorStory, executorStories, heldBy } from './executor-stories.ts';

/** The version of Mesos whose API this is. */
const MESOS_VERSION = '1.12.0';

/** What the machine of an agent can do. */
const CAPABILITIES = [
  ...['MULTI_ROLE', 'HIERARCHICAL_ROLE', 'RESERVATION_REFINEMENT'],
  ...['RESIZE_VOLUME', 'AGENT_OPERATION_FEEDBACK', 'AGENT_DRAINING', 'TASK_RESOURCE_LIMITS'],
];

export function versionModel({ settings }: AgentSite): JsonObject {
  return { version: MESOS_VERSION, evenhand_version: settings.version };
}

/** `/state` of an agent (`mesos-semantics` part 22.2). */
export function stateModel(site: AgentSite): JsonObject {
  const { settings, ids, startUs, agentId } = site;
  const { attributes, hostname, ip, flags, finder } = settings;
  const all = totalOf(site);
  const stories = executorStories(site);
  const live = stories.filter((story) => story.isLive);
  const held = live.reduce((sum, story) => sum.plus(heldBy(story)), Resources.EMPTY);
  return {
    ...versionModel(site),
    start_time: secondsOf(startUs),
    id: agentId < 0 ? '' : ids.agent(agentId),
    pid: `slave(1)@${ip}:${site.port}`,
    hostname,
    capabilities: CAPABILITIES,
    resources: resourceTotals(all),
    ...reservedModels(all),
    unreserved_resources: resourceTotals(all.unreserved()),
    unreserved_resources_full: resourceDocuments(all.unreserved()),
    reserved_resources_allocated: reservedTotals(held),
    unreserved_resources_allocated: resourceTotals(held.unreserved()),
    resource_providers: [],
    attributes: Object.fromEntries(
      attributes.map(({ name, value }) => {
        return [name, value.kind === 'text' ? value.text : valueText(value)];
      }),
    ),
    master_hostname: finder.leader?.hostname ?? '',
    ...(site.sight.flags ? { flags } : {}),
    frameworks: frameworkModels(
      site,
      stories.filter((story) => hasLive(live, story.framework)),
    ),
    completed_frameworks: frameworkModels(
      site,
      stories.filter((story) => !hasLive(live, story.framework)),
    ),
  };
}

function hasLive(live: readonly ExecutorStory[], { id }: FrameworkInfo): boolean {
  return live.some(({ framework }) => framework.id === id);
}

function reservedModels(all: Resources): JsonObject {
  const byRole = reservedByRole(all);
  return {
    reserved_resources: reservedTotals(all),
    reserved_resources_full: Object.fromEntries(
      Array.from(byRole, ([role, some]) => [role, resourceDocuments(some)]),
    ),
  };
}

function reservedTotals(all: Resources): JsonObject {
  const byRole = reservedByRole(all);
  return Object.fromEntries(Array.from(byRole, ([role, some]) => [role, resourceTotals(some)]));
}

function reservedByRole(all: Resources): Map<string, Resources> {
  const byRole = new Map<string, Resources>();
  for (const one of all) {
    const role = one.reservations.at(-1)?.role;
    if (role === undefined) continue;
    byRole.set(role, (byRole.get(role) ?? Resources.EMPTY).plus(Resources.of([one])));
  }
  return byRole;
}

function valueText(value: { readonly kind: string; readonly milli?: number }): string {
  return value.milli === undefined ? '' : String(fromMilli(value.milli));
}

function frameworkModels(site: AgentSite, stories: readonly ExecutorStory[]): JsonObject[] {
  const byFramework = new Map<number, ExecutorStory[]>();
  for (const story of stories) {
    byFramework.set(story.framework.id, [...(byFramework.get(story.framework.id) ?? []), story]);
  }
  return Array.from(byFramework, ([id, own]) => {
    const [{ framework }] = own;
    const { name, user = '', checkpoint, role, failoverTimeoutUs, hostname = '' } = framework;
    const models = (isLive: boolean): JsonObject[] => {
      return own.filter((one) => one.isLive === isLive).map((one) => executorModel(site, one));
    };
    return {
      id: site.ids.framework(id),
      ...{ name, user, checkpoint, hostname, role },
      failover_timeout: secondsOf(failoverTimeoutUs),
      executors: models(true),
      completed_executors: models(false),
    };
  });
}

function executorModel(site: AgentSite, story: ExecutorStory): JsonObject {
  const { framework, id, name, source, container, tasks, queued, completed } = story;
  const [first] = [...tasks, ...queued, ...completed];
  const model = (task: AgentTask): JsonObject => taskModel(site, task);
  return {
    ...{ id, name, source },
    container: container?.id ?? '',
    directory: container?.sandbox ?? '',
    resources: resourceTotals(heldBy(story)),
    role: first?.info.role ?? framework.role,
    tasks: tasks.map(model),
    queued_tasks: queued.map(model),
    completed_tasks: completed.map(model),
  };
}

function taskModel(site: AgentSite, task: AgentTask): JsonObject {
  const { info, framework, state } = task;
  const said = mesosTaskOf(task);
  const container = containerOf(task);
  const status = container === null ? {} : { container_status: containerStatus(container) };
  return {
    id: taskName(task),
    name: said?.name ?? '',
    framework_id: site.ids.framework(framework.id),
    executor_id: said?.executor?.executor_id.value ?? '',
    slave_id: site.ids.agent(site.agentId),
    state,
    resources: resourceTotals(togetherOf(info)),
    role: info.role ?? framework.role,
    statuses: (container?.states ?? []).map(({ state: reached, timestamp }) => {
      return { state: reached, timestamp, ...status };
    }),
  };
}
