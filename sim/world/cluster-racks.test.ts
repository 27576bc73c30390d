import { expect, it } from 'vitest';
import { clusterAttributes, clusterRacks } from './cluster-racks.ts';

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

it('agents say in which rack and zone they stand', () => {
  const resources = new Map([['cpus', 1000]]);
  const agents = [
    { count: 2, resources, racks: ['r1', 'r2'], zones: ['z1', 'z2'] },
    { count: 1, resources, zones: ['z1'] },
    { count: 1, resources },
  ];
  const text = (name: string, of: string) => ({ name, value: { kind: 'text', text: of } });
  expect(clusterAttributes({ agents, slotsPerAgent: null })).toEqual([
    [text('rack', 'r1'), text('zone', 'z1')],
    [text('rack', 'r2'), text('zone', 'z2')],
    [text('zone', 'z1')],
    [],
  ]);
});
