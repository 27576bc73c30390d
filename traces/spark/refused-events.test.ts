import { describe, expect, it } from 'vitest';
import {
  type SparkEvent,
  applicationEnd,
  applicationStart,
  executorAdded,
  jobEnd,
  jobStart,
  logOf,
  stageInfo,
  taskEnd,
  taskStart,
} from '../../test/support/spark-events.ts';
import { readSpark } from './spark-reader.ts';

function read(...events: readonly (SparkEvent | string)[]): ReturnType<typeof readSpark> {
  return readSpark(logOf(...events));
}

function reasonsOf(...events: readonly (SparkEvent | string)[]): string[] {
  return read(...events).report.problems.map(({ line, reason }) => `${line}: ${reason}`);
}

const TASK = { id: 7, stage: 0, index: 3, launch: 1000, finish: 1500 };

describe('what cannot be used', () => {
  it.each([
    ['not JSON', ['{"Event":"SparkListenerJobEnd",_"a":1}'], 'found text that is not JSON'],
    ['no object', ['[1]', '7', '"x"', 'null'], 'wanted an object with an Event'],
    ['no kind', ['{}', '{"Event":7}'], 'wanted an object with an Event'],
    ['no id', ['{"Event":"SparkListenerJobEnd"}'], 'found no Job ID, wanted a whole number'],
    [
      'a wrong id',
      ['{"Event":"SparkListenerJobEnd","Job ID":"x"}'],
      'found Job ID "x", wanted a whole number',
    ],
    [
      'no stage',
      ['{"Event":"SparkListenerStageSubmitted","Stage Info":[]}'],
      'SparkListenerStageSubmitted: found Stage Info a list, wanted an object',
    ],
    ['no task', [taskEnd(TASK, 'x', { 'Task Info': null })], 'found no Task Info'],
    ['a huge index', [taskEnd({ ...TASK, index: 2 ** 31 })], 'wanted a whole number below 2^31'],
    ['a task moved', [taskStart(TASK), taskEnd({ ...TASK, index: 4 })], 'in a second place'],
    ['a task in two stages', [taskStart(TASK), taskEnd({ ...TASK, stage: 1 })], 'a second place'],
    ['a task twice', [taskStart(TASK), taskStart(TASK)], 'found task 7 started a second time'],
    ['a job twice', [jobStart(1, 1, []), jobStart(1, 2, [])], 'found job 1 started a second time'],
    ['an end twice', [jobEnd(1, 1), jobEnd(1, 2)], 'found job 1 ended a second time'],
    [
      'a second application',
      [applicationStart(1), applicationStart(1), applicationStart(2)],
      'found a second application',
    ],
    ['an executor without id', [{ ...executorAdded('1', 'h', 1, 1), 'Executor ID': 4 }], 'a text'],
  ] as const)('is refused: %s', (_, events, reason) => {
    const found = reasonsOf(...events);
    expect(found.length).toBeGreaterThan(0);
    for (const one of found) expect(one).toContain(reason);
    expect(found.at(-1)).toMatch(new RegExp(`^${events.length}: `));
  });

  it('is shown without control characters and in part', () => {
    const [reason] = reasonsOf(`\u001b[31m${'x'.repeat(100)}`);
    expect(reason).toBe(
      `1: found text that is not JSON, "\\u001b[31m${'x'.repeat(35)}…", wanted a JSON object`,
    );
  });

  it('is a number that is not exact, which counts as absent', () => {
    const job = '{"Event":"SparkListenerJobEnd","Job ID":9007199254740993}';
    expect(reasonsOf(job)[0]).toContain('found Job ID 9007199254740992, wanted a whole number');
    const info = { 'Finish Time': 2 ** 63, 'Getting Result Time': -5, Locality: 7 };
    const { counts, log, report } = read(taskEnd({ ...TASK, info }));
    expect([counts.attempts, counts.taskSeconds]).toEqual([1, 0]);
    expect(log.localities).toEqual(['unknown']);
    expect([...report.repairs]).toEqual([['left out a value of a wrong type or size', 1]]);
    const good = [applicationStart(1), applicationEnd(2)];
    expect([...read(taskEnd({ ...TASK, info }), ...good).report.repairs.values()]).toEqual([1]);
  });

  it('is -1, which is how Spark says unknown', () => {
    const metrics = { 'Executor Run Time': -1, 'Input Metrics': { 'Bytes Read': -1 } };
    const end = taskEnd(TASK, 'Success', { 'Task Metrics': metrics });
    const { counts, report } = read({ ...jobStart(0, 1, []), 'Submission Time': -1 }, end);
    expect([counts.bytesIn, counts.spanSeconds, report.repairs.size]).toEqual([0, 0.5, 0]);
  });

  it('is a time too large for whole microseconds', () => {
    const latest = 9_007_199_254_740;
    expect(read(applicationEnd(latest)).log.lastMs).toBe(latest);
    const { log, report } = read(applicationEnd(latest + 1));
    expect([log.lastMs, report.repairs.size]).toEqual([null, 1]);
  });

  it('is a sum that is not exact: there is none', () => {
    const metrics = { 'Input Metrics': { 'Bytes Read': Number.MAX_SAFE_INTEGER } };
    const ends = [1, 2].map((id) =>
      taskEnd({ ...TASK, id }, 'Success', { 'Task Metrics': metrics }),
    );
    expect(read(ends[0]).counts.bytesIn).toBe(Number.MAX_SAFE_INTEGER);
    expect(read(...ends).counts.bytesIn).toBeNull();
  });

  it('is a kind above the two hundredth: all others are one', () => {
    const kinds = Array.from({ length: 250 }, (_, i) => ({ Event: `Kind${i}` }));
    const { log, report } = read(...kinds, ...kinds);
    expect([log.events.size, log.events.get('Kind199'), log.events.get('others')]).toEqual([
      ...[201, 2, 100],
    ]);
    expect(report).toMatchObject({ rowsRead: 500, rowsRefused: 0 });
  });

  it('is an edge from a later stage, which would close a circle', () => {
    const { log, report } = read(jobStart(0, 1, [stageInfo(3, 1, [1, 3, 9, 1])]));
    expect(log.stages[0].parents).toEqual([1]);
    expect([...report.repairs]).toEqual([['left out an edge from a later stage', 2]]);
  });

  it('is a last line cut in the middle, of any kind', () => {
    const text = logOf(applicationStart(1), applicationEnd(2), { Event: 'Unknown', a: 'b' });
    const { report } = readSpark(text.slice(0, -5));
    expect(report).toMatchObject({ rowsRead: 3, rowsRefused: 1 });
    expect(report.problems[0]).toEqual({
      line: 3,
      reason: '"Unknown": found a line cut short, wanted a JSON object',
    });
  });
});
