import { describe, expect, it } from 'vitest';
import { LcgStream } from '../../test/support/lcg-stream.ts';
import { readResources, writeResources } from '../resources/resource-notation.ts';
import { ResourceSpace } from '../resources/resource-space.ts';
import { amountsOf, chop, divide, isNothing, remainder, together } from './chopping.ts';
import { type Portion, portionOf, resourcesOf } from './portion.ts';

const space = new ResourceSpace(['cpus', 'mem', 'disk']);
const ANY = Number.POSITIVE_INFINITY;

function portion(given: unknown): Portion {
  return portionOf(space, readResources(given));
}

function disk(type: 'MOUNT' | 'PATH', root: string, value: number): object {
  return { name: 'disk', value, disk: { source: { type, root } } };
}

function text(of: Portion): string {
  return writeResources(resourcesOf(space, of));
}

/** What is left under a target for cpus, mem and disk, by every order of objects drawn. */
function chopped(given: unknown, target: readonly number[]): string[] {
  const found = new Set<string>();
  for (let seed = 0; seed < 40; seed++) {
    found.add(text(chop(space, portion(given), target, new LcgStream(seed))));
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

describe('an offer is divided', () => {
  it('into unreserved scalars, which quota binds, and everything else', () => {
    const revocable = { name: 'cpus', value: 2, revocable: true };
    const along = ['ports:[1-2];cpus(a):1', revocable];
    const { plain, rest } = portion(['cpus:4', disk('MOUNT', '/m', 40), ...along]);
    const divided = divide(plain, rest);
    expect(divided.bound.plain).toEqual([4000, 0, 0]);
    expect(divided.bound.rest.equals(readResources([disk('MOUNT', '/m', 40)]))).toBe(true);
    expect(divided.along.equals(readResources(along))).toBe(true);
  });

  it('and what has no scalars goes along as it is', () => {
    const { plain, rest } = portion('cpus:4;ports:[1-2]');
    const divided = divide(plain, rest);
    expect(divided.along).toBe(rest);
    expect(divided.bound.rest.isEmpty).toBe(true);
  });
});

describe('chopping', () => {
  it.each([
    ['cuts what is above its target', 'cpus:4;mem:128', [1500, ANY, ANY], 'cpus:1.5;mem:128'],
    ['drops what has target 0', 'cpus:4;mem:128', [0, 64_000, 0], 'mem:64'],
    ['takes a target below zero for 0', 'cpus:4;mem:128', [-1, ANY, ANY], 'mem:128'],
    ['leaves what is within its target', 'cpus:4;mem:128', [4000, 999_000, 0], 'cpus:4;mem:128'],
  ])('%s', (_, given, target, left) => {
    expect(chopped(given, target)).toEqual([left]);
  });

  it('takes an indivisible disk whole or leaves it', () => {
    const mount = disk('MOUNT', '/m', 40);
    const mountText = writeResources(readResources([mount]));
    expect(chopped(['cpus:1', mount], [ANY, ANY, 40_000])).toEqual([`cpus:1;${mountText}`]);
    expect(chopped(['cpus:1', mount], [ANY, ANY, 39_999])).toEqual(['cpus:1']);
  });

  it('cuts a divisible disk', () => {
    const [whole, part] = [disk('PATH', '/p', 40), disk('PATH', '/p', 25)];
    const left = writeResources(readResources([part]));
    expect(chopped([whole], [ANY, ANY, 25_000])).toEqual([left]);
  });

  it('counts plain amounts towards the target of objects', () => {
    const mount = disk('MOUNT', '/m', 40);
    expect(chopped(['disk:30', mount], [ANY, ANY, 69_000])).toEqual(['disk:30']);
    expect(chopped(['disk:30', mount], [ANY, ANY, 70_000])).toEqual([
      writeResources(readResources(['disk:30', mount])),
    ]);
  });

  it('tries several objects of a name in any order', () => {
    const [a, b] = [disk('MOUNT', '/a', 40), disk('MOUNT', '/b', 40)];
    const each = [a, b].map((one) => writeResources(readResources([one])));
    expect(chopped([a, b], [ANY, ANY, 60_000])).toEqual(each.sort((x, y) => (x < y ? -1 : 1)));
  });

  it('never gives more than the target', () => {
    const all = ['disk:30', disk('MOUNT', '/a', 40), disk('PATH', '/p', 50), 'cpus:3'];
    for (let target = 0; target <= 130_000; target += 10_000) {
      const left = chop(space, portion(all), [ANY, ANY, target], new LcgStream(target));
      const [cpus, , given] = amountsOf(space, left);
      expect([cpus, given <= target]).toEqual([3000, true]);
      // The divisible ones fill what the indivisible one leaves.
      if (target <= 80_000) expect(given).toBe(target);
    }
  });
});

describe('portions', () => {
  const all = portion(['cpus:4;disk:30', disk('PATH', '/p', 50)]);
  const part = portion(['cpus:1', disk('PATH', '/p', 20)]);

  it('are taken apart and put together', () => {
    const left = remainder(all, part);
    expect(amountsOf(space, left)).toEqual([3000, 0, 60_000]);
    expect(text(together(left, part))).toBe(text(all));
  });

  it('are nothing only when both parts are', () => {
    expect(isNothing(remainder(all, all))).toBe(true);
    expect([portion('cpus:1'), portion('ports:[1-1]')].map(isNothing)).toEqual([false, false]);
  });
});
