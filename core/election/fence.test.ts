import { expect, it } from 'vitest';
import { candidatePath, epochOf, pathsDownTo, smallestEpoch } from './candidates.ts';
import { Fence } from './fence.ts';

it('a fence admits what is as new as the newest it has seen', () => {
  const fence = new Fence();
  const admitted = [0, 3, 3, 2, 4, 3].map((epoch) => fence.admits(epoch));
  expect(admitted).toEqual([true, true, true, false, true, false]);
  expect(fence.epoch).toBe(4);
});

it('a fence admits no epoch that is none, and remembers none', () => {
  const fence = new Fence();
  const none = [-1.5, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60, -2];
  expect(none.map((epoch) => fence.admits(epoch))).toEqual(none.map(() => false));
  expect(fence.admits(0)).toBe(true);
});

it('a candidate is known by its name', () => {
  expect(epochOf('json.info_0000000042')).toBe(42);
  expect(epochOf('json.info_2147483647')).toBe(2_147_483_647);
  for (const name of ['info_0000000001', 'json.info_1', 'xjson.info_0000000001', 'log_replicas']) {
    expect(epochOf(name)).toBeNull();
  }
  expect(candidatePath('/mesos', 42)).toBe('/mesos/json.info_0000000042');
  expect(smallestEpoch(['json.info_0000000010', 'a', 'json.info_0000000009'])).toBe(9);
  expect(smallestEpoch(['a'])).toBeNull();
});

it('a path comes after those above it', () => {
  expect(pathsDownTo('/a')).toEqual(['/a']);
  expect(pathsDownTo('/a/b/c')).toEqual(['/a', '/a/b', '/a/b/c']);
});
