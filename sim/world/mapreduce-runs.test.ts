import { describe, expect, it } from 'vitest';
import { policyNamed } from '../../core/allocation/policies/index.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import { HADOOP_ATTEMPTS } from '../../core/schedulers/mapreduce/attempt-limits.ts';
import { HADOOP_SPECULATION } from '../../core/schedulers/mapreduce/speculation.ts';
import { type AttemptTroubles, fatesOf } from '../../test/support/attempt-troubles.ts';
import { type EventRecord, recordsOf } from '../../test/support/event-records.ts';
import { agentsOf, plainExperiment, resourcesOf } from '../../test/support/plain-experiment.ts';
import type { Experiment, LocalitySpec, SchedulerSpec } from '../experiment/experiment.ts';
import { type ListedJob, workloadOf } from '../experiment/job-list.ts';
import { EventLog } from '../log/event-log.ts';
import { SimulatedCluster } from './simulated-cluster.ts';

const SECOND = 1_000_000;
const PLAIN: SchedulerSpec = { jobOrder: 'fifo', slowstart: 1, refuseSeconds: 0, locality: null };

/** Ten agents of two CPUs; maps of ten seconds, reduces of twenty. */
function experimentOf(
  settings: Partial<SchedulerSpec>,
  jobs: readonly { readonly maps: number; readonly reduces?: number }[],
  changes: Partial<Experiment> = {},
): Experiment {
  const listed = jobs.map(({ maps, reduces = 0 }, j): ListedJob => {
    const map = { kind: 0 as const, tasks: maps, taskUs: 10 * SECOND };
    const reduce = { kind: 1 as const, tasks: reduces, taskUs: 20 * SECOND };
    return { submitUs: (10 + j) * SECOND, stages: reduces > 0 ? [map, reduce] : [map] };
  });
  const demands = [resourcesOf({ cpus: 1 })];
  const workload = workloadOf({ name: 'small', frameworks: ['f'], demands, jobs: listed });
  const scheduler = { ...PLAIN, ...settings };
  return plainExperiment(workload, [agentsOf(10, { cpus: 2 })], { scheduler, ...changes });
}

/** A cluster that has run for an hour, and its log. */
function run(experiment: Experiment, troubles: AttemptTroubles = {}) {
  const records: EventRecord[] = [];
  const log = new EventLog((chunk) => void records.push(...recordsOf(chunk)));
  const policy = policyNamed(experiment.policy) as Policy;
  const cluster = new SimulatedCluster(experiment, policy, log, { fates: fatesOf(troubles) });
  cluster.start();
  cluster.kernel.run(cluster, 3600 * SECOND);
  log.close();
  return { cluster, records };
}

/** Whole seconds that each task ran, in order of their ends. */
function secondsOf(records: readonly EventRecord[]): number[] {
  const began = new Map<number, number>();
  return records.flatMap(({ kind, subject, timeUs }) => {
    if (kind === 'CONTAINER_RUNNING') began.set(subject, timeUs);
    const since = kind === 'CONTAINER_EXITED' ? began.get(subject) : undefined;
    return since === undefined ? [] : [Math.round((timeUs - since) / SECOND)];
  });
}

describe('copies of slow tasks', () => {
  // The fifth task that is launched is slow, wherever it is; its copy is another task.
  const stretchOf: AttemptTroubles['stretchOf'] = ({ info }) => (info.taskId === 4 ? 30 : 1);

  it("shorten a straggler's job, and work is counted once", () => {
    const jobs = [{ maps: 12 }];
    const alone = run(experimentOf({}, jobs), { stretchOf });
    const copied = run(experimentOf({ speculation: HADOOP_SPECULATION }, jobs), { stretchOf });
    const completion = ({ cluster }: typeof alone): number =>
      cluster.jobs.finishUs[0] / SECOND - 10;
    expect(completion(alone)).toBe(300);
    // Slow beyond 12 s, seen within a second, launched in the allocation after, ten seconds' work.
    expect(completion(copied)).toBeGreaterThan(22);
    expect(completion(copied)).toBeLessThanOrEqual(25);
    expect([alone.cluster.frameworks.tasksStarted, copied.cluster.frameworks.tasksStarted]).toEqual(
      [12, 13],
    );
    const ideals = [alone, copied].map(({ cluster }) =>
      cluster.jobs.idealUs(0, () => [1000], cluster.view.capacity),
    );
    expect(ideals[0]).toBe(ideals[1]);
  });

  it('are as good as the slow ones: who comes second is killed', () => {
    const jobs = [{ maps: 12 }, { maps: 200 }];
    const settings = { speculation: HADOOP_SPECULATION };
    const { cluster, records } = run(experimentOf(settings, jobs), { stretchOf });
    expect(cluster.frameworks.tasksStarted).toBe(213);
    const slow = secondsOf(records).filter((seconds) => seconds !== 10);
    expect(slow).toHaveLength(1);
    expect(slow[0]).toBeLessThan(45);
  });

  it('are not made of tasks that are as slow as all others', () => {
    const settings = { speculation: HADOOP_SPECULATION };
    const { cluster } = run(experimentOf(settings, [{ maps: 50, reduces: 7 }]));
    expect(cluster.frameworks.tasksStarted).toBe(57);
  });
});

