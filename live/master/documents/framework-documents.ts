import type { FrameworkRecord } from '../../../core/master/records.ts';
import type { FrameworkInfo } from '../../../core/protocol/framework-info.ts';
import { Resources } from '../../../core/resources/resources.ts';
import { offerDocument, timeDocument } from '../../mesos/event-codec.ts';
import {
  type Json,
  type JsonObject,
  idDocument,
  isJsonObject,
  secondsOf,
} from '../../mesos/json.ts';
import { resourceDocuments, resourceTotals, togetherOf } from '../../mesos/resource-codec.ts';
import { carriedBy } from '../../mesos/task-codec.ts';
import type { FrameworkStory, TaskStory } from '../history.ts';
import type { MasterSite } from '../master-site.ts';
import type { Holdings, PlacedExecutor } from './holdings.ts';
import { KeptPieces, Pieced, mapped } from '../../mesos/pieces.ts';
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
function standingOf(record: FrameworkRecord | null, story: FrameworkStory): Standing {
  const connected = record?.connected ?? false;
  return { active: connected, connected, recovered: record !== null && !story.hasSubscribed };
}

/** A framework as a summary writes it: without its tasks. */
export function frameworkSummary(
  site: MasterSite,
  holdings: Holdings,
  story: FrameworkStory,
  record: FrameworkRecord | null,
): JsonObject {
  const { id, info } = story;
  return {
    id: site.ids.framework(id),
    name: info.name,
    used_resources: resourceTotals(usedBy(holdings, id, record)),
    offered_resources: resourceTotals(offeredTo(holdings, id, record)),
    capabilities: info.capabilities ?? [],
    hostname: info.hostname ?? '',
    webui_url: info.webuiUrl ?? '',
    ...standingOf(record, story),
  };
}

function usedBy(holdings: Holdings, id: number, record: FrameworkRecord | null): Resources {
  return record === null ? Resources.EMPTY : holdings.usedByFramework.of(id);
}

function offeredTo(holdings: Holdings, id: number, record: FrameworkRecord | null): Resources {
  return record === null ? Resources.EMPTY : holdings.offeredByFramework.of(id);
}

/** What a framework wrote that models repeat. */
interface Said {
  readonly labels: JsonObject;
  readonly constraints: Json;
}

/** It does not change: a framework that writes something else has another info. */
const saidBefore = new WeakMap<FrameworkInfo, Said>();

function saidOf(info: FrameworkInfo): Said {
  const known = saidBefore.get(info);
  if (known !== undefined) return known;
  const { labels, offer_constraints: constraints = {} } = carriedBy(info);
  const said = { labels: isJsonObject(labels) ? { labels: labels['labels'] } : {}, constraints };
  saidBefore.set(info, said);
  return said;
}

/** Its fields but for the lists. */
function headOf(
  site: MasterSite,
  holdings: Holdings,
  story: FrameworkStory,
  record: FrameworkRecord | null,
): JsonObject {
  const { id, info } = story;
  const all = usedBy(holdings, id, record).plus(offeredTo(holdings, id, record));
  const { labels, constraints } = saidOf(info);
  return {
    ...frameworkSummary(site, holdings, story, record),
    user: info.user ?? '',
    failover_timeout: secondsOf(info.failoverTimeoutUs),
    checkpoint: info.checkpoint,
    registered_time: secondsOf(story.registeredUs),
    unregistered_time: secondsOf(story.unregisteredUs),
    ...(story.reregisteredUs === story.registeredUs
      ? {}
      : { reregistered_time: secondsOf(story.reregisteredUs) }),
    ...(info.principal === undefined ? {} : { principal: info.principal }),
    resources: resourceTotals(all),
    ...(info.roles === undefined ? { role: info.role } : { roles: info.roles }),
    ...labels,
    offer_constraints: constraints,
  };
}

/** Models of frameworks that are over, of which nothing changes. */
const oversBefore = new WeakMap<FrameworkStory, Pieced>();

/** Completed tasks up to which such a model is kept. */
const KEPT_TASKS_MAX = 20;

