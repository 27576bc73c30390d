import type { RunSummary } from '../../sim/session/session-api.ts';
import {
  AGENT_STATES,
  type AgentColumns,
  type AgentState as SessionState,
} from '../../sim/session/session-frame.ts';
import { type AgentParts, type ClusterColumns, STATE } from '../cluster-view/cluster-columns.ts';
import { BOXES_MAX } from '../cluster-view/level-of-detail.ts';
import { amounts, counted, percent } from './words.ts';

/** Which resource fills the picture: one by number, or of each agent the one most in use. */
export type ShownResource = number | 'dominant';

/** How the states of a session look: as in use unless something is wrong. */
const TROUBLE: { readonly [state in SessionState]: number | null } = {
  up: null,
  unregistered: STATE.unknown,
  disconnected: STATE.troubled,
  unreachable: STATE.lost,
  down: STATE.lost,
  'process down': STATE.troubled,
  paused: STATE.troubled,
  'cut off': STATE.troubled,
};

/** What is drawn of the agents of a frame. */
export function clusterPicture(
  agents: AgentColumns,
  { resources, agentTotals }: RunSummary,
  shown: ShownResource,
): ClusterColumns {
  const { count } = agents;
  const width = resources.length;
  const state = new Uint8Array(count);
  const framework = new Int16Array(count).fill(-1);
  const fill = new Float32Array(count);
  for (let agent = 0; agent < count; agent++) {
    const resource = resourceOf(agents, agentTotals, width, agent, shown);
    const total = agentTotals[agent * width + resource];
    let held = 0;
    let most = 0;
    for (let row = agents.first[agent]; row < agents.first[agent + 1]; row++) {
      const part = agents.holdings.allocated[row * width + resource];
      held += part;
      if (part <= most) continue;
      most = part;
      framework[agent] = agents.holdings.framework[row];
    }
    fill[agent] = total > 0 ? Math.min(1, held / total) : 0;
    state[agent] = stateOf(agents, width, agent);
  }
  const parts = count <= BOXES_MAX ? partsOf(agents, agentTotals, width, shown) : null;
  return { state, framework, fill, parts };
}

function resourceOf(
  agents: AgentColumns,
  totals: Float64Array,
  width: number,
  agent: number,
  shown: ShownResource,
): number {
  if (shown !== 'dominant') return shown;
  let best = 0;
  let most = -1;
  for (let resource = 0; resource < width; resource++) {
    const total = totals[agent * width + resource];
    const part = total > 0 ? agents.allocated[agent * width + resource] / total : 0;
    if (part <= most) continue;
    most = part;
    best = resource;
  }
  return best;
}

function stateOf(agents: AgentColumns, width: number, agent: number): number {
  const trouble = TROUBLE[AGENT_STATES[agents.state[agent]]];
  if (trouble !== null) return trouble;
  let state = STATE.free;
  for (let resource = 0; resource < width; resource++) {
    if (agents.offered[agent * width + resource] > 0) return STATE.offered;
    if (agents.allocated[agent * width + resource] > 0) state = STATE.allocated;
  }
  return state;
}

function partsOf(
  agents: AgentColumns,
  totals: Float64Array,
  width: number,
  shown: ShownResource,
): AgentParts {
  const { holdings } = agents;
  const part = new Float32Array(holdings.count);
  for (let agent = 0; agent < agents.count; agent++) {
    const resource = resourceOf(agents, totals, width, agent, shown);
    const total = totals[agent * width + resource];
    for (let row = agents.first[agent]; row < agents.first[agent + 1]; row++) {
      part[row] = total > 0 ? holdings.allocated[row * width + resource] / total : 0;
    }
  }
  return { first: agents.first, framework: Int16Array.from(holdings.framework), part };
}

/** An agent in words, line by line: name and rack, state, use, who holds what. */
export function describeAgent(
  agents: AgentColumns | null,
  { agents: names, racks, agentRack, resources, agentTotals, frameworks }: RunSummary,
  agent: number,
): string[] {
  const rack = racks[agentRack[agent]];
  const title = rack === undefined ? names[agent] : `${names[agent]}, rack ${rack}`;
  if (agents === null) return [title];
  const width = resources.length;
  const use = resources
    .map((name, r) => {
      const total = agentTotals[agent * width + r];
      return total > 0 ? `${name} ${percent(agents.allocated[agent * width + r] / total)}` : null;
    })
    .filter((part) => part !== null);
  const held: string[] = [];
  for (let row = agents.first[agent]; row < agents.first[agent + 1]; row++) {
    const { tasks, framework, allocated } = agents.holdings;
    if (tasks[row] === 0) continue;
    const name = frameworks[framework[row]].name;
    held.push(
      `${name}: ${counted(tasks[row], 'task')}, ${amounts(allocated, resources, row * width)}`,
    );
  }
  const rest = held.length > 6 ? [`and ${held.length - 6} more`] : [];
  const running = counted(agents.running[agent], 'container');
  return [
    title,
    `${AGENT_STATES[agents.state[agent]]}, ${running}`,
    `in use: ${use.join(', ')}`,
    ...held.slice(0, 6),
    ...rest,
  ];
}

/** How many agents are how, in a sentence. */
export function clusterSummary(agents: AgentColumns, clock: string): string {
  const counts = AGENT_STATES.map((name, state) => {
    let found = 0;
    for (const one of agents.state) if (one === state) found++;
    return { name, found };
  }).filter(({ found }) => found > 0);
  let running = 0;
  for (const one of agents.running) running += one;
  const states = counts.map(({ name, found }) => `${found} ${name}`).join(', ');
  return `At ${clock}: agents ${states}; ${counted(running, 'container')} running.`;
}
