import { expect, it } from 'vitest';

import type { Buggify, BuggifySite } from '../../core/buggify.ts';
import { buggifierOf } from './buggifier.ts';

const clock = { now: 0 };

function visits(buggify: Buggify | undefined, site: BuggifySite, times: number): boolean[] {
  return Array.from({ length: times }, () => buggify?.fires(site) === true);
}

it('is nobody where no site is on', () => {
  expect(buggifierOf({ seed: '1' }, clock)).toBeNull();
  expect(buggifierOf({ seed: '1', buggify: [] }, clock)).toBeNull();
});

it('fires in about a quarter of the visits to a site that is on, and at no other', () => {
  const buggifier = buggifierOf({ seed: '1', buggify: ['repeat-soon'] }, clock);
  const fired = visits(buggifier?.of('agent', 0), 'repeat-soon', 2000).filter(Boolean).length;
  expect(fired).toBeGreaterThan(420);
  expect(fired).toBeLessThan(580);
  expect(visits(buggifier?.of('agent', 0), 'register-soon', 200)).not.toContain(true);
});

it('draws for a site and a node as if there were no others', () => {
  const alone = buggifierOf({ seed: '1', buggify: ['repeat-soon'] }, clock);
  const expected = visits(alone?.of('agent', 3), 'repeat-soon', 50);
  const among = buggifierOf({ seed: '1', buggify: ['timer-late', 'repeat-soon'] }, clock);
  visits(among?.of('agent', 2), 'repeat-soon', 7);
  visits(among?.of('agent', 3), 'timer-late', 7);
  expect(visits(among?.of('agent', 3), 'repeat-soon', 50)).toEqual(expected);
  expect(visits(among?.of('scheduler', 3), 'repeat-soon', 50)).not.toEqual(expected);
});

it('goes on counting when a node starts again, and ends when all is healed', () => {
  const plan = { seed: '1', buggify: ['store-slow'], healAtUs: 100 } as const;
  const whole = visits(buggifierOf(plan, clock)?.of('master', 1), 'store-slow', 40);
  const again = buggifierOf(plan, clock);
  const first = visits(again?.of('master', 1), 'store-slow', 15);
  expect([...first, ...visits(again?.of('master', 1), 'store-slow', 25)]).toEqual(whole);
  clock.now = 100;
  expect(visits(again?.of('master', 1), 'store-slow', 200)).not.toContain(true);
  clock.now = 0;
});
