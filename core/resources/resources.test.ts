import { describe, expect, it } from 'vitest';
import { plainResource } from './resource.ts';
import { readResources, writeResources } from './resource-notation.ts';
import { Resources } from './resources.ts';

const read = readResources;

function disk(value: number, rest: object = {}): object {
  return { name: 'disk', value, reservations: [{ type: 'STATIC', role: 'r' }], ...rest };
}

function volume(id: string, value = 10, rest: object = {}): object {
  return disk(value, { disk: { persistence: id }, ...rest });
}

const shared = (count: number): object => volume('s', 10, { shared: true, count });
const mount = (root = '/m', value = 10): object =>
  disk(value, { disk: { source: { type: 'MOUNT', root } } });

describe('a collection', () => {
  it('merges what is of one kind and drops zeros', () => {
    const objects = [
      plainResource('cpus', { kind: 'scalar', milli: 1500 }),
      plainResource('mem', { kind: 'scalar', milli: 0 }),
      plainResource('cpus', { kind: 'scalar', milli: 500 }),
      plainResource('ports', { kind: 'ranges', ranges: [] }),
      plainResource('zones', { kind: 'set', items: [] }),
    ];
    const resources = Resources.of(objects);
    expect([...resources]).toEqual([plainResource('cpus', { kind: 'scalar', milli: 2000 })]);
    expect(resources.size).toBe(1);
    expect(Resources.of(objects.slice(1, 2)).isEmpty).toBe(true);
    expect(read(shared(0)).isEmpty).toBe(true);
  });

  it('has ranges and sets in canonical form', () => {
    const ranges = [
      { begin: 5, end: 9 },
      { begin: 1, end: 2 },
      { begin: 3, end: 4 },
    ];
    const resources = Resources.of([
      plainResource('ports', { kind: 'ranges', ranges }),
      plainResource('zones', { kind: 'set', items: ['b', 'a', 'b'] }),
    ]);
    expect(writeResources(resources)).toBe('ports:[1-9];zones:{a,b}');
  });

  it('is walked in one order however it was made: names people expect, then by kind', () => {
    const texts = ['ports:[1-2]', 'a:1', 'mem(r):1', 'cpus:1', 'mem:1', 'disk:1', 'gpus:1'];
    const expected = 'cpus:1;mem:1;mem(r):1;disk:1;gpus:1;ports:[1-2];a:1';
    expect(writeResources(read(texts))).toBe(expected);
    expect(writeResources(read([...texts].reverse()))).toBe(expected);
    const sum = texts.map((text) => read(text)).reduce((a, b) => b.plus(a));
    expect(writeResources(sum)).toBe(expected);
    expect(sum).toEqual(read(texts));
  });

  it('knows what kinds of objects it has', () => {
    const of = (value: unknown): boolean[] => {
      const { hasReserved, hasRefined, hasRevocable, hasShared } = read(value);
      return [hasReserved, hasRefined, hasRevocable, hasShared];
    };
    const stack = ['a', 'a/b'].map((role) => ({ type: 'DYNAMIC', role }));
    expect(of('cpus:1')).toEqual([false, false, false, false]);
    expect(of('cpus(r):1')).toEqual([true, false, false, false]);
    expect(of({ name: 'cpus', value: 1, reservations: stack })).toEqual([true, true, false, false]);
    expect(of({ name: 'cpus', value: 1, revocable: true })).toEqual([false, false, true, false]);
    expect(of(shared(1))).toEqual([true, false, false, true]);
  });

  it('is made of unreserved scalars', () => {
    const map = new Map([
      ['mem', 2000],
      ['gpus', 0],
      ['cpus', 1],
    ]);
    expect(Resources.scalars(map)).toEqual(read('cpus:0.001;mem:2'));
  });

  it('refuses what cannot be counted', () => {
    const scalar = (milli: number) => () => Resources.scalars(new Map([['cpus', milli]]));
    expect(scalar(-1)).toThrow('invariant broken');
    expect(scalar(0.5)).toThrow('invariant broken');
    expect(() => Resources.of([{ ...[...read('cpus:1')][0], count: 2 }])).toThrow('invariant');
  });
});

