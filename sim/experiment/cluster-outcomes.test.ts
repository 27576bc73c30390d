import { describe, expect, it } from 'vitest';
import { policyNamed } from '../../core/allocation/policies/index.ts';
import { runWithRecords, runningOverTime } from '../../test/support/event-records.ts';
import { agentsOf, plainExperiment, resourcesOf } from '../../test/support/plain-experiment.ts';
import type { Experiment } from './experiment.ts';
import { type ListedJob, workloadOf } from './job-list.ts';
import { runExperiment } from './run-experiment.ts';

/** What small clusters must do under a policy, so small that it can be told on paper. */
const SECOND = 1_000_000;
const ONE_CPU = resourcesOf({ cpus: 1 });

/** One-task jobs of one CPU, from 10 s on, when all agents have registered. */
function tasks(
  count: number,
  what: { readonly framework?: number; readonly seconds?: number; readonly at?: number } = {},
): ListedJob[] {
  const { framework = 0, seconds = 60, at = 10 } = what;
  // Different lengths, so that slots become free one after the other.
  return Array.from({ length: count }, (_, i) => ({
    submitUs: at * SECOND,
    framework,
    stages: [{ tasks: 1, taskUs: (seconds + ((i * 7) % 13)) * SECOND + i }],
  }));
}

/** A job of many tasks whose lengths spread by half of their mean of a minute. */
function backlog(framework: number, count: number): ListedJob {
  const submitUs = 10 * SECOND;
  return { submitUs, framework, stages: [{ tasks: count, taskUs: 60 * SECOND }] };
}

function slotsExperiment(
  slots: number,
  frameworks: readonly string[],
  jobs: readonly ListedJob[],
  changes: Partial<Experiment> = {},
  skewSigma = 0,
): Experiment {
  const demands = [ONE_CPU];
  const workload = workloadOf({ name: 'small', frameworks, demands, jobs, skewSigma });
  return plainExperiment(workload, [agentsOf(slots, { cpus: 1 })], changes);
}

describe('equal tasks', () => {
  it.each([
    { n: 1, m: 1 },
    { n: 10, m: 10 },
    { n: 11, m: 10 },
    { n: 37, m: 8 },
  ])('$n on $m slots take as many rounds as are needed', ({ n, m }) => {
    const stages = [{ tasks: n, taskUs: 10.25 * SECOND }];
    const jobs = [{ submitUs: 10 * SECOND, stages }];
    const { makespanSeconds } = runExperiment(slotsExperiment(m, ['f'], jobs));
    // A round starts with the allocation that follows the end of the round before: 0.75 s later.
    const rounds = Math.ceil(n / m);
    expect(makespanSeconds).toBe(rounds * 10.25 + (rounds - 1) * 0.75);
  });

  it('share an agent: four tasks fit where four are free', () => {
    const stages = [{ tasks: 8, taskUs: 10 * SECOND }];
    const jobs = [{ submitUs: 10 * SECOND, stages }];
    const workload = workloadOf({ name: 'w', frameworks: ['f'], demands: [ONE_CPU], jobs });
    const result = runExperiment(plainExperiment(workload, [agentsOf(2, { cpus: 4 })]));
    expect(result.makespanSeconds).toBe(10);
    expect(result.cluster.utilization[0]).toBeCloseTo(1, 12);
  });
});

describe('drf', () => {
  it.each([
    { slots: 10, weights: [1, 1], held: [5, 5] },
    { slots: 30, weights: [2, 1], held: [20, 10] },
    { slots: 12, weights: [3, 1], held: [9, 3] },
    { slots: 9, weights: [1, 1], held: [4.5, 4.5] },
  ])('gives two backlogged frameworks $slots slots as $weights to one task', (row) => {
    const { slots, weights, held } = row;
    const jobs = [backlog(0, 300), backlog(1, 300)];
    const byName = new Map([
      ['ads', weights[0]],
      ['mail', weights[1]],
    ]);
    const changes = { weights: byName, untilUs: 500 * SECOND };
    const experiment = slotsExperiment(slots, ['ads', 'mail'], jobs, changes, 0.5);
    const { result, records } = runWithRecords(experiment);
    expect(result.complete).toBe(false);
    // Slots that became free are given out at the next second.
    const full = runningOverTime(records, 2).filter(
      ({ running }) => running[0] + running[1] === slots,
    );
    expect(full.length).toBeGreaterThan(50);
    for (const { running } of full) {
      expect(Math.abs(running[0] - held[0])).toBeLessThanOrEqual(slots % 2 === 1 ? 0.5 : 0);
    }
    expect(result.cluster.jain).toBeGreaterThan(0.98);
  });

  it('lets one have what the other does not want', () => {
    const jobs = [backlog(0, 40), backlog(1, 2)];
    const { records } = runWithRecords(slotsExperiment(10, ['ads', 'mail'], jobs, {}, 0.5));
    const most = runningOverTime(records, 2).map(({ running }) => running);
    expect(Math.max(...most.map(([ads]) => ads))).toBe(10);
    // Mail is offered half and takes two; what it leaves goes out with the next allocation.
    expect(most.slice(0, 2)).toEqual([
      [5, 2],
      [8, 2],
    ]);
  });
});

