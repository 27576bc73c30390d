import { describe, expect, it } from 'vitest';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import type { Workload } from '../model/workload.ts';
import type { ReadTrace, TraceFormat } from '../reading/trace-reader.ts';
import {
  GOOGLE_JOB_EVENTS_FORMAT,
  GOOGLE_MACHINE_EVENTS_FORMAT,
  GOOGLE_TASK_USAGE_FORMAT,
} from './other-tables.ts';
import { GOOGLE_TASK_EVENTS_FORMAT } from './task-events-format.ts';

function read(format: TraceFormat, text: string): ReadTrace {
  const reader = format.reader();
  reader.push(text);
  return reader.end();
}

const [SUBMIT, SCHEDULE, EVICT, FAIL, FINISH, KILL] = [0, 1, 2, 3, 4, 5];
const WHEN_OVER = '9223372036854775807';

interface Row {
  readonly at: number | string;
  readonly job: number | string;
  readonly index?: number;
  readonly event: number;
  readonly user?: string;
  readonly request?: string;
}

function rows(...events: readonly Row[]): string {
  return events
    .map(({ at, job, index = 0, event, user = 'u', request = '0.5,0.25,0' }) =>
      [at, '', job, index, 17, event, user, 2, 9, request, 0].join(','),
    )
    .join('\n');
}

const tasks = (text: string): ReadTrace => read(GOOGLE_TASK_EVENTS_FORMAT, text);

describe('task events', () => {
  it('pairs schedules with what ends them', () => {
    const { counts, report } = tasks(
      rows(
        { at: 100, job: 1, event: SUBMIT },
        { at: 200, job: 1, event: SCHEDULE },
        { at: 300, job: 1, event: EVICT },
        { at: 300, job: 1, event: SUBMIT },
        { at: 400, job: 1, event: SCHEDULE },
        { at: 900, job: 1, event: FINISH },
        { at: 500, job: 1, index: 1, event: SCHEDULE },
        { at: 600, job: 2, event: KILL, user: 'v' },
      ),
    );
    expect(counts).toMatchObject({
      jobs: 2,
      tasks: 3,
      attempts: 3,
      failedAttempts: 1,
      attemptsWithoutEnd: 1,
      taskSeconds: 0.0006,
      spanSeconds: 0.0008,
      facts: {
        events: { SUBMIT: 2, SCHEDULE: 3, EVICT: 1, FINISH: 1, KILL: 1 },
        users: 2,
        machines: 1,
        endsWithoutSchedule: 1,
        rowsTimeZero: 0,
        rowsTimeMax: 0,
      },
    });
    expect(report.rowsRefused).toBe(0);
  });

  it('keeps ids of 64 bits apart', () => {
    const { counts } = tasks(
      rows(
        { at: 1, job: '9223372036854775806', event: SUBMIT },
        { at: 1, job: WHEN_OVER, event: SUBMIT },
      ),
    );
    expect(counts.jobs).toBe(2);
  });

  it('takes times before and after the trace for marks', () => {
    const { counts } = tasks(
      rows(
        { at: 0, job: 1, event: SCHEDULE },
        { at: 600, job: 2, event: SUBMIT },
        { at: 700, job: 2, event: SCHEDULE },
        { at: WHEN_OVER, job: 2, event: FAIL },
      ),
    );
    expect(counts).toMatchObject({
      spanSeconds: 0.0001,
      taskSeconds: 0,
      failedAttempts: 0,
      facts: { rowsTimeZero: 1, rowsTimeMax: 1 },
    });
  });

  it('makes a workload of what ran, one stage a request', () => {
    const workload = tasks(
      rows(
        { at: 0, job: 1, event: SUBMIT, user: 'first' },
        { at: 0, job: 1, event: SCHEDULE, user: 'first' },
        { at: 1000, job: 2, event: SUBMIT },
        { at: 1100, job: 2, event: SCHEDULE },
        { at: 1200, job: 2, index: 1, event: SUBMIT, request: '0.5,0.5,0.1' },
        { at: 1300, job: 2, index: 1, event: SCHEDULE, request: '0.5,0.5,0.1' },
        { at: 1350, job: 2, index: 2, event: SUBMIT },
        { at: 1400, job: 2, index: 1, event: EVICT, request: '0.5,0.5,0.1' },
        { at: 1600, job: 2, event: FINISH },
        { at: 2000, job: 3, event: SUBMIT },
      ),
    ).toWorkload('part', DEFAULT_WORKLOAD_SETTINGS) as Workload;
    expect(checkWorkload(workload)).toEqual([]);
    // Job 1 was there before the trace begins at 1000 and goes on to its end; job 3 never ran.
    expect(workload.jobs.names).toEqual(['1', '2']);
    expect([...workload.jobs.submitUs]).toEqual([0, 0]);
    expect(workload.frameworks).toEqual(['user1', 'user2']);
    expect([...(workload.stages.recorded?.taskUs ?? [])]).toEqual([1000, 500, 100]);
    expect([...(workload.stages.parents?.parent ?? [])]).toEqual([]);
    expect(workload.demands.map((demand) => [...demand])).toEqual([
      [
        ['cpus', 32_000],
        ['mem', 65_536_000],
      ],
      [
        ['cpus', 32_000],
        ['mem', 131_072_000],
        ['disk', 104_857_600],
      ],
    ]);
  });

  it('takes the time of the finished run, else of the longest', () => {
    const { stages } = tasks(
      rows(
        { at: 10, job: 1, event: SCHEDULE },
        { at: 30, job: 1, event: FINISH },
        { at: 40, job: 1, event: SCHEDULE },
        { at: 90, job: 1, event: KILL },
        { at: 10, job: 1, index: 1, event: SCHEDULE },
        { at: 80, job: 1, index: 1, event: EVICT },
        { at: 85, job: 1, index: 1, event: SCHEDULE },
        { at: 95, job: 1, index: 1, event: FAIL },
      ),
    ).toWorkload('part', DEFAULT_WORKLOAD_SETTINGS) as Workload;
    expect([...(stages.recorded?.taskUs ?? [])]).toEqual([20, 70]);
  });

  it('asks for what the settings say where requests are blank', () => {
    const { demands } = tasks(
      rows(
        { at: 1, job: 1, event: SCHEDULE, request: ',,' },
        { at: 9, job: 1, event: FINISH, request: ',,' },
      ),
    ).toWorkload('part', DEFAULT_WORKLOAD_SETTINGS) as Workload;
    expect(demands).toEqual([DEFAULT_WORKLOAD_SETTINGS.taskDemand]);
  });

  it.each([
    ['1,,2,3', 'found 4 columns, wanted at least 6'],
    ['x,,2,3,4,0', 'column 1 (time): found "x"'],
    ['1,,abc,3,4,0', 'column 3 (job id): found "abc"'],
    ['1,,2,99999999,4,0', 'column 4 (task index): found "99999999"'],
    ['1,,2,3,4,9', 'column 6 (event type): found "9"'],
    ['1,,2,3,4,0,u,0,many', 'column 9 (priority): found "many"'],
  ])('refuses %s', (row, reason) => {
    const { report } = tasks(row);
    expect(report.problems[0]?.reason).toContain(reason);
  });
});

