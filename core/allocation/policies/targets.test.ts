import { describe, expect, it } from 'vitest';
import { type AllocatorDriver, clusterOf } from '../../../test/support/allocator-driver.ts';
import { fillProgressively, tally } from '../../../test/support/progressive-filling.ts';
import { RoleTree } from '../role-tree.ts';
import { NO_AGENTS } from '../policy.ts';
import { NO_WANTS } from '../wants.ts';
import { bottleneckFair } from './bmf.ts';
import { equilibrium } from './ceei.ts';
import { policyNamed } from './index.ts';
import { KINDS_MAX, towardsTargets } from './targets.ts';

/** Tasks by framework after a cluster was filled, the tasks told. */
function outcome(cluster: AllocatorDriver, tasks: Record<string, string>): Record<string, number> {
  const appetites = Object.entries(tasks).map(([name, task]) => {
    const client = cluster.framework(name);
    const demand = cluster.vector(task);
    cluster.allocator.setWants(client, { taskDemand: demand });
    return { client, demand };
  });
  return tally(fillProgressively(cluster, appetites));
}

/** The running example of the DRF paper, eleven times as large. */
const RUNNING = { A: 'cpus:1;mem:4096', B: 'cpus:3;mem:1024' };
/** A line network: 10 of each, one user crosses both. */
const LINE = { A: 'cpus:1', B: 'cpus:1;mem:1024', C: 'mem:1024' };

describe('towards a division that was solved for', () => {
  it.each([
    // 11 times 45/11 and 18/11 (DRF: 3 and 2).
    ['ceei', 'cpus:99;mem:202752', RUNNING, { A: 45, B: 18 }],
    ['bmf', 'cpus:99;mem:202752', RUNNING, { A: 45, B: 18 }],
    ['tsf', 'cpus:99;mem:202752', RUNNING, { A: 33, B: 22 }],
    ['drf', 'cpus:99;mem:202752', RUNNING, { A: 33, B: 22 }],
    // 20/3, 10/3, 20/3 against 5, 5, 5, three times as large.
    ['ceei', 'cpus:30;mem:30720', LINE, { A: 20, B: 10, C: 20 }],
    ['bmf', 'cpus:30;mem:30720', LINE, { A: 15, B: 15, C: 15 }],
    ['tsf', 'cpus:30;mem:30720', LINE, { A: 15, B: 15, C: 15 }],
  ])('%s divides %s among %j', (policy, agent, tasks, wanted) => {
    expect(outcome(clusterOf(agent, { policy }), tasks)).toEqual(wanted);
  });

  it('divides by weights of roles, and inside a role equally', () => {
    for (const policy of ['ceei', 'bmf', 'tsf']) {
      const cluster = clusterOf('cpus:24;mem:24', { policy });
      cluster.allocator.setWeight('eng', 2);
      const appetites = [
        ['a', 'ads'],
        ['b', 'eng/dev'],
        ['c', 'eng/dev'],
        ['d', 'eng/ops'],
      ].map(([name, role]) => {
        const client = cluster.framework(name, role);
        const demand = cluster.vector('cpus:1');
        cluster.allocator.setWants(client, { taskDemand: demand });
        return { client, demand };
      });
      // ads 1/3; eng 2/3, of which dev and ops half each.
      expect(tally(fillProgressively(cluster, appetites))).toEqual({ a: 8, b: 4, c: 4, d: 8 });
    }
  });

  it('leaves the cluster to those who wait: targets follow who comes and goes', () => {
    const cluster = clusterOf('cpus:12', { policy: 'ceei' });
    const clients = ['a', 'b', 'c'].map((name) => {
      const client = cluster.framework(name);
      cluster.allocator.setWants(client, { taskDemand: [1000] });
      return client;
    });
    cluster.allocator.suppress(clients[2]);
    expect(cluster.allocator.tree.wants[clients[2]].taskDemand).toBeNull();
    const demand = cluster.vector('cpus:1');
    const appetites = clients.slice(0, 2).map((client) => ({ client, demand }));
    expect(tally(fillProgressively(cluster, appetites))).toEqual({ a: 6, b: 6 });
  });

  it('goes by dominant shares where tasks are not told', () => {
    for (const policy of ['ceei', 'bmf', 'tsf']) {
      const cluster = clusterOf('cpus:9;mem:18432', { policy });
      const appetites = Object.entries(RUNNING).map(([name, task]) => ({
        client: cluster.framework(name),
        demand: cluster.vector(task),
      }));
      expect(tally(fillProgressively(cluster, appetites))).toEqual({ A: 3, B: 2 });
    }
  });

  it('counts tasks alone on each agent, not in the pool', () => {
    // DRFH's two servers: A runs 10 + 2 tasks alone, B as many; memory-rich first for A.
    const agents = ['cpus:2;mem:12288', 'cpus:12;mem:2048'];
    const cluster = clusterOf(agents, { policy: 'tsf' });
    const tasks = { A: 'cpus:0.2;mem:1024', B: 'cpus:1;mem:204.8' };
    const { A = 0, B = 0 } = outcome(cluster, tasks);
    expect(Math.abs(A - B)).toBeLessThanOrEqual(1);
  });
});

