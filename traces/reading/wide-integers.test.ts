import { describe, expect, it } from 'vitest';
import { logOf, taskEnd, taskStart } from '../../test/support/spark-events.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import { TRACE_FORMATS } from './format-table.ts';
import type { ReadTrace } from './trace-reader.ts';

/** The largest integer of 64 bits, and those before it: a double makes one number of them. */
const WIDE = ['9223372036854775805', '9223372036854775806', '9223372036854775807'];

function read(name: string, ...lines: readonly string[]): ReadTrace {
  const reader = TRACE_FORMATS.find((format) => format.name === name)?.reader();
  if (reader === undefined) throw new Error(`no format ${name}`);
  reader.push(`${lines.join('\n')}\n`);
  return reader.end();
}

function jobNames(trace: ReadTrace): readonly string[] {
  const workload = trace.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS);
  return typeof workload === 'string' ? [workload] : workload.jobs.names;
}

describe('ids of 64 bits stay apart', () => {
  it('jobs and machines of Google', () => {
    const rows = WIDE.flatMap((id, i) => [
      `${600 + i},,${id},0,${id},1,u=,2,9,0.5,0.25,0.1,0`,
      `${900 + i},,${id},0,${id},4,u=,2,9,0.5,0.25,0.1,0`,
    ]);
    const trace = read('google2011-task_events', ...rows);
    expect(jobNames(trace)).toEqual(WIDE);
    expect(trace.counts).toMatchObject({ jobs: 3, tasks: 3, facts: { machines: 3 } });
  });

  it('jobs of Alibaba', () => {
    const rows = WIDE.map((id) => `10,20,${id},${id},4,Terminated,50,0.01`);
    expect(jobNames(read('alibaba2017-batch_task', ...rows))).toEqual(WIDE);
  });

  it('jobs of SWF, SWIM, a table of one’s own and openb', () => {
    const swf = WIDE.map((id) => `${id} 0 1 5 1 -1 64 1 9 64 1 3 1 -1 1 -1 -1 -1`);
    expect(jobNames(read('swf', ...swf))).toEqual(WIDE.map((id) => `job${id}`));
    expect(jobNames(read('swim', ...WIDE.map((id) => `${id}\t1\t1\t1\t0\t1`)))).toEqual(WIDE);
    const csv = WIDE.map((id) => `${id},0,1`);
    expect(jobNames(read('csv', 'job,submit,duration', ...csv))).toEqual(WIDE);
  });
});

describe('numbers of 64 bits enter no sum as others', () => {
  it('bytes of SWIM: the row is refused', () => {
    const trace = read('swim', `a\t1\t1\t${WIDE[2]}\t0\t1`, 'b\t1\t0\t7\t0\t1');
    expect(trace.report).toMatchObject({ rowsRead: 2, rowsRefused: 1 });
    expect(trace.counts.bytesIn).toBe(7);
  });

  it('the mark after the end of Google’s trace is no time', () => {
    const trace = read(
      'google2011-task_events',
      '600,,1,0,5,1,u=,2,9,0.5,0.25,0.1,0',
      `${WIDE[2]},,1,0,5,4,u=,2,9,0.5,0.25,0.1,0`,
    );
    expect(trace.counts).toMatchObject({ taskSeconds: 0, facts: { rowsTimeMax: 1 } });
    // Another that no double holds is not rounded to a time.
    const refused = read('google2011-task_events', `${WIDE[1]},,1,0,5,4,u=,2,9,0.5,0.25,0.1,0`);
    expect(refused.report).toMatchObject({ rowsRead: 1, rowsRefused: 1 });
  });

  it('counters of Rumen are kept digit for digit, out of the sum', () => {
    const attempt = '{"result":"SUCCESS","startTime":1,"finishTime":9,"hdfsBytesRead":';
    const task = `{"taskType":"MAP","attempts":[${attempt}${WIDE[2]}},${attempt}5}]}`;
    const trace = read('rumen', `{"jobID":"job_1_0001","submitTime":1,"mapTasks":[${task}]}`);
    expect(trace.counts.bytesIn).toBe(5);
    expect(trace.report.repairs.get('kept a number above 2^53 as text, out of all sums')).toBe(1);
  });

  it('tasks of Spark: an id that is not exact is none, and the event refused', () => {
    const task = { id: 77, stage: 0, index: 0, launch: 1000, finish: 2000 };
    const wide = (event: object): string => JSON.stringify(event).replace('77', WIDE[0]);
    const log = logOf(wide(taskStart(task)), wide(taskEnd(task)), taskStart({ ...task, id: 3 }));
    const { report, counts } = read('spark-eventlog', log.trimEnd());
    expect(report).toMatchObject({ rowsRead: 3, rowsRefused: 2 });
    expect(counts.attemptsWithoutEnd).toBe(1);
  });
});
