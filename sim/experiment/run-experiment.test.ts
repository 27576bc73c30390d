import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../core/allocation/policies/index.ts';
import { type EventRecord, runWithRecords } from '../../test/support/event-records.ts';
import { agentsOf, plainExperiment, resourcesOf } from '../../test/support/plain-experiment.ts';
import { TaskDurations } from '../world/task-durations.ts';
import type { Experiment } from './experiment.ts';
import { goldenExperiment } from './golden-run.ts';
import { workloadOf } from './job-list.ts';
import { type RunProgress, runExperiment } from './run-experiment.ts';

const NAMES = POLICIES.map(({ name }) => name);
const LOCALITY = { replication: 3, delayUs: 5_000_000, remoteFactor: 1.5 };

/** The golden experiment under each policy, and with locality. */
const CASES: readonly { name: string; experiment: Experiment }[] = [
  ...NAMES.map((policy) => ({ name: policy, experiment: { ...goldenExperiment(), policy } })),
  { name: 'drf with locality', experiment: withLocality(goldenExperiment()) },
];

function withLocality(experiment: Experiment): Experiment {
  return { ...experiment, scheduler: { ...experiment.scheduler, locality: LOCALITY } };
}

function taskCount({ workload }: Experiment): number {
  return workload.stages.tasks.reduce((sum, tasks) => sum + tasks, 0);
}

/** Ends of containers by task: framework and task id. */
function containers(
  records: readonly EventRecord[],
): { job: number; startUs: number; endUs: number }[] {
  const running = new Map<string, { job: number; startUs: number; endUs: number }>();
  for (const { kind, framework, subject, detail, timeUs } of records) {
    const id = `${framework} ${subject}`;
    if (kind === 'CONTAINER_RUNNING') running.set(id, { job: detail, startUs: timeUs, endUs: -1 });
    const container = running.get(id);
    if (kind === 'CONTAINER_EXITED' && container !== undefined) container.endUs = timeUs;
  }
  return [...running.values()];
}

describe.each(CASES)('a run under $name', ({ experiment }) => {
  const { result, records } = runWithRecords(experiment);
  const { jobs, stages } = experiment.workload;

  it('finishes every job and every task once', () => {
    expect(result.complete).toBe(true);
    expect(result.jobsFinished).toBe(jobs.count);
    expect(result.tasksFinished).toBe(taskCount(experiment));
    const ended = records.filter(({ kind }) => kind === 'CONTAINER_EXITED');
    expect(ended).toHaveLength(taskCount(experiment));
    const byFramework = result.frameworks.reduce((sum, one) => sum + one.tasksFinished, 0);
    expect(byFramework).toBe(result.tasksFinished);
    expect([...result.jobs.tasks].reduce((sum, tasks) => sum + tasks, 0)).toBe(byFramework);
  });

  it('starts no job before it is submitted and ends none before it starts', () => {
    const { submitSeconds, startSeconds, finishSeconds } = result.jobs;
    for (let job = 0; job < jobs.count; job++) {
      expect(submitSeconds[job]).toBe(jobs.submitUs[job] / 1e6);
      expect(startSeconds[job]).toBeGreaterThanOrEqual(submitSeconds[job]);
      expect(finishSeconds[job]).toBeGreaterThan(startSeconds[job]);
    }
    expect(result.makespanSeconds).toBeCloseTo(Math.max(...finishSeconds) - submitSeconds[0], 9);
  });

  it("obeys Little's law exactly", () => {
    const { little } = result;
    expect(little.holds).toBe(true);
    expect(little.integralUs).toBe(little.sumUs);
    const { submitSeconds, finishSeconds } = result.jobs;
    const times = [...finishSeconds.keys()].map((job) => finishSeconds[job] - submitSeconds[job]);
    expect(little.sumUs / 1e6).toBeCloseTo(
      times.reduce((sum, time) => sum + time, 0),
      3,
    );
  });

  it('never uses more of an agent than it has', () => {
    for (const utilization of [...result.cluster.utilization, ...result.cluster.offeredIdle]) {
      expect(utilization).toBeGreaterThanOrEqual(0);
      expect(utilization).toBeLessThanOrEqual(1 + 1e-12);
    }
    for (const series of result.series.utilization) {
      expect(Math.max(...series)).toBeLessThanOrEqual(1 + 1e-12);
    }
  });

  it('makes as many offers as are delivered, and no more are answered', () => {
    for (const [framework, outcome] of result.frameworks.entries()) {
      const { offersMade, offersAccepted, offersDeclined } = outcome;
      expect(offersAccepted + offersDeclined).toBeLessThanOrEqual(offersMade);
      const heard = records.filter((one) => one.kind === 'OFFER' && one.framework === framework);
      expect(heard.length).toBeLessThanOrEqual(offersMade);
      // The last ones may be on their way when the last job ends.
      expect(offersMade - heard.length).toBeLessThanOrEqual(result.cluster.agents);
    }
  });

  it('logs in order of time, each record once', () => {
    expect(result.events).toBe(records.length);
    for (let i = 1; i < records.length; i++) {
      if (records[i].timeUs < records[i - 1].timeUs) expect.fail(`record ${i} goes back in time`);
    }
  });

  it('is the same a second time, watched or not', () => {
    const again = runExperiment(experiment);
    expect(again).toEqual(result);
    const progress: RunProgress[] = [];
    const watched = runExperiment(experiment, { progress: (at) => progress.push(at) });
    expect(watched.hash).toBe(result.hash);
    expect(progress.at(-1)).toMatchObject({ jobsFinished: jobs.count, jobs: jobs.count });
  });

  it('is another with another seed', () => {
    expect(runExperiment({ ...experiment, seed: 'other' }).hash).not.toBe(result.hash);
  });

  it('keeps nothing in the experiment: its workload is as before', () => {
    expect(experiment.workload).toEqual(goldenExperiment().workload);
    expect(stages.count).toBe(goldenExperiment().workload.stages.count);
  });
});

