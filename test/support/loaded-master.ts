import { isSchedulerEvent } from '../../core/recording/effects.ts';
import type { MasterSite } from '../../live/master/master-site.ts';
import { checkCall, readCall } from '../../live/mesos/call-codec.ts';
import type { JsonObject } from '../../live/mesos/json.ts';
import { readLenient } from '../../live/mesos/lenient-json.ts';
import { splitResources } from '../../live/mesos/resource-codec.ts';
import { parseResourcesOption } from '../../cli/live/live-options.ts';

/** How much a master is loaded with. */
export interface Load {
  readonly agents: number;
  readonly tasksPerAgent: number;
  readonly frameworks: number;
}

const INFO = {
  ...{ user: 'nobody', roles: ['dev'], checkpoint: true, failover_timeout: 60 },
  capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
};

/**
 * Agents and frameworks with tasks that run, fed to a master's host as its HTTP side feeds them,
 * so that what it answers can be looked at without a process for each.
 */
export async function loadMaster(site: MasterSite, load: Load): Promise<void> {
  const { host } = site;
  const launched = new Set<number>();
  await new Promise<void>((resolve) => {
    for (let index = 0; index < load.frameworks; index++) {
      const connection = host.connect({
        tell: (event) => {
          if (event.type !== 'OFFERS') return;
          const { offers } = event;
          queueMicrotask(() => {
            for (const { id, agentId } of offers) {
              const tasks = launched.has(agentId) ? 0 : load.tasksPerAgent;
              launched.add(agentId);
              launch(site, index, { id, agentId, tasks });
            }
            if (launched.size === load.agents) resolve();
          });
        },
      });
      const framework_info = { ...INFO, name: `framework ${index}` };
      call(site, { type: 'SUBSCRIBE', subscribe: { framework_info } }, connection);
    }
    for (let place = 0; place < load.agents; place++) addAgent(site, place);
  });
}

function addAgent(site: MasterSite, place: number): void {
  const { host } = site;
  let agentId = -1;
  const connection = host.connect({
    tell: (message) => {
      if (isSchedulerEvent(message)) return;
      if (message.type === 'AGENT_REGISTERED') ({ agentId } = message);
      if (message.type !== 'RUN_TASKS') return;
      const { framework, tasks } = message;
      const { id: frameworkId } = framework;
      queueMicrotask(() => {
        for (const { taskId } of tasks) {
          const status = {
            ...{ frameworkId, taskId, agentId, state: 'TASK_RUNNING' as const },
            ...{ source: 'SOURCE_EXECUTOR' as const, reason: null, message: '', uuid: 1 },
          };
          host.feed({ type: 'STATUS_UPDATE', status, latestState: 'TASK_RUNNING' });
        }
      });
    },
  });
  const hostname = `agent-${place}`;
  site.places.set(connection, { hostname, ip: '127.0.0.1', port: 20_000 + place });
  const all = parseResourcesOption('cpus:16;mem:65536;disk:100000;ports:[31000-32000]', 'agent');
  host.feed({ type: 'REGISTER_AGENT', connection, hostname, ...splitResources(all) });
}

interface Offered {
  readonly id: number;
  readonly agentId: number;
  readonly tasks: number;
}

function launch(site: MasterSite, framework: number, { id, agentId, tasks }: Offered): void {
  const { ids } = site;
  const infos = Array.from({ length: tasks }, (_, index) => ({
    name: 'work',
    task_id: { value: `work-${framework}-${agentId}-${index}` },
    agent_id: { value: ids.agent(agentId) },
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 0.5 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 128 } },
    ],
    command: { value: 'sleep 60' },
    labels: { labels: [{ key: 'colour', value: 'blue' }] },
  }));
  const accept = {
    offer_ids: [{ value: ids.offer(id) }],
    operations: tasks === 0 ? [] : [{ type: 'LAUNCH', launch: { task_infos: infos } }],
    filters: { refuse_seconds: 3600 },
  };
  const framework_id = { value: ids.framework(framework) };
  call(site, { type: 'ACCEPT', framework_id, accept }, 0);
}

function call(site: MasterSite, document: JsonObject, connection: number): void {
  const said = checkCall(readLenient('scheduler.Call', document));
  site.host.feed(readCall(said, connection, site.ids, site.names));
}