describe('static', () => {
  it('never lends: nobody holds more than its part, even of an idle cluster', () => {
    const jobs = [...tasks(100, { framework: 0 }), ...tasks(5, { framework: 1, at: 400 })];
    const weights = new Map([['ads', 3]]);
    const changes = { policy: 'static', weights };
    const { result, records } = runWithRecords(slotsExperiment(20, ['ads', 'mail'], jobs, changes));
    expect(result.complete).toBe(true);
    const running = runningOverTime(records, 2).map((moment) => moment.running);
    expect(Math.max(...running.map(([ads]) => ads))).toBe(15);
    expect(Math.max(...running.map(([, mail]) => mail))).toBe(5);
    // And the others' part was free at once.
    const mail = result.jobs.framework.indexOf(1);
    expect(result.jobs.startSeconds[mail]).toBe(400);
  });

  it('lends under drf, in the same situation', () => {
    const jobs = [...tasks(100, { framework: 0 }), ...tasks(5, { framework: 1, at: 400 })];
    const { records } = runWithRecords(slotsExperiment(20, ['ads', 'mail'], jobs));
    const running = runningOverTime(records, 2).map((moment) => moment.running);
    expect(Math.max(...running.map(([ads]) => ads))).toBe(20);
  });
});

describe('fifo', () => {
  it('serves jobs in the order of submission, over all frameworks', () => {
    const jobs = Array.from({ length: 60 }, (_, i) => ({
      submitUs: (10 + i) * SECOND,
      framework: (i * i) % 3,
      stages: [{ tasks: 1, taskUs: 5 * SECOND }],
    }));
    const experiment = slotsExperiment(1, ['a', 'b', 'c'], jobs);
    const order = (policy: string): number[] => {
      const { startSeconds } = runExperiment({ ...experiment, policy }).jobs;
      return [...startSeconds.keys()].sort((a, b) => startSeconds[a] - startSeconds[b]);
    };
    expect(order('fifo')).toEqual(jobs.map((_, i) => i));
    expect(order('drf')).not.toEqual(jobs.map((_, i) => i));
  });

  it('lets a job wait behind a bigger one that came before', () => {
    const jobs = [
      { submitUs: 10 * SECOND, framework: 0, stages: [{ tasks: 40, taskUs: 10 * SECOND }] },
      { submitUs: 11 * SECOND, framework: 1, stages: [{ tasks: 1, taskUs: SECOND }] },
    ];
    const experiment = slotsExperiment(10, ['big', 'small'], jobs);
    const wait = (policy: string): number => {
      const { startSeconds, submitSeconds } = runExperiment({ ...experiment, policy }).jobs;
      return startSeconds[1] - submitSeconds[1];
    };
    expect(wait('fifo')).toBeGreaterThan(25);
    expect(wait('drf')).toBeLessThan(11);
  });
});

describe('slots', () => {
  function oneJob(policy: string, tasksOfJob: number): Experiment {
    const demands = [resourcesOf({ cpus: 2, mem: 1024 })];
    const stages = [{ tasks: tasksOfJob, taskUs: 10 * SECOND }];
    const jobs = [{ submitUs: 10 * SECOND, stages }];
    const workload = workloadOf({ name: 'w', frameworks: ['f'], demands, jobs });
    const agents = [agentsOf(2, { cpus: 4, mem: 8192 })];
    const experiment = plainExperiment(workload, agents, { policy });
    return { ...experiment, cluster: { agents, slotsPerAgent: 4 } };
  }

  it('stretch what gets half of what it wants to twice its time', () => {
    expect(policyNamed('slots')?.slots).toBe(true);
    const slots = runExperiment(oneJob('slots', 8));
    expect(slots.makespanSeconds).toBe(20);
    // A task uses its slot of one cpu, not the two it wants.
    expect(slots.cluster.utilization[0]).toBeCloseTo(1, 12);
    expect(runExperiment(oneJob('drf', 4)).makespanSeconds).toBe(10);
  });

  it('leave the rest of a slot unused', () => {
    const { cluster } = runExperiment(oneJob('slots', 8));
    // 8 tasks of 1024 MB on 2 × 8192 MB.
    expect(cluster.utilization[1]).toBeCloseTo(0.5, 12);
  });

  it('take no less than the ideal time of a job with the cluster to itself', () => {
    const { slowdown } = runExperiment(oneJob('slots', 8)).jobs;
    expect(slowdown[0]).toBeGreaterThanOrEqual(1);
  });
});
