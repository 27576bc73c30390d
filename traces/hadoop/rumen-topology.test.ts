import { expect, it } from 'vitest';
import {
  RUMEN_TOPOLOGY_FORMAT,
  type RumenTopology,
  RumenTopologyReader,
} from './rumen-topology.ts';

function read(value: object | string): RumenTopology {
  const reader = new RumenTopologyReader();
  reader.push(typeof value === 'string' ? value : JSON.stringify(value, null, 2));
  return reader.end();
}

const host = (name: string): object => ({ name, children: null });
const rack = (name: string, children: unknown): object => ({ name, children });

it('reads racks and machines', () => {
  const racks = [rack('10\\.0\\.0\\.64', [host('a\\.com'), host('b')]), rack('r2', [host('c')])];
  const topology = read({ name: '<root>', children: racks });
  expect(topology.racks).toEqual([
    { name: '10.0.0.64', hosts: ['a.com', 'b'] },
    { name: 'r2', hosts: ['c'] },
  ]);
  expect(topology.counts.facts).toEqual({ root: '<root>', racks: 2, nodes: 3 });
  expect(topology.counts.jobs).toBe(null);
  expect(topology.report).toMatchObject({ rowsRead: 2, rowsRefused: 0 });
  expect(topology.toWorkload()).toContain('wanted jobs');
});

it('names racks in racks by their path', () => {
  const inner = [rack('r1', [host('a')]), rack('r2', []), host('b')];
  expect(read({ name: '', children: [rack('dc', inner)] }).racks).toEqual([
    { name: 'dc', hosts: ['b'] },
    { name: 'dc/r1', hosts: ['a'] },
    { name: 'dc/r2', hosts: [] },
  ]);
});

it('refuses what is no rack and reads the rest', () => {
  const good = rack('r', [host('a'), { children: null }]);
  const children = [5, { children: [] }, host('alone'), rack('s', 'x'), good];
  const { racks, report } = read({ children, name: 'root' });
  expect(racks).toEqual([{ name: 'r', hosts: ['a'] }]);
  expect(report.problems.map(({ reason }) => reason)).toEqual([
    'found what has no name, wanted a rack or machine',
    'found what has no name, wanted a rack or machine',
    'found a machine outside a rack',
    's: found children that are no list',
    'r: found a machine without a name',
  ]);
  expect(report.rowsRead).toBe(6);
});

it('keeps the racks before a cut', () => {
  const text = JSON.stringify({ name: 'root', children: [rack('r', []), rack('s', [])] });
  const { racks, report } = read(text.slice(0, -6));
  expect(racks).toEqual([{ name: 'r', hosts: [] }]);
  expect(report.rowsRefused).toBe(1);
});

it('ends on racks nested without end', () => {
  const deep = '{"name":"r","children":[';
  const text = deep.repeat(5000) + ']}'.repeat(5000);
  expect(read(text).report.problems[0].reason).toContain('more than 16 deep');
});

it.each([
  ['{ "name" : "<root>",\n "children" : [ {', true],
  ['{"children":[{"name":"r"', true],
  ['{"name":"x","stages":[', false],
  ['{"jobID":1', false],
])('knows %j: %s', (text, known) => {
  expect(RUMEN_TOPOLOGY_FORMAT.detect({ text, lines: [text] })).toBe(known);
});
