import { describe, expect, it } from 'vitest';

import { flowGroups, groupsByAgent } from './flow-groups.ts';

/** Agents that take the racks in turn, as scenarios place them. */
function cluster(agents: number, racks: number) {
  return {
    names: Array.from({ length: agents }, (_, agent) => `agent${agent}`),
    rackOf: Int32Array.from({ length: agents }, (_, agent) => (racks === 0 ? -1 : agent % racks)),
    rackNames: Array.from({ length: racks }, (_, rack) => `r${rack + 1}`),
  };
}

function names(agents: number, racks: number, most: number): string[] {
  const facts = cluster(agents, racks);
  const all = facts.names.map((_, agent) => agent);
  return flowGroups(facts, all, most).map(({ name }) => name);
}

describe('agents as groups', () => {
  it('are by themselves, by racks, or neighbours together, as many as there is room for', () => {
    expect(names(3, 2, 12)).toEqual(['agent0', 'agent1', 'agent2']);
    expect(names(40, 4, 12)).toEqual(['r1', 'r2', 'r3', 'r4']);
    expect(names(40, 8, 3)).toEqual(['r1 to r3', 'r4 to r6', 'r7 to r8']);
    expect(names(40, 0, 3)).toEqual([
      'agent0 to agent13',
      'agent14 to agent27',
      'agent28 to agent39',
    ]);
    // A rack alone is told by its agents.
    expect(names(9, 1, 4)).toEqual([
      ...['agent0 to agent2', 'agent3 to agent5', 'agent6 to agent8'],
    ]);
  });

  it.each([
    [10_000, 250, 12],
    [37, 5, 4],
    [5, 0, 1],
  ])('hold each of %i agents in %i racks once, in %i groups at most', (agents, racks, most) => {
    const facts = cluster(agents, racks);
    const all = facts.names.map((_, agent) => agent);
    const groups = flowGroups(facts, all, most);
    expect(groups.length).toBeLessThanOrEqual(most);
    expect(groups.flatMap((group) => group.agents).toSorted((a, b) => a - b)).toEqual(all);
    const groupOf = groupsByAgent(groups, agents);
    for (const [group, { agents: own }] of groups.entries()) {
      expect(own.every((agent) => groupOf[agent] === group)).toBe(true);
    }
  });

  it('leaves out whom is not asked for', () => {
    const facts = cluster(6, 2);
    expect([...groupsByAgent(flowGroups(facts, [1, 3], 9), 6)]).toEqual([-1, 0, -1, 1, -1, -1]);
  });
});
