import { expect, it } from 'vitest';
import { clusterRacks } from './cluster-racks.ts';

it('agents of a group are in its racks in turn, those of a group without in none', () => {
  const resources = new Map([['cpus', 1000]]);
  const agents = [
    { count: 3, resources, racks: ['r1', 'r2'] },
    { count: 1, resources },
    { count: 2, resources, racks: ['r1'] },
  ];
  const racks = clusterRacks({ agents, slotsPerAgent: null });
  expect(racks).toEqual(['r1', 'r2', 'r1', null, 'r1', 'r1']);
});
