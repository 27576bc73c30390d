import { expect, it, describe } from 'vitest';
import { readResources, writeResources } from '../resources/resource-notation.ts';
import { ResourceSpace } from '../resources/resource-space.ts';
import { Resources } from '../resources/resources.ts';
import { freeRest, portionOf, resourcesOf, scalarsOf, unreservedScalars } from './portion.ts';

const space = new ResourceSpace(['cpus', 'mem', 'disk']);

const MOUNT = { name: 'disk', value: 40, disk: { source: { type: 'MOUNT', root: '/m' } } };
const PROVIDED = { name: 'cpus', value: 3, provider: 'rp' };
const REVOCABLE = { name: 'cpus', value: 2, revocable: true };

function volume(count = 1): object {
  return {
    ...{ name: 'disk', value: 10, reservations: [{ type: 'STATIC', role: 'a' }] },
    ...{ disk: { persistence: 'v' }, shared: true, count },
  };
}

describe('what is plain', () => {
  it('is a vector, and everything else stays objects', () => {
    const others = ['cpus(a):1;ports:[1-2];licences:7', MOUNT, PROVIDED, REVOCABLE, volume()];
    const { plain, rest } = portionOf(space, readResources(['cpus:4;mem:128;disk:5', ...others]));
    expect(plain).toEqual([4000, 128_000, 5000]);
    expect(rest.equals(readResources(others))).toBe(true);
  });

  it('and the rest together are what was given', () => {
    const all = readResources(['cpus:4;disk:5;cpus(a):1', MOUNT, volume(2)]);
    expect(resourcesOf(space, portionOf(space, all)).equals(all)).toBe(true);
    expect(portionOf(space, Resources.EMPTY).plain).toEqual([0, 0, 0]);
  });
});

describe('what is free of the rest', () => {
  const total = readResources(['ports:[1-9];cpus(a):2', volume()]);

  it('is what nobody holds, and what is shared', () => {
    const held = readResources(['ports:[2-3];cpus(a):0.5', volume(3)]);
    const free = freeRest(total, held);
    expect(free.equals(readResources(['ports:[1-1,4-9];cpus(a):1.5', volume()]))).toBe(true);
  });

  it('is all of it, and the same object, when nobody holds anything', () => {
    expect(freeRest(total, Resources.EMPTY)).toBe(total);
  });

  it('is nothing of what is over-allocated', () => {
    const less = readResources('ports:[1-2];cpus(a):1');
    expect(freeRest(less, readResources('ports:[1-5];cpus(a):2')).isEmpty).toBe(true);
  });
});

describe('scalars of objects', () => {
  it('are summed over kinds, copies of a shared one once', () => {
    const rest = readResources([
      'cpus(a):1;ports:[1-2];licences:7',
      PROVIDED,
      REVOCABLE,
      volume(3),
    ]);
    expect(scalarsOf(space, rest)).toEqual([6000, 0, 10_000]);
  });

  it('are those neither reserved nor revocable where quota asks', () => {
    const rest = readResources(['cpus(a):1', PROVIDED, REVOCABLE, volume(), MOUNT]);
    expect(unreservedScalars(space, rest)).toEqual([3000, 0, 40_000]);
    expect(unreservedScalars(space, readResources(['cpus(a):1', REVOCABLE])) ?? [0, 0, 0]).toEqual([
      0, 0, 0,
    ]);
  });

  it('are null where there are none', () => {
    expect(scalarsOf(space, Resources.EMPTY)).toBeNull();
    expect(scalarsOf(space, readResources('ports:[1-2]'))).toBeNull();
    expect(unreservedScalars(space, readResources('ports:[1-2]'))).toBeNull();
    expect(writeResources(readResources('ports:[1-2]'))).toBe('ports:[1-2]');
  });
});