describe('work', () => {
  /** Maps only: a task that waits for others uses resources and does no work. */
  const maps = workloadOf({
    name: 'maps',
    frameworks: ['a', 'b'],
    demands: [resourcesOf({ cpus: 1, mem: 100 }), resourcesOf({ cpus: 2, mem: 50 })],
    jobs: Array.from({ length: 30 }, (_, i) => ({
      submitUs: 10_000_000 + i * 3_000_000,
      framework: i % 2,
      stages: [{ tasks: 1 + ((i * 7) % 20), demand: (i >> 1) % 2, taskUs: 20_000_000 + i }],
    })),
    skewSigma: 0.7,
  });
  const experiment = plainExperiment(maps, [agentsOf(6, { cpus: 4, mem: 1000 })], {
    network: { kind: 'lognormal', meanUs: 500, p99Us: 5000 },
    scheduler: { jobOrder: 'fifo', slowstart: 0.05, refuseSeconds: 5, locality: null },
  });
  const durations = new TaskDurations(maps, experiment.seed);

  /** Time of every task of a job by the workload alone, ascending. */
  const wanted = (job: number): number[] =>
    Array.from({ length: maps.stages.tasks[job] }, (_, i) => durations.durationUs(job, i, 1)).sort(
      (a, b) => a - b,
    );

  it.each(NAMES.filter((name) => name !== 'slots'))(
    'is the same under %s: arrivals, and how long each task runs',
    (policy) => {
      const { result, records } = runWithRecords({ ...experiment, policy });
      expect(result.jobs.submitSeconds).toEqual(maps.jobs.submitUs.map((us) => us / 1e6));
      const ran = maps.jobs.submitUs.length;
      const found: number[][] = Array.from({ length: ran }, () => []);
      for (const { job, startUs, endUs } of containers(records)) found[job].push(endUs - startUs);
      for (const [job, times] of found.entries()) {
        expect(times.sort((a, b) => a - b)).toEqual(wanted(job));
      }
    },
  );

  it.each(NAMES)('done under %s is the integral of what is busy', (policy) => {
    const { result, records } = runWithRecords({ ...experiment, policy });
    const work = [0, 0];
    for (const { job, startUs, endUs } of containers(records)) {
      const demand = maps.demands[maps.stages.demand[job]];
      // A slot of the slot policy: 4 cpus and 1000 MB in three.
      const slot = policy === 'slots' ? [4000 / 3, 1_000_000 / 3] : [Infinity, Infinity];
      ['cpus', 'mem'].forEach((name, r) => {
        work[r] += Math.min(demand.get(name) ?? 0, slot[r]) * (endUs - startUs);
      });
    }
    const spanUs = result.makespanSeconds * 1e6;
    result.cluster.utilization.forEach((utilization, r) => {
      const capacity = 6 * (r === 0 ? 4000 : 1_000_000);
      expect(utilization * capacity * spanUs).toBeCloseTo(work[r], -4);
    });
  });

  it.each(NAMES)('takes no less than ideal under %s', (policy) => {
    const { jobs } = runExperiment({ ...experiment, policy });
    expect(Math.min(...jobs.slowdown)).toBeGreaterThanOrEqual(1 - 1e-9);
  });
});

describe('a run with an end', () => {
  const experiment = { ...goldenExperiment(), untilUs: 120_000_000 };

  it('stops there and says what is left', () => {
    const result = runExperiment(experiment);
    expect(result.complete).toBe(false);
    expect(result.jobsFinished).toBeLessThan(experiment.workload.jobs.count);
    expect(result.little.holds).toBe(true);
    const unfinished = result.jobs.finishSeconds.filter(Number.isNaN).length;
    expect(unfinished).toBe(experiment.workload.jobs.count - result.jobsFinished);
    expect(result.makespanSeconds).toBeCloseTo(120 - result.jobs.submitSeconds[0], 9);
  });

  it('is the beginning of the run without one', () => {
    const short = runWithRecords(experiment).records;
    const long = runWithRecords({ ...experiment, untilUs: null }).records;
    expect(long.slice(0, short.length)).toEqual(short);
    expect(long[short.length].timeUs).toBeGreaterThan(120_000_000);
  });

  it('may end before anything is submitted', () => {
    const result = runExperiment({ ...experiment, untilUs: 1 });
    expect(result).toMatchObject({ complete: false, jobsFinished: 0, makespanSeconds: 0 });
    expect(result.little).toEqual({ integralUs: 0, sumUs: 0, holds: true });
  });
});

describe('runExperiment', () => {
  it('names the policies when it does not know one', () => {
    const experiment = { ...goldenExperiment(), policy: 'fairest' };
    expect(() => runExperiment(experiment)).toThrow(/unknown policy "fairest", known are drf, /);
  });
});
