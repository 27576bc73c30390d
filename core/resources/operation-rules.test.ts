import { describe, expect, it } from 'vitest';
import type { Operation } from './operation.ts';
import { type OperationCaller, problemOfOperation } from './operation-rules.ts';
import { readResources } from './resource-notation.ts';
import { Resources } from './resources.ts';

const dynamic = (role: string, rest: object = {}): object => ({ type: 'DYNAMIC', role, ...rest });
const cpus = (...reservations: object[]): object => ({ name: 'cpus', value: 1, reservations });
const disk = (rest: object): object => ({
  ...{ name: 'disk', value: 10, reservations: [dynamic('a')], ...rest },
});
const volume = (rest: object = {}): object => disk({ disk: { persistence: 'v' }, ...rest });

function problem(
  type: 'RESERVE' | 'UNRESERVE' | 'CREATE' | 'DESTROY' | 'REMOVE',
  resources: unknown,
  caller?: Partial<OperationCaller>,
): string | null {
  const whole = { offeredTo: null, principal: null, mayShare: true, ...caller };
  const operation: Operation = { type, resources: readResources(resources) };
  return problemOfOperation(operation, caller === undefined ? undefined : whole);
}

it.each(['RESERVE', 'UNRESERVE', 'CREATE', 'DESTROY', 'REMOVE'] as const)(
  '%s names some resources',
  (type) => {
    expect(problem(type, '')).toBe('found no resources, wanted some');
  },
);

describe('RESERVE', () => {
  it('wants a dynamic reservation on top', () => {
    expect(problem('RESERVE', cpus(dynamic('a')))).toBeNull();
    expect(problem('RESERVE', 'cpus:1')).toContain('wanted a dynamic reservation on top');
    expect(problem('RESERVE', 'cpus(a):1')).toContain('wanted a dynamic reservation on top');
    expect(problem('RESERVE', [cpus(dynamic('a')), 'mem:1'])).toContain('found mem:1');
  });

  it('wants a proper stack, however the resources were made', () => {
    const [one] = readResources(cpus(dynamic('a')));
    const stacked = (...roles: string[]): string | null => {
      const reservations = roles.map((role) => ({ ...one.reservations[0], role }));
      const resources = Resources.of([{ ...one, reservations }]);
      return problemOfOperation({ type: 'RESERVE', resources });
    };
    expect(stacked('a', 'a/b')).toBeNull();
    expect(stacked('a', 'a')).toContain('found role "a" above "a", wanted a role below it');
    expect(stacked('a', 'ab')).toContain('found role "ab" above "a"');
    expect(stacked('*')).toContain('found role "*"');
    expect(stacked('a//b')).toContain('empty part');
  });

  it('wants neither volumes nor what is revocable', () => {
    expect(problem('RESERVE', volume())).toContain('wanted what holds no data yet');
    expect(problem('RESERVE', { ...cpus(dynamic('a')), revocable: true })).toContain(
      'wanted nothing revocable',
    );
  });

  it('is for the role of the offer', () => {
    const resources = cpus(dynamic('a'));
    expect(problem('RESERVE', resources, { offeredTo: 'a' })).toBeNull();
    expect(problem('RESERVE', resources, { offeredTo: null })).toBeNull();
    expect(problem('RESERVE', resources, { offeredTo: 'a/b' })).toBe(
      'found role "a", wanted that of the offer, "a/b"',
    );
  });

  it('is in the name of its caller', () => {
    const resources = cpus(dynamic('a', { principal: 'p' }));
    expect(problem('RESERVE', resources, { principal: 'p' })).toBeNull();
    expect(problem('RESERVE', resources, { principal: 'q' })).toBe(
      'found principal "p", wanted the caller\'s, "q"',
    );
    expect(problem('RESERVE', resources, { principal: null })).toBe(
      'found principal "p", wanted none',
    );
    expect(problem('RESERVE', cpus(dynamic('a')), { principal: 'p' })).toBeNull();
    expect(problem('RESERVE', resources)).toBeNull();
  });

  it('changes nothing but dynamic reservations of its source', () => {
    const from = (source: unknown, resources: unknown): string | null =>
      problemOfOperation({
        type: 'RESERVE',
        resources: readResources(resources),
        source: readResources(source),
      });
    const onStatic = cpus({ type: 'STATIC', role: 'a' }, dynamic('a/b'));
    expect(from(cpus(dynamic('a')), cpus(dynamic('b')))).toBeNull();
    expect(from('cpus(a):1', onStatic)).toBeNull();
    expect(from('cpus:2', cpus(dynamic('a')))).toContain('found source cpus:2, wanted the same');
    expect(from('cpus(b):1', cpus(dynamic('a')))).toContain('found source cpus(b):1');
    expect(from('cpus:1', onStatic)).toContain('found source cpus:1');
  });
});

