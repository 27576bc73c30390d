import { describe, expect, it } from 'vitest';
import { AllocatorDriver, clusterOf } from '../../../test/support/allocator-driver.ts';
import { fillProgressively, tally } from '../../../test/support/progressive-filling.ts';
import type { Policy } from '../policy.ts';
import { capacityQueues, userLimit } from './capacity.ts';
import { leastAttained } from './las.ts';

/** A job of equal tasks, one after the other, of a framework of its own. */
interface TestJob {
  readonly name: string;
  readonly arrives: number;
  readonly tasks: number;
  readonly taskSeconds: number;
  readonly demand: string;
}

/**
 * Runs jobs on one agent, time in whole seconds: tasks end after the periodic cycle of their last
 * second, and what is free then goes out at once. One task of a job runs at a time.
 * @returns time from arrival to end, by job
 */
function completionTimes(policy: string | Policy, agent: string, jobs: readonly TestJob[]) {
  const cluster = clusterOf(agent, { policy });
  const { allocator } = cluster;
  const clients = new Map<number, { job: TestJob; left: number }>();
  let running: { client: number; ends: number; used: readonly number[] }[] = [];
  const times: Record<string, number> = {};
  const tell = (client: number, job: TestJob, left: number): void => {
    const [jobWork, remainingWork] = [job.tasks, left].map((n) => n * job.taskSeconds * 1e6);
    // Of those that arrive together the first in the list waits longest.
    const jobSubmittedUs = job.arrives * 1e6 + jobs.indexOf(job);
    const taskDemand = cluster.vector(job.demand);
    allocator.setWants(client, { taskDemand, jobWork, remainingWork, jobSubmittedUs });
    allocator.setWaitingSince(client, jobSubmittedUs);
  };
  for (let t = 0; Object.keys(times).length < jobs.length; t++) {
    // What lies idle beside a task fits nobody.
    if (t > 0) for (const offer of cluster.batch()) cluster.decline(offer);
    for (const { client, used } of running.filter(({ ends }) => ends === t)) {
      allocator.recover(client, 0, used);
      const entry = clients.get(client);
      if (entry === undefined) continue;
      if (entry.left === 0) times[entry.job.name] = t - entry.job.arrives;
      else allocator.revive(client, cluster.now);
      tell(client, entry.job, entry.left);
    }
    running = running.filter(({ ends }) => ends > t);
    for (const job of jobs.filter(({ arrives }) => arrives === t)) {
      const client = cluster.framework(job.name);
      clients.set(client, { job, left: job.tasks });
      tell(client, job, job.tasks);
    }
    allocator.requestCycle();
    for (const offer of cluster.settle()) {
      const entry = clients.get(offer.client);
      if (entry === undefined) continue;
      const used = cluster.accept(offer, entry.job.demand);
      entry.left--;
      allocator.suppress(offer.client);
      running.push({ client: offer.client, ends: t + entry.job.taskSeconds, used });
    }
  }
  return times;
}

/** Sizes 8, 4, 9, 5 at times 0, 1, 2, 3 on one server, in tasks of so many seconds. */
function fourJobs(inOnePiece: boolean): TestJob[] {
  return [8, 4, 9, 5].map((size, i) => ({
    name: `job${i}`,
    arrives: i,
    tasks: inOnePiece ? 1 : size,
    taskSeconds: inOnePiece ? size : 1,
    demand: 'cpus:1',
  }));
}

function total(times: Record<string, number>): number {
  return Object.values(times).reduce((sum, time) => sum + time, 0);
}

describe('one server, four jobs', () => {
  it.each([
    // In one piece nobody is preempted: 8, 11, 19, 23.
    ['fifo', true, 61],
    ['fifo', false, 61],
    // The first is alone when it starts; then 4, 5 and 9: 8, 11, 14, 24.
    ['sjf', true, 57],
    ['srpt', true, 57],
    // Between tasks of a second the second job overtakes the first, which goes on before the
    // fourth under neither: 17, 4, 24, 7.
    ['srpt', false, 52],
  ])('%s, in one piece %s: times add up to %i', (policy, inOnePiece, sum) => {
    expect(total(completionTimes(policy, 'cpus:1', fourJobs(inOnePiece)))).toBe(sum);
  });

  it('tells shortest in all from shortest to go', () => {
    // After seven of eight seconds the first has one to go, and the newcomer is two in all.
    const jobs = [
      { name: 'long', arrives: 0, tasks: 8, taskSeconds: 1, demand: 'cpus:1' },
      { name: 'short', arrives: 7, tasks: 2, taskSeconds: 1, demand: 'cpus:1' },
    ];
    expect(completionTimes('sjf', 'cpus:1', jobs)).toEqual({ short: 2, long: 10 });
    expect(completionTimes('srpt', 'cpus:1', jobs)).toEqual({ long: 8, short: 3 });
  });
});

