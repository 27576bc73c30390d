import { describe, expect, it } from 'vitest';
import { type Operation, OperationError, applyOperations, conversionOf } from './operations.ts';
import { readResources, resourcesDocument } from './resource-notation.ts';
import { Resources } from './resources.ts';

type ListType = 'RESERVE' | 'UNRESERVE' | 'CREATE' | 'DESTROY' | 'REMOVE';

function on(type: ListType, resources: unknown): Operation {
  return { type, resources: readResources(resources) };
}

/** The pool afterwards as documents, or the error. */
function applied(pool: unknown, ...operations: Operation[]): unknown {
  const result = applyOperations(readResources(pool), operations);
  return result instanceof OperationError
    ? { index: result.index, message: result.message }
    : resourcesDocument(result);
}

const same = (value: unknown): unknown => resourcesDocument(readResources(value));
const error = (message: string, index = 0): unknown => ({
  ...{ index, message: expect.stringContaining(message) as string },
});

const dynamic = (role: string, rest: object = {}): object => ({ type: 'DYNAMIC', role, ...rest });
const cpus = (value: number, ...reservations: object[]): object => ({
  ...{ name: 'cpus', value, reservations },
});
const disk = (value: number, rest: object = {}): object => ({
  ...{ name: 'disk', value, reservations: [dynamic('a')], ...rest },
});
const volume = (value: number, rest: object = {}): object =>
  disk(value, { disk: { persistence: 'v' }, ...rest });
const shared = (count: number): object => volume(10, { shared: true, count });
const mount = { type: 'MOUNT', root: '/m' };

describe('RESERVE', () => {
  it('puts a reservation on what is unreserved', () => {
    expect(applied('cpus:4;mem:8', on('RESERVE', cpus(1, dynamic('a'))))).toEqual(
      same(['cpus:3;mem:8', cpus(1, dynamic('a'))]),
    );
  });

  it('refines what is reserved', () => {
    const refined = cpus(1, { type: 'STATIC', role: 'a' }, dynamic('a/b'));
    expect(applied('cpus(a):4', on('RESERVE', refined))).toEqual(same(['cpus(a):3', refined]));
  });

  it('needs the resources without the reservation in the pool', () => {
    expect(applied('cpus:1', on('RESERVE', cpus(2, dynamic('a'))))).toEqual(
      error('RESERVE: found cpus:1, wanted cpus:2 in it'),
    );
    expect(applied('cpus(b):2', on('RESERVE', cpus(2, dynamic('a'))))).toEqual(error('cpus:2'));
    expect(applied('', on('RESERVE', cpus(2, dynamic('a'))))).toEqual(error('found nothing'));
  });

  it('takes several kinds of resources at once', () => {
    const ports = { name: 'ports', ranges: [[2, 3]], reservations: [dynamic('a')] };
    expect(applied('cpus:2;ports:[1-4]', on('RESERVE', [cpus(1, dynamic('a')), ports]))).toEqual(
      same(['cpus:1;ports:[1-1,4-4]', cpus(1, dynamic('a')), ports]),
    );
  });

  it('from a source takes that instead', () => {
    const resources = readResources(cpus(1, dynamic('a/c')));
    const source = readResources(cpus(1, dynamic('a'), dynamic('a/b')));
    const pool = [cpus(3, dynamic('a'), dynamic('a/b')), 'cpus:5'];
    expect(applied(pool, { type: 'RESERVE', resources, source })).toEqual(
      same([cpus(2, dynamic('a'), dynamic('a/b')), cpus(1, dynamic('a/c')), 'cpus:5']),
    );
    expect(applied('cpus:5', { type: 'RESERVE', resources, source })).toEqual(
      error('wanted cpus('),
    );
    expect(applied('cpus:5', { type: 'RESERVE', resources, source: Resources.EMPTY })).toEqual(
      same(['cpus:4', cpus(1, dynamic('a/c'))]),
    );
  });
});

describe('UNRESERVE', () => {
  it('takes the top reservation away', () => {
    expect(applied(cpus(3, dynamic('a')), on('UNRESERVE', cpus(1, dynamic('a'))))).toEqual(
      same(['cpus:1', cpus(2, dynamic('a'))]),
    );
    const refined = cpus(1, dynamic('a'), dynamic('a/b'));
    expect(applied(refined, on('UNRESERVE', refined))).toEqual(same(cpus(1, dynamic('a'))));
  });

  it('needs the very reservation, labels and principal included', () => {
    const labelled = cpus(1, dynamic('a', { labels: [{ key: 'k' }] }));
    const owned = cpus(1, dynamic('a', { principal: 'p' }));
    expect(applied(labelled, on('UNRESERVE', cpus(1, dynamic('a'))))).toEqual(error('UNRESERVE'));
    expect(applied(owned, on('UNRESERVE', cpus(1, dynamic('a'))))).toEqual(error('UNRESERVE'));
    expect(applied(labelled, on('UNRESERVE', labelled))).toEqual(same('cpus:1'));
  });
});

