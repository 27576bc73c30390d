import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { twoJobs } from '../../test/support/spark-events.ts';
import { HADOOP_FORMATS } from '../../traces/hadoop/hadoop-formats.ts';
import type { ReadTrace } from '../../traces/reading/trace-reader.ts';
import { readSpark } from '../../traces/spark/spark-reader.ts';
import { replayTrace } from './replay-trace.ts';
import { type ReplayedRun, type Span, makespanUs } from './replayed-run.ts';

/** Numbers that stand for others in damaged logs. */
const numbers = fc.constantFrom(
  ...[-1, 0, 1, 2, 7, 1999, 5000, 8600, 1e9, 1e12, 9e12, 9_007_199_254_740_991, 0.5],
);
const damages = fc.array(fc.tuple(fc.nat({ max: 400 }), numbers), { maxLength: 6 });
const losses = fc.array(fc.nat({ max: 40 }), { maxLength: 4 });

/** The text with its numbers at some places replaced, and some lines left out. */
function damaged(
  lines: readonly string[],
  replaced: readonly (readonly [place: number, value: number])[],
  lost: readonly number[],
): string {
  let place = 0;
  const values = new Map(replaced);
  const text = lines.filter((_, line) => !lost.includes(line)).join('\n');
  return `${text.replace(/(?<![\w"-])-?\d+(?![\w"-])/g, (found) => `${values.get(place++) ?? found}`)}\n`;
}

/** Nothing of a run is before its first submission, nor ends before it begins. */
function expectSound(run: ReplayedRun | string): void {
  if (typeof run === 'string') return;
  expect(makespanUs(run.jobs.map(({ recorded }) => recorded))).not.toBeNaN();
  const unsound = [...run.jobs, ...run.stages].filter(({ recorded, simulated }) => {
    if (!isSpan(recorded)) return true;
    return simulated !== null && !(isSpan(simulated) && simulated.startUs >= 0);
  });
  expect(unsound).toEqual([]);
}

function isSpan({ startUs, endUs }: Span): boolean {
  return Number.isFinite(startUs) && Number.isFinite(endUs) && endUs >= startUs;
}

it('a damaged Spark log is replayed or refused in words', () => {
  const lines = twoJobs().map((event) => JSON.stringify(event));
  fc.assert(
    fc.property(damages, losses, fc.boolean(), (replaced, lost, truncated) => {
      expectSound(replayTrace(readSpark(damaged(lines, replaced, lost)), truncated));
    }),
    { numRuns: 500 },
  );
});

function readRumen(text: string): ReadTrace {
  const rumen = HADOOP_FORMATS.find(({ name }) => name === 'rumen');
  if (rumen === undefined) throw new Error('found no reader of rumen');
  const reader = rumen.reader();
  reader.push(new TextEncoder().encode(text));
  return reader.end();
}

const attempt = (startTime: number, finishTime: number, result: string, hostName: string) => ({
  ...{ startTime, finishTime, result, hostName },
});
const task = (taskID: string, taskType: string, attempts: readonly object[]) => ({
  ...{ taskID, taskType, taskStatus: 'SUCCESS', attempts },
});
const JOB = {
  ...{ jobID: 'job_1_1', user: 'ann', outcome: 'SUCCESS' },
  ...{ submitTime: 1000, launchTime: 1400, finishTime: 9000 },
  mapTasks: [
    task('task_1_1_m_0', 'MAP', [
      attempt(2000, 2500, 'FAILED', '/r/a'),
      attempt(2600, 4000, 'SUCCESS', '/r/b'),
    ]),
    task('task_1_1_m_1', 'MAP', [attempt(2100, 5000, 'SUCCESS', '/r/a')]),
  ],
  reduceTasks: [task('task_1_1_r_0', 'REDUCE', [attempt(4100, 8000, 'SUCCESS', '/r/c')])],
  otherTasks: [task('task_1_1_s_0', 'SETUP', [attempt(1500, 1900, 'SUCCESS', '/r/a')])],
};

it('a damaged Rumen trace is replayed or refused in words', () => {
  const lines = JSON.stringify(JOB, null, 1).split('\n');
  fc.assert(
    fc.property(damages, (replaced) => {
      expectSound(replayTrace(readRumen(damaged(lines, replaced, [])), false));
    }),
    { numRuns: 500 },
  );
});
