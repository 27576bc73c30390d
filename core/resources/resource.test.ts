import { describe, expect, it } from 'vitest';
import {
  type Disk,
  type Reservation,
  type Resource,
  isDivisible,
  isPersistentVolume,
  plainResource,
  reservedTo,
  sameKind,
  usableBy,
  withoutPersistence,
} from './resource.ts';

const cpus = plainResource('cpus', { kind: 'scalar', milli: 1000 });
const disk = plainResource('disk', { kind: 'scalar', milli: 1000 });

function reserved(...stack: Partial<Reservation>[]): Resource {
  const whole = { type: 'DYNAMIC' as const, role: 'a', principal: null, labels: [] };
  return { ...cpus, reservations: stack.map((entry) => ({ ...whole, ...entry })) };
}

function onDisk(given: Partial<Disk>): Resource {
  return { ...disk, disk: { persistence: null, source: null, ...given } };
}

describe('reservations', () => {
  it('the role is that of the top', () => {
    expect(reservedTo(cpus)).toBeNull();
    expect(reservedTo(reserved({ role: 'a' }, { role: 'a/b' }))).toBe('a/b');
  });

  it.each([
    ['a', 'a', true],
    ['a', 'a/b', true],
    ['a', 'a/b/c', true],
    ['a/b', 'a', false],
    ['a/b', 'a/c', false],
    ['a', 'ab', false],
    ['a', 'ab/c', false],
    ['a', '*', false],
  ])('what is reserved to %s is for %s: %s', (owner, role, isUsable) => {
    expect(usableBy(reserved({ role: owner }), role)).toBe(isUsable);
  });

  it('what is unreserved is for everybody, and of a stack the top counts', () => {
    expect(usableBy(cpus, 'a/b')).toBe(true);
    expect(usableBy(cpus, '*')).toBe(true);
    expect(usableBy(reserved({ role: 'a' }, { role: 'a/b' }), 'a')).toBe(false);
  });
});

describe('isDivisible', () => {
  it.each<[boolean, Partial<Disk>]>([
    [true, {}],
    [true, { source: { type: 'PATH', root: '/mnt', id: null } }],
    [true, { source: { type: 'PATH', root: '/mnt', id: 'd' } }],
    [true, { source: { type: 'RAW', root: null, id: null } }],
    [false, { source: { type: 'RAW', root: null, id: 'd' } }],
    [false, { source: { type: 'MOUNT', root: '/mnt', id: null } }],
    [false, { source: { type: 'BLOCK', root: null, id: 'd' } }],
    [false, { persistence: 'v' }],
    [false, { persistence: 'v', source: { type: 'PATH', root: '/mnt', id: null } }],
  ])('%s: %j', (isWhole, given) => {
    expect(isDivisible(onDisk(given))).toBe(isWhole);
  });

  it('holds for what is no disk', () => {
    expect(isDivisible(cpus)).toBe(true);
    expect(isDivisible({ ...cpus, shared: true })).toBe(false);
  });
});

it('a volume lies on disk of its size', () => {
  const source = { type: 'MOUNT' as const, root: '/mnt', id: null };
  const volume = { ...onDisk({ persistence: 'v', source }), shared: true, count: 3 };
  expect(isPersistentVolume(volume)).toBe(true);
  expect(withoutPersistence(volume)).toEqual(onDisk({ source }));
  expect(isPersistentVolume(onDisk({ source }))).toBe(false);
  expect(withoutPersistence(onDisk({ persistence: 'v' }))).toEqual(disk);
});

describe('sameKind', () => {
  const volume = onDisk({ persistence: 'v', source: { type: 'PATH', root: '/m', id: null } });
  const others: [string, Resource, Resource][] = [
    ['name', cpus, { ...cpus, name: 'mem' }],
    ['kind of value', cpus, { ...cpus, value: { kind: 'set', items: ['a'] } }],
    ['reserved or not', cpus, reserved({})],
    ['role', reserved({}), reserved({ role: 'b' })],
    ['type', reserved({}), reserved({ type: 'STATIC' })],
    ['principal', reserved({}), reserved({ principal: 'p' })],
    ['labels', reserved({}), reserved({ labels: [{ key: 'k', value: null }] })],
    ['height of the stack', reserved({ role: 'a/b' }), reserved({}, { role: 'a/b' })],
    ['revocable', cpus, { ...cpus, revocable: true }],
    ['shared', volume, { ...volume, shared: true }],
    ['provider', cpus, { ...cpus, provider: 'rp' }],
    ['persistence id', volume, onDisk({ persistence: 'w', source: volume.disk?.source ?? null })],
    ['disk source', volume, onDisk({ persistence: 'v' })],
  ];

  it.each(others)('tells apart by %s', (_, a, b) => {
    expect(sameKind(a, a)).toBe(true);
    expect(sameKind(a, b)).toBe(false);
    expect(sameKind(b, a)).toBe(false);
  });

  it('does not look at the value, the copies and the order of labels', () => {
    expect(sameKind(cpus, { ...cpus, value: { kind: 'scalar', milli: 5 } })).toBe(true);
    const shared = { ...volume, shared: true };
    expect(sameKind(shared, { ...shared, count: 4 })).toBe(true);
    const one = { key: 'x', value: 'y' };
    const two = { key: 'x', value: null };
    expect(sameKind(reserved({ labels: [one, two] }), reserved({ labels: [two, one] }))).toBe(true);
    expect(sameKind(reserved({ labels: [one] }), reserved({ labels: [one, one] }))).toBe(false);
  });
});
