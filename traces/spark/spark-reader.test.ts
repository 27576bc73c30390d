import { describe, expect, it } from 'vitest';
import {
  type SparkEvent,
  applicationEnd,
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
import { AttemptFlag, Outcome } from './attempt-table.ts';
import { SparkReader, readSpark } from './spark-reader.ts';

function read(...events: readonly (SparkEvent | string)[]): ReturnType<typeof readSpark> {
  return readSpark(logOf(...events));
}

const TASK = { id: 7, stage: 0, index: 3, launch: 1000, finish: 1500 };

describe('a whole log', () => {
  it('gives application, executors, jobs and stages', () => {
    const { log } = read(...twoJobs());
    expect(log.application).toEqual({
      ...{ id: 'app-1', name: 'orders', attemptId: null, user: 'ann', sparkVersion: '3.5.0' },
      ...{ startMs: 1000, endMs: 9000, profiles: new Map() },
      properties: new Map([
        ['spark.executor.memory', '4g'],
        ['spark.task.cpus', '1'],
      ]),
    });
    expect(log.executors).toMatchObject([
      { id: '1', host: 'host-1', cores: 4, addedMs: 1500, removedMs: null },
      { id: '2', host: 'host-2', cores: 4, addedMs: 1600, removedMs: 8700, removedReason: 'idle' },
    ]);
    expect(log.jobs).toEqual([
      {
        ...{ id: 0, started: true, submitMs: 1900, endMs: 6200, result: 'succeeded' },
        ...{ stages: [0, 1], pool: 'ads', sqlExecution: '4' },
      },
      {
        ...{ id: 1, started: true, submitMs: 7900, endMs: 8600, result: 'failed' },
        ...{ stages: [2, 3], pool: 'ads', sqlExecution: '4' },
      },
    ]);
    expect(log.stages).toMatchObject([
      { id: 0, name: 'stage 0', tasks: 2, parents: [], job: 0, attempts: [{ submittedMs: 1950 }] },
      { id: 1, tasks: 1, parents: [0], job: 0, attempts: [{ completedMs: 6100, failed: false }] },
      { id: 2, tasks: 2, parents: [], job: 1, attempts: [] },
      { id: 3, tasks: 1, parents: [2], job: 1, attempts: [{ attempt: 0 }] },
    ]);
  });

  it('counts', () => {
    const { counts, report } = read(...twoJobs());
    expect(counts).toMatchObject({
      ...{ jobs: 2, stages: 4, tasks: 4, attempts: 4, failedAttempts: 0, attemptsWithoutEnd: 0 },
      ...{ taskSeconds: 6.5, spanSeconds: 8, bytesIn: 0, bytesShuffle: 0, bytesOut: 0 },
      facts: {
        ...{ jobsFailed: 1, stagesSkipped: 1, stageAttempts: 3, stageEdges: 2, executors: 2 },
        ...{ hosts: 2, peakConcurrentAttempts: 2, executorCores: { '4': 2 }, finished: 'yes' },
      },
    });
    expect(report).toMatchObject({ rowsRead: 26, rowsRefused: 0, problems: [] });
    expect([...report.repairs]).toEqual([]);
  });

  it('is the same in pieces of any size, as text or bytes', () => {
    const text = logOf(...twoJobs());
    const whole = readSpark(text);
    for (const size of [1, 7, 300]) {
      const reader = new SparkReader();
      for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size));
      expect(reader.end()).toEqual(whole);
    }
    expect(readSpark(new TextEncoder().encode(text))).toEqual(whole);
  });
});

