import { describe, expect, it } from 'vitest';
import {
  type SparkEvent,
  applicationStart,
  environment,
  executorAdded,
  jobEnd,
  jobStart,
  logOf,
  stageCompleted,
  stageInfo,
  stageSubmitted,
  taskEnd,
  taskStart,
  twoJobs,
} from '../../test/support/spark-events.ts';
import { formatScalars } from '../../core/resources/notation.ts';
import { checkWorkload } from '../model/check-workload.ts';
import { taskUs } from '../model/task-time.ts';
import type { Workload } from '../model/workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import { readSpark } from './spark-reader.ts';
import { sparkToWorkload } from './spark-to-workload.ts';

function workloadOf(events: readonly SparkEvent[], time?: 'executor'): Workload {
  const { log } = readSpark(logOf(...events));
  const workload = sparkToWorkload(log, 'x', DEFAULT_WORKLOAD_SETTINGS, time);
  if (typeof workload === 'string') throw new Error(workload);
  expect(checkWorkload(workload)).toEqual([]);
  return workload;
}

/** Milliseconds of each task, by stage. */
function timesOf(workload: Workload): number[][] {
  return Array.from({ length: workload.stages.count }, (_, stage) =>
    Array.from(
      { length: workload.stages.tasks[stage] },
      (__, index) => taskUs(workload, stage, index, 1) / 1000,
    ),
  );
}

/** Parents of each stage of the workload, as positions in its job. */
function parentsOf({ stages: { count, parents } }: Workload): number[][] {
  if (parents === undefined) return [];
  const { firstParent, parent } = parents;
  return Array.from({ length: count }, (_, stage) => [
    ...parent.subarray(firstParent[stage], firstParent[stage + 1]),
  ]);
}

const TASK = { id: 0, stage: 0, index: 0, launch: 1000, finish: 1500 };

describe('jobs', () => {
  it('come when they were submitted, with the stages that ran', () => {
    const workload = workloadOf(twoJobs());
    expect(workload).toMatchObject({ name: 'x', format: 'spark-eventlog', frameworks: ['orders'] });
    expect(workload.jobs.names).toEqual(['job 0', 'job 1']);
    expect([...workload.jobs.submitUs]).toEqual([0, 6_000_000]);
    expect([...workload.jobs.firstStage]).toEqual([0, 2, 3]);
    expect(timesOf(workload)).toEqual([[3000, 2000], [1000], [500]]);
    expect(parentsOf(workload)).toEqual([[], [0], []]);
  });

  it('without a submission start with their first stage or task', () => {
    const old = { Event: 'SparkListenerJobStart', 'Job ID': 0, 'Stage IDs': [0] };
    const job = { ...old, 'Job ID': 1, 'Stage IDs': [1] };
    const workload = workloadOf([
      ...[old, job, stageSubmitted(stageInfo(0, 1), 500)],
      ...[taskEnd(TASK), taskEnd({ ...TASK, id: 1, stage: 1, launch: 800 })],
      taskEnd({ ...TASK, id: 2, stage: 1, launch: 0 }),
    ]);
    expect([...workload.jobs.submitUs]).toEqual([0, 300_000]);
  });

  it('that the log does not know are made of single stages', () => {
    const workload = workloadOf([taskEnd({ ...TASK, stage: 4 }), jobEnd(9, 2000)]);
    expect(workload.jobs.names).toEqual(['stage 4']);
  });

  it('are named after the application, by its id if it has no name', () => {
    const named = (more: SparkEvent): string =>
      workloadOf([applicationStart(1, more), taskEnd(TASK)]).frameworks[0];
    expect(named({ 'App Name': 'x'.repeat(300) })).toBe('x'.repeat(100));
    expect(named({ 'App Name': ' ' })).toBe('spark');
    expect(named({ 'App Name': null })).toBe('app-1');
    expect(workloadOf([taskEnd(TASK)]).frameworks).toEqual(['spark']);
  });

  it('are none in a log without tasks', () => {
    const { log } = readSpark(logOf(applicationStart(1), jobStart(0, 1, [stageInfo(0, 3, [])])));
    expect(sparkToWorkload(log, 'x', DEFAULT_WORKLOAD_SETTINGS)).toBe(
      'found no usable job, wanted at least one',
    );
  });
});

describe('stages', () => {
  it('wait for the nearest ancestors that ran', () => {
    // 4 reads 3, which was skipped, which reads 1 and 2, which were skipped, which read 0.
    const infos = [
      ...[stageInfo(0, 1, []), stageInfo(1, 1, [0]), stageInfo(2, 1, [0])],
      ...[stageInfo(3, 1, [1, 2]), stageInfo(4, 1, [3]), stageInfo(5, 1, [4, 0])],
    ];
    const ends = [0, 4, 5].map((stage) => taskEnd({ ...TASK, id: stage, stage }));
    expect(parentsOf(workloadOf([jobStart(0, 1, infos), ...ends]))).toEqual([[], [0], [0, 1]]);
  });

  it('find their ancestors however many ways there are', () => {
    // Pairs of stages, each of which reads both of the pair before: 2^40 ways to the first.
    const infos = Array.from({ length: 82 }, (_, id) => {
      const pair = Math.floor(id / 2) * 2;
      return stageInfo(id, 1, pair === 0 ? [] : [pair - 2, pair - 1]);
    });
    const ends = [0, 81].map((stage) => taskEnd({ ...TASK, id: stage, stage }));
    expect(parentsOf(workloadOf([jobStart(0, 1, infos), ...ends]))).toEqual([[], [0]]);
  });

  it('without edges in the log wait for what was over before them', () => {
    const ids = [0, 1, 2];
    const [first, second, third] = ids.map((id) => stageInfo(id, 1));
    const start = jobStart(0, 1, [first, second, third]);
    const ends = ids.map((stage) => taskEnd({ ...TASK, id: stage, stage }));
    const timed = [
      ...[start, stageSubmitted(first, 10), stageSubmitted(second, 10)],
      ...[stageCompleted(first, 20), stageSubmitted(third, 25), stageCompleted(second, 30)],
    ];
    expect(parentsOf(workloadOf([...timed, ...ends]))).toEqual([[], [], [0]]);
    expect(parentsOf(workloadOf([start, ...ends]))).toEqual([[], [0], [1]]);
  });

  it('shared by jobs run in one of them', () => {
    const infos = [stageInfo(0, 1, [])];
    const events = [
      ...[jobStart(0, 1, infos), taskEnd(TASK), jobEnd(0, 1600), jobStart(1, 1700, infos)],
      ...[jobEnd(1, 1800)],
    ];
    expect(workloadOf(events).jobs.names).toEqual(['job 0']);
  });
});

