import { describe, expect, it } from 'vitest';
import { LcgStream } from '../../test/support/lcg-stream.ts';
import { readResources, writeResources } from './resource-notation.ts';
import type { Resources } from './resources.ts';

const units = (map: Record<string, number>): Map<string, number> =>
  new Map(Object.entries(map).map(([name, value]) => [name, value * 1000]));

const toQuantities = (value: unknown, target: Record<string, number>, seed = 1): Resources =>
  readResources(value).shrinkToQuantities(units(target), new LcgStream(seed));

const toLimits = (value: unknown, target: Record<string, number>, seed = 1): Resources =>
  readResources(value).shrinkToLimits(units(target), new LcgStream(seed));

/** Every outcome over many seeds. */
function outcomes(shrunk: (seed: number) => Resources): string[] {
  const texts = Array.from({ length: 200 }, (_, seed) => writeResources(shrunk(seed)));
  return [...new Set(texts)].sort((a, b) => (a < b ? -1 : 1));
}

const volume = (id: string, value: number, rest: object = {}): object => ({
  ...{ name: 'disk', value, disk: { persistence: id } },
  ...{ reservations: [{ type: 'STATIC', role: 'r' }], ...rest },
});

describe('to quantities', () => {
  it('drops what is absent or zero and cuts the rest', () => {
    expect(toQuantities('cpus:4;mem:10;disk:5', { cpus: 1.5, mem: 20, disk: 0 })).toEqual(
      readResources('cpus:1.5;mem:10'),
    );
    expect(toQuantities('cpus:4;mem:10', {}).isEmpty).toBe(true);
  });

  it('is the same collection when all of it fits', () => {
    const resources = readResources('cpus:4;mem:10');
    expect(resources.shrinkToQuantities(units({ cpus: 4, mem: 11 }), new LcgStream(1))).toBe(
      resources,
    );
  });
});

describe('to limits', () => {
  it('keeps what is absent, drops what is zero, cuts the rest', () => {
    expect(toLimits('cpus:4;mem:10;disk:5;ports:[1-9]', { cpus: 1.5, disk: 0 })).toEqual(
      readResources('cpus:1.5;mem:10;ports:[1-9]'),
    );
  });

  it('is the same collection when nothing is too much', () => {
    const resources = readResources('cpus:4;mem:10');
    expect(resources.shrinkToLimits(new Map(), new LcgStream(1))).toBe(resources);
    expect(resources.shrinkToLimits(units({ mem: 10 }), new LcgStream(1))).toBe(resources);
  });
});

describe('objects of one name', () => {
  it('are considered in an order of chance', () => {
    const both = 'cpus:2;cpus(a):2';
    expect(outcomes((seed) => toQuantities(both, { cpus: 3 }, seed))).toEqual([
      'cpus:1;cpus(a):2',
      'cpus:2;cpus(a):1',
    ]);
    expect(outcomes((seed) => toLimits(both, { cpus: 1 }, seed))).toEqual(['cpus(a):1', 'cpus:1']);
  });

  it('need no chance when there is one, or all fit', () => {
    const random = new LcgStream(1);
    readResources('cpus:2;mem:2').shrinkToQuantities(units({ cpus: 1, mem: 1 }), random);
    readResources('cpus:2;cpus(a):2').shrinkToQuantities(units({ cpus: 4 }), random);
    expect(random.drawn).toBe(0);
    readResources('cpus:2;cpus(a):2').shrinkToQuantities(units({ cpus: 3 }), random);
    expect(random.drawn).toBe(1);
  });

  it('are taken whole or left when they are indivisible', () => {
    expect(toQuantities(volume('v', 10), { disk: 9 }).isEmpty).toBe(true);
    expect(toQuantities(volume('v', 10), { disk: 10 })).toEqual(readResources(volume('v', 10)));
    const mount = (root: string): object => ({
      ...{ name: 'disk', value: 10, disk: { source: { type: 'MOUNT', root } } },
    });
    expect(outcomes((seed) => toLimits([mount('/m'), mount('/n')], { disk: 15 }, seed))).toEqual([
      'disk[MOUNT:/m]:10',
      'disk[MOUNT:/n]:10',
    ]);
    expect(outcomes((seed) => toLimits([volume('v', 10), 'disk:10'], { disk: 12 }, seed))).toEqual([
      'disk:10',
      'disk:2;disk(r)[v]:10',
    ]);
  });

  it('count shared copies once', () => {
    const shared = volume('v', 10, { shared: true, count: 3 });
    expect(toQuantities([shared, 'disk:5'], { disk: 15 })).toEqual(
      readResources([shared, 'disk:5']),
    );
    expect(toQuantities(shared, { disk: 9 }).isEmpty).toBe(true);
  });
});

it('ranges and sets count their elements and are not cut', () => {
  const ports = 'ports:[1-2,5-5]';
  expect(toQuantities(ports, {}).isEmpty).toBe(true);
  expect(toQuantities(ports, { ports: 3 })).toEqual(readResources(ports));
  expect(toQuantities(ports, { ports: 2 }).isEmpty).toBe(true);
  expect(toLimits('zones:{a,b}', { zones: 1 }).isEmpty).toBe(true);
  expect(toLimits('zones:{a,b}', { cpus: 1 })).toEqual(readResources('zones:{a,b}'));
});
