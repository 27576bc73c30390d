import { describe, expect, it } from 'vitest';
import { type AllocatorDriver, clusterOf } from '../../../test/support/allocator-driver.ts';
import { fillProgressively, tally } from '../../../test/support/progressive-filling.ts';

const AGENTS = 4000;

function lottery(agents: number = AGENTS): AllocatorDriver {
  const totals = Array.from({ length: agents }, () => 'cpus:1;mem:512');
  return clusterOf(totals, { policy: 'random' });
}

/** Checks that each name came as often as its probability says, within three sigma. */
function expectFrequencies(names: readonly string[], expected: Record<string, number>): void {
  const counts = new Map(Object.keys(expected).map((name) => [name, 0]));
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const off = Object.entries(expected).map(([name, p]) => {
    const sigma = Math.sqrt(names.length * p * (1 - p));
    return { name, sigmas: ((counts.get(name) ?? 0) - names.length * p) / sigma };
  });
  expect(new Set(counts.keys())).toEqual(new Set(Object.keys(expected)));
  expect(off.filter(({ sigmas }) => !(Math.abs(sigmas) < 3))).toEqual([]);
}

describe('the lottery', () => {
  it('gives all the same chance', () => {
    const cluster = lottery();
    for (const name of ['a', 'b', 'c', 'd']) cluster.framework(name);
    expectFrequencies(cluster.served(cluster.batch()), { a: 0.25, b: 0.25, c: 0.25, d: 0.25 });
  });

  it('gives chances in proportion to weight', () => {
    const cluster = lottery();
    for (const [name, weight] of Object.entries({ a: 1, b: 2.5, c: 6.5 })) {
      cluster.allocator.setWeight(name, weight);
      cluster.framework(name);
    }
    expectFrequencies(cluster.served(cluster.batch()), { a: 0.1, b: 0.25, c: 0.65 });
  });

  it('is held level by level in nested roles; frameworks of a role share its chance', () => {
    const cluster = lottery();
    cluster.allocator.setWeight('eng/dev', 3);
    cluster.framework('dev1', 'eng/dev');
    cluster.framework('dev2', 'eng/dev');
    cluster.framework('ops', 'eng/ops');
    cluster.framework('ads');
    expectFrequencies(cluster.served(cluster.batch()), {
      ads: 1 / 2,
      dev1: 3 / 16,
      dev2: 3 / 16,
      ops: 1 / 8,
    });
  });

  it('has no memory: who was drawn is not less likely to be drawn next', () => {
    const cluster = lottery();
    for (const name of ['a', 'b', 'c']) cluster.framework(name);
    const served = cluster.served(cluster.batch());
    const repeats = served.slice(1).map((name, i) => (name === served[i] ? 'same' : 'other'));
    expectFrequencies(repeats, { same: 1 / 3, other: 2 / 3 });
  });

  it('draws among the others when one is suppressed', () => {
    const cluster = lottery();
    cluster.allocator.setWeight('b', 2);
    const clients = ['a', 'b', 'c'].map((name) => cluster.framework(name));
    cluster.allocator.suppress(clients[2]);
    expectFrequencies(cluster.served(cluster.batch()), { a: 1 / 3, b: 2 / 3 });
  });

  it('gives a latecomer and a returner its chance, not all at once', () => {
    const cluster = lottery();
    const first = cluster.framework('a');
    cluster.batch();
    cluster.declineAll();
    cluster.framework('b');
    expectFrequencies(cluster.served(cluster.settle()), { a: 0.5, b: 0.5 });
    cluster.declineAll();
    cluster.allocator.suppress(first);
    cluster.batch();
    cluster.declineAll();
    cluster.allocator.revive(first, cluster.now);
    expectFrequencies(cluster.served(cluster.settle()), { a: 0.5, b: 0.5 });
  });

  it('does not let one who was away win at once on its return', () => {
    const cluster = lottery(1);
    const [a] = ['a', 'b'].map((name) => cluster.framework(name));
    const first = Array.from({ length: 1000 }, () => {
      cluster.allocator.suppress(a);
      for (let draws = 0; draws < 5; draws++) {
        cluster.batch();
        cluster.declineAll();
      }
      cluster.allocator.revive(a, cluster.now);
      const [name] = cluster.served(cluster.settle());
      cluster.declineAll();
      return name;
    });
    expectFrequencies(first, { a: 0.5, b: 0.5 });
  });

  it('draws who launches next in the running example of the DRF paper', () => {
    // 9 CPUs, 18 GB; a <1, 4>, b <3, 1>; a fair coin for each task. Three of b's need b b b,
    // 1/8. Four of a's need at most one of b's before the fourth: a a a a or one b among the
    // first four and an a then, 1/16 + 4/32 = 3/16. Else both get along: three and two.
    const outcomes: string[] = [];
    for (let seed = 0; seed < 2000; seed++) {
      const cluster = clusterOf('cpus:9;mem:18432', { policy: 'random', seed });
      const steps = fillProgressively(cluster, [
        { client: cluster.framework('a'), demand: cluster.vector('cpus:1;mem:4096') },
        { client: cluster.framework('b'), demand: cluster.vector('cpus:3;mem:1024') },
      ]);
      const { a = 0, b = 0 } = tally(steps);
      outcomes.push(`${a} and ${b}`);
    }
    expectFrequencies(outcomes, { '0 and 3': 1 / 8, '4 and 1': 3 / 16, '3 and 2': 11 / 16 });
  });

  it('is the same for the same seed', () => {
    const names = (): string[] => {
      const cluster = lottery(100);
      for (const name of ['a', 'b', 'c']) cluster.framework(name);
      return cluster.served(cluster.batch());
    };
    expect(names()).toEqual(names());
  });
});
