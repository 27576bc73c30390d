import { type JsonObject, idDocument, secondsOf, isJsonObject } from '../../mesos/json.ts';
import { statusDocument } from '../../mesos/event-codec.ts';
import { resourceDocuments, resourceTotals, togetherOf } from '../../mesos/resource-codec.ts';
import { carriedBy } from '../../mesos/task-codec.ts';
import type { TaskStory, ToldStatus } from '../history.ts';
import type { MasterSite } from '../master-site.ts';

/** What a task's framework wrote that documents repeat. */
function saidOf(task: TaskStory): JsonObject {
  const { name, labels, discovery, container, health_check: check, user } = carriedBy(task.info);
  const said = { name, labels, discovery, container, health_check: check, user };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function executorOf(task: TaskStory): string {
  const { executor } = carriedBy(task.info);
  const id = isJsonObject(executor) ? executor['executor_id'] : undefined;
  return isJsonObject(id) && typeof id['value'] === 'string' ? id['value'] : '';
}

/** An update as it was told, with the time at which it was. */
function toldDocument(site: MasterSite, { status, atUs }: ToldStatus): JsonObject {
  const words = { ...pick(site), now: () => atUs };
  return statusDocument(status, words);
}

function pick(site: MasterSite) {
  const { ids, names, masterInfo, heartbeatSeconds } = site;
  return { ids, names, masterInfo, heartbeatSeconds, placeOf: (id: number) => site.placeOf(id) };
}

/** A task as `/tasks` and `/state` write it. */
export function taskModel(site: MasterSite, task: TaskStory): JsonObject {
  const { info, frameworkId, agentId, state, role, statuses } = task;
  const { name = '', ...said } = saidOf(task);
  return {
    id: site.names.tasks.textOf(info.taskId),
    name,
    framework_id: site.ids.framework(frameworkId),
    executor_id: executorOf(task),
    slave_id: site.ids.agent(agentId),
    state,
    resources: resourceTotals(togetherOf(info)),
    role,
    statuses: statuses.map((told) => {
      const document = toldDocument(site, told);
      const { timestamp = secondsOf(told.atUs), container_status: container, healthy } = document;
      return {
        state: told.status.state,
        timestamp,
        ...(container === undefined ? {} : { container_status: container }),
        ...(healthy === undefined ? {} : { healthy }),
      };
    }),
    ...said,
  };
}

/** Mesos v1 `Task`. */
export function taskDocument(site: MasterSite, task: TaskStory): JsonObject {
  const { info, frameworkId, agentId, state, role, statuses } = task;
  const { name = '', ...said } = saidOf(task);
  const executor = executorOf(task);
  const last = statuses.at(-1);
  const told = statuses.map((one) => toldDocument(site, one));
  const uuid = told.at(-1)?.['uuid'];
  return {
    name,
    task_id: idDocument(site.names.tasks.textOf(info.taskId)),
    framework_id: idDocument(site.ids.framework(frameworkId)),
    ...(executor === '' ? {} : { executor_id: idDocument(executor) }),
    agent_id: idDocument(site.ids.agent(agentId)),
    state,
    resources: resourceDocuments(togetherOf(info), role),
    statuses: told,
    ...(last === undefined ? {} : { status_update_state: last.status.state }),
    ...(uuid === undefined ? {} : { status_update_uuid: uuid }),
    ...said,
  };
}
