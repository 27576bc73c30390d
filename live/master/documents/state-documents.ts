import { type JsonObject, idDocument, secondsOf } from '../../mesos/json.ts';
import { uuidText } from '../../mesos/ids.ts';
import type { TaskStory } from '../history.ts';
import { MESOS_VERSION, type MasterSite } from '../master-site.ts';
import { agentDocument, agentModel, recoveredAgents } from './agent-documents.ts';
import {
  executorDocument,
  frameworkDocument,
  frameworkModel,
  frameworkSummary,
} from './framework-documents.ts';
import type { Holdings } from './holdings.ts';
import { Pieced, mapped } from '../../mesos/pieces.ts';
import { taskDocument, taskModel } from './task-documents.ts';

/** `/state`. */
export function stateModel(site: MasterSite, holdings: Holdings): Pieced {
  const { place, pid, masterInfo } = site;
  const { id, hostname, port, startUs, electedUs, flags } = place;
  const connected = holdings.agents.filter((agent) => agent.connected).length;
  const { cluster } = flags;
  const head = {
    ...versionModel(site),
    start_time: secondsOf(startUs),
    elected_time: secondsOf(electedUs),
    id,
    pid,
    hostname,
    ...(cluster === undefined ? {} : { cluster }),
    capabilities: ['AGENT_UPDATE', 'AGENT_DRAINING', 'QUOTA_V2'],
    activated_slaves: connected,
    deactivated_slaves: holdings.agents.length - connected,
    unreachable_slaves: site.host.master.registry.unreachable.size,
    ...(masterInfo['domain'] === undefined ? {} : { domain: masterInfo['domain'] }),
    leader: pid,
    leader_info: { id, pid, port, hostname },
    ...(site.sight.flags ? { flags } : {}),
    recovered_slaves: recoveredAgents(site).map((agent) => ({ ...agent })),
    orphan_tasks: [],
    unregistered_frameworks: [],
  };
  return new Pieced(head, {
    slaves: mapped(holdings.agents, (agent) => agentModel(site, holdings, agent, false)),
    ...frameworkModels(site, holdings),
  });
}

/** Frameworks that are there, and those that are over. */
export function frameworkModels(
  site: MasterSite,
  holdings: Holdings,
  isMeant: (id: string) => boolean = () => true,
): { readonly frameworks: Iterable<Pieced>; readonly completed_frameworks: Iterable<Pieced> } {
  const present = holdings.frameworks.filter(({ id }) => isMeant(site.ids.framework(id)));
  const over = holdings.completedFrameworks.filter(({ id }) => isMeant(site.ids.framework(id)));
  return {
    frameworks: mapped(present, (one) => frameworkModel(site, holdings, holdings.story(one), one)),
    completed_frameworks: mapped(over, (one) => frameworkModel(site, holdings, one, null)),
  };
}

export function versionModel({ place }: MasterSite): JsonObject {
  return { version: MESOS_VERSION, evenhand_version: place.version };
}

const COUNTED = [
  ...['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING', 'TASK_FINISHED'],
  ...['TASK_KILLED', 'TASK_FAILED', 'TASK_LOST', 'TASK_ERROR', 'TASK_UNREACHABLE'],
];

/** Tasks by their states, and where they were. */
class Tally {
  readonly places = new Set<number>();
  private readonly states = new Map<string, number>();

  count(state: string): void {
    this.states.set(state, (this.states.get(state) ?? 0) + 1);
  }

  get counts(): JsonObject {
    return Object.fromEntries(COUNTED.map((state) => [state, this.states.get(state) ?? 0]));
  }
}