describe('task attempts', () => {
  const metrics = {
    ...{ 'Executor Deserialize Time': 20, 'Executor Run Time': 300 },
    'Result Serialization Time': 5,
    'Input Metrics': { 'Bytes Read': 1000 },
    'Output Metrics': { 'Bytes Written': 50 },
    'Shuffle Read Metrics': { 'Remote Bytes Read': 7, 'Local Bytes Read': 3 },
    'Shuffle Write Metrics': { 'Shuffle Bytes Written': 60 },
  };

  it('keep their numbers', () => {
    const end = taskEnd({ ...TASK, info: { 'Getting Result Time': 1400, Speculative: true } });
    const { log } = read(taskStart({ ...TASK, info: { Speculative: true } }), {
      ...end,
      'Task Metrics': metrics,
    });
    const { attempts } = log;
    expect(attempts.count).toBe(1);
    const flags = AttemptFlag.SPECULATIVE | AttemptFlag.STARTED | AttemptFlag.METRICS;
    const columns = [
      [attempts.taskId, 7],
      [attempts.stage, 0],
      [attempts.index, 3],
      [attempts.launchMs, 1000],
      [attempts.finishMs, 1500],
      [attempts.resultAfterMs, 400],
      [attempts.deserializeMs, 20],
      [attempts.runMs, 300],
      [attempts.serializeMs, 5],
      [attempts.inputBytes, 1000],
      [attempts.shuffleReadBytes, 10],
      [attempts.shuffleWriteBytes, 60],
      [attempts.outputBytes, 50],
      [attempts.outcome, Outcome.SUCCESS],
      [attempts.flags, flags],
    ] as const;
    expect(columns.map(([column]) => column[0])).toEqual(columns.map(([, value]) => value));
    expect(log.localities[attempts.locality[0]]).toBe('NODE_LOCAL');
    expect(log.executors[attempts.executor[0]]).toMatchObject({ id: '1', announced: false });
  });

  it('of Spark 1 have the metrics of a failure inside its reason', () => {
    const reason = { Reason: 'ExceptionFailure', Metrics: metrics };
    const { counts, log } = read({ ...taskEnd(TASK), 'Task End Reason': reason });
    expect(counts).toMatchObject({ bytesIn: 1000, failedAttempts: 1, attempts: 1 });
    expect(log.attempts.outcome[0]).toBe(Outcome.FAILED);
  });

  it('are killed or denied without having failed', () => {
    const killed = taskEnd(TASK, 'TaskKilled');
    const denied = taskEnd({ ...TASK, id: 8 }, 'TaskCommitDenied');
    const { counts, log } = read(killed, denied);
    expect([...log.attempts.outcome.subarray(0, 2)]).toEqual([Outcome.KILLED, Outcome.KILLED]);
    expect(counts).toMatchObject({ tasks: 1, attempts: 2, failedAttempts: 2 });
    expect(counts.facts.killedAttempts).toBe(2);
  });

  it('resubmitted had succeeded, and count once', () => {
    const again = taskEnd({ ...TASK, finish: 9000 }, 'Resubmitted');
    const { counts, log, report } = read(taskEnd(TASK), again);
    expect(counts).toMatchObject({ attempts: 1, tasks: 1, failedAttempts: 1, taskSeconds: 0.5 });
    expect(log.attempts.outcome[0]).toBe(Outcome.SUCCESS);
    expect(log.attempts.flags[0] & AttemptFlag.RESUBMITTED).not.toBe(0);
    expect(report.repairs.size).toBe(0);
  });

  it('of which only the resubmission is left had succeeded', () => {
    expect(read(taskEnd(TASK, 'Resubmitted')).log.attempts.outcome[0]).toBe(Outcome.SUCCESS);
  });

  it('keep no time that does not fit', () => {
    const long = { 'Executor Run Time': 2 ** 31, 'Executor Deserialize Time': 2 ** 31 - 1 };
    const info = { 'Getting Result Time': 900 };
    const { attempts } = read(taskEnd({ ...TASK, info }, 'Success', { 'Task Metrics': long })).log;
    const times = [attempts.runMs[0], attempts.deserializeMs[0], attempts.resultAfterMs[0]];
    expect(times).toEqual([0, 2 ** 31 - 1, 0]);
  });

  it('end with the launch of their start where the end has none', () => {
    const { log } = read(taskStart(TASK), taskEnd({ ...TASK, launch: 0 }));
    expect(log.attempts.launchMs[0]).toBe(1000);
  });

  it('that follow each other are not concurrent', () => {
    const next = { ...TASK, id: 8, launch: 1500, finish: 1600 };
    const third = { ...TASK, id: 9, launch: 1599, finish: 1700 };
    expect(read(taskEnd(TASK), taskEnd(next)).counts.facts.peakConcurrentAttempts).toBe(1);
    const all = read(...[TASK, next, third].map((task) => taskEnd(task)));
    expect(all.counts.facts.peakConcurrentAttempts).toBe(2);
  });

  it('alone make no stage, executor or host of the log', () => {
    const { counts, log } = read(executorAdded('5', 'host-5', 4, 9), taskEnd(TASK));
    expect(counts.stages).toBe(0);
    expect(counts.facts).toMatchObject({ stagesSkipped: 0, executors: 1, hosts: 1 });
    expect(log.stages).toMatchObject([{ id: 0, declared: false, tasks: null }]);
  });

  it('ended twice otherwise keep the first end', () => {
    const { counts, report } = read(taskEnd(TASK), taskEnd({ ...TASK, finish: 9000 }));
    expect(counts).toMatchObject({ attempts: 1, taskSeconds: 0.5 });
    expect([...report.repairs]).toEqual([['used the first of two ends of a task', 1]]);
  });

  it('without times are no part of the span', () => {
    const timeless = { ...TASK, launch: 0, finish: 0 };
    const { counts, log } = read(taskStart(timeless), taskEnd(timeless), applicationEnd(70));
    expect([log.firstMs, log.lastMs, counts.spanSeconds]).toEqual([70, 70, 0]);
  });

  it('without an end, without times, or with times swapped add none to the sum', () => {
    const started = taskStart({ ...TASK, id: 1 });
    const timeless = taskEnd({ ...TASK, id: 2, launch: 0 });
    const swapped = taskEnd({ ...TASK, id: 3, finish: 900 });
    const { counts } = read(started, timeless, swapped);
    expect(counts).toMatchObject({ attempts: 2, attemptsWithoutEnd: 1, taskSeconds: 0 });
  });

  it('are found again whatever their ids', () => {
    const ids = [5_000, 0, 2 ** 31, Number.MAX_SAFE_INTEGER, 3, ...range(10, 4000)];
    const tasks = ids.map((id) => ({ ...TASK, id, index: id % 10 }));
    const { counts } = read(...tasks.map(taskStart), ...tasks.map((task) => taskEnd(task)));
    expect(counts).toMatchObject({ attempts: ids.length, attemptsWithoutEnd: 0, tasks: 10 });
  });
});

