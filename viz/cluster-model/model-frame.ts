import type { Position, RunSummary } from '../../sim/session/session-api.ts';
import {
  AGENT_STATES,
  type AgentColumns,
  type Frame,
  type FrameRequest,
  type FrameworkColumns,
  type RoleColumns,
} from '../../sim/session/session-frame.ts';
import type { ClusterModel } from './cluster-model.ts';
import type { AgentState, FrameworkState } from './cluster-state.ts';
import type { KnownAgent } from './directory.ts';
import { CLUSTER_EVENT_KINDS } from './event-kinds.ts';

/** What views know of a cluster before any frame. */
export function modelSummary(
  { directory, policy, masters }: ClusterModel,
  name: string,
): RunSummary {
  const { resources, agents, roles } = directory;
  const racks = [...new Set(agents.flatMap(({ rack }) => (rack === null ? [] : [rack])))];
  const agentTotals = new Float64Array(agents.length * resources.length);
  const capacity = new Float64Array(resources.length);
  for (const [agent, { total }] of agents.entries()) {
    agentTotals.set(total, agent * resources.length);
    for (const [r, milli] of total.entries()) capacity[r] += milli;
  }
  return {
    ...{ name, policy, seed: '', resources, machineResources: resources, capacity, agentTotals },
    agents: agentNames(agents),
    racks,
    agentRack: Int32Array.from(agents, ({ rack }) => (rack === null ? -1 : racks.indexOf(rack))),
    frameworks: directory.frameworkSummaries(),
    roles,
    ...{ masters, zookeeperServers: 0, jobs: 0, tasks: 0 },
    ...{ untilUs: null, healAtUs: null, faults: [], eventKinds: CLUSTER_EVENT_KINDS },
  };
}

/** Hostnames; with the master's number where several agents are on one machine. */
function agentNames(agents: readonly KnownAgent[]): string[] {
  const seen = new Map<string, number>();
  for (const { hostname } of agents) seen.set(hostname, (seen.get(hostname) ?? 0) + 1);
  return agents.map(({ id, hostname }) => {
    return (seen.get(hostname) ?? 0) > 1 ? `S${id} ${hostname}` : hostname;
  });
}

/** The state of a cluster as columns of their reader's own. */
export function modelFrame(model: ClusterModel, position: Position, request: FrameRequest): Frame {
  const { agents = false, frameworks = false, roles = false, masters = false, history } = request;
  const { directory, nowUs } = model;
  return {
    position,
    agents: agents ? agentColumns(model) : null,
    frameworks: frameworks ? frameworkColumns(model) : null,
    roles: roles ? roleColumns(model) : null,
    masters: masters
      ? {
          ...{ count: 1, leading: Uint8Array.of(1), leader: 0 },
          epoch: Float64Array.of(model.epoch),
        }
      : null,
    fairness: request.fairness === true ? model.fairness.columns(nowUs, history) : null,
    history:
      history === undefined
        ? null
        : model.history.columns(directory.frameworks, directory.resources.length, nowUs, history),
  };
}

const STATE_NUMBERS: ReadonlyMap<string, number> = new Map(
  AGENT_STATES.map((name, number) => [name, number]),
);

function stateOf(agent: AgentState | undefined): number {
  const name =
    agent === undefined || agent.isAwaited
      ? 'unregistered'
      : agent.left !== null
        ? 'unreachable'
        : agent.connected
          ? 'up'
          : 'disconnected';
  return STATE_NUMBERS.get(name) ?? 0;
}

