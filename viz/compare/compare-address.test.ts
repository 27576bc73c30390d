import { expect, it } from 'vitest';

import { addressOf, wishFor, wishOf } from './compare-address.ts';

it('reads a comparison back as it is written', () => {
  const wish = {
    scenario: 'quota-churn',
    plan: { vary: 'policy' as const, values: ['maxmin:cpus', 'drf'], seeds: ['3', '4', '5'] },
  };
  expect(addressOf(wish)).toBe('quota-churn/policy/maxmin%3Acpus,drf/3..5');
  expect(wishOf(addressOf(wish))).toEqual(wish);
  const seeds = { ...wish, plan: { vary: 'seed' as const, values: ['a', 'b'], seeds: ['a', 'b'] } };
  expect(wishOf(addressOf(seeds))).toEqual(seeds);
});

it('begins with a plan of its own where the address has none', () => {
  for (const tail of ['', 'nothing/policy/drf,fifo/1..3', 'rack-outage/colour/a,b/1']) {
    expect(wishOf(tail).plan.values).toEqual(['drf', 'fifo']);
  }
});

it('takes the scenario of the lab along, with other seeds after its own', () => {
  const wish = wishFor('~1abc_-', 'fifo', '7');
  expect(wish.plan).toEqual({ vary: 'policy', values: ['fifo', 'drf'], seeds: ['7', '8', '9'] });
  expect(wishOf(addressOf(wish))).toEqual(wish);
  expect(wishFor('~1', 'drf', 'blue').plan.seeds).toEqual(['blue']);
});
