import { describe, expect, it } from 'vitest';
import { type AllocatorDriver, clusterOf } from '../../../test/support/allocator-driver.ts';
import {
  FOREVER_SECONDS,
  fillAgentByAgent,
  fillProgressively,
  tally,
} from '../../../test/support/progressive-filling.ts';
import type { Policy } from '../policy.ts';
import { mismatch } from './drfh.ts';
import { alignment, packing } from './tetris.ts';

/** DRFH's first figure: a server of memory and one of CPUs, a task of memory and one of CPUs. */
const TWO_SERVERS = ['cpus:2;mem:12', 'cpus:12;mem:2'];
const TWO_TASKS = { A: 'cpus:0.2;mem:1', B: 'cpus:1;mem:0.2' };

interface Filling {
  readonly policy: string | Policy;
  readonly agents: readonly string[];
  readonly tasks: Readonly<Record<string, string>>;
  readonly seed?: number;
}

function appetitesOf(cluster: AllocatorDriver, tasks: Filling['tasks']) {
  return Object.entries(tasks).map(([name, task]) => {
    const client = cluster.framework(name);
    const demand = cluster.vector(task);
    cluster.allocator.setWants(client, { taskDemand: demand });
    return { client, demand };
  });
}

function fill({ policy, agents, tasks, seed = 1 }: Filling): Record<string, number> {
  const cluster = clusterOf(agents, { policy, seed });
  return tally(fillProgressively(cluster, appetitesOf(cluster, tasks)));
}

describe.each(['drfh', 'ps-dsf'])('%s', (policy) => {
  it('gives agents to the tasks they are like, in whatever order they are visited', () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const wanted = { A: 10, B: 10 };
      expect(fill({ policy, agents: TWO_SERVERS, tasks: TWO_TASKS, seed })).toEqual(wanted);
    }
    // DRF asks nothing about agents, and wastes some.
    const { A = 0, B = 0 } = fill({ policy: 'drf', agents: TWO_SERVERS, tasks: TWO_TASKS });
    expect(A + B).toBeLessThan(20);
  });

  it('is DRF on agents that are alike', () => {
    const tasks = { A: 'cpus:1;mem:4096', B: 'cpus:3;mem:1024' };
    expect(fill({ policy, agents: ['cpus:9;mem:18432'], tasks })).toEqual({ A: 3, B: 2 });
    // Also where one's tasks are always more like what is free: 60 and 30, give or take a task.
    const unlike = { A: 'cpus:1;mem:1024', B: 'cpus:1;mem:2048' };
    const { A = 0, B = 0 } = fill({ policy, agents: ['cpus:120;mem:122880'], tasks: unlike });
    expect(A + 2 * B).toBe(120);
    expect(Math.abs(A - 60)).toBeLessThanOrEqual(2);
  });

  it('passes over tasks that do not fit, and does not starve those who tell nothing', () => {
    const cluster = clusterOf('cpus:6;mem:6144', { policy });
    const big = cluster.framework('big');
    cluster.allocator.setWants(big, { taskDemand: cluster.vector('cpus:7;mem:1024') });
    const [small, silent] = ['small', 'silent'].map((name) => cluster.framework(name));
    const demand = cluster.vector('cpus:1;mem:1024');
    cluster.allocator.setWants(small, { taskDemand: demand });
    const appetites = [small, silent].map((client) => ({ client, demand }));
    const { silent: got } = tally(fillProgressively(cluster, appetites));
    // drfh puts those last whose task is not known.
    expect(got).toBe(policy === 'drfh' ? undefined : 3);
  });

  it('divides by weight', () => {
    const cluster = clusterOf('cpus:9;mem:9216', { policy });
    cluster.allocator.setWeight('A', 2);
    const task = 'cpus:1;mem:1024';
    const steps = fillProgressively(cluster, appetitesOf(cluster, { A: task, B: task }));
    expect(tally(steps)).toEqual({ A: 6, B: 3 });
  });
});

describe('how unlike a task and a room are', () => {
  it('is the sum of differences of proportions, in parts of the cluster', () => {
    expect(mismatch([200, 1000], [2000, 12_000], [14_000, 14_000])).toBeCloseTo(1, 12);
    expect(mismatch([1000, 200], [2000, 12_000], [14_000, 14_000])).toBeCloseTo(5.8, 12);
    // Memory is 1000 times as plentiful, and counts for as much.
    expect(mismatch([200, 1e6], [2000, 12e6], [14_000, 14e6])).toBeCloseTo(1, 12);
    expect(mismatch([0, 5], [3, 7], [10, 10])).toBeCloseTo(3 / 7, 12);
  });
});

