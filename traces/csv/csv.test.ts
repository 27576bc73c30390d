import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import type { Workload } from '../model/workload.ts';
import { CsvReader } from './csv-format.ts';
import type { CsvTrace } from './csv-trace.ts';

function read(...lines: readonly string[]): CsvTrace {
  const reader = new CsvReader();
  reader.push(lines.join('\n'));
  return reader.end();
}

function workloadOf(...lines: readonly string[]): Workload {
  const workload = read(...lines).toWorkload('own', DEFAULT_WORKLOAD_SETTINGS);
  if (typeof workload === 'string') throw new Error(workload);
  expect(checkWorkload(workload)).toEqual([]);
  return workload;
}

const ALL = 'job,submit,stage,parents,kind,tasks,duration,cpus,mem,disk,gpus,user,priority,gang';

it('reads the least that a table can say', () => {
  const workload = workloadOf('# mine', 'Submit,JOB,duration', '5,a,2.5', '3,"b, c",1');
  expect(workload.jobs.names).toEqual(['b, c', 'a']);
  expect([...workload.jobs.submitUs]).toEqual([0, 2e6]);
  expect([...workload.stages.taskUs]).toEqual([1e6, 2.5e6]);
  expect(workload.demands).toEqual([DEFAULT_WORKLOAD_SETTINGS.taskDemand]);
  expect(workload.frameworks).toEqual(['jobs']);
});

it('reads all that it can say', () => {
  const workload = workloadOf(
    ALL,
    'a,0,reduce,scan;join,reduce,2,10;20,2,,,,ann,3,',
    'a,0,scan,,map,4,7,1,2048,,0.5,ann,,yes',
    'a,0,join,,,1,9,1,,,,ann,,no',
  );
  expect([...workload.stages.tasks]).toEqual([4, 1, 2]);
  expect([...workload.stages.kind]).toEqual([0, 0, 1]);
  expect([...(workload.stages.gang ?? [])]).toEqual([1, 0, 0]);
  expect([...(workload.stages.parents?.parent ?? [])]).toEqual([0, 1]);
  expect([...(workload.stages.recorded?.taskUs ?? [])]).toEqual([10e6, 20e6]);
  expect([...(workload.jobs.priority ?? [])]).toEqual([3]);
  expect(workload.frameworks).toEqual(['ann']);
  expect(workload.demands.map((demand) => [...demand])).toEqual([
    [
      ['cpus', 1000],
      ['mem', 2_048_000],
      ['gpus', 500],
    ],
    [
      ['cpus', 1000],
      ['mem', 2_048_000],
    ],
    [
      ['cpus', 2000],
      ['mem', 2_048_000],
    ],
  ]);
});

it('reads the example of the README', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const [, example = ''] = /```csv\n(.*?)```/s.exec(readme) ?? [];
  const workload = workloadOf(...example.trim().split('\n'));
  expect(workload.jobs.names).toEqual(['nightly', 'report']);
  expect([...workload.stages.tasks]).toEqual([40, 8, 1]);
});

it('runs the stages of a job in the order of the rows when no parents are named', () => {
  const { stages } = workloadOf('job,submit,duration', 'a,0,1', 'b,0,1', 'a,0,2');
  expect([...(stages.parents?.firstParent ?? [])]).toEqual([0, 0, 1, 1]);
});

it('counts', () => {
  const { counts } = read('job,submit,duration,tasks', 'a,10,1;2,2', 'b,30,4,3');
  expect(counts).toMatchObject({ jobs: 2, stages: 2, tasks: 5, taskSeconds: 15, spanSeconds: 20 });
});

it('repairs what it can, and says so', () => {
  const { report } = read(
    'job,submit,duration,stage,parents',
    'a,0,1,x,y',
    'a,5,1,y,x',
    'a,0,1,z,nobody;x',
  );
  expect([...report.repairs]).toEqual([
    ["took the first of a job's submit times", 1],
    ['left out a parent that its job does not have', 1],
    ['cut a circle of parents', 1],
  ]);
});