describe('least attained service', () => {
  /** Tiresias's example: two GPUs; jobs of 2 GPUs for 2 s, 1 for 8 s, 2 for 6 s. */
  const TIRESIAS = [
    { name: 'J1', arrives: 0, tasks: 2, taskSeconds: 1, demand: 'cpus:2' },
    { name: 'J2', arrives: 0, tasks: 8, taskSeconds: 1, demand: 'cpus:1' },
    { name: 'J3', arrives: 0, tasks: 6, taskSeconds: 1, demand: 'cpus:2' },
  ];

  it('has the published mean of 35/3 when every GPU second is a queue', () => {
    // A second of one GPU is half a second of the cluster.
    const policy = leastAttained({ thresholds: Array.from({ length: 12 }, (_, i) => (i + 1) / 2) });
    expect(completionTimes(policy, 'cpus:2', TIRESIAS)).toEqual({ J1: 5, J2: 14, J3: 16 });
  });

  it('is first in, first out within a queue', () => {
    const times = completionTimes(leastAttained({ thresholds: [100] }), 'cpus:2', TIRESIAS);
    expect(times).toEqual({ J1: 2, J2: 10, J3: 16 });
  });

  it('lets one begin anew whose next job came after it was idle', () => {
    const cluster = clusterOf('cpus:1', { policy: leastAttained({ thresholds: [1.5] }) });
    const { allocator } = cluster;
    const [a, b] = ['a', 'b'].map((name) => cluster.framework(name));
    const next = (jobSubmittedUs: number): string[] => {
      cluster.declineAll();
      allocator.setWants(a, { jobSubmittedUs });
      allocator.requestCycle();
      return cluster.served(cluster.settle());
    };
    allocator.setWaitingSince(b, 1);
    expect(next(0)).toEqual(['a']);
    cluster.batch();
    cluster.batch();
    // a has held all for two seconds and goes on with a job of the same time: b is before it.
    expect(next(1_500_000)).toEqual(['b']);
    cluster.batch();
    // b has held all for one second, a waits longer.
    expect(next(2_500_000)).toEqual(['a']);
  });
});

/** Tasks of `cpus:1` by framework; weights by role; one after the other in waiting. */
function fill(policy: string | Policy, cpus: number, roles: Record<string, string>, weights = {}) {
  const cluster = new AllocatorDriver(['cpus'], { policy });
  cluster.agent(`cpus:${cpus}`);
  for (const [role, weight] of Object.entries<number>(weights)) {
    cluster.allocator.setWeight(role, weight);
  }
  const demand = cluster.vector('cpus:1');
  const appetites = Object.entries(roles).map(([name, role], i) => {
    const client = cluster.framework(name, role);
    cluster.allocator.setWaitingSince(client, 100 - i);
    return { client, demand };
  });
  return fillProgressively(cluster, appetites).map(({ name }) => name);
}

function counts(names: readonly string[]): Record<string, number> {
  return tally(names.map((name) => ({ name, client: 0, agent: 0 })));
}

describe('strict priority', () => {
  it('gives all to the largest weight, then to the oldest job', () => {
    expect(counts(fill('priority', 4, { a: 'a', b: 'b' }, { a: 2 }))).toEqual({ a: 4 });
    expect(counts(fill('priority', 4, { a: 'a', b: 'b' }))).toEqual({ b: 4 });
    expect(counts(fill('priority', 4, { a: 'eng', b: 'eng' }))).toEqual({ b: 4 });
  });

  it('goes level by level: a role stands by its weight, then by the oldest job below it', () => {
    const roles = { a: 'ads', b: 'eng/dev', c: 'eng/ops' };
    expect(counts(fill('priority', 3, roles))).toEqual({ c: 3 });
    expect(counts(fill('priority', 3, roles, { 'eng/dev': 9 }))).toEqual({ b: 3 });
    expect(counts(fill('priority', 3, roles, { ads: 2, 'eng/dev': 9 }))).toEqual({ a: 3 });
  });

  it('serves the next when the first wants no more', () => {
    const cluster = clusterOf(['cpus:1', 'cpus:1'], { policy: 'priority' });
    cluster.allocator.setWeight('a', 2);
    const [a] = ['a', 'b'].map((name) => cluster.framework(name));
    const [offer] = cluster.batch();
    expect(offer.client).toBe(a);
    cluster.declineAll();
    cluster.allocator.suppress(a);
    expect(cluster.served(cluster.batch())).toEqual(['b', 'b']);
  });
});

