import type { AgentTask } from '../../../core/agent/agent-io.ts';
import type { FrameworkInfo } from '../../../core/protocol/framework-info.ts';
import { type JsonObject, idDocument } from '../../mesos/json.ts';
import { resourceDocuments, togetherOf } from '../../mesos/resource-codec.ts';
import { carriedBy } from '../../mesos/task-codec.ts';
import type { AgentSite } from '../agent-site.ts';
import { containerOf, containerStatus, mesosTaskOf, taskName } from '../task-container.ts';
import { type ExecutorStory, executorStories } from './executor-stories.ts';

/** Of `GET_TASKS`. */
export function taskDocuments(site: AgentSite): JsonObject {
  const stories = executorStories(site);
  const all = (pick: (story: ExecutorStory) => readonly AgentTask[]): JsonObject[] => {
    return stories.flatMap(pick).map((task) => taskDocument(site, task));
  };
  return {
    queued_tasks: all(({ queued }) => queued),
    launched_tasks: all(({ tasks }) => tasks),
    completed_tasks: all(({ completed }) => completed),
  };
}

/** Of `GET_EXECUTORS`. */
export function executorDocuments(site: AgentSite): JsonObject {
  const documents = (isLive: boolean): JsonObject[] => {
    const some = executorStories(site).filter((story) => story.isLive === isLive);
    return some.map((story) => ({
      executor_info: {
        executor_id: idDocument(story.id),
        framework_id: idDocument(site.ids.framework(story.framework.id)),
        ...(story.name === '' ? {} : { name: story.name }),
        source: story.source,
        resources: resourceDocuments(story.resources),
      },
    }));
  };
  return { executors: documents(true), completed_executors: documents(false) };
}

/** Of `GET_FRAMEWORKS`. */
export function frameworkDocuments(site: AgentSite): JsonObject {
  const live = new Map<number, FrameworkInfo>();
  const completed = new Map<number, FrameworkInfo>();
  for (const { framework, isLive } of executorStories(site)) {
    (isLive ? live : completed).set(framework.id, framework);
  }
  for (const id of live.keys()) completed.delete(id);
  const documents = (some: Map<number, FrameworkInfo>): JsonObject[] => {
    return Array.from(some.values(), (framework) => ({
      framework_info: {
        ...carriedBy(framework),
        id: idDocument(site.ids.framework(framework.id)),
      },
    }));
  };
  return { frameworks: documents(live), completed_frameworks: documents(completed) };
}

function taskDocument(site: AgentSite, task: AgentTask): JsonObject {
  const { framework, info, state } = task;
  const said = mesosTaskOf(task);
  const executor = said?.executor?.executor_id.value;
  const container = containerOf(task);
  const status = container === null ? {} : { container_status: containerStatus(container) };
  const id = idDocument(taskName(task));
  const agent = idDocument(site.ids.agent(site.agentId));
  return {
    ...{ name: said?.name ?? '', task_id: id, agent_id: agent, state },
    framework_id: idDocument(site.ids.framework(framework.id)),
    ...(executor === undefined ? {} : { executor_id: idDocument(executor) }),
    resources: resourceDocuments(togetherOf(info), info.role ?? framework.role),
    statuses: (container?.states ?? []).map(({ state: reached, timestamp }) => {
      return { task_id: id, state: reached, agent_id: agent, timestamp, ...status };
    }),
  };
}
