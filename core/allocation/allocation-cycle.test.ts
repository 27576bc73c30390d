import { describe, expect, it } from 'vitest';
import { byText, clusterOf } from '../../test/support/allocator-driver.ts';

const equalAgents = (count: number): string[] =>
  Array.from({ length: count }, () => 'cpus:1;mem:512');

/** The order in which a cycle visits agents that all go to one framework. */
function visits(count: number, seed: number): number[] {
  const cluster = clusterOf(equalAgents(count), { seed });
  cluster.framework('f');
  return cluster.batch().map(({ agent }) => agent);
}

describe('the order in which a cycle visits agents', () => {
  it('is drawn from the stream: the same seed, the same order', () => {
    expect(visits(20, 5)).toEqual(visits(20, 5));
    expect(visits(20, 5)).not.toEqual(visits(20, 6));
  });

  it('is any order equally likely', () => {
    const runs = 6000;
    const seen = new Map<string, number>();
    for (let seed = 0; seed < runs; seed++) {
      const order = visits(3, seed).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect([...seen.keys()].sort(byText)).toEqual(['012', '021', '102', '120', '201', '210']);
    // Binomial: 3 sigma around a sixth.
    const sigma = Math.sqrt(runs * (1 / 6) * (5 / 6));
    for (const count of seen.values()) {
      expect(Math.abs(count - runs / 6)).toBeLessThan(3 * sigma);
    }
  });

  it('is drawn only as far as the cycle goes', () => {
    const cluster = clusterOf(equalAgents(1000), { maxOffersPerClient: 3 });
    cluster.framework('f');
    expect(cluster.batch()).toHaveLength(3);
    expect(cluster.random.drawn).toBe(3);
  });

  it('is new in every cycle', () => {
    const cluster = clusterOf(equalAgents(20));
    cluster.framework('f');
    const orders = [1, 2, 3].map(() => {
      const order = cluster.batch().map(({ agent }) => agent);
      cluster.declineAll();
      return order.join(' ');
    });
    expect(new Set(orders).size).toBe(3);
  });

  it('is random also over new agents only', () => {
    const first = new Set<number>();
    for (let seed = 0; seed < 50; seed++) {
      const cluster = clusterOf('cpus:1;mem:512', { seed });
      cluster.framework('f');
      cluster.batch();
      for (const total of equalAgents(3)) cluster.agent(total);
      first.add(cluster.settle()[0].agent);
    }
    expect([...first].sort((a, b) => a - b)).toEqual([1, 2, 3]);
  });
});

describe('a cycle', () => {
  it('visits each agent once', () => {
    expect(visits(200, 1).sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
  });

  it('sorts anew for each agent (Mesos: agents go to f1, f2, f2, f3, f2)', () => {
    // One agent after another joins, as in Mesos's test of unreserved DRF.
    const cluster = clusterOf('cpus:2;mem:1024');
    cluster.framework('f1', 'role1');
    const served = cluster.served(cluster.settle());
    cluster.framework('f2', 'role2');
    for (const total of ['cpus:1;mem:512', 'cpus:3;mem:2048']) {
      cluster.agent(total);
      served.push(...cluster.served(cluster.settle()));
    }
    // f1 holds <2, 1024> of <6, 3584>, f2 holds <4, 2560>.
    cluster.framework('f3', 'role1');
    cluster.agent('cpus:4;mem:4096');
    served.push(...cluster.served(cluster.settle()));
    // role1 holds <6, 5120> of <10, 7680>; role2 <4, 2560>.
    cluster.agent('cpus:1;mem:512');
    served.push(...cluster.served(cluster.settle()));
    expect(served).toEqual(['f1', 'f2', 'f2', 'f3', 'f2']);
  });

  it('goes down to the next framework and the next role for one agent', () => {
    const cluster = clusterOf('cpus:1;mem:512');
    for (const [name, role] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b1', 'b'],
    ]) {
      cluster.framework(name, role);
    }
    const served = [1, 2, 3].map(() => {
      const names = cluster.served(cluster.batch());
      cluster.declineAll(100);
      return names[0];
    });
    // After a1 declined, role b has fewer allocations than role a.
    expect(served).toEqual(['a1', 'b1', 'a2']);
  });

  it('does not starve one who wants little behind one who refuses all', () => {
    // `mesos-decline-starvation`: the refuser keeps the smallest share, and is asked first always.
    const cluster = clusterOf(equalAgents(4));
    cluster.framework('refuser');
    cluster.framework('worker');
    const served = (): string[] => cluster.served(cluster.batch());
    const refuseAndWork = (): void => {
      for (const offer of [...cluster.open]) {
        if (cluster.nameOf(offer.client) === 'refuser') cluster.decline(offer, 1);
        else cluster.accept(offer, 'cpus:1;mem:512');
      }
    };
    expect(served().sort(byText)).toEqual(['refuser', 'refuser', 'worker', 'worker']);
    refuseAndWork();
    expect(served()).toEqual(['worker', 'worker']);
  });
});