describe('plus', () => {
  it.each<[unknown, unknown, unknown]>([
    ['cpus:0.1', 'cpus:0.2', 'cpus:0.3'],
    ['cpus:1', 'mem:2', 'cpus:1;mem:2'],
    ['ports:[1-2]', 'ports:[3-4]', 'ports:[1-4]'],
    ['ports:[1-5]', 'ports:[3-9,20-30]', 'ports:[1-9,20-30]'],
    ['zones:{a,b}', 'zones:{b,c}', 'zones:{a,b,c}'],
    ['cpus(a):1', 'cpus(a):2', 'cpus(a):3'],
    [shared(1), shared(2), shared(3)],
    [disk(1), disk(2), disk(3)],
  ])('%j and %j is %j', (a, b, sum) => {
    expect(read(a).plus(read(b))).toEqual(read(sum));
    expect(read(b).plus(read(a)).equals(read(sum))).toBe(true);
  });

  it.each<[unknown, unknown]>([
    ['cpus:1', 'cpus(a):1'],
    ['cpus(a):1', 'cpus(b):1'],
    ['cpus:1', { name: 'cpus', value: 1, revocable: true }],
    ['cpus:1', { name: 'cpus', value: 1, provider: 'rp' }],
    [volume('v'), volume('v')],
    [volume('v'), volume('w')],
    [volume('s'), shared(1)],
    [mount(), mount()],
    [mount('/m'), mount('/n')],
  ])('keeps %j and %j apart', (a, b) => {
    const sum = read(a).plus(read(b));
    expect(sum.size).toBe(2);
    expect(sum.minus(read(b)).equals(read(a))).toBe(true);
  });

  it('merges PATH disks, and RAW disks without an id', () => {
    const on = (source: object): object => disk(1, { disk: { source } });
    const sizeOf = (source: object): number => read([on(source), on(source)]).size;
    expect(sizeOf({ type: 'PATH', root: '/m' })).toBe(1);
    expect(sizeOf({ type: 'RAW' })).toBe(1);
    expect(sizeOf({ type: 'RAW', id: 'd' })).toBe(2);
    expect(sizeOf({ type: 'BLOCK', id: 'd' })).toBe(2);
  });

  it('makes no new object for nothing', () => {
    const cpus = read('cpus:1');
    expect(cpus.plus(Resources.EMPTY)).toBe(cpus);
    expect(Resources.EMPTY.plus(cpus)).toBe(cpus);
  });
});

describe('minus', () => {
  it.each<[unknown, unknown, unknown]>([
    ['cpus:1.5', 'cpus:0.3', 'cpus:1.2'],
    ['cpus:1;mem:2', 'cpus:1', 'mem:2'],
    ['cpus:1', 'cpus:2', ''],
    ['ports:[1-10,20-30,40-50]', 'ports:[2-9,15-45,48-50]', 'ports:[1-1,10-10,46-47]'],
    ['ports:[1-10]', 'ports:[1-10]', ''],
    ['zones:{a,b,c}', 'zones:{b,d}', 'zones:{a,c}'],
    [shared(3), shared(1), shared(2)],
    [shared(3), shared(3), ''],
    [shared(1), shared(2), ''],
    [[volume('v'), volume('v')], volume('v'), volume('v')],
    [[volume('v'), volume('w')], volume('v'), volume('w')],
    [mount(), mount(), ''],
  ])('%j without %j is %j', (from, taken, left) => {
    expect(read(from).minus(read(taken))).toEqual(read(left));
  });

  it.each<[unknown, unknown]>([
    ['cpus:1', 'mem:1'],
    ['cpus(a):1', 'cpus:1'],
    ['cpus:1', { name: 'cpus', value: 1, revocable: true }],
    [volume('v', 10), volume('v', 5)],
    [mount('/m', 10), mount('/m', 5)],
    [volume('s'), shared(1)],
    ['ports:[1-5]', 'ports:[6-9]'],
    ['zones:{a}', 'zones:{b}'],
  ])('%j without %j stays the same object', (from, taken) => {
    const before = read(from);
    expect(before.minus(read(taken))).toBe(before);
  });

  it('makes no new object for nothing', () => {
    const cpus = read('cpus:1');
    expect(cpus.minus(cpus)).toBe(Resources.EMPTY);
    expect(cpus.minus(read('cpus:1'))).toBe(Resources.EMPTY);
    expect(cpus.minus(Resources.EMPTY)).toBe(cpus);
    expect(Resources.EMPTY.minus(cpus)).toBe(Resources.EMPTY);
  });

  it('undoes plus a hundred thousand times', () => {
    const start = read(['cpus:2.003;mem:64', volume('v')]);
    const step = read('cpus:0.001;mem:1.1;cpus(a):0.1');
    let resources = start;
    for (let i = 0; i < 100_000; i++) resources = resources.plus(step);
    expect(resources.quantity('cpus')).toBe(2003 + 100_000 * 101);
    for (let i = 0; i < 100_000; i++) resources = resources.minus(step);
    expect(resources).toEqual(start);
  });
});

describe('contains', () => {
  it.each<[boolean, unknown, unknown]>([
    [true, 'cpus:1', ''],
    [true, 'cpus:1;mem:2', 'mem:2'],
    [false, 'cpus:1', 'cpus:1.001'],
    [false, 'cpus:1', 'mem:1'],
    [false, 'cpus:1;cpus(a):1', 'cpus:2'],
    [false, 'cpus:1', 'cpus(a):1'],
    [true, 'ports:[1-5,8-9]', 'ports:[2-3,8-8]'],
    [false, 'ports:[1-5,8-9]', 'ports:[5-8]'],
    [true, 'zones:{a,b}', 'zones:{b}'],
    [false, 'zones:{a,b}', 'zones:{b,c}'],
    [true, volume('v'), volume('v')],
    [false, volume('v'), volume('v', 5)],
    [false, volume('v'), [volume('v'), volume('v')]],
    [true, [volume('v'), volume('v')], [volume('v'), volume('v')]],
    [false, mount(), [mount(), mount()]],
    [true, shared(2), shared(2)],
    [true, shared(2), shared(1)],
    [false, shared(2), shared(3)],
    [false, volume('s'), shared(1)],
    [false, disk(10), volume('v')],
    [false, volume('v'), disk(10)],
  ])('%s: %j, %j', (isContained, whole, part) => {
    expect(read(whole).contains(read(part))).toBe(isContained);
  });

  it('is quick about itself', () => {
    const cpus = read('cpus:1');
    expect(cpus.contains(cpus)).toBe(true);
    expect(Resources.EMPTY.contains(cpus)).toBe(false);
  });
});