it('UNRESERVE wants a dynamic reservation without a volume on it', () => {
  expect(problem('UNRESERVE', cpus(dynamic('a')))).toBeNull();
  expect(problem('UNRESERVE', 'cpus:1')).toContain('wanted a dynamic reservation on top');
  expect(problem('UNRESERVE', 'cpus(a):1')).toContain('wanted a dynamic reservation on top');
  expect(problem('UNRESERVE', volume())).toContain('wanted it destroyed first');
});

describe('CREATE', () => {
  it('wants reserved disk with an id', () => {
    expect(problem('CREATE', volume())).toBeNull();
    expect(problem('CREATE', volume({ reservations: [{ type: 'STATIC', role: 'a' }] }))).toBeNull();
    expect(problem('CREATE', volume({ reservations: [] }))).toContain('wanted it reserved');
    expect(problem('CREATE', disk({}))).toContain('wanted disk with a persistence id');
    expect(problem('CREATE', volume({ name: 'mem' }))).toContain('wanted disk with');
    expect(problem('CREATE', volume({ revocable: true }))).toContain('wanted nothing revocable');
  });

  it('wants an id that a directory can have', () => {
    const withId = (persistence: string): string | null =>
      problem('CREATE', volume({ disk: { persistence } }));
    expect(withId('a'.repeat(255))).toBeNull();
    for (const id of ['a'.repeat(256), '.', '..', 'a/b', 'a\\b', 'a\nb']) {
      expect(withId(id)).toContain('wanted a name that a directory can have');
    }
  });

  it('wants distinct ids within a role', () => {
    expect(problem('CREATE', [volume(), volume()])).toContain('found volume id "v" twice');
    expect(problem('CREATE', [volume(), volume({ reservations: [dynamic('b')] })])).toBeNull();
  });

  it('of shared volumes is for those who know them', () => {
    const shared = volume({ shared: true });
    expect(problem('CREATE', shared, { mayShare: true })).toBeNull();
    expect(problem('CREATE', shared)).toBeNull();
    expect(problem('CREATE', shared, { mayShare: false })).toContain('SHARED_RESOURCES');
    expect(problem('CREATE', volume(), { mayShare: false })).toBeNull();
  });
});

it('DESTROY wants volumes', () => {
  expect(problem('DESTROY', volume())).toBeNull();
  expect(problem('DESTROY', disk({}))).toContain('wanted disk with a persistence id');
  expect(problem('DESTROY', 'cpus:1')).toContain('wanted disk with a persistence id');
});

describe('GROW_VOLUME', () => {
  const grow = (given: unknown, addition: unknown): string | null =>
    problemOfOperation({
      type: 'GROW_VOLUME',
      volume: readResources(given),
      addition: readResources(addition),
    });

  it('wants one volume and disk as under it', () => {
    expect(grow(volume(), disk({ value: 1 }))).toBeNull();
    expect(grow('', disk({}))).toBe('found 0 volumes, wanted one');
    expect(grow([volume(), volume({ value: 3 })], disk({}))).toBe('found 2 volumes, wanted one');
    expect(grow(disk({}), disk({}))).toContain('wanted disk with a persistence id');
    expect(grow(volume(), '')).toContain('found 0 additions');
    expect(grow(volume(), 'disk:1')).toContain('found addition disk:1, wanted disk as under');
    expect(grow(volume(), 'mem(a):1')).toContain('found addition mem(a):1');
  });

  it('is not for shared volumes and whole disks', () => {
    expect(grow(volume({ shared: true }), disk({}))).toContain('not shared');
    const source = { type: 'MOUNT', root: '/m' };
    const mounted = volume({ disk: { persistence: 'v', source } });
    expect(grow(mounted, disk({ disk: { source } }))).toContain('can be divided');
  });
});

describe('SHRINK_VOLUME', () => {
  const shrink = (given: unknown, subtract: number): string | null =>
    problemOfOperation({ type: 'SHRINK_VOLUME', volume: readResources(given), subtract });

  it('leaves something and takes something', () => {
    expect(shrink(volume(), 1)).toBeNull();
    expect(shrink(volume(), 9999)).toBeNull();
    for (const subtract of [0, -1, 10_000, 0.5, Number.NaN]) {
      expect(shrink(volume(), subtract)).toContain('wanted more than 0 and less than 10');
    }
  });

  it('is not for shared volumes and whole disks', () => {
    expect(shrink(volume({ shared: true }), 1)).toContain('not shared');
    const source = { type: 'MOUNT', root: '/m' };
    expect(shrink(volume({ disk: { persistence: 'v', source } }), 1)).toContain('can be divided');
    expect(shrink('', 1)).toBe('found 0 volumes, wanted one');
  });
});