describe('the capacity scheduler', () => {
  it('has the published user limits', () => {
    const limits = [1, 2, 3, 4, 5].map((users) => userLimit(users, { minUserLimit: 0.25 }));
    expect(limits).toEqual([1, 1 / 2, 1 / 3, 1 / 4, 1 / 4]);
  });

  it('serves the queue that uses the smallest part of its capacity', () => {
    const queues = { a: 'prod', b: 'test' };
    expect(counts(fill('capacity', 8, queues, { prod: 3 }))).toEqual({ a: 6, b: 2 });
  });

  it('serves users of a queue in their order, up to their limit', () => {
    const users = { a: 'q', b: 'q', c: 'q' };
    const policy = capacityQueues({ minUserLimit: 0.25 });
    // c has waited longest. A third of six each, in turn.
    expect(fill(policy, 6, users)).toEqual(['c', 'c', 'b', 'b', 'a', 'a']);
    // Hadoop's preset: nobody is limited below the whole queue.
    expect(counts(fill('capacity', 6, users))).toEqual({ c: 6 });
  });

  it('lends to users beyond their limit what no other wants', () => {
    const cluster = clusterOf('cpus:4', { policy: capacityQueues({ minUserLimit: 0.25 }) });
    const [a, b] = ['a', 'b'].map((name) => cluster.framework(name, 'q'));
    const demand = cluster.vector('cpus:1');
    const appetites = [
      { client: a, demand },
      { client: b, demand: [9000] },
    ];
    expect(tally(fillProgressively(cluster, appetites))).toEqual({ a: 4 });
  });
});

describe('finish-time fairness', () => {
  const second = 1e6;

  function twoJobs(): { cluster: AllocatorDriver; clients: number[] } {
    const cluster = clusterOf('cpus:4', { policy: 'themis' });
    const clients = [8, 2].map((tasks, i) => {
      const client = cluster.framework(['A', 'B'][i]);
      cluster.allocator.setWants(client, {
        taskDemand: [1000],
        jobSubmittedUs: 0,
        jobWork: tasks * second,
        remainingWork: tasks * second,
      });
      return client;
    });
    return { cluster, clients };
  }

  it('puts first whose job sharing slows down most', () => {
    const { cluster, clients } = twoJobs();
    for (let t = 0; t < 10; t++) {
      cluster.batch();
      cluster.declineAll();
    }
    // Own part: two tasks at a time, 4 s and 1 s. After 10 s: (10 + 8) / 4 and (10 + 2) / 1.
    const keys = clients.map((client) => cluster.allocator.tree.keyOf(client));
    expect(keys).toEqual([-4.5, -12]);
    expect(cluster.served(cluster.batch())).toEqual(['B']);
    cluster.declineAll();
  });

  it('counts what is held: work left goes on at that pace', () => {
    const { cluster, clients } = twoJobs();
    const [offer] = cluster.batch();
    cluster.accept(offer, 'cpus:4');
    cluster.batch();
    // B was first, (1 + 2) / 1 against (1 + 8) / 4; it holds four and has two seconds' work left.
    expect(offer.client).toBe(clients[1]);
    expect(cluster.allocator.tree.keyOf(clients[1])).toBe(-(2 + 2 / 4));
    expect(cluster.allocator.tree.keyOf(clients[0])).toBe(-(2 + 8) / 4);
  });

  it('takes one that does not tell its job for one that fares as alone', () => {
    const { cluster } = twoJobs();
    const stranger = cluster.framework('S');
    cluster.batch();
    expect(cluster.allocator.tree.keyOf(stranger)).toBe(-1);
  });
});