function agentColumns({ directory, state }: ClusterModel): AgentColumns {
  const count = directory.agents.length;
  const width = directory.resources.length;
  const agents = directory.agents.map(({ id }) => state.agents.get(id));
  const columns = {
    state: Uint8Array.from(agents, stateOf),
    running: new Int32Array(count),
    free: new Float64Array(count * width),
    offered: new Float64Array(count * width),
    allocated: new Float64Array(count * width),
    first: new Int32Array(count + 1),
  };
  const rows = agents.map((agent) =>
    [...(agent?.holdings ?? [])]
      .map(([id, holding]) => ({ framework: directory.frameworkPlace(id), holding }))
      .filter(({ framework }) => framework >= 0)
      .sort((a, b) => a.framework - b.framework),
  );
  for (const [agent, own] of rows.entries()) {
    columns.first[agent + 1] = columns.first[agent] + own.length;
    for (const { holding } of own) {
      columns.running[agent] += holding.running;
      for (let r = 0; r < width; r++) {
        columns.allocated[agent * width + r] += holding.allocated[r];
        columns.offered[agent * width + r] += holding.offered[r];
      }
    }
    for (let r = 0; r < width; r++) {
      const at = agent * width + r;
      const total = agents[agent]?.total[r] ?? 0;
      columns.free[at] = Math.max(0, total - columns.allocated[at] - columns.offered[at]);
    }
  }
  const all = rows.flat();
  return {
    ...{ count, ...columns },
    holdings: {
      count: all.length,
      framework: Int32Array.from(all, ({ framework }) => framework),
      tasks: Int32Array.from(all, ({ holding }) => holding.tasks),
      allocated: Float64Array.from(all.flatMap(({ holding }) => holding.allocated)),
      offered: Float64Array.from(all.flatMap(({ holding }) => holding.offered)),
    },
  };
}

function frameworkColumns({ directory, state }: ClusterModel): FrameworkColumns {
  const all = directory.frameworks.map(({ id }) => state.frameworks.get(id));
  const count = all.length;
  const width = directory.resources.length;
  const numbers = (of: (framework: FrameworkState) => number): number[] =>
    all.map((framework) => (framework === undefined ? 0 : of(framework)));
  const amounts = (of: (framework: FrameworkState) => readonly number[]): Float64Array => {
    const columns = new Float64Array(count * width);
    for (const [place, framework] of all.entries()) {
      if (framework !== undefined) columns.set(of(framework), place * width);
    }
    return columns;
  };
  const shares = all.map((framework) => state.dominant(framework?.allocated ?? []));
  return {
    count,
    connected: Uint8Array.from(numbers(({ connected }) => Number(connected))),
    dominantShare: Float64Array.from(shares, ({ share }) => share),
    dominantResource: Int32Array.from(shares, ({ resource }) => resource),
    allocated: amounts(({ allocated }) => allocated),
    offered: amounts(({ offered }) => offered),
    openOffers: Int32Array.from(numbers(({ openOffers }) => openOffers)),
    running: Int32Array.from(numbers(({ running }) => running)),
    waiting: Int32Array.from(numbers(({ staging }) => staging)),
    // What a scheduler would launch is its own affair.
    backlogged: new Uint8Array(count),
    suppressed: Uint8Array.from(numbers(({ suppressed }) => Number(suppressed))),
    tasksFinished: Float64Array.from(numbers(({ counts }) => counts.finished)),
    tasksFailed: Float64Array.from(numbers(({ counts }) => counts.failed)),
    ...{ jobsSubmitted: new Int32Array(count), jobsFinished: new Int32Array(count) },
    jobsFailed: new Int32Array(count),
    offersMade: Float64Array.from(numbers(({ counts }) => counts.made)),
    offersAccepted: Float64Array.from(numbers(({ counts }) => counts.accepted)),
    offersDeclined: Float64Array.from(numbers(({ counts }) => counts.declined)),
    offersRescinded: Float64Array.from(numbers(({ counts }) => counts.rescinded)),
  };
}

/** Roles hold what frameworks hold whose first role they are or stand above. */
function roleColumns({ directory, state }: ClusterModel): RoleColumns {
  const { roles } = directory;
  const width = directory.resources.length;
  const zeros = (): number[][] => roles.map(() => directory.resources.map(() => 0));
  const [allocated, offered] = [zeros(), zeros()];
  for (const [place, { role }] of directory.frameworkSummaries().entries()) {
    const framework = state.frameworks.get(directory.frameworks[place].id);
    if (framework === undefined) continue;
    for (let at = role; at >= 0; at = roles[at].parent) {
      for (let r = 0; r < width; r++) {
        allocated[at][r] += framework.allocated[r];
        offered[at][r] += framework.offered[r];
      }
    }
  }
  return {
    count: roles.length,
    dominantShare: Float64Array.from(allocated, (own) => state.dominant(own).share),
    allocated: Float64Array.from(allocated.flat()),
    offered: Float64Array.from(offered.flat()),
  };
}
