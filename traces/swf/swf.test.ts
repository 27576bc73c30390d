import { expect, it } from 'vitest';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import type { Workload } from '../model/workload.ts';
import { SwfReader } from './swf-format.ts';
import type { SwfTrace } from './swf-trace.ts';

function read(text: string, truncated = false): SwfTrace {
  const reader = new SwfReader();
  reader.push(text);
  return reader.end(truncated);
}

const HEADER = '; Version: 2.2\n;\n; MaxProcs: 8\n; Note: one\n; Note: two\n';
const row = (fields: string): string => `${fields} -1 -1 -1 -1 -1 -1 -1\n`;

/** Job, submit, wait, run, processors, CPU, memory, requested processors, time, memory, status. */
const LOG =
  HEADER +
  row('7  100 -1 50.5 4 -1 2048 -1 -1 -1 1') +
  row('9  90  3  0    0 -1 -1   2  -1 1024 5') +
  row('11 120 -1 -1   4 -1 -1  -1 -1 -1 5') +
  row('12 130 -1 10  -1 -1 -1  -1 -1 -1 1') +
  row('13 140 -1 10   1 -1 -1  -1 -1 -1 3');

it('reads header and jobs', () => {
  const { header, jobs, counts, report } = read(LOG);
  expect([...header]).toEqual([
    ['Version', '2.2'],
    ['MaxProcs', '8'],
    ['Note', 'one'],
  ]);
  expect(jobs[0]).toEqual({
    number: '7',
    submitSeconds: 100,
    runSeconds: 50.5,
    processors: 4,
    memoryKb: 2048,
    status: 1,
    user: null,
    queue: null,
  });
  // Zero allocated processors are unknown: the requested ones count.
  expect(jobs[1]).toMatchObject({ runSeconds: 0, processors: 2, memoryKb: 1024, status: 5 });
  expect(counts).toMatchObject({
    jobs: 5,
    spanSeconds: 50,
    taskSeconds: 212,
    facts: { maxProcessors: 4, zeroRuntime: 1, status: { 1: 2, 3: 1, 5: 2 } },
  });
  expect(report).toMatchObject({ rowsRead: 5, rowsRefused: 0 });
});

it('makes gangs of the jobs that ran', () => {
  const workload = read(LOG).toWorkload('log', DEFAULT_WORKLOAD_SETTINGS) as Workload;
  expect(checkWorkload(workload)).toEqual([]);
  expect(workload.jobs.names).toEqual(['job9', 'job7']);
  expect([...workload.jobs.submitUs]).toEqual([0, 10e6]);
  expect([...workload.stages.tasks]).toEqual([2, 4]);
  expect([...(workload.stages.gang ?? [])]).toEqual([1, 1]);
  // Under half a second is half a second.
  expect([...workload.stages.taskUs]).toEqual([500_000, 50_500_000]);
  expect(workload.demands.map((demand) => [...demand])).toEqual([
    [
      ['cpus', 1000],
      ['mem', 1000],
    ],
    [
      ['cpus', 1000],
      ['mem', 2000],
    ],
  ]);
});

it('takes missing columns for unknown, and says so', () => {
  const { jobs, report } = read('1 0 -1 5 2\n2 0 -1 5\n');
  expect(jobs.length).toBe(1);
  expect([...report.repairs]).toEqual([['read with missing columns as unknown', 1]]);
  expect(report.problems).toEqual([{ line: 2, reason: 'found 4 columns, wanted at least 5' }]);
});

it.each([
  ['1 -5 -1 5 2', 'column 2 (submit time): found "-5"'],
  ['1 0 -1 5s 2', 'column 4 (run time): found "5s"'],
  ['1 0 -1 5 1e99', 'column 5 (allocated processors): found "1e99"'],
  ['1 9223372036854775807 -1 5 2', 'column 2 (submit time): found "9223372036854775807"'],
])('refuses %s', (text, reason) => {
  const { jobs, report } = read(`${text} -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1\n`);
  expect(jobs).toEqual([]);
  expect(report.problems[0].reason).toContain(reason);
});

it('refuses the row in which a damaged file breaks off', () => {
  expect(read(`${LOG}14 150 -1 10 1`, true).report.rowsRefused).toBe(1);
});

it('says that a log without jobs is none', () => {
  expect(read(HEADER).toWorkload('log', DEFAULT_WORKLOAD_SETTINGS)).toBe(
    'found no usable job, wanted at least one',
  );
});
