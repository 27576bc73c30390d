import { type JsonObject, secondsOf } from '../../mesos/json.ts';
import { MESOS_VERSION, type MasterSite } from '../master-site.ts';
import { agentDocument, agentModel } from './agent-documents.ts';
import { frameworkDocument, frameworkModel } from './framework-documents.ts';
import { Holdings } from './holdings.ts';
import { taskDocument, taskModel } from './task-documents.ts';

/** `/state`. */
export function stateModel(site: MasterSite): JsonObject {
  const { place, pid, history } = site;
  const { id, hostname, port, startUs, electedUs, flags } = place;
  const holdings = new Holdings(site);
  const connected = holdings.agents.filter((agent) => agent.connected).length;
  return {
    ...versionModel(site),
    start_time: secondsOf(startUs),
    elected_time: secondsOf(electedUs),
    id,
    pid,
    hostname,
    capabilities: ['AGENT_UPDATE', 'AGENT_DRAINING', 'QUOTA_V2'],
    activated_slaves: connected,
    deactivated_slaves: holdings.agents.length - connected,
    unreachable_slaves: site.host.master.registry.unreachable.size,
    leader: pid,
    leader_info: { id, pid, port, hostname },
    ...(site.sight.flags ? { flags } : {}),
    slaves: holdings.agents.map((agent) => agentModel(site, holdings, agent, false)),
    recovered_slaves: [],
    frameworks: frameworkModels(site, holdings),
    completed_frameworks: history.completedFrameworks.map((story) => {
      return frameworkModel(site, holdings, story, null);
    }),
    orphan_tasks: [],
    unregistered_frameworks: [],
  };
}

export function frameworkModels(site: MasterSite, holdings: Holdings): JsonObject[] {
  return holdings.frameworks.map((record) => {
    return frameworkModel(site, holdings, site.history.framework(record), record);
  });
}

export function versionModel({ place }: MasterSite): JsonObject {
  return { version: MESOS_VERSION, evenhand_version: place.version };
}

const COUNTED = [
  ...['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING', 'TASK_FINISHED'],
  ...['TASK_KILLED', 'TASK_FAILED', 'TASK_LOST', 'TASK_ERROR', 'TASK_UNREACHABLE'],
];

/** `/state-summary`: no tasks, but how many there are in each state. */
export function stateSummary(site: MasterSite): JsonObject {
  const holdings = new Holdings(site);
  const { history, ids } = site;
  const live = holdings.tasks.map((task) => history.task(task));
  const stories = [
    ...live,
    ...holdings.frameworks.flatMap((record) => history.framework(record).completed),
    ...history.completedFrameworks.flatMap(({ completed }) => completed),
  ];
  const countsOf = (isMeant: (task: { frameworkId: number; agentId: number }) => boolean) => {
    const meant = stories.filter(isMeant);
    const counts = COUNTED.map((state) => [state, meant.filter((t) => t.state === state).length]);
    return { counts: Object.fromEntries(counts) as JsonObject, meant };
  };
  return {
    hostname: site.place.hostname,
    slaves: holdings.agents.map((agent) => {
      const { counts } = countsOf(({ agentId }) => agentId === agent.id);
      const here = live.filter(({ agentId }) => agentId === agent.id);
      const frameworks = [...new Set(here.map(({ frameworkId }) => ids.framework(frameworkId)))];
      return { ...agentModel(site, holdings, agent, false), ...counts, framework_ids: frameworks };
    }),
    frameworks: holdings.frameworks.map((record) => {
      const { counts, meant } = countsOf(({ frameworkId }) => frameworkId === record.id);
      const agents = [...new Set(meant.map(({ agentId }) => ids.agent(agentId)))];
      const story = history.framework(record);
      const head = frameworkModel(site, holdings, story, record, true);
      return { ...head, ...counts, slave_ids: agents };
    }),
  };
}

/** All tasks there are and were, as `/tasks` writes them, newest first. */
export function taskModels(site: MasterSite): JsonObject[] {
  const holdings = new Holdings(site);
  const live = holdings.tasks.map((task) => site.history.task(task));
  const over = [
    ...holdings.frameworks.flatMap((record) => site.history.framework(record).completed),
    ...site.history.completedFrameworks.flatMap(({ completed }) => completed),
  ];
  return [...live, ...over.reverse()].map((task) => taskModel(site, task));
}

/** Mesos v1 `GetState`. */
export function getState(site: MasterSite): JsonObject {
  const holdings = new Holdings(site);
  return {
    get_tasks: getTasks(site, holdings),
    get_executors: { executors: [] },
    get_frameworks: getFrameworks(site, holdings),
    get_agents: getAgents(site, holdings),
  };
}

export function getAgents(site: MasterSite, holdings: Holdings): JsonObject {
  const agents = holdings.agents.map((agent) => agentDocument(site, holdings, agent));
  return { agents, recovered_agents: [] };
}

export function getFrameworks(site: MasterSite, holdings: Holdings): JsonObject {
  const { history } = site;
  return {
    frameworks: holdings.frameworks.map((record) => {
      return frameworkDocument(site, holdings, history.framework(record), record);
    }),
    completed_frameworks: history.completedFrameworks.map((story) => {
      return frameworkDocument(site, holdings, story, null);
    }),
  };
}

export function getTasks(site: MasterSite, holdings: Holdings): JsonObject {
  const { history } = site;
  const completed = [
    ...holdings.frameworks.flatMap((record) => history.framework(record).completed),
    ...history.completedFrameworks.flatMap((story) => story.completed),
  ];
  return {
    tasks: holdings.tasks.map((task) => taskDocument(site, history.task(task))),
    unreachable_tasks: [],
    completed_tasks: completed.map((task) => taskDocument(site, task)),
  };
}
