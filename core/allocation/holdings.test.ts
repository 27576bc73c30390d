import { expect, it } from 'vitest';
import { readResources } from '../resources/resource-notation.ts';
import { ResourceSpace } from '../resources/resource-space.ts';
import { Holdings } from './holdings.ts';
import { type Portion, portionOf } from './portion.ts';

const space = new ResourceSpace(['cpus', 'mem']);

function portion(given: unknown): Portion {
  return portionOf(space, readResources(given));
}

it('somebody holds something on an agent until all of it has come back', () => {
  const holdings = new Holdings();
  holdings.add(7, 1, portion('cpus:2;ports:[1-4]'));
  holdings.add(7, 1, portion('cpus:1'));
  holdings.take(7, 1, portion('cpus:3;ports:[1-2]'));
  expect(holdings.holdersOn(1)).toEqual([7]);
  expect(holdings.holdsAnything(7)).toBe(true);
  holdings.take(7, 1, portion('ports:[3-4]'));
  expect(holdings.holdersOn(1)).toEqual([]);
  expect(holdings.holdsAnything(7)).toBe(false);
});

it('agents and clients are kept apart', () => {
  const holdings = new Holdings();
  for (const [client, agent] of [
    [1, 5],
    [2, 5],
    [1, 6],
  ]) {
    holdings.add(client, agent, portion('cpus:1'));
  }
  expect([holdings.holdersOn(5), holdings.holdersOn(6), holdings.holdersOn(7)]).toEqual([
    [1, 2],
    [1],
    [],
  ]);
  holdings.take(1, 5, portion('cpus:1'));
  expect([holdings.holdersOn(5), holdings.holdsAnything(1)]).toEqual([[2], true]);
  holdings.take(1, 6, portion('cpus:1'));
  expect([holdings.holdsAnything(1), holdings.holdsAnything(2)]).toEqual([false, true]);
});

it('copies of a shared volume are held one by one', () => {
  const holdings = new Holdings();
  const volume = {
    ...{ name: 'disk', value: 10, reservations: [{ type: 'STATIC', role: 'a' }] },
    ...{ disk: { persistence: 'v' }, shared: true },
  };
  holdings.add(1, 0, portion([volume]));
  holdings.add(1, 0, portion([volume]));
  holdings.take(1, 0, portion([volume]));
  expect(holdings.holdsAnything(1)).toBe(true);
  holdings.take(1, 0, portion([volume]));
  expect(holdings.holdsAnything(1)).toBe(false);
});

it('nothing is no holding', () => {
  const holdings = new Holdings();
  holdings.add(1, 0, portion('cpus:0'));
  expect([holdings.holdsAnything(1), holdings.holdersOn(0)]).toEqual([false, []]);
});

it('what the caller gave stays as it was', () => {
  const holdings = new Holdings();
  const given = portion('cpus:2');
  holdings.add(1, 0, given);
  holdings.add(1, 0, portion('cpus:1'));
  expect(given.plain).toEqual([2000, 0]);
});