function modelOfOver(site: MasterSite, holdings: Holdings, story: FrameworkStory): Pieced {
  const known = oversBefore.get(story);
  if (known !== undefined) return known;
  const head = headOf(site, holdings, story, null);
  const { unreachable, completed } = story;
  const write = (task: TaskStory): JsonObject => taskModel(site, task);
  const isKept = unreachable.length + completed.length <= KEPT_TASKS_MAX;
  const written = (tasks: readonly TaskStory[]): Iterable<JsonObject> => {
    return isKept ? tasks.map(write) : mapped(tasks, write);
  };
  const lists = {
    tasks: [],
    unreachable_tasks: written(unreachable),
    completed_tasks: written(completed),
    offers: [],
    executors: [],
  };
  if (!isKept) return new Pieced(head, lists);
  const model = new KeptPieces(head, lists);
  oversBefore.set(story, model);
  return model;
}

/** A framework as `/frameworks` and `/state` write it. */
export function frameworkModel(
  site: MasterSite,
  holdings: Holdings,
  story: FrameworkStory,
  record: FrameworkRecord | null,
): Pieced {
  if (record === null) return modelOfOver(site, holdings, story);
  const { id } = story;
  const write = (task: TaskStory): JsonObject => taskModel(site, task);
  return new Pieced(headOf(site, holdings, story, record), {
    tasks: mapped(holdings.tasksOfFramework(id), write),
    unreachable_tasks: mapped(story.unreachable, write),
    completed_tasks: mapped(story.completed, write),
    offers: offersOf(site, holdings, id),
    executors: mapped(holdings.executorsOfFramework(id), (one) => executorModel(site, one)),
  });
}

function* offersOf(site: MasterSite, holdings: Holdings, framework: number): Generator<JsonObject> {
  for (const offer of holdings.offersOfFramework(framework)) {
    yield {
      id: site.ids.offer(offer.id),
      framework_id: site.ids.framework(framework),
      allocation_info: { role: offer.role },
      slave_id: site.ids.agent(offer.agentId),
      resources: resourceTotals(togetherOf(offer)),
    };
  }
}

/** An executor as `/frameworks` and `/state` write it. */
function executorModel(site: MasterSite, { info, framework, agentId }: PlacedExecutor): JsonObject {
  const said = carriedBy(info);
  const { name = '', command = {}, labels, type } = said;
  return {
    executor_id: site.names.executors.textOf(info.executorId),
    name,
    framework_id: site.ids.framework(framework.id),
    command,
    resources: resourceTotals(togetherOf(info)),
    role: framework.role,
    ...(isJsonObject(labels) ? { labels: labels['labels'] } : {}),
    ...(type === undefined ? {} : { type }),
    slave_id: site.ids.agent(agentId),
  };
}

/** Mesos v1 `Response.GetExecutors.Executor`. */
export function executorDocument(site: MasterSite, executor: PlacedExecutor): JsonObject {
  const { info, framework, agentId } = executor;
  return {
    executor_info: {
      ...carriedBy(info),
      executor_id: idDocument(site.names.executors.textOf(info.executorId)),
      framework_id: idDocument(site.ids.framework(framework.id)),
      resources: resourceDocuments(togetherOf(info), framework.role),
    },
    agent_id: idDocument(site.ids.agent(agentId)),
  };
}

/** Mesos v1 `Response.GetFrameworks.Framework`. */
export function frameworkDocument(
  site: MasterSite,
  holdings: Holdings,
  story: FrameworkStory,
  record: FrameworkRecord | null,
): JsonObject {
  const { id, info } = story;
  const open = record === null ? [] : holdings.offersOfFramework(id);
  const nothing = { used: [], offered: [] };
  const allotted = record === null ? nothing : holdings.resourcesOfFramework(id);
  const { offer_constraints: constraints = {} } = carriedBy(info);
  return {
    framework_info: frameworkInfo(site, info),
    ...standingOf(record, story),
    registered_time: timeDocument(story.registeredUs),
    reregistered_time: timeDocument(story.reregisteredUs),
    unregistered_time: timeDocument(story.unregisteredUs),
    offers: open.map((offer) => offerDocument(offer, id, site)),
    allocated_resources: allotted.used,
    offered_resources: allotted.offered,
    offer_constraints: constraints,
  };
}