/** `/state-summary`: no tasks, but how many there are in each state. */
export function stateSummary(site: MasterSite, holdings: Holdings): Pieced {
  const { ids } = site;
  const [byAgent, byFramework] = [new Map<number, Tally>(), new Map<number, Tally>()];
  const tallyOf = (tallies: Map<number, Tally>, id: number): Tally => {
    const tally = tallies.get(id) ?? new Tally();
    tallies.set(id, tally);
    return tally;
  };
  const count = ({ agentId, frameworkId, state }: TaskStory, isThere: boolean): void => {
    const [agent, framework] = [tallyOf(byAgent, agentId), tallyOf(byFramework, frameworkId)];
    agent.count(state);
    framework.count(state);
    framework.places.add(agentId);
    if (isThere) agent.places.add(frameworkId);
  };
  for (const task of holdings.tasks) count(task, true);
  for (const task of holdings.unreachableTasks()) count(task, false);
  for (const task of holdings.completedTasks()) count(task, false);
  return new Pieced(
    { hostname: site.place.hostname },
    {
      slaves: mapped(holdings.agents, (agent) => {
        const tally = tallyOf(byAgent, agent.id);
        const frameworks = [...tally.places].map((id) => ids.framework(id));
        const head = agentModel(site, holdings, agent, false);
        return { ...head, ...tally.counts, framework_ids: frameworks };
      }),
      frameworks: mapped(holdings.frameworks, (record) => {
        const tally = tallyOf(byFramework, record.id);
        const head = frameworkSummary(site, holdings, holdings.story(record), record);
        const agents = [...tally.places].map((id) => ids.agent(id));
        return { ...head, ...tally.counts, slave_ids: agents };
      }),
    },
  );
}

/** All tasks there are and were, newest first. */
export function allTasks(holdings: Holdings): TaskStory[] {
  const over = [...holdings.unreachableTasks(), ...holdings.completedTasks()];
  return [...over, ...holdings.tasks].reverse();
}

/** A task as `/tasks` writes it. */
export function taskModels(site: MasterSite, tasks: Iterable<TaskStory>): Pieced {
  return new Pieced({}, { tasks: mapped(tasks, (task) => taskModel(site, task)) });
}

/** Mesos v1 `GetState`. */
export function getState(site: MasterSite, holdings: Holdings): Pieced {
  const parts = {
    get_tasks: getTasks(site, holdings),
    get_executors: getExecutors(site, holdings),
    get_frameworks: getFrameworks(site, holdings),
    get_agents: getAgents(site, holdings),
  };
  return new Pieced({}, {}, parts);
}

export function getAgents(site: MasterSite, holdings: Holdings): Pieced {
  const recovered = recoveredAgents(site).map(({ id, hostname }) => ({
    id: idDocument(id),
    hostname,
  }));
  const agents = mapped(holdings.agents, (agent) => agentDocument(site, holdings, agent));
  return new Pieced({}, { agents, recovered_agents: recovered });
}

export function getExecutors(site: MasterSite, holdings: Holdings): Pieced {
  const executors = mapped(holdings.executors, (one) => executorDocument(site, one));
  return new Pieced({}, { executors });
}

/** Operations that frameworks named and that are not acknowledged. */
export function getOperations(site: MasterSite, holdings: Holdings): Pieced {
  const { ids, names } = site;
  const all = holdings.frameworks.flatMap(({ operations }) => [...operations.values()]);
  return new Pieced(
    {},
    {
      operations: mapped(all, ({ id, uuid, framework, agentId, state }) => {
        const name = idDocument(names.operations.textOf(id));
        const bytes = idDocument(uuidText(agentId, uuid));
        const status = { operation_id: name, state, uuid: bytes };
        return {
          framework_id: idDocument(ids.framework(framework.id)),
          agent_id: idDocument(ids.agent(agentId)),
          info: { id: name },
          latest_status: status,
          statuses: [status],
          uuid: bytes,
        };
      }),
    },
  );
}

export function getFrameworks(site: MasterSite, holdings: Holdings): Pieced {
  const { frameworks, completedFrameworks } = holdings;
  return new Pieced(
    {},
    {
      frameworks: mapped(frameworks, (record) => {
        return frameworkDocument(site, holdings, holdings.story(record), record);
      }),
      completed_frameworks: mapped(completedFrameworks, (story) => {
        return frameworkDocument(site, holdings, story, null);
      }),
    },
  );
}

export function getTasks(site: MasterSite, holdings: Holdings): Pieced {
  const write = (task: TaskStory): JsonObject => taskDocument(site, task);
  return new Pieced(
    {},
    {
      tasks: mapped(holdings.tasks, write),
      unreachable_tasks: mapped(holdings.unreachableTasks(), write),
      completed_tasks: mapped(holdings.completedTasks(), write),
    },
  );
}
