import { describe, expect, it } from 'vitest';
import { type AllocatorDriver, clusterOf } from '../../../test/support/allocator-driver.ts';
import { fillProgressively, tally } from '../../../test/support/progressive-filling.ts';

interface User {
  readonly name: string;
  readonly role: string;
  readonly task: string;
}

/** Tasks by framework after one agent was filled; all have told their tasks if `told`. */
function fill(policy: string, agent: string, users: readonly User[], told = true): string {
  const cluster = clusterOf(agent, { policy });
  const appetites = users.map(({ name, role, task }) => {
    const client = cluster.framework(name, role);
    const demand = cluster.vector(task);
    if (told) cluster.allocator.setWants(client, { taskDemand: demand });
    return { client, demand };
  });
  const counts = tally(fillProgressively(cluster, appetites));
  return users.map(({ name }) => counts[name] ?? 0).join(' ');
}

function listed(...texts: string[]): User[] {
  return texts.map((text) => {
    const [name, role, task] = text.split(' ');
    return { name, role, task };
  });
}

/** The examples of the paper's Figures 3 to 5, as in Volcano's test. */
const RESCALING = listed('sci sci cpus:1;mem:1024', 'dev eng/dev cpus:1', 'prod eng/prod mem:1024');
const BLOCKING = listed(
  'a n1 cpus:1',
  'b n2 cpus:1',
  'c n3 cpus:1',
  'd n3 mem:1024',
  'e n4 mem:1024',
);
const STARVATION = listed('n1 n1 mem:1024', 'n21 n2 cpus:1', 'n22 n2 mem:1024');

describe('hierarchical DRF', () => {
  it('rescales: a role is charged for what its poorest framework has', () => {
    expect(fill('hdrf', 'cpus:10;mem:10240', RESCALING)).toBe('5 5 5');
  });

  it('lets those go on whom nothing blocks, and does not charge for what is used up', () => {
    expect(fill('hdrf', 'cpus:30;mem:30720', BLOCKING)).toBe('10 10 10 15 15');
  });

  it('keeps complementary frameworks of a role from starving, as the naive sum does not', () => {
    expect(fill('hdrf', 'cpus:10;mem:10240', STARVATION)).toBe('5 10 5');
    expect(fill('hdrf-naive', 'cpus:10;mem:10240', STARVATION)).toBe('6 10 4');
  });

  it('rescales also where tasks are not told: all that can be served are not blocked', () => {
    expect(fill('hdrf', 'cpus:10;mem:10240', STARVATION, false)).toBe('5 10 5');
  });

  it('does not starve the framework whose kind of resource alone comes back', () => {
    // All is taken; then memory of n1 or n22 comes back, one task at a time.
    const churn = (policy: string): Record<string, number> => {
      const cluster = clusterOf('cpus:10;mem:10240', { policy });
      const clients = new Map(
        STARVATION.map(({ name, role, task }) => {
          const client = cluster.framework(name, role);
          const demand = cluster.vector(task);
          cluster.allocator.setWants(client, { taskDemand: demand });
          return [client, demand] as const;
        }),
      );
      const appetites = [...clients].map(([client, demand]) => ({ client, demand }));
      const running = fillProgressively(cluster, appetites).map(({ client }) => client);
      const served: Record<string, number> = {};
      for (let round = 0; round < 40; round++) {
        // The oldest task of memory ends.
        const ended = running.findIndex((client) => (clients.get(client)?.[1] ?? 0) > 0);
        const [client] = running.splice(ended, 1);
        cluster.allocator.recover(client, 0, clients.get(client) ?? []);
        for (const step of fillOnce(cluster, clients)) {
          running.push(step);
          const name = cluster.nameOf(step);
          served[name] = (served[name] ?? 0) + 1;
        }
      }
      return served;
    };
    expect(churn('hdrf')).toEqual({ n1: 20, n22: 20 });
    // Naively n2 counts as having all CPUs, and n22 dies out.
    expect(churn('hdrf-naive')).toEqual({ n1: 40 });
  });

  it('is drf where there are no roles in roles, also with weights', () => {
    // A task is 1/90 to a (weight 3), 1/20 to b, 1/30 to c: 9 : 2 : 3, until memory is used up at
    // 24.5, 5.5, 8.2; whole tasks use up all there is.
    for (const policy of ['hdrf', 'drf']) {
      const cluster = clusterOf('cpus:60;mem:122880', { policy });
      cluster.allocator.setWeight('a', 3);
      const tasks = ['cpus:1;mem:4096', 'cpus:3;mem:1024', 'cpus:2;mem:2048'];
      const appetites = ['a', 'b', 'c'].map((name, i) => ({
        client: cluster.framework(name),
        demand: cluster.vector(tasks[i]),
      }));
      expect(tally(fillProgressively(cluster, appetites))).toEqual({ a: 24, b: 6, c: 9 });
    }
  });
});

/** Offers until one is taken by a framework whose task fits. */
function fillOnce(
  cluster: AllocatorDriver,
  demands: ReadonlyMap<number, readonly number[]>,
): number[] {
  for (const offer of cluster.batch()) {
    const demand = demands.get(offer.client) ?? [];
    if (demand.every((need, r) => need <= offer.resources[r])) {
      cluster.accept(offer, demand);
      return [offer.client];
    }
    cluster.decline(offer, 5);
    return fillOnce(cluster, demands);
  }
  return [];
}