describe('old and odd logs', () => {
  it('of Spark 1.1 name stages by id only', () => {
    const start = { Event: 'SparkListenerJobStart', 'Job ID': 4, 'Stage IDs': [2, 5] };
    const { log, counts } = read(start, { ...jobEnd(4, 0), 'Completion Time': undefined });
    expect(counts).toMatchObject({ jobs: 1, stages: 2, spanSeconds: 0 });
    expect(log.jobs[0]).toMatchObject({ submitMs: null, endMs: null, result: 'succeeded' });
    expect(log.stages[1]).toMatchObject({ id: 5, tasks: null, parents: null });
  });

  it('name the driver <driver>, and executors by their block managers', () => {
    const manager = (id: string): SparkEvent => ({
      Event: 'SparkListenerBlockManagerAdded',
      'Block Manager ID': { 'Executor ID': id, Host: 'h', Port: 1 },
      ...{ 'Maximum Memory': 500, Timestamp: 70 },
    });
    const removed = { ...manager('<driver>'), Event: 'SparkListenerBlockManagerRemoved' };
    const { log } = read(manager('<driver>'), manager('driver'), { ...removed, Timestamp: 90 });
    expect(log.executors).toEqual([
      {
        ...{ id: 'driver', host: 'h', cores: null, profile: 0, announced: true },
        ...{ addedMs: 70, removedMs: null, removedReason: null },
        blockManagers: [
          { maxMemoryBytes: 500, addedMs: 70, removedMs: null },
          { maxMemoryBytes: 500, addedMs: 70, removedMs: 90 },
        ],
      },
    ]);
  });

  it('of Databricks have their version in another event, and 64-bit ids nobody reads', () => {
    const first =
      '{"Event":"DBCEventLoggingListenerMetadata","Spark Version":"3.2.1",' +
      '"Rollover Number":0,"SparkContext Id":7109237026247389532}';
    const { log, report } = read(first, environment({ 'spark.master': 'local' }), first);
    expect(log.application.sparkVersion).toBe('3.2.1');
    expect(report.repairs.size).toBe(0);
  });

  it('name the start of an executor before that of its block manager', () => {
    const manager = {
      ...{ Event: 'SparkListenerBlockManagerAdded', Timestamp: 90 },
      'Block Manager ID': { 'Executor ID': '1', Host: 'h', Port: 1 },
    };
    const added = executorAdded('1', 'h', 4, 70);
    expect(read(added, manager).log.executors[0].addedMs).toBe(70);
    expect(read(manager, added).log.executors[0].addedMs).toBe(70);
  });

  it('keep what a later description of a stage leaves out', () => {
    const { log } = read(
      ...[jobStart(0, 1, [stageInfo(3, 1, [1])]), stageCompleted(stageInfo(3, 1), 5)],
    );
    expect(log.stages[0].parents).toEqual([1]);
  });

  it('take the resource profiles of Spark 3.1', () => {
    const profile = {
      ...{ Event: 'SparkListenerResourceProfileAdded', 'Resource Profile Id': 1 },
      'Executor Resource Requests': { cores: { Amount: 8 }, memory: { Amount: 2048 } },
      'Task Resource Requests': { cpus: { Amount: 2 }, gpu: { Amount: 0.25 } },
    };
    expect(read(profile).log.application.profiles.get(1)).toEqual({
      executor: new Map([
        ['cores', 8],
        ['memory', 2048],
      ]),
      task: new Map([
        ['cpus', 2],
        ['gpu', 0.25],
      ]),
    });
  });

  it('may have a job that ended and never started, and one that never ended', () => {
    const { counts } = read(jobEnd(1, 50), jobStart(2, 60, []));
    expect(counts.jobs).toBe(2);
    expect(counts.facts).toMatchObject({ jobsWithoutStart: 1, jobsWithoutEnd: 1 });
  });

  it('give a shared stage to the job that ran it', () => {
    const info = stageInfo(0, 1, []);
    const early = read(jobStart(0, 1, [info]), jobStart(1, 2, [info]), stageSubmitted(info, 3));
    expect(early.log.stages[0].job).toBe(0);
    const late = read(
      ...[jobStart(0, 1, [info]), jobEnd(0, 2), jobStart(1, 3, [info]), stageSubmitted(info, 4)],
    );
    expect(late.log.stages[0].job).toBe(1);
  });

  it('keep every attempt at a stage', () => {
    const info = stageInfo(0, 3, []);
    const failure = { 'Failure Reason': 'fetch failed' };
    const { log, counts } = read(
      ...[stageSubmitted(info, 10), stageCompleted(info, 20, failure), stageSubmitted(info, 30, 1)],
    );
    expect(log.stages[0].attempts).toEqual([
      {
        ...{ attempt: 0, submitted: true, submittedMs: 10, completed: true },
        ...{ completedMs: 20, failed: true },
      },
      {
        ...{ attempt: 1, submitted: true, submittedMs: 30, completed: false },
        ...{ completedMs: null, failed: false },
      },
    ]);
    expect(counts.facts).toMatchObject({ stageAttempts: 2, stageAttemptsFailed: 1 });
  });

  it('may have keys in any order, a byte order mark, CRLF and no last line end', () => {
    const { Event, ...rest } = jobEnd(3, 40);
    const lines = [JSON.stringify(applicationStart(10)), '', JSON.stringify({ ...rest, Event })];
    const text = `\uFEFF${lines.join('\r\n')}`;
    const { counts, report } = readSpark(text);
    expect([counts.jobs, counts.spanSeconds, report.rowsRead]).toEqual([1, 0.03, 2]);
    expect(report.rowsRefused).toBe(0);
  });

  it('are empty', () => {
    for (const text of ['', '\n\r\n', '\uFEFF']) {
      const { counts, report } = readSpark(text);
      expect([counts.jobs, counts.spanSeconds, report.rowsRead]).toEqual([0, 0, 0]);
    }
  });
});

describe('a rolled log', () => {
  it('is one log, whose later files are named in reasons', () => {
    const events = twoJobs();
    const reader = new SparkReader();
    reader.push(logOf(...events.slice(0, 12)));
    reader.nextFile();
    reader.push(`\uFEFF${logOf(...events.slice(12), 'bad')}`);
    const { counts, report } = reader.end();
    expect(counts).toEqual(read(...events).counts);
    expect(report.problems).toEqual([
      {
        line: 15,
        reason: 'file 2: found text that is not JSON, "bad", wanted a JSON object',
      },
    ]);
  });

  it('may be cut within a file', () => {
    const reader = new SparkReader();
    reader.push('{"Event":"SparkListenerTaskEnd","Stage');
    reader.nextFile();
    reader.push(logOf(applicationStart(5)));
    const { report } = reader.end();
    expect(report).toMatchObject({ rowsRead: 2, rowsRefused: 1 });
    expect(report.problems[0]).toEqual({
      line: 1,
      reason: 'found a line cut short, wanted a JSON object',
    });
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
