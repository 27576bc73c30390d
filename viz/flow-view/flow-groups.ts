import type { ClusterFacts } from '../cluster-view/cluster-view.ts';

/** Agents that are drawn as one: one by itself, a rack, or neighbours where there are many. */
export interface FlowGroup {
  readonly name: string;
  readonly agents: readonly number[];
}

/**
 * Agents as groups, at most so many: each by itself where there is room, else by racks, else racks
 * or agents that are neighbours together. Together they hold each agent once, in its order.
 */
export function flowGroups(
  facts: ClusterFacts,
  agents: readonly number[],
  most: number,
): FlowGroup[] {
  if (agents.length <= most) return agents.map((agent) => alone(facts, agent));
  const racks = racksOf(facts, agents);
  if (racks.length < 2)
    return inBlocks(
      agents.map((agent) => alone(facts, agent)),
      most,
    );
  return racks.length <= most ? racks : inBlocks(racks, most);
}

/** By agent: the group that it is in, -1 for none. */
export function groupsByAgent(groups: readonly FlowGroup[], count: number): Int32Array {
  const groupOf = new Int32Array(count).fill(-1);
  for (const [group, { agents }] of groups.entries()) {
    for (const agent of agents) groupOf[agent] = group;
  }
  return groupOf;
}

function alone({ names }: ClusterFacts, agent: number): FlowGroup {
  return { name: names[agent] ?? `agent ${agent}`, agents: [agent] };
}

function racksOf({ rackOf, rackNames }: ClusterFacts, agents: readonly number[]): FlowGroup[] {
  const members = new Map<number, number[]>();
  for (const agent of agents) {
    const own = members.get(rackOf[agent]);
    if (own === undefined) members.set(rackOf[agent], [agent]);
    else own.push(agent);
  }
  return [...members.keys()]
    .toSorted((one, other) => one - other)
    .map((rack) => ({ name: rackNames[rack] ?? 'no rack', agents: members.get(rack) ?? [] }));
}

/** Neighbours together, as equal in number as can be. */
function inBlocks(parts: readonly FlowGroup[], most: number): FlowGroup[] {
  const size = Math.ceil(parts.length / Math.max(1, most));
  const blocks: FlowGroup[] = [];
  for (let from = 0; from < parts.length; from += size) {
    const block = parts.slice(from, from + size);
    const [first, last] = [block[0].name, block[block.length - 1].name];
    blocks.push({
      name: block.length === 1 ? first : `${first} to ${last}`,
      agents: block.flatMap(({ agents }) => agents),
    });
  }
  return blocks;
}