describe('tasks', () => {
  it('last as long as the attempt that succeeded, however many there were', () => {
    const attempts = [
      taskEnd({ ...TASK, finish: 1100 }, 'ExceptionFailure'),
      taskEnd({ ...TASK, id: 1, finish: 1200 }, 'Success'),
      taskEnd({ ...TASK, id: 2, finish: 1300 }, 'TaskKilled'),
      taskEnd({ ...TASK, id: 3, finish: 1400 }, 'Success'),
      taskEnd({ ...TASK, id: 4, index: 5, finish: 1050 }, 'ExceptionFailure'),
      taskEnd({ ...TASK, id: 5, index: 5, finish: 1060 }, 'ExceptionFailure'),
    ];
    expect(timesOf(workloadOf(attempts))).toEqual([[200, 60]]);
  });

  it('stand by their index, in whatever order they ran', () => {
    const ends = [2, 0, 1].map((index) =>
      taskEnd({ ...TASK, id: index, index, finish: 1100 + index }),
    );
    expect(timesOf(workloadOf(ends))).toEqual([[100, 101, 102]]);
  });

  it('that still run last until the log ends, and none is shorter than its clock', () => {
    const events = [
      taskStart({ ...TASK, launch: 1000 }),
      taskEnd({ ...TASK, id: 1, index: 1, launch: 2500, finish: 2500 }),
    ];
    expect(timesOf(workloadOf(events))).toEqual([[1500, 1]]);
  });

  it('may last as long as inside the executor', () => {
    const metrics = {
      ...{ 'Executor Deserialize Time': 20, 'Executor Run Time': 300 },
      'Result Serialization Time': 5,
    };
    const events = [
      taskEnd(TASK, 'Success', { 'Task Metrics': metrics }),
      taskEnd({ ...TASK, id: 1, index: 1 }),
      taskEnd({ ...TASK, id: 2, index: 2, finish: 1100 }, 'Success', { 'Task Metrics': metrics }),
    ];
    expect(timesOf(workloadOf(events, 'executor'))).toEqual([[325, 500, 100]]);
    expect(timesOf(workloadOf(events))).toEqual([[500, 500, 100]]);
  });
});

describe('demands', () => {
  const demandOf = (...events: readonly SparkEvent[]): string =>
    workloadOf([...events, taskEnd(TASK)])
      .demands.map(formatScalars)
      .join(' ');

  it("are a task's CPUs and their part of the executor's memory", () => {
    const cores = executorAdded('1', 'h', 4, 1);
    expect(demandOf(cores, environment({ 'spark.executor.memory': '8g' }))).toBe(
      `cpus:1;mem:${(8192 + 819) / 4}`,
    );
    const more = { 'spark.task.cpus': '2', 'spark.executor.memoryOverhead': '1024' };
    expect(demandOf(cores, environment({ 'spark.executor.memory': '3G', ...more }))).toBe(
      'cpus:2;mem:2048',
    );
    expect(
      demandOf(environment({ 'spark.executor.memory': '512m', 'spark.executor.cores': '1' })),
    ).toBe('cpus:1;mem:896');
  });

  it('are those of the resource profile of the stage', () => {
    const profile = {
      ...{ Event: 'SparkListenerResourceProfileAdded', 'Resource Profile Id': 3 },
      'Executor Resource Requests': {
        ...{ cores: { Amount: 8 }, memory: { Amount: 2048 } },
        ...{ memoryOverhead: { Amount: 1024 }, offHeap: { Amount: 1024 } },
      },
      'Task Resource Requests': { cpus: { Amount: 2 }, gpu: { Amount: 0.25 } },
    };
    const stage = { ...stageInfo(0, 1, []), 'Resource Profile Id': 3 };
    const ofAnother = executorAdded('1', 'h', 2, 1);
    expect(demandOf(ofAnother, profile, jobStart(0, 1, [stage]))).toBe('cpus:2;mem:1024;gpus:0.25');
  });

  it('fall back on the settings where the log says nothing usable, and have a bound', () => {
    expect(demandOf()).toBe('cpus:1;mem:2048');
    const odd = {
      'spark.executor.memory': 'much',
      'spark.task.cpus': '1e99',
      'spark.cores.max': '',
    };
    expect(demandOf(environment(odd))).toBe('cpus:1;mem:2048');
    const huge = { 'spark.executor.memory': '999999999999t', 'spark.executor.cores': '1' };
    expect(demandOf(environment(huge))).toBe('cpus:1;mem:1000000000');
  });
});