describe('equals', () => {
  it.each<[unknown, unknown]>([
    ['cpus:1', 'cpus:2'],
    ['cpus:1', 'cpus:1;mem:1'],
    ['ports:[1-2]', 'ports:[1-3]'],
    ['zones:{a}', 'zones:{b}'],
    [volume('v'), [volume('v'), volume('v')]],
    [shared(1), shared(2)],
    [volume('v', 1), volume('v', 2)],
  ])('tells %j from %j', (a, b) => {
    expect(read(a).equals(read(b))).toBe(false);
    expect(read(b).equals(read(a))).toBe(false);
    expect(read(a).equals(read(a))).toBe(true);
  });
});

describe('quantities', () => {
  it('add up all objects of a name; elements count, copies do not', () => {
    const resources = read(['cpus:1;cpus(a):0.5;ports:[1-3,9-9];zones:{u,v}', shared(3), disk(2)]);
    expect(Object.fromEntries(resources.quantities())).toEqual({
      ...{ cpus: 1500, disk: 12_000, ports: 4000, zones: 2000 },
    });
    expect(Object.fromEntries(resources.scalarQuantities())).toEqual({ cpus: 1500, disk: 12_000 });
    expect(resources.quantities()).toBe(resources.quantities());
    expect(resources.quantity('ports')).toBe(4000);
    expect(resources.quantity('gpus')).toBe(0);
  });

  it('are contained over objects of whatever kind', () => {
    const resources = read('cpus:1;cpus(a):0.5;ports:[1-3]');
    const contains = (name: string, milli: number): boolean =>
      resources.containsQuantities(new Map([[name, milli]]));
    expect(contains('cpus', 1500)).toBe(true);
    expect(contains('cpus', 1501)).toBe(false);
    expect(contains('ports', 3000)).toBe(true);
    expect(contains('gpus', 0)).toBe(true);
    expect(contains('gpus', 1000)).toBe(false);
    expect(resources.containsQuantities(new Map())).toBe(true);
  });
});

describe('parts', () => {
  const rev = { name: 'cpus', value: 3, revocable: true };
  const stack = ['a', 'a/b'].map((role) => ({ type: 'DYNAMIC', role }));
  const refined = { name: 'mem', value: 5, reservations: stack };
  const all = read(['cpus:1;cpus(a):2;ports:[1-2];zones(ab):{x}', rev, refined, shared(2)]);

  it.each<[string, Resources, unknown]>([
    ['reserved', all.reserved(), ['cpus(a):2;zones(ab):{x}', refined, shared(2)]],
    ['reserved to a', all.reserved('a'), 'cpus(a):2'],
    ['reserved to a/b', all.reserved('a/b'), refined],
    ['reserved to nobody', all.reserved('b'), ''],
    ['unreserved', all.unreserved(), ['cpus:1;ports:[1-2]', rev]],
    ['revocable', all.revocable(), rev],
    ['not revocable', all.nonRevocable(), all.minus(all.revocable())],
    ['shared', all.shared(), shared(2)],
    ['not shared', all.nonShared(), all.minus(all.shared())],
    ['scalars', all.scalarsOnly(), ['cpus:1;cpus(a):2', rev, refined, shared(2)]],
    ['others', all.nonScalars(), 'ports:[1-2];zones(ab):{x}'],
    ['for a', all.allocatableTo('a'), ['cpus:1;cpus(a):2;ports:[1-2]', rev]],
    ['for a/b', all.allocatableTo('a/b'), ['cpus:1;cpus(a):2;ports:[1-2]', rev, refined]],
    ['for ab', all.allocatableTo('ab'), ['cpus:1;ports:[1-2];zones(ab):{x}', rev]],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected instanceof Resources ? expected : read(expected));
  });

  it('are the collection itself when they are all of it', () => {
    const plain = read('cpus:1;mem:2');
    const filtered = [plain.filter(() => true), plain.unreserved(), plain.nonRevocable()];
    for (const same of [...filtered, plain.nonShared(), plain.allocatableTo('a')]) {
      expect(same).toBe(plain);
    }
    const empty = [plain.filter(() => false), plain.reserved(), plain.revocable(), plain.shared()];
    for (const none of empty) expect(none).toBe(Resources.EMPTY);
  });
});
