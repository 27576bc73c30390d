import { statusDocument } from '../../mesos/event-codec.ts';
import { type JsonObject, idDocument, isJsonObject, secondsOf } from '../../mesos/json.ts';
import { resourceDocuments, resourceTotals, togetherOf } from '../../mesos/resource-codec.ts';
import { carriedBy } from '../../mesos/task-codec.ts';
import type { TaskStory, ToldStatus } from '../history.ts';
import type { MasterSite } from '../master-site.ts';

/** What a task's framework wrote that documents repeat. */
interface Said {
  readonly name: string;
  /** Of the executor that it named; empty where it named none. */
  readonly executorId: string;
  readonly fields: JsonObject;
  /** As totals. */
  readonly resources: JsonObject;
}

/** What was written does not change, and every document of its task repeats it. */
const saidBefore = new WeakMap<TaskStory['info'], Said>();

function saidOf({ info }: TaskStory): Said {
  const known = saidBefore.get(info);
  if (known !== undefined) return known;
  const { name, executor, ...more } = carriedBy(info);
  const { labels, discovery, container, health_check: check, user, limits } = more;
  const fields = { labels, discovery, container, health_check: check, user, limits };
  const id = isJsonObject(executor) ? executor['executor_id'] : undefined;
  const said = {
    name: typeof name === 'string' ? name : '',
    executorId: isJsonObject(id) && typeof id['value'] === 'string' ? id['value'] : '',
    fields: Object.fromEntries(Object.entries(fields).filter(([, one]) => one !== undefined)),
    resources: resourceTotals(togetherOf(info)),
  };
  saidBefore.set(info, said);
  return said;
}

/** An update as it was told, with the time at which it was. */
function toldDocument(site: MasterSite, { status, atUs }: ToldStatus): JsonObject {
  const { ids, names, heartbeatSeconds } = site;
  const words = { ids, names, masterInfo: {}, heartbeatSeconds, now: () => atUs };
  return statusDocument(status, { ...words, placeOf: (id) => site.placeOf(id) });
}

/** What `/tasks` and `/state` repeat of an update, which does not change either. */
const toldBefore = new WeakMap<ToldStatus, JsonObject>();

function toldModel(told: ToldStatus): JsonObject {
  const known = toldBefore.get(told);
  if (known !== undefined) return known;
  const { status, atUs } = told;
  const said = carriedBy(status);
  const { timestamp = secondsOf(atUs), labels, container_status: container } = said;
  const healthy = status.healthy ?? said['healthy'];
  const model = {
    state: status.state,
    timestamp,
    ...(labels === undefined ? {} : { labels }),
    ...(container === undefined ? {} : { container_status: container }),
    ...(healthy === undefined ? {} : { healthy }),
  };
  toldBefore.set(told, model);
  return model;
}

/** A task as `/tasks` and `/state` write it. */
export function taskModel(site: MasterSite, task: TaskStory): JsonObject {
  const { info, frameworkId, agentId, state, role, statuses } = task;
  const { name, executorId, fields, resources } = saidOf(task);
  const { limits, ...said } = fields;
  return {
    id: site.names.tasks.textOf(info.taskId),
    name,
    framework_id: site.ids.framework(frameworkId),
    executor_id: executorId,
    slave_id: site.ids.agent(agentId),
    state,
    resources,
    ...limitsOf(limits),
    role,
    statuses: statuses.map(toldModel),
    ...said,
    // Lists without the message around them, as in Mesos's own pages.
    ...(isJsonObject(said['labels']) ? { labels: said['labels']['labels'] } : {}),
  };
}

/** Limits as numbers, as `resources` are; an infinite one is a text. */
function limitsOf(limits: unknown): JsonObject {
  if (!isJsonObject(limits)) return {};
  const amounts = Object.entries(limits).map(([name, scalar]) => {
    const value = isJsonObject(scalar) ? scalar['value'] : null;
    return [name, value === null ? 'Infinity' : value];
  });
  return { limits: Object.fromEntries(amounts) as JsonObject };
}

/** Mesos v1 `Task`. */
export function taskDocument(site: MasterSite, task: TaskStory): JsonObject {
  const { info, frameworkId, agentId, state, role, statuses } = task;
  const { name, executorId, fields } = saidOf(task);
  const last = statuses.at(-1);
  const told = statuses.map((one) => toldDocument(site, one));
  const uuid = told.at(-1)?.['uuid'];
  return {
    name,
    task_id: idDocument(site.names.tasks.textOf(info.taskId)),
    framework_id: idDocument(site.ids.framework(frameworkId)),
    ...(executorId === '' ? {} : { executor_id: idDocument(executorId) }),
    agent_id: idDocument(site.ids.agent(agentId)),
    state,
    resources: resourceDocuments(togetherOf(info), role),
    statuses: told,
    ...(last === undefined ? {} : { status_update_state: last.status.state }),
    ...(uuid === undefined ? {} : { status_update_uuid: uuid }),
    ...fields,
  };
}
