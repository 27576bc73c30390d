/** What is drawn of a cluster, one element per agent. */
export interface ClusterColumns {
  /** A place in {@link AGENT_STATES}. */
  readonly state: Uint8Array;
  /** The framework that holds most of the resource shown, -1 for none. */
  readonly framework: Int16Array;
  /** Part of the resource shown that is allocated, 0 to 1. */
  readonly fill: Float32Array;
  /** Who holds how much, where there is room to show it; null where there is none. */
  readonly parts: AgentParts | null;
}

/** The parts of agent a are at `first[a]` to `first[a + 1] - 1`. */
export interface AgentParts {
  readonly first: Int32Array;
  readonly framework: Int16Array;
  /** Of the agent's total, 0 to 1. */
  readonly part: Float32Array;
}

/** How an agent is; drawn as its outline, so that no state is told by colour alone. */
export const AGENT_STATES = [
  'free',
  'offered',
  'allocated',
  'troubled',
  'lost',
  'unknown',
] as const;

export type AgentState = (typeof AGENT_STATES)[number];

export const STATE: { readonly [state in AgentState]: number } = {
  free: 0,
  offered: 1,
  allocated: 2,
  troubled: 3,
  lost: 4,
  unknown: 5,
};

/** What the legend says of each. */
export const STATE_WORDS: { readonly [state in AgentState]: string } = {
  free: 'free',
  offered: 'part of it is offered',
  allocated: 'in use',
  troubled: 'cut off, paused or late to answer',
  lost: 'down or given up',
  unknown: 'up, but not registered with a master',
};

/** Shades of a heat raster. */
const SHADES = 4;

/** How strong a raster's cell is drawn, 1 to 4; 0 for empty. */
export function shadeOf(fill: number): number {
  return fill <= 0 ? 0 : Math.min(SHADES, Math.max(1, Math.ceil(fill * SHADES)));
}

/**
 * The agents that look different from before, into `into`.
 * @param before null when nothing is drawn yet: then all are
 * @returns how many there are
 */
export function changedAgents(
  before: ClusterColumns | null,
  now: ClusterColumns,
  into: Int32Array,
): number {
  const count = now.state.length;
  let changed = 0;
  for (let agent = 0; agent < count; agent++) {
    if (before === null || differs(before, now, agent)) into[changed++] = agent;
  }
  return changed;
}

function differs(before: ClusterColumns, now: ClusterColumns, agent: number): boolean {
  return (
    before.state[agent] !== now.state[agent] ||
    before.framework[agent] !== now.framework[agent] ||
    before.fill[agent] !== now.fill[agent] ||
    partsDiffer(before.parts, now.parts, agent)
  );
}

function partsDiffer(before: AgentParts | null, now: AgentParts | null, agent: number): boolean {
  if (before === null || now === null) return before !== now;
  const from = now.first[agent];
  const old = before.first[agent];
  const length = now.first[agent + 1] - from;
  if (before.first[agent + 1] - old !== length) return true;
  for (let k = 0; k < length; k++) {
    if (before.framework[old + k] !== now.framework[from + k]) return true;
    if (before.part[old + k] !== now.part[from + k]) return true;
  }
  return false;
}
