import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { LcgStream } from '../../../test/support/lcg-stream.ts';
import { vectorOf } from '../../../test/support/machine-scripts.ts';
import { type LaunchRecord, SmallCluster } from '../../../test/support/small-cluster.ts';
import { POLICIES } from '../../allocation/policies/index.ts';
import type { StageSpec } from './job.ts';
import { HADOOP_SPECULATION } from './speculation.ts';

const DEMANDS = ['cpus:1;mem:512', 'cpus:0.5;mem:1024', 'cpus:2;mem:256'];
const NAMES = ['f0', 'f1', 'f2'];

const stage = fc.record({ tasks: fc.integer({ min: 1, max: 8 }), kind: fc.nat({ max: 2 }) });
const stages = fc.record({
  list: fc.array(stage, { minLength: 1, maxLength: 3 }),
  slowstart: fc.boolean(),
});

const scenario = fc.record({
  policy: fc.constantFrom(...POLICIES.filter(({ slots }) => slots !== true)),
  seed: fc.nat(),
  jobOrder: fc.constantFrom('fifo' as const, 'fair' as const),
  slowstart: fc.constantFrom(0, 0.05, 0.5, 1),
  limits: fc.record({
    maxAttempts: fc.integer({ min: 1, max: 4 }),
    maxFailuresPerAgent: fc.integer({ min: 1, max: 3 }),
  }),
  rerunLostMaps: fc.boolean(),
  /** How attempts end, in turn: most as they should, some late, some not well. */
  fates: fc.array(
    fc.record({
      exit: fc.constantFrom(...(['FINISHED', 'FINISHED', 'FINISHED', 'FAILED'] as const)),
      seconds: fc.constantFrom(1, 9, 10, 11, 150),
    }),
    { minLength: 1, maxLength: 17 },
  ),
  jobs: fc.array(
    fc.record({ framework: fc.nat({ max: 2 }), atSeconds: fc.nat({ max: 40 }), stages }),
    { minLength: 1, maxLength: 6 },
  ),
  losses: fc.array(fc.record({ node: fc.nat({ max: 2 }), atSeconds: fc.nat({ max: 400 }) }), {
    maxLength: 3,
  }),
});

/** Three agents are never lost, one for each framework under static partitions. */
function run(what: typeof scenario extends fc.Arbitrary<infer T> ? T : never): SmallCluster {
  const { policy, seed, jobOrder, slowstart, limits, rerunLostMaps, fates, jobs, losses } = what;
  const fateOf = ({ taskId, job }: LaunchRecord) => fates[(taskId * 3 + job) % fates.length];
  const cluster = new SmallCluster({ policy, random: new LcgStream(seed) }, fateOf);
  const speculation = { ...HADOOP_SPECULATION, retryAfterSpeculateUs: 2e6 };
  for (const name of NAMES) {
    const options = { attempts: limits, speculation, rerunLostMaps };
    cluster.addFramework({ name, jobOrder, slowstart, ...options });
  }
  for (let i = 0; i < 3; i++) cluster.addAgent(`safe${i}`, 'cpus:8;mem:16384');
  for (let i = 0; i < 3; i++) cluster.addAgent(`node${i}`, 'cpus:4;mem:4096');
  const events = [
    ...jobs.map(({ atSeconds, framework, stages: { list, slowstart: early } }, job) => ({
      atSeconds,
      run: () => cluster.submit(NAMES[framework], job, ...list.map(specOf(early))),
    })),
    ...losses.map(({ atSeconds, node }) => ({
      atSeconds,
      run: () => cluster.lose(`node${node}`),
    })),
  ];
  events.sort((a, b) => a.atSeconds - b.atSeconds);
  for (const event of events) {
    cluster.runUntil(event.atSeconds);
    event.run();
  }
  cluster.runUntil(20_000);
  return cluster;
}

function specOf(slowstart: boolean) {
  return ({ tasks, kind }: { tasks: number; kind: number }, s: number): StageSpec => {
    return { stage: s, tasks, demand: vectorOf(DEMANDS[kind]), demandClass: kind, slowstart };
  };
}

function taskOf({ job, stage: s, index }: LaunchRecord): string {
  return `${job}/${s}/${index}`;
}