describe('Tetris', () => {
  /** Agent of <10, 10> of which <8, 6> is free; three tasks. */
  const total = [10, 10];
  const free = [8, 6];

  it('aligns a task with what is free by their dot product', () => {
    const tasks = [
      [4, 2],
      [1, 4],
      [4, 5],
    ];
    const alignments = tasks.map((task) => alignment(task, free, total, 0));
    expect(alignments).toEqual([0.44, 0.32, 0.62].map((value) => expect.closeTo(value, 12)));
  });

  /** Who is offered an agent of <10, 10> first, by tasks and work left. */
  function first(
    options: { fairness: number; shortJobs: number },
    jobs: Record<string, readonly [task: string, remainingWork: number | null]>,
    prepare: (cluster: AllocatorDriver) => void = () => undefined,
  ): string {
    const cluster = clusterOf('cpus:10;mem:10', { policy: packing(options) });
    for (const [name, [task, remainingWork]] of Object.entries(jobs)) {
      const client = cluster.framework(name);
      cluster.allocator.setWants(client, { taskDemand: cluster.vector(task), remainingWork });
    }
    prepare(cluster);
    return cluster.served(cluster.batch())[0];
  }

  it('packs, or finishes short jobs, or both', () => {
    const jobs = { big: ['cpus:8;mem:8', 300], small: ['cpus:4;mem:4', 100] } as const;
    // Alignments 1.6 and 0.8, work 300 and 100: 1.6 - 300 ε against 0.8 - 100 ε, ε = 1.2 / 200.
    expect(first({ fairness: 0, shortJobs: 0 }, jobs)).toBe('big');
    expect(first({ fairness: 0, shortJobs: 0.6 }, jobs)).toBe('big');
    expect(first({ fairness: 0, shortJobs: 0.7 }, jobs)).toBe('small');
  });

  it('counts the mean for a job that tells no work', () => {
    const jobs = { big: ['cpus:8;mem:8', null], small: ['cpus:4;mem:4', 100] } as const;
    expect(first({ fairness: 0, shortJobs: 1 }, jobs)).toBe('big');
  });

  it('lets only those compete who are furthest below their share', () => {
    const jobs = { big: ['cpus:8;mem:8', 1], small: ['cpus:4;mem:4', 1] } as const;
    const holding = (cluster: AllocatorDriver): void => {
      // Big already holds another agent.
      cluster.agent('cpus:10;mem:10');
      const [offer] = cluster.batch().filter(({ agent }) => agent === 1);
      cluster.accept(offer, offer.resources);
      expect(cluster.nameOf(offer.client)).toBe('big');
      for (const open of [...cluster.open]) cluster.decline(open);
    };
    expect(first({ fairness: 0, shortJobs: 1 }, jobs, holding)).toBe('big');
    expect(first({ fairness: 0.5, shortJobs: 1 }, jobs, holding)).toBe('small');
  });

  it('puts those last whose task does not fit or is not told', () => {
    const cluster = clusterOf('cpus:10;mem:10', { policy: 'tetris' });
    const names = ['a-huge', 'b-silent', 'c-small'];
    const clients = names.map((name) => cluster.framework(name));
    const tasks = ['cpus:11;mem:1', null, 'cpus:1;mem:1'];
    clients.forEach((client, i) => {
      const task = tasks[i];
      if (task !== null) cluster.allocator.setWants(client, { taskDemand: cluster.vector(task) });
    });
    const order: string[] = [];
    for (let offers = cluster.batch(); offers.length > 0; offers = cluster.batch()) {
      order.push(...cluster.served(offers));
      cluster.declineAll(FOREVER_SECONDS);
    }
    expect(order).toEqual(['c-small', 'a-huge', 'b-silent']);
  });
});

describe('Choosy', () => {
  /** Tasks of one CPU by framework; each may use some agents only and declines others. */
  function choose(agents: readonly string[], eligible: Record<string, readonly number[]>): string {
    const cluster = clusterOf(agents, { policy: 'choosy' });
    const clients = new Map(
      Object.keys(eligible).map((name) => [cluster.framework(name), eligible[name]]),
    );
    const tasks = new Map([...clients.keys()].map((client) => [client, 0]));
    for (let offers = cluster.batch(); offers.length > 0; offers = cluster.batch()) {
      for (const offer of offers) {
        if (clients.get(offer.client)?.includes(offer.agent) !== true) {
          cluster.decline(offer, FOREVER_SECONDS);
          continue;
        }
        cluster.accept(offer, 'cpus:1');
        tasks.set(offer.client, (tasks.get(offer.client) ?? 0) + 1);
      }
    }
    return [...tasks.values()].join(' ');
  }

  it.each([
    ['2 2 8', ['cpus:4', 'cpus:8'], { a: [0], b: [0], c: [1] }],
    ['4 4 4', ['cpus:6', 'cpus:6'], { a: [0, 1], b: [0, 1], c: [0, 1] }],
    ['3 6 3', ['cpus:6', 'cpus:6'], { a: [0], b: [1], c: [0] }],
  ])('divides as published: %s', (wanted, agents, eligible) => {
    expect(choose(agents, eligible)).toBe(wanted);
  });

  it('divides the first resource where there are no cpus', () => {
    const cluster = clusterOf('mem:600;disk:10', { policy: 'choosy' });
    const tasks = { a: 'mem:100;disk:1', b: 'mem:100;disk:2' };
    const steps = fillAgentByAgent(cluster, 1, appetitesOf(cluster, tasks));
    expect(tally(steps)).toEqual({ a: 3, b: 3 });
  });
});