describe('the other tables', () => {
  it('counts job events', () => {
    const { counts, report } = read(
      GOOGLE_JOB_EVENTS_FORMAT,
      '#time\n0,,1,0,u,0,n,l\n5,,1,4,u,0,n,l\n5,,2,0,,0,n,l\n5,,2,11,v,0,n,l\n',
    );
    expect(counts).toMatchObject({
      jobs: 2,
      facts: { events: { SUBMIT: 2, FINISH: 1 }, users: 1, commentRows: 1 },
    });
    expect(report.problems[0].reason).toContain('column 4 (event type): found "11"');
  });

  it('counts machine events', () => {
    const { counts } = read(GOOGLE_MACHINE_EVENTS_FORMAT, '0,10,0,p,0.5,0.25\n7,10,1,p,,\n');
    expect(counts.facts).toEqual({ machines: 1, events: { ADD: 1, REMOVE: 1 }, commentRows: 0 });
  });

  it('counts task usage', () => {
    const trace = read(GOOGLE_TASK_USAGE_FORMAT, '1,2,3,0,5,0.1\n1,2,3,1,5,0.1\n2,3,3,1,5,oops\n');
    expect(trace.counts).toMatchObject({ jobs: 1, tasks: 2 });
    expect(trace.report.rowsRefused).toBe(1);
    expect(trace.toWorkload('x', DEFAULT_WORKLOAD_SETTINGS)).toContain('wanted task_events');
  });
});
