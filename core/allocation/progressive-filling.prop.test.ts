import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AllocatorDriver } from '../../test/support/allocator-driver.ts';
import {
  type Fraction,
  ZERO,
  add,
  compare,
  divide,
  fraction,
  largest,
} from '../../test/support/fraction.ts';
import { fillProgressively } from '../../test/support/progressive-filling.ts';

/** A cluster of one agent and users with one demand each, in whole units. */
interface Instance {
  readonly total: readonly number[];
  readonly users: readonly { readonly demand: readonly number[]; readonly weight: number }[];
}

type Combine = (shares: readonly Fraction[]) => Fraction;

const dominant: Combine = largest;
const sum: Combine = (shares) => shares.reduce(add, ZERO);

/**
 * Algorithm 1 of the DRF paper with the skip rule in exact fractions: the user with the smallest
 * share, then fewest turns so far, then first in the list, launches a task or drops out.
 */
function reference({ total, users }: Instance, combine: Combine): string {
  const tasks = users.map(() => 0);
  const turns = users.map(() => 0);
  const left = [...total];
  const waiting = new Set(users.keys());
  const share = (user: number): Fraction => {
    const { demand, weight } = users[user];
    const shares = demand.map((need, r) => fraction(tasks[user] * need, total[r]));
    return divide(combine(shares), fraction(weight));
  };
  let order = '';
  while (waiting.size > 0 && left.some((amount) => amount > 0)) {
    const [next] = [...waiting].sort(
      (a, b) => compare(share(a), share(b)) || turns[a] - turns[b] || a - b,
    );
    turns[next]++;
    const { demand } = users[next];
    if (demand.some((need, r) => need > left[r])) {
      waiting.delete(next);
      continue;
    }
    for (const [r, need] of demand.entries()) left[r] -= need;
    tasks[next]++;
    order += next;
  }
  return order;
}

/** The same by the allocator, whose agents are offered while a whole unit of anything is free. */
function byOffers({ total, users }: Instance, policy: string): string {
  const text = total.map((amount, r) => `r${r}:${amount}`).join(';');
  const driver = new AllocatorDriver(
    total.map((_, r) => `r${r}`),
    { policy },
  );
  driver.agent(text);
  const appetites = users.map(({ demand, weight }, user) => {
    driver.allocator.setWeight(`${user}`, weight);
    const client = driver.framework(`${user}`);
    return { client, demand: demand.map((need) => need * 1000) };
  });
  return fillProgressively(driver, appetites)
    .map(({ name }) => name)
    .join('');
}

function instances(
  total: fc.Arbitrary<number>,
  weight: fc.Arbitrary<number>,
): fc.Arbitrary<Instance> {
  return fc.integer({ min: 1, max: 3 }).chain((resources) => {
    const demand = fc
      .array(fc.integer({ min: 0, max: 5 }), { minLength: resources, maxLength: resources })
      .filter((needs) => needs.some((need) => need > 0));
    return fc.record({
      total: fc.array(total, { minLength: resources, maxLength: resources }),
      users: fc.array(fc.record({ demand, weight }), { minLength: 1, maxLength: 5 }),
    });
  });
}

const anyTotal = fc.integer({ min: 1, max: 40 });

describe('the allocator launches tasks in the order of exact progressive filling', () => {
  it('by dominant share', () => {
    fc.assert(
      fc.property(instances(anyTotal, fc.constant(1)), (instance) => {
        expect(byOffers(instance, 'drf')).toBe(reference(instance, dominant));
      }),
      { numRuns: 3000 },
    );
  });

  it('by dominant share over weight', () => {
    fc.assert(
      fc.property(instances(anyTotal, fc.constantFrom(1, 2, 3, 5, 7)), (instance) => {
        const order = reference(instance, dominant);
        expect(byOffers(instance, 'drf')).toBe(order);
        expect(byOffers(instance, 'wdrf')).toBe(order);
      }),
      { numRuns: 3000 },
    );
  });

  // Sums of two fractions are rounded; over totals that are powers of two they are exact.
  it('by sum of shares', () => {
    const total = fc.constantFrom(4, 8, 16, 32);
    fc.assert(
      fc.property(instances(total, fc.constant(1)), (instance) => {
        expect(byOffers(instance, 'asset')).toBe(reference(instance, sum));
      }),
      { numRuns: 2000 },
    );
  });

  // Every cluster of up to 4 by 4 with every choice of demands below 3, of up to three users.
  it('for all users, demands and totals that are small', () => {
    const amounts = [0, 1, 2];
    const demands = amounts
      .flatMap((cpus) => amounts.map((mem) => [cpus, mem]))
      .filter(([cpus, mem]) => cpus + mem > 0);
    const totals = [1, 2, 3, 4].flatMap((cpus) => [1, 2, 3, 4].map((mem) => [cpus, mem]));
    let checked = 0;
    for (const total of totals) {
      for (const chosen of choices(demands, 3)) {
        const instance = { total, users: chosen.map((demand) => ({ demand, weight: 1 })) };
        const found = byOffers(instance, 'drf');
        const wanted = reference(instance, dominant);
        if (found !== wanted) expect({ instance, found }).toEqual({ instance, found: wanted });
        checked++;
      }
    }
    expect(checked).toBe(16 * (8 + 64 + 512));
  });
});

/** All lists of one to `most` of some things, with repetition, in every order. */
function choices<T>(things: readonly T[], most: number): T[][] {
  let lists: T[][] = [[]];
  const all: T[][] = [];
  for (let length = 1; length <= most; length++) {
    lists = lists.flatMap((list) => things.map((thing) => [...list, thing]));
    all.push(...lists);
  }
  return all;
}
