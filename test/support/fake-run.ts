import type { Experiment } from '../../sim/experiment/experiment.ts';
import type { RunResult, RunSeries } from '../../sim/experiment/run-result.ts';
import { sampleStream } from './sample-workload.ts';

const BUCKETS = 160;

/**
 * A made-up result of the right shape, the same for the same experiment: for tests of what
 * summarises, draws and prints results, without the simulator.
 */
export function fakeRun(experiment: Experiment): RunResult {
  const { workload, policy, seed } = experiment;
  const { jobs, stages, frameworks } = workload;
  const random = sampleStream(`run ${seed}`);
  const cost = 0.3 + 2 * sampleStream(policy)();
  const outcome = {
    submitSeconds: new Float64Array(jobs.count),
    startSeconds: new Float64Array(jobs.count),
    finishSeconds: new Float64Array(jobs.count),
    slowdown: new Float64Array(jobs.count),
    idealSeconds: new Float64Array(jobs.count),
    tasks: new Int32Array(jobs.count),
    framework: jobs.framework,
  };
  for (let job = 0; job < jobs.count; job++) {
    let ideal = 0;
    let tasks = 0;
    for (let stage = jobs.firstStage[job]; stage < jobs.firstStage[job + 1]; stage++) {
      ideal += (stages.taskUs[stage] / 1e6) * (1 + stages.tasks[stage] / 500);
      tasks += stages.tasks[stage];
    }
    const wait = 10 * cost * random() * random();
    outcome.tasks[job] = tasks;
    outcome.idealSeconds[job] = ideal;
    outcome.slowdown[job] = 1 + cost * (0.2 + random()) + wait / ideal;
    outcome.submitSeconds[job] = jobs.submitUs[job] / 1e6;
    outcome.startSeconds[job] = outcome.submitSeconds[job] + wait;
    outcome.finishSeconds[job] = outcome.submitSeconds[job] + ideal * outcome.slowdown[job];
  }
  const makespanSeconds = outcome.finishSeconds.reduce((a, b) => Math.max(a, b), 0);
  const series = fakeSeries(frameworks.length, makespanSeconds, `${policy} ${seed}`);
  const tasksFinished = outcome.tasks.reduce((a, b) => a + b, 0);
  return {
    policy,
    seed,
    hash: hashOf(`${policy} ${seed}`),
    events: tasksFinished * 6,
    complete: true,
    jobsFinished: jobs.count,
    jobsFailed: 0,
    tasksFinished,
    makespanSeconds,
    jobs: outcome,
    frameworks: frameworks.map((name, f) => ({
      name,
      jobs: jobs.framework.filter((framework) => framework === f).length,
      tasksFinished: Math.floor(tasksFinished / frameworks.length),
      offersMade: 1000 + Math.floor(500 * random()),
      offersAccepted: 600 + Math.floor(100 * random()),
      offersDeclined: 300 + Math.floor(100 * random()),
      meanDominantShare: average(series.dominantShare[f]),
      meanCompletionSeconds: 40 + 40 * cost * random(),
    })),
    cluster: {
      agents: experiment.cluster.agents.reduce((sum, group) => sum + group.count, 0),
      resources: ['cpus', 'mem'],
      utilization: series.utilization.map(average),
      offeredIdle: [0.01, 0.02],
      jain: average(series.jain),
      tasksPerSecond: tasksFinished / makespanSeconds,
    },
    series,
    little: { integralUs: 1, sumUs: 1, holds: true },
    cronRuns: [],
    services: [],
    violation: null,
    faults: { agentOutages: 0, tasksLost: 0 },
  };
}

function fakeSeries(frameworks: number, makespanSeconds: number, name: string): RunSeries {
  const random = sampleStream(name);
  const walk = (low: number, high: number): Float64Array => {
    let value = (low + high) / 2;
    return Float64Array.from({ length: BUCKETS }, () => {
      value += (random() - 0.5) * (high - low) * 0.3;
      value = Math.min(high, Math.max(low, value));
      return value;
    });
  };
  return {
    bucketSeconds: makespanSeconds / BUCKETS,
    dominantShare: Array.from({ length: frameworks }, () => walk(0, 0.9 / frameworks + 0.1)),
    utilization: [walk(0.3, 0.95), walk(0.2, 0.8)],
    jain: walk(0.6, 1).map((value, bucket) => (bucket % 40 > 36 ? Number.NaN : value)),
    jobsInSystem: walk(0, 30),
  };
}

function average(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((a, b) => a + b, 0) / known.length;
}

function hashOf(text: string): string {
  const random = sampleStream(text);
  return Array.from({ length: 16 }, () => Math.floor(random() * 16).toString(16)).join('');
}
