import type { FastifyInstance } from 'fastify';

import type { AgentTask } from '../../../core/agent/agent-io.ts';
import { Resources } from '../../../core/resources/resources.ts';
import { fromMilli } from '../../../core/resources/quantities.ts';
import { type Json, type JsonObject, secondsOf } from '../../mesos/json.ts';
import { resourceDocuments, resourceTotals, togetherOf } from '../../mesos/resource-codec.ts';
import type { AgentSite } from '../agent-site.ts';
import {
  containerOf,
  containerStatus,
  executorName,
  mesosTaskOf,
  taskName,
} from '../task-container.ts';

/** The version of Mesos whose API this is. */
const MESOS_VERSION = '1.12.0';

/** What the machine of an agent can do. */
const CAPABILITIES = [
  ...['MULTI_ROLE', 'HIERARCHICAL_ROLE', 'RESERVATION_REFINEMENT'],
  ...['RESIZE_VOLUME', 'AGENT_OPERATION_FEEDBACK', 'AGENT_DRAINING'],
];

/** What of an agent monitors and pages read (`mesos-semantics` part 22.2). */
export function registerAgentState(app: FastifyInstance, site: AgentSite): void {
  for (const prefix of ['', '/slave(1)']) {
    app.get(`${prefix}/health`, (_, reply) => reply.send(''));
    app.get(`${prefix}/version`, (_, reply) => reply.send({ version: MESOS_VERSION }));
    app.get(`${prefix}/flags`, (_, reply) => reply.send({ flags: site.settings.flags }));
    app.get(`${prefix}/state`, (_, reply) => reply.send(stateModel(site)));
    app.get(`${prefix}/containers`, async (_, reply) => reply.send(await containers(site, true)));
    app.get(`${prefix}/monitor/statistics`, async (_, reply) => {
      return reply.send(await containers(site, false));
    });
  }
}

function stateModel(site: AgentSite): JsonObject {
  const { settings, ids, host, startUs, agentId } = site;
  const { resources, attributes, hostname, ip, flags, version } = settings;
  const total = host.agent.checkpoint()?.total;
  const all = total === null || total === undefined ? resources : togetherOf(withRest(total));
  const live = [...host.tasks.values()].filter((task) => !task.over);
  const used = live.reduce((sum, { info }) => sum.plus(togetherOf(info)), Resources.EMPTY);
  return {
    version: MESOS_VERSION,
    evenhand_version: version,
    start_time: secondsOf(startUs),
    id: agentId < 0 ? '' : ids.agent(agentId),
    pid: `slave(1)@${ip}:${site.port}`,
    hostname,
    capabilities: CAPABILITIES,
    resources: resourceTotals(all),
    reserved_resources: {},
    unreserved_resources: resourceTotals(all.unreserved()),
    reserved_resources_full: {},
    unreserved_resources_full: resourceDocuments(all.unreserved()),
    reserved_resources_allocated: {},
    unreserved_resources_allocated: resourceTotals(used),
    resource_providers: [],
    attributes: Object.fromEntries(
      attributes.map(({ name, value }) => {
        return [name, value.kind === 'text' ? value.text : valueText(value)];
      }),
    ),
    flags,
    frameworks: frameworkModels(site),
    completed_frameworks: [],
  };
}

function withRest<T extends { readonly rest?: Resources | undefined }>(total: T) {
  return { ...total, rest: total.rest ?? Resources.EMPTY };
}

function valueText(value: { readonly kind: string; readonly milli?: number }): string {
  return value.milli === undefined ? '' : String(fromMilli(value.milli));
}

function frameworkModels(site: AgentSite): JsonObject[] {
  const byFramework = new Map<number, AgentTask[]>();
  for (const task of site.host.tasks.values()) {
    const list = byFramework.get(task.framework.id) ?? [];
    list.push(task);
    byFramework.set(task.framework.id, list);
  }
  return Array.from(byFramework, ([id, tasks]) => {
    const [{ framework }] = tasks;
    const { name, user = '', checkpoint, role, failoverTimeoutUs, hostname = '' } = framework;
    return {
      id: site.ids.framework(id),
      ...{ name, user, checkpoint, hostname, role },
      failover_timeout: secondsOf(failoverTimeoutUs),
      executors: tasks.map((task) => executorModel(site, task)),
      completed_executors: [],
    };
  });
}

/** A task's container is its executor. */
function executorModel(site: AgentSite, task: AgentTask): JsonObject {
  const container = containerOf(task);
  const resources = resourceTotals(togetherOf(task.info));
  const role = task.info.role ?? task.framework.role;
  const model = {
    id: taskName(task),
    name: mesosTaskOf(task)?.name ?? '',
    framework_id: site.ids.framework(task.framework.id),
    executor_id: '',
    slave_id: site.ids.agent(site.agentId),
    state: task.state,
    resources,
    role,
    statuses: container === null ? [] : [{ container_status: containerStatus(container) }],
  };
  return {
    id: executorName(task),
    name: `Command Executor (Task: ${taskName(task)})`,
    source: taskName(task),
    container: container?.id ?? '',
    directory: container?.sandbox ?? '',
    resources,
    role,
    tasks: task.over ? [] : [model],
    queued_tasks: [],
    completed_tasks: task.over ? [model] : [],
  };
}

/** What runs, and what it has used. */
async function containers(site: AgentSite, withStatus: boolean): Promise<Json> {
  const models: JsonObject[] = [];
  for (const task of site.host.tasks.values()) {
    const container = containerOf(task);
    if (container === null || task.over) continue;
    const usage = await site.runner.usage(container.id);
    const name = taskName(task);
    const { resources } = task.info;
    models.push({
      ...(withStatus ? { container_id: container.id } : {}),
      executor_id: executorName(task),
      executor_name: `Command Executor (Task: ${name})`,
      framework_id: site.ids.framework(task.framework.id),
      source: name,
      statistics: {
        cpus_limit: fromMilli(resources[0] ?? 0),
        mem_limit_bytes: fromMilli(resources[1] ?? 0) * 1024 * 1024,
        ...(usage === null
          ? {}
          : {
              cpus_system_time_secs: usage.cpusSystemSecs,
              cpus_user_time_secs: usage.cpusUserSecs,
              mem_rss_bytes: usage.memRssBytes,
              timestamp: usage.timestampMs / 1000,
            }),
      },
      ...(withStatus ? { status: containerStatus(container) } : {}),
    });
  }
  return models;
}
