import type { FrameworkRecord } from '../../../core/master/records.ts';
import type { FrameworkInfo } from '../../../core/protocol/framework-info.ts';
import type { TaskStory, FrameworkStory } from '../history.ts';
import { timeDocument } from '../../mesos/event-codec.ts';
import { type JsonObject, idDocument, secondsOf } from '../../mesos/json.ts';
import { resourceDocuments, resourceTotals, togetherOf } from '../../mesos/resource-codec.ts';
import { carriedBy } from '../../mesos/task-codec.ts';
import { Resources } from '../../../core/resources/resources.ts';
import type { MasterSite } from '../master-site.ts';
import type { Holdings } from './holdings.ts';
import { taskModel } from './task-documents.ts';

/** Mesos v1 `FrameworkInfo`: as the framework wrote it, under the id it was given. */
export function frameworkInfo(site: MasterSite, info: FrameworkInfo): JsonObject {
  const { id, name, role, roles, checkpoint, failoverTimeoutUs, user = '' } = info;
  return {
    ...{ user, name, checkpoint, failover_timeout: secondsOf(failoverTimeoutUs) },
    ...(roles === undefined ? { role } : { roles }),
    ...carriedBy(info),
    id: idDocument(site.ids.framework(id)),
  };
}

interface Standing {
  readonly active: boolean;
  readonly connected: boolean;
  readonly recovered: boolean;
}

/** One that an agent told of is recovered until its scheduler has come. */
function standingOf(record: FrameworkRecord | null): Standing {
  const connected = record?.connected ?? false;
  return { active: connected, connected, recovered: false };
}

/** A framework as `/frameworks` and `/state` write it; without its tasks where it is a summary. */
export function frameworkModel(
  site: MasterSite,
  holdings: Holdings,
  story: FrameworkStory,
  record: FrameworkRecord | null,
  isSummary = false,
): JsonObject {
  const { id, info } = story;
  const used = record === null ? Resources.EMPTY : holdings.usedByFramework.of(id);
  const offered = record === null ? Resources.EMPTY : holdings.offeredByFramework.of(id);
  const head = {
    id: site.ids.framework(id),
    name: info.name,
    used_resources: resourceTotals(used),
    offered_resources: resourceTotals(offered),
    capabilities: info.capabilities ?? [],
    hostname: info.hostname ?? '',
    webui_url: info.webuiUrl ?? '',
    ...standingOf(record),
  };
  if (isSummary) return head;
  const tasks = record === null ? [] : tasksOf(site, record);
  return {
    ...head,
    user: info.user ?? '',
    failover_timeout: secondsOf(info.failoverTimeoutUs),
    checkpoint: info.checkpoint,
    registered_time: secondsOf(story.registeredUs),
    unregistered_time: secondsOf(story.unregisteredUs),
    ...(story.reregisteredUs === story.registeredUs
      ? {}
      : { reregistered_time: secondsOf(story.reregisteredUs) }),
    ...(info.principal === undefined ? {} : { principal: info.principal }),
    resources: resourceTotals(used.plus(offered)),
    ...(info.roles === undefined ? { role: info.role } : { roles: info.roles }),
    tasks: tasks.map((task) => taskModel(site, task)),
    unreachable_tasks: [],
    completed_tasks: story.completed.map((task) => taskModel(site, task)),
    offers: record === null ? [] : offersOf(site, id),
    executors: [],
    offer_constraints: {},
  };
}

function tasksOf(site: MasterSite, record: FrameworkRecord): TaskStory[] {
  const { user = '' } = record.info;
  const seen = record.tasks.values().filter(({ info }) => site.sight.task(info, user));
  return seen.map((task) => site.history.task(task));
}

function offersOf(site: MasterSite, framework: number): JsonObject[] {
  return site.host.master.offers.values().flatMap((offer) => {
    if (offer.framework.id !== framework) return [];
    return [
      {
        id: site.ids.offer(offer.id),
        framework_id: site.ids.framework(framework),
        allocation_info: { role: offer.role },
        slave_id: site.ids.agent(offer.agentId),
        resources: resourceTotals(togetherOf(offer)),
      },
    ];
  });
}

/** Mesos v1 `Response.GetFrameworks.Framework`. */
export function frameworkDocument(
  site: MasterSite,
  holdings: Holdings,
  story: FrameworkStory,
  record: FrameworkRecord | null,
): JsonObject {
  const { id, info } = story;
  const { offers } = site.host.master;
  const open = offers.values().filter(({ framework }) => framework === record);
  return {
    framework_info: frameworkInfo(site, info),
    ...standingOf(record),
    registered_time: timeDocument(story.registeredUs),
    reregistered_time: timeDocument(story.reregisteredUs),
    unregistered_time: timeDocument(story.unregisteredUs),
    offers: open.map((offer) => ({
      id: idDocument(site.ids.offer(offer.id)),
      framework_id: idDocument(site.ids.framework(id)),
      agent_id: idDocument(site.ids.agent(offer.agentId)),
      hostname: offer.hostname,
      resources: resourceDocuments(togetherOf(offer), offer.role),
    })),
    allocated_resources: resourceDocuments(holdings.usedByFramework.of(id)),
    offered_resources: resourceDocuments(holdings.offeredByFramework.of(id)),
    offer_constraints: {},
  };
}