it('every job ends once, and tasks are tried as often as they may be', () => {
  fc.assert(
    fc.property(scenario, (what) => {
      const { finished, failed, ends, held } = collected(run(what));
      expect([...finished, ...failed].sort((a, b) => a - b)).toEqual([...what.jobs.keys()]);
      expect(held).toEqual(NAMES.map(() => [0, 0]));
      const failures = new Map<string, number>();
      for (const end of ends) {
        if (end.exit !== 'FAILED') continue;
        failures.set(taskOf(end), (failures.get(taskOf(end)) ?? 0) + 1);
      }
      const { maxAttempts } = what.limits;
      const broken = new Set<number>();
      for (const [task, count] of failures) {
        expect(count).toBeLessThanOrEqual(maxAttempts);
        if (count === maxAttempts) broken.add(Number(task.split('/')[0]));
      }
      expect([...broken].sort((a, b) => a - b)).toEqual(failed);
    }),
    { numRuns: 200 },
  );
});

it('two attempts at a task are the most, elsewhere, and none outlives the first to finish', () => {
  fc.assert(
    fc.property(scenario, (what) => {
      const cluster = run(what);
      const endOf = new Map(cluster.ends.map((end) => [keyOf(end), end]));
      const byTask = new Map<string, LaunchRecord[]>();
      for (const launch of cluster.launches) {
        byTask.set(taskOf(launch), [...(byTask.get(taskOf(launch)) ?? []), launch]);
      }
      for (const attempts of byTask.values()) {
        for (const attempt of attempts) {
          const end = endOf.get(keyOf(attempt));
          // Lost with its agent, and told of at some time we do not see here.
          if (end === undefined) continue;
          const beside = attempts.filter(
            (other) =>
              other !== attempt &&
              other.atSeconds <= attempt.atSeconds &&
              other.taskId < attempt.taskId &&
              (endOf.get(keyOf(other))?.atSeconds ?? -1) > attempt.atSeconds,
          );
          expect(beside.length).toBeLessThanOrEqual(1);
          for (const other of beside) expect(other.agent).not.toBe(attempt.agent);
          if (end.exit !== 'FINISHED') continue;
          for (const other of attempts) {
            if (other.atSeconds > end.atSeconds || other === attempt) continue;
            const last = endOf.get(keyOf(other))?.atSeconds ?? end.atSeconds;
            expect(last).toBeLessThanOrEqual(end.atSeconds);
          }
        }
      }
    }),
    { numRuns: 200 },
  );
});

it('a job finishes when each of its tasks has, and launches nothing afterwards', () => {
  fc.assert(
    fc.property(scenario, (what) => {
      const cluster = run(what);
      for (const text of cluster.finished) {
        const [job, seconds] = text.split(' ')[1].split('@').map(Number);
        const done = new Set(
          cluster.ends
            .filter((end) => end.job === job && end.exit === 'FINISHED')
            .filter((end) => end.atSeconds <= seconds)
            .map(taskOf),
        );
        const tasks = what.jobs[job].stages.list.reduce((sum, one) => sum + one.tasks, 0);
        expect(done.size).toBe(tasks);
      }
      for (const text of [...cluster.finished, ...cluster.failed]) {
        const [job, seconds] = text.split(' ')[1].replace(':', '').split('@').map(Number);
        const last = cluster.launches.findLast((launch) => launch.job === job);
        expect(last?.atSeconds).toBeLessThanOrEqual(seconds);
        const runs = cluster.ends.filter((end) => end.job === job && end.atSeconds > seconds);
        expect(runs).toEqual([]);
      }
    }),
    { numRuns: 100 },
  );
});

function keyOf({ framework, taskId }: LaunchRecord): string {
  return `${framework} ${taskId}`;
}

function collected(cluster: SmallCluster) {
  const jobOf = (text: string): number => Number(text.split(/[ @]/)[1]);
  return {
    finished: cluster.finished.map(jobOf),
    failed: cluster.failed.map(jobOf).sort((a, b) => a - b),
    ends: cluster.ends,
    held: NAMES.map((name) => cluster.held(name)),
  };
}
