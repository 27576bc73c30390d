import { describe, expect, it } from 'vitest';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import type { Workload } from '../model/workload.ts';
import { GrowingColumn, newInts } from '../reading/growing-column.ts';
import type { ReadTrace, TraceFormat } from '../reading/trace-reader.ts';
import { ALIBABA_2017_FORMAT, ALIBABA_2018_FORMAT } from './batch-format.ts';
import { NO_NUMBER, parseTaskName, readTaskName } from './task-name.ts';

function read(format: TraceFormat, text: string): ReadTrace {
  const reader = format.reader();
  reader.push(text);
  return reader.end();
}

describe('v2017', () => {
  const TEXT = [
    'task_create_time,task_end_time,job_id',
    '50,60,4,7,3,Waiting,,',
    '-10,20,1,1,2,Terminated,50,0.01',
    '30,90,1,2,1,Terminated,100,0.5',
    '40,0,2,1,5,Terminated,100,0.5',
    '40,80,2,2,5,Failed,100,0.5',
  ].join('\n');

  it('counts tasks and their instances', () => {
    const { counts, report } = read(ALIBABA_2017_FORMAT, TEXT);
    expect(counts).toMatchObject({
      jobs: 3,
      tasks: 5,
      taskSeconds: 140,
      spanSeconds: 100,
      facts: {
        instances: 16,
        status: { Waiting: 1, Terminated: 3, Failed: 1 },
        negativeDurations: 1,
        instanceSecondsUpperBound: 350,
      },
    });
    expect(report).toMatchObject({ rowsRead: 5, rowsRefused: 0 });
  });

  it('keeps no rows when only counts are wanted, and says so', () => {
    const reader = ALIBABA_2017_FORMAT.reader('counts');
    reader.push(TEXT);
    const trace = reader.end();
    expect(trace.counts).toEqual(read(ALIBABA_2017_FORMAT, TEXT).counts);
    expect(trace.toWorkload('b', DEFAULT_WORKLOAD_SETTINGS)).toMatch(/^found .* counts alone/);
  });

  it('makes stages of the tasks that ended', () => {
    const trace = read(ALIBABA_2017_FORMAT, TEXT);
    const workload = trace.toWorkload('b', DEFAULT_WORKLOAD_SETTINGS) as Workload;
    expect(checkWorkload(workload)).toEqual([]);
    expect(workload.jobs.names).toEqual(['1']);
    expect([...workload.stages.tasks]).toEqual([2, 1]);
    expect([...workload.stages.taskUs]).toEqual([30e6, 60e6]);
    expect([...workload.demands[0]]).toEqual([
      ['cpus', 500],
      ['mem', 2_621_440],
    ]);
  });

  it.each([
    ['1,2,3', 'found 3 columns, wanted at least 6'],
    ['1,2,3,4,1.5,Waiting', 'column 5 (number of instances): found "1.5"'],
    ['1,2,3,4,1,Waiting,-1,', 'column 7 (CPUs requested): found "-1"'],
    ['1,1e300,3,4,1,Waiting', 'column 2 (end time): found "1e300"'],
  ])('refuses %s', (row, reason) => {
    expect(read(ALIBABA_2017_FORMAT, row).report.problems[0].reason).toContain(reason);
  });
});

describe('v2018', () => {
  const row = (name: string, job: string, instances = '2.0'): string =>
    `${name},${instances},${job},1,Terminated,100,160,100.0,0.5`;

  it('reads the graph from the names', () => {
    const text = [row('J3_1_2', 'j'), row('M1', 'j'), row('R2_1_9', 'j'), row('task_x1', 'j')];
    const trace = read(ALIBABA_2018_FORMAT, text.join('\n'));
    expect(trace.counts).toMatchObject({
      jobs: 1,
      tasks: 4,
      facts: { instances: 8, dependencyEdges: 4 },
    });
    const { stages, demands } = trace.toWorkload('b', DEFAULT_WORKLOAD_SETTINGS) as Workload;
    // One core, and half a hundredth of the machine.
    expect(demands.map((demand) => [...demand])).toEqual([
      [
        ['cpus', 1000],
        ['mem', 1_310_720],
      ],
    ]);
    // M1, R2 after it (9 is not there), J3 after both, and the one outside the graph.
    expect([...(stages.parents?.firstParent ?? [])]).toEqual([0, 0, 1, 3, 3]);
    expect([...(stages.parents?.parent ?? [])]).toEqual([0, 0, 1]);
    expect([...stages.tasks]).toEqual([2, 2, 2, 2]);
  });

  it('cuts circles', () => {
    const trace = read(ALIBABA_2018_FORMAT, [row('M1_2', 'j'), row('M2_1', 'j')].join('\n'));
    const workload = trace.toWorkload('b', DEFAULT_WORKLOAD_SETTINGS) as Workload;
    expect(checkWorkload(workload)).toEqual([]);
  });

  it.each([
    ['M1', { number: 1, parents: [] }],
    ['R5_3_4', { number: 5, parents: [3, 4] }],
    ['R5_3__x_4', { number: 5, parents: [3, 4] }],
    ['task_Nzg5', { number: null, parents: [] }],
    ['MergeTask', { number: null, parents: [] }],
    ['M99999999999_1', { number: null, parents: [] }],
    ['R5_1234567890_7_', { number: 5, parents: [7] }],
    ['5_3', { number: null, parents: [] }],
    ['R5x_3', { number: null, parents: [] }],
    ['R', { number: null, parents: [] }],
  ])('task name %s, as text and as bytes', (name, found) => {
    expect(parseTaskName(name)).toEqual(found);
    const parents = new GrowingColumn(newInts);
    parents.push(99);
    const bytes = new TextEncoder().encode(`_${name}_1`);
    const number = readTaskName(bytes, 1, bytes.length - 2, parents);
    expect(number).toBe(found.number ?? NO_NUMBER);
    expect([...parents.values()]).toEqual([99, ...found.parents]);
  });
});