describe('CREATE', () => {
  it('makes a volume of reserved disk', () => {
    expect(applied(disk(30), on('CREATE', volume(10)))).toEqual(same([disk(20), volume(10)]));
    expect(applied(disk(10), on('CREATE', shared(1)))).toEqual(same(shared(1)));
  });

  it('keeps the disk it lies on', () => {
    const raw = { type: 'PATH', root: '/p' };
    const made = disk(10, { disk: { persistence: 'v', source: raw } });
    expect(applied(disk(30, { disk: { source: raw } }), on('CREATE', made))).toEqual(
      same([disk(20, { disk: { source: raw } }), made]),
    );
  });

  it('takes a MOUNT disk as a whole', () => {
    const made = (value: number): Operation =>
      on('CREATE', disk(value, { disk: { persistence: 'v', source: mount } }));
    const pool = disk(30, { disk: { source: mount } });
    expect(applied(pool, made(10))).toEqual(error('wanted disk('));
    expect(applied(pool, made(30))).toEqual(
      same(disk(30, { disk: { persistence: 'v', source: mount } })),
    );
  });

  it('needs enough disk, and an id of its own in its role', () => {
    expect(applied(disk(5), on('CREATE', volume(10)))).toEqual(error('CREATE: found disk'));
    expect(applied([disk(10), volume(20)], on('CREATE', volume(10)))).toEqual(
      error('an id of its'),
    );
    const other = volume(20, { reservations: [dynamic('b')] });
    expect(applied([disk(10), other], on('CREATE', volume(10)))).toEqual(same([volume(10), other]));
  });
});

describe('DESTROY', () => {
  it('leaves the disk', () => {
    expect(applied([disk(5), volume(10)], on('DESTROY', volume(10)))).toEqual(same(disk(15)));
    const mounted = disk(30, { disk: { persistence: 'v', source: mount } });
    expect(applied(mounted, on('DESTROY', mounted))).toEqual(
      same(disk(30, { disk: { source: mount } })),
    );
  });

  it('needs the volume, and all copies of a shared one', () => {
    expect(applied(disk(10), on('DESTROY', volume(10)))).toEqual(error('DESTROY: found disk'));
    expect(applied(volume(10), on('DESTROY', volume(5)))).toEqual(error('DESTROY: found disk'));
    expect(applied(shared(1), on('DESTROY', shared(1)))).toEqual(same(disk(10)));
    expect(applied(shared(2), on('DESTROY', shared(2)))).toEqual(same(disk(10)));
    expect(applied(shared(2), on('DESTROY', shared(1)))).toEqual(error('found more copies of'));
  });
});

describe('GROW_VOLUME and SHRINK_VOLUME', () => {
  const v = readResources(volume(10));

  it('move disk into the volume and out of it', () => {
    const addition = readResources(disk(2.5));
    expect(applied([disk(5), volume(10)], { type: 'GROW_VOLUME', volume: v, addition })).toEqual(
      same([disk(2.5), volume(12.5)]),
    );
    expect(
      applied([disk(5), volume(10)], { type: 'SHRINK_VOLUME', volume: v, subtract: 2500 }),
    ).toEqual(same([disk(7.5), volume(7.5)]));
  });

  it('need volume and disk in the pool', () => {
    const addition = readResources(disk(6));
    expect(applied([disk(5), volume(10)], { type: 'GROW_VOLUME', volume: v, addition })).toEqual(
      error('GROW_VOLUME: found disk'),
    );
    expect(applied(disk(20), { type: 'SHRINK_VOLUME', volume: v, subtract: 1 })).toEqual(
      error('SHRINK_VOLUME: found disk'),
    );
  });
});

describe('a list', () => {
  it('is applied in order, each operation to what the one before left', () => {
    const reserve = on('RESERVE', disk(10));
    const create = on('CREATE', volume(10));
    expect(applied('disk:15', reserve, create)).toEqual(same(['disk:5', volume(10)]));
    expect(applied('disk:15', create, reserve)).toEqual(error('CREATE: found disk:15', 0));
  });

  it('is applied wholly or not at all', () => {
    const pool = readResources('cpus:4');
    const before = resourcesDocument(pool);
    const remove = on('REMOVE', 'cpus:3');
    expect(applyOperations(pool, [remove, remove])).toEqual(
      new OperationError(1, 'REMOVE: found cpus:1, wanted cpus:3 in it'),
    );
    expect(resourcesDocument(pool)).toEqual(before);
    expect(applyOperations(pool, [])).toBe(pool);
  });

  it('makes resources vanish with REMOVE', () => {
    expect(applied(['cpus:4', shared(3)], on('REMOVE', ['cpus:1', shared(1)]))).toEqual(
      same(['cpus:3', shared(2)]),
    );
  });

  it('is refused where an operation is wrong in itself', () => {
    expect(applied('cpus:1', on('REMOVE', 'cpus:1'), on('RESERVE', 'cpus:1'))).toEqual(
      error('RESERVE: found cpus:1, wanted a dynamic reservation on top', 1),
    );
  });
});

it('a conversion says what leaves and what comes', () => {
  const resources = readResources(volume(10));
  expect(conversionOf({ type: 'CREATE', resources })).toEqual({
    ...{ consumed: readResources(disk(10)), converted: resources },
  });
  expect(conversionOf({ type: 'DESTROY', resources })).toEqual({
    ...{ consumed: resources, converted: readResources(disk(10)) },
  });
  expect(conversionOf({ type: 'REMOVE', resources })).toEqual({
    ...{ consumed: resources, converted: Resources.EMPTY },
  });
});