it.each([
  ['a,-1,5,1', 'column 2 (submit): found "-1", wanted a number from 0'],
  ['a,0,,1', 'column 3 (duration): found nothing'],
  [',0,1,1', 'column 1 (job): found nothing, wanted a name'],
  ['a,0,1;2,3', 'column 3 (duration): found "1;2", wanted one time, or one for each of 3 tasks'],
  ['a,0,1,1.5', 'column 4 (tasks): found "1.5", wanted a whole number'],
  ['a,0,1,0', 'column 4 (tasks): found "0"'],
  ['a,0', 'found 2 columns, wanted at least 3'],
  ['a,0,1,1,much', 'column 5 (cpus): found "much", wanted a number'],
  ['a,0,1,1,1,mapper', 'column 6 (kind): found "mapper", wanted map or reduce'],
  ['"a,0,1,1', 'found a quote without its end'],
])('refuses %s', (row, reason) => {
  const { report } = read('job,submit,duration,tasks,cpus,kind', row);
  expect(report.problems[0]).toEqual({ line: 2, reason: expect.stringContaining(reason) });
});

it('reads stages that follow a model of task times, beside recorded ones', () => {
  const workload = workloadOf(
    'job,submit,duration,tasks,last,skew,shortest',
    'a,0,10,3,4,0.3,2',
    'a,0,5,2,,,',
    'b,1,7,1,,0.3,2',
  );
  expect(workload.durations).toEqual({ skewSigma: 0.3, minTaskUs: 2_000_000 });
  expect([...(workload.stages.exact ?? [])]).toEqual([0, 1, 0]);
  expect([...workload.stages.lastTaskUs]).toEqual([4e6, 5e6, 7e6]);
  const { counts } = read('job,submit,duration,tasks,last', 'a,0,10,3,4');
  expect(counts.taskSeconds).toBe(24);
});

it.each([
  ['b,0,1,1,,0.4,2', 'found skew 0.4, shortest 2, wanted 0.3 and 2 as in the rows above'],
  ['b,0,1,1,,0.3,', 'found skew 0.3, shortest 0, wanted 0.3 and 2'],
  ['b,0,1,1,,6,2', 'column 6 (skew): found "6", wanted a number from 0 to 5'],
  ['b,0,1;2,2,3,,', 'column 5 (last): found "3", wanted nothing, since each task has a time'],
])('refuses another model of task times: %s', (row, reason) => {
  const header = 'job,submit,duration,tasks,last,skew,shortest';
  const { report } = read(header, 'a,0,10,3,4,0.3,2', row);
  expect(report.problems[0]).toEqual({ line: 3, reason: expect.stringContaining(reason) });
});

it('reads a row with a time for each of many tasks', () => {
  const times = Array.from({ length: 20_000 }, (_, i) => `${i + 0.5}`).join(';');
  const { report, counts } = read('job,submit,tasks,duration', `a,0,20000,${times}`);
  expect(report.rowsRefused).toBe(0);
  expect(counts.tasks).toBe(20_000);
});

it('counts the rows below the header, which must be there', () => {
  expect(read('job,submit,duration', 'a,0,1').report.rowsRead).toBe(1);
  const { report } = read('a,0,1', 'job,submit,duration');
  expect(report).toMatchObject({ rowsRead: 2, rowsRefused: 2 });
  expect(report.problems[0].reason).toBe(
    'found no header above, wanted the columns job, submit, duration',
  );
});

it('refuses a stage named twice', () => {
  const { report } = read('job,submit,duration,stage', 'a,0,1,s', 'a,0,1,s', 'b,0,1,s', 'a,0,1,');
  expect(report.problems).toEqual([
    { line: 3, reason: 'found stage s of job a again, wanted one row a stage' },
  ]);
});

it('reads the same however the bytes are cut', () => {
  const text = `\uFEFF${ALL}\r\né,0,s,,map,1,2,1,1,1,1,ü,1,1\r\n`;
  const reader = new CsvReader();
  for (const byte of new TextEncoder().encode(text)) reader.push(Uint8Array.of(byte));
  const { jobs } = reader.end();
  expect(jobs[0].stages[0]).toMatchObject({ job: 'é', user: 'ü', gang: true });
});