describe('the solvers', () => {
  it('give the published divisions', () => {
    const running = {
      demands: [
        [1, 4],
        [3, 1],
      ],
      weights: [1, 1],
      total: [9, 18],
    };
    expect(equilibrium(running)?.map((x) => x * 11)).toEqual([
      expect.closeTo(45, 9),
      expect.closeTo(18, 9),
    ]);
    expect(bottleneckFair(running).map((x) => x * 11)).toEqual([
      expect.closeTo(45, 9),
      expect.closeTo(18, 9),
    ]);
    // Theorem 4 of the DRF paper: truth and lie.
    const truth = {
      demands: [
        [16, 1],
        [1, 2],
      ],
      weights: [0.5, 0.5],
      total: [100, 100],
    };
    const lie = {
      ...truth,
      demands: [
        [16, 8],
        [1, 2],
      ],
    };
    expect(equilibrium(truth)?.[0]).toBeCloseTo(100 / 31, 9);
    expect(equilibrium(lie)?.[0]).toBeCloseTo(25 / 6, 9);
  });

  it('weigh users of one kind as so many', () => {
    const one = {
      demands: [
        [1, 4],
        [3, 1],
      ],
      weights: [3, 1],
      total: [9, 18],
    };
    const split = {
      demands: [
        [1, 4],
        [1, 4],
        [3, 1],
      ],
      weights: [1, 2, 1],
      total: [9, 18],
    };
    for (const solve of [equilibrium, bottleneckFair]) {
      const [a, b] = solve(one) ?? [];
      const [a1, a2, b1] = solve(split) ?? [];
      expect([a1 * 3, a2 * 1.5, b1]).toEqual([a, a, b].map((x) => expect.closeTo(x, 9)));
    }
  });
});

describe('what a solver costs', () => {
  function tree(clients: number): { tree: RoleTree; nodes: number[] } {
    const made = new RoleTree(['cpus', 'mem']);
    made.addToTotal(0, 1_000_000);
    made.addToTotal(1, 1_000_000);
    const nodes = Array.from({ length: clients }, (_, i) =>
      made.addClient(made.role(`r${i}`), 'f'),
    );
    return { tree: made, nodes };
  }

  it('is paid once for what does not change, and for a kind of task, not a framework', () => {
    const { tree: accounts, nodes } = tree(1000);
    nodes.forEach((node, i) =>
      accounts.setWants(node, { ...NO_WANTS, taskDemand: [1000 + (i % 3), 1000] }),
    );
    const asked: number[] = [];
    const rule = towardsTargets(accounts, ({ demands }) => {
      asked.push(demands.length);
      return demands.map(() => 1);
    });
    accounts.orderBy(rule);
    expect([rule.prepare?.(0), rule.prepare?.(1), rule.prepare?.(2)]).toEqual([true, false, false]);
    expect(asked).toEqual([3]);
    accounts.charge(nodes[0], [1000, 1000], 0, 1);
    expect(rule.prepare?.(3)).toBe(false);
    accounts.setWants(nodes[0], { ...NO_WANTS, taskDemand: [1001, 1000] });
    expect(rule.prepare?.(4)).toBe(true);
    accounts.addToTotal(0, 1000);
    expect(rule.prepare?.(5)).toBe(true);
    accounts.setWeight(accounts.role('r7'), 2);
    expect(rule.prepare?.(6)).toBe(true);
    expect(asked).toEqual([3, 3, 3, 3]);
  });

  it('is not paid beyond a number of kinds: dominant shares rule then', () => {
    const { tree: accounts, nodes } = tree(KINDS_MAX + 1);
    nodes.forEach((node, i) =>
      accounts.setWants(node, { ...NO_WANTS, taskDemand: [1000 + i, 1000] }),
    );
    let solved = 0;
    const rule = towardsTargets(accounts, () => {
      solved++;
      return null;
    });
    rule.prepare?.(0);
    expect(solved).toBe(0);
    accounts.charge(nodes[3], [10_000, 0], 0, 1);
    expect(rule.key(nodes[3])).toBeCloseTo(0.01 * nodes.length, 9);
  });

  it('keeps keys numbers when no division is found, or a task needs what there is not', () => {
    const { tree: accounts, nodes } = tree(3);
    const none = new RoleTree(['cpus', 'mem']);
    none.addClient(none.role('a'), 'f');
    for (const name of ['ceei', 'bmf', 'tsf']) {
      const rule = policyNamed(name)?.start(none, { next: () => 0 }, NO_AGENTS);
      rule?.prepare?.(0);
      expect(rule?.key(2)).toBe(0);
    }
    nodes.forEach((node) => accounts.setWants(node, { ...NO_WANTS, taskDemand: [1, 1] }));
    const rule = towardsTargets(accounts, () => null);
    rule.prepare?.(0);
    accounts.charge(nodes[0], [500_000, 0], 0, 1);
    expect(rule.key(nodes[0])).toBe(1.5);
  });
});
