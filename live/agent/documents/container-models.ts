import { fromMilli } from '../../../core/resources/quantities.ts';
import type { ContainerUsage } from '../../containers/containerizer.ts';
import { type JsonObject, idDocument } from '../../mesos/json.ts';
import type { AgentSite } from '../agent-site.ts';
import { type ExecutorStory, executorStories, heldBy } from './executor-stories.ts';

const MIB = 1024 * 1024;

/** A container that runs, and what it has used; null where that is not known. */
interface Measured {
  readonly story: ExecutorStory;
  readonly usage: ContainerUsage | null;
}

/** `/containers`, and without `container_id` and `status` `/monitor/statistics`. */
export async function containerModels(site: AgentSite, isWhole: boolean): Promise<JsonObject[]> {
  const all = await measured(site);
  return all.map(({ story, usage }) => ({
    ...(isWhole ? { container_id: story.container?.id ?? '' } : {}),
    executor_id: story.id,
    executor_name: story.name,
    framework_id: site.ids.framework(story.framework.id),
    source: story.source,
    statistics: statisticsDocument(story, usage),
    ...(isWhole ? { status: statusDocument(story) } : {}),
  }));
}

/** Of `GET_CONTAINERS`. */
export async function containerDocuments(site: AgentSite): Promise<JsonObject[]> {
  const all = await measured(site);
  return all.map(({ story, usage }) => ({
    framework_id: idDocument(site.ids.framework(story.framework.id)),
    executor_id: idDocument(story.id),
    executor_name: story.name,
    container_id: idDocument(story.container?.id ?? ''),
    container_status: statusDocument(story),
    // Statistics without their time are none.
    ...(usage === null ? {} : { resource_statistics: statisticsDocument(story, usage) }),
  }));
}

function measured(site: AgentSite): Promise<Measured[]> {
  const live = executorStories(site).filter(({ isLive, tasks, queued, container }) => {
    return isLive && container !== null && tasks.length + queued.length > 0;
  });
  return Promise.all(
    live.map(async (story) => {
      return { story, usage: await site.runner.usage(story.container?.id ?? '') };
    }),
  );
}

function statusDocument({ container }: ExecutorStory): JsonObject {
  if (container === null) return {};
  const { id, pid } = container;
  return { container_id: idDocument(id), ...(pid === null ? {} : { executor_pid: pid }) };
}

function statisticsDocument(story: ExecutorStory, usage: ContainerUsage | null): JsonObject {
  const held = heldBy(story);
  const cpus = fromMilli(held.quantity('cpus'));
  const bytes = Math.round(fromMilli(held.quantity('mem')) * MIB);
  return {
    ...{ cpus_limit: cpus, cpus_soft_limit: cpus },
    ...{ mem_limit_bytes: bytes, mem_soft_limit_bytes: bytes },
    ...(usage === null
      ? {}
      : {
          cpus_system_time_secs: usage.cpusSystemSecs,
          cpus_user_time_secs: usage.cpusUserSecs,
          mem_rss_bytes: usage.memRssBytes,
          timestamp: usage.timestampMs / 1000,
        }),
  };
}