describe('attempts that fail', () => {
  const jobs = [{ maps: 5, reduces: 2 }, { maps: 3 }];

  it('are repeated, and their job finishes', () => {
    const failsAfter: AttemptTroubles['failsAfter'] = ({ info }) => (info.taskId < 3 ? 0.5 : null);
    const { cluster } = run(experimentOf({ attempts: HADOOP_ATTEMPTS }, jobs), { failsAfter });
    expect([cluster.jobs.finished, cluster.jobs.failed]).toEqual([2, 0]);
    expect(cluster.frameworks.tasksStarted).toBe(10 + 3);
  });

  it('four times fail their job, and the run ends with the others', () => {
    // The second map of job 0.
    const failsAfter: AttemptTroubles['failsAfter'] = ({ info }) =>
      info.stage === 0 && info.index === 1 ? 0.1 : null;
    const { cluster, records } = run(experimentOf({ attempts: HADOOP_ATTEMPTS }, jobs), {
      failsAfter,
    });
    expect([cluster.jobs.finished, cluster.jobs.failed, cluster.jobs.present]).toEqual([1, 1, 0]);
    const ends = records.filter(({ kind }) => kind === 'JOB_FAILED' || kind === 'JOB_FINISHED');
    expect(ends.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
      'JOB_FAILED 0',
      'JOB_FINISHED 1',
    ]);
    expect(cluster.jobs.finishUs[0]).toBeNaN();
    expect(cluster.jobs.failUs[0]).toBe(ends[0].timeUs);
    expect(cluster.jobs.littlesLaw(cluster.kernel.now).holds).toBe(true);
    // The other four maps began with it, and its reduces never.
    const failures = secondsOf(records).filter((seconds) => seconds === 1);
    expect(failures).toHaveLength(4);
  });
});

describe('an agent that crashes with finished maps', () => {
  // Twenty maps end at 20 s, two on each agent; two reduces begin then. Agent 9 has none of them.
  const jobs = [{ maps: 20, reduces: 2 }];
  const crash = { kind: 'agent-wipe', when: { atUs: 25 * SECOND }, forUs: 2 * SECOND } as const;

  it.each([
    { rerunLostMaps: true, reruns: 2 },
    { rerunLostMaps: false, reruns: 0 },
  ])('loses their outputs: $reruns run again', ({ rerunLostMaps, reruns }) => {
    const base = experimentOf({ rerunLostMaps }, jobs);
    const reduceAgents = new Set(
      run(base)
        .records.filter(({ kind, timeUs }) => kind === 'CONTAINER_RUNNING' && timeUs > 15 * SECOND)
        .map(({ agent }) => agent),
    );
    const spared = [...Array(10).keys()].find((agent) => !reduceAgents.has(agent)) ?? -1;
    const faults = [{ ...crash, targets: [spared] }];
    const { cluster, records } = run({ ...base, faults });
    expect(cluster.jobs.finished).toBe(1);
    expect(cluster.frameworks.tasksStarted).toBe(22 + reruns);
    const again = records.filter(
      ({ kind, timeUs }) => kind === 'CONTAINER_RUNNING' && timeUs > 24 * SECOND,
    );
    expect(again).toHaveLength(reruns);
    // The reduces had begun: the job ends with them.
    expect(cluster.jobs.finishUs[0] / SECOND).toBeLessThanOrEqual(41);
  });
});

describe('maps near their blocks', () => {
  /** How often maps took 10 s (on a host with their block), 20 s (in its rack) and 50 s. */
  function times(locality: Partial<LocalitySpec>): [node: number, rack: number, far: number] {
    const spec = { replication: 3, delayUs: 0, remoteFactor: 5, ...locality };
    const racks = ['r1', 'r2', 'r3', 'r4', 'r5'];
    const agents = [{ ...agentsOf(40, { cpus: 1 }), racks }];
    const cluster = { agents, slotsPerAgent: null };
    const { records } = run(experimentOf({ locality: spec }, [{ maps: 400 }], { cluster }));
    const seconds = secondsOf(records);
    expect(seconds).toHaveLength(400);
    const count = (wanted: number): number => seconds.filter((one) => one === wanted).length;
    return [count(10), count(20), count(50)];
  }

  const FOREVER = 3000 * SECOND;

  it('are on their host, in its rack or far away, as long as is waited', () => {
    const never = times({ rack: { delayUs: 0, factor: 2 } });
    const forRacks = times({ rack: { delayUs: FOREVER, factor: 2 } });
    const forHosts = times({ delayUs: FOREVER, rack: { delayUs: 0, factor: 2 } });
    for (const counts of [never, forRacks, forHosts]) {
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(400);
    }
    expect(never[2]).toBeGreaterThan(0);
    expect(never[1]).toBeGreaterThan(0);
    expect(forRacks[2]).toBe(0);
    expect(forRacks[1]).toBeGreaterThan(0);
    expect(forHosts).toEqual([400, 0, 0]);
  });

  it('know nothing of racks unless asked for', () => {
    expect(times({})[1]).toBe(0);
  });
});

describe('priorities of jobs', () => {
  it('order them inside their framework', () => {
    const experiment = experimentOf({}, [{ maps: 40 }, { maps: 40 }, { maps: 40 }]);
    const { workload } = experiment;
    const jobs = { ...workload.jobs, priority: Int32Array.from([0, -1, 5]) };
    const { cluster } = run({ ...experiment, workload: { ...workload, jobs } });
    const [first, second, third] = cluster.jobs.finishUs;
    expect(third).toBeLessThan(first);
    expect(first).toBeLessThan(second);
  });
});
