import { describe, expect, it } from 'vitest';

import { HADOOP_SPECULATION } from '../../core/schedulers/mapreduce/speculation.ts';
import { type Experiment, schedulerOf } from '../experiment/experiment.ts';
import { runExperiment } from '../experiment/run-experiment.ts';
import { planScenario } from './plan-scenario.ts';
import { experimentOf } from './scenario-experiment.ts';
import type { FrameworkDocument, ScenarioDocument } from './scenario-document.ts';

const AGENTS = { agents: [{ count: 4, resources: 'cpus:8;mem:8192', rack: 'r{1..2}' }] };
const JOBS = { jobs: [{ tasks: 16, duration: '10s', resources: 'cpus:1;mem:512' }] };

function framework(more: Partial<FrameworkDocument> = {}): FrameworkDocument {
  return { name: 'f', kind: 'mapreduce', ...JOBS, ...more };
}

function problemsOf(more: Partial<FrameworkDocument>, others: Partial<ScenarioDocument> = {}) {
  const document = { cluster: AGENTS, frameworks: [framework(more)], ...others };
  return planScenario(document).problems.map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
}

function experiment(
  more: Partial<FrameworkDocument>,
  others: Partial<ScenarioDocument> = {},
): Experiment {
  const { plan, problems } = planScenario({
    ...{ cluster: AGENTS, frameworks: [framework(more)] },
    ...others,
  });
  expect(problems).toEqual([]);
  const made = experimentOf(plan, new Map());
  if (made.experiment === null) throw new Error(JSON.stringify(made.problems));
  return made.experiment;
}

describe("a scenario's schedulers", () => {
  it("do what it says, and a framework's what that says besides", () => {
    const made = experiment(
      {
        scheduler: {
          ...{ jobOrder: 'fifo', slowstart: 0.5, attempts: { max: 2 }, speculation: false },
          locality: { delay: '1s', rack: { delay: '2s' } },
        },
      },
      {
        scheduler: {
          ...{ refuseSeconds: 1, attempts: { perAgent: 5 }, rerunLostMaps: true },
          speculation: { gap: 0.5, every: '2s' },
          locality: { remote: 3, rack: { factor: 1.5 } },
        },
      },
    );
    expect(made.scheduler).toEqual({
      ...{ jobOrder: 'fair', slowstart: 0.05, refuseSeconds: 1, rerunLostMaps: true },
      attempts: { maxAttempts: 4, maxFailuresPerAgent: 5 },
      speculation: { ...HADOOP_SPECULATION, gap: 0.5, retryAfterNoSpeculateUs: 2_000_000 },
      locality: {
        ...{ replication: 3, delayUs: 5_000_000, remoteFactor: 3 },
        rack: { delayUs: 5_000_000, factor: 1.5 },
      },
    });
    expect(schedulerOf(made, 'f')).toEqual({
      ...made.scheduler,
      ...{ jobOrder: 'fifo', slowstart: 0.5, speculation: null },
      attempts: { maxAttempts: 2, maxFailuresPerAgent: 3 },
      locality: {
        ...{ replication: 3, delayUs: 1_000_000, remoteFactor: 3 },
        rack: { delayUs: 2_000_000, factor: 1.5 },
      },
    });
    expect(schedulerOf(made, 'another')).toBe(made.scheduler);
  });

  it('say it in the run: MapReduce fails a job at the attempt that its framework allows', () => {
    const faults = [{ kind: 'task-failure' as const, ratio: '1/2' }];
    const run = runExperiment(experiment({ scheduler: { attempts: { max: 1 } } }, { faults }));
    expect(run.jobsFailed).toBe(1);
  });
});

describe("a Spark framework's executors", () => {
  it('are as many and as large as it says', () => {
    const spark = { executors: 2, executorCores: 2, executorMem: 4096 };
    const { frameworks } = experiment({ kind: 'spark', spark });
    expect(frameworks?.get('f')?.spark).toEqual({
      ...{ executors: 2, executorCpus: 2000, executorMem: 4_096_000 },
    });
    const ends = [2, 4].map((executors) => {
      const made = experiment({ kind: 'spark', spark: { ...spark, executors } });
      return runExperiment(made).makespanSeconds;
    });
    // 16 tasks of 10 s in 4 and in 8 slots.
    expect(ends.map((end) => Math.floor(end / 10))).toEqual([4, 2]);
  });

  it('are within bounds, given back when idle', () => {
    const executors = { min: 1, max: 3, backlog: '2s', idle: '10s', shuffleService: true };
    const { frameworks } = experiment({ kind: 'spark', spark: { executors } });
    expect(frameworks?.get('f')?.spark?.allocation).toEqual({
      ...{ minExecutors: 1, maxExecutors: 3, backlogUs: 2_000_000, idleUs: 10_000_000 },
      shuffleTracking: false,
    });
  });
});

it.each<[string, Partial<FrameworkDocument>]>([
  [
    'frameworks.0.scheduler.slowstart: a framework of kind spark has no slowstart',
    { kind: 'spark', scheduler: { slowstart: 0.1 } },
  ],
  [
    'frameworks.0.spark: a framework of kind mapreduce has no executors to say, wanted kind: spark',
    { spark: { executors: 3 } },
  ],
  [
    'frameworks.0.spark: a framework of kind spark-fine has no executors to say: it has one an agent',
    { kind: 'spark-fine', spark: { executors: 3 } },
  ],
  [
    'frameworks.0.scheduler.speculation.every: found "soon", wanted a duration',
    { scheduler: { speculation: { every: 'soon' } } },
  ],
  [
    'frameworks.0.spark.executors.idle: found "1", wanted a duration',
    { kind: 'spark', spark: { executors: { idle: '1' } } },
  ],
])('refuses: %s', (message, more) => {
  expect(problemsOf(more)[0]).toContain(message);
});

it.each<[string, Partial<FrameworkDocument>]>([
  ['f has from 4 to 2 executors', { kind: 'spark', spark: { executors: { min: 4, max: 2 } } }],
  ['needs cpus:1;mem:9000, more than any', { kind: 'spark', spark: { executorMem: 9000 } }],
  ['f: max', { scheduler: { attempts: { max: 0 } } }],
])('cannot be run: %s', (message, more) => {
  const { plan } = planScenario({ cluster: AGENTS, frameworks: [framework(more)] });
  const said = experimentOf(plan, new Map()).problems.map((problem) => problem.message);
  expect(said.join()).toContain(message);
});
