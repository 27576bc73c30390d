import { describe, expect, it } from 'vitest';
import { Locality, Outcome, TaskKind } from './hadoop-columns.ts';
import type { HadoopTrace } from './hadoop-trace.ts';
import { HistoryReader, JOB_HISTORY_FORMAT } from './history-reader.ts';

const JOB = 'job_200904211745_0002';
const TASK = 'task_200904211745_0002_m_000010';
const ATTEMPT = 'attempt_200904211745_0002_m_000010_0';

const record = (kind: string, ...pairs: readonly string[]): string =>
  `${kind} ${pairs.join(' ')} .`;
const job = (...pairs: readonly string[]): string => record('Job', `JOBID="${JOB}"`, ...pairs);
const task = (...pairs: readonly string[]): string =>
  record('Task', `TASKID="${TASK}"`, 'TASK_TYPE="MAP"', ...pairs);
const attempt = (...pairs: readonly string[]): string =>
  record('MapAttempt', 'TASK_TYPE="MAP"', `TASK_ATTEMPT_ID="${ATTEMPT}"`, ...pairs);

const SUBMITTED = job('JOBNAME="a \\"b\\""', 'USER="ann"', 'SUBMIT_TIME="100"', 'JOB_QUEUE="q"');
const LAUNCHED = job('LAUNCH_TIME="200" TOTAL_MAPS="1" TOTAL_REDUCES="0" JOB_STATUS="PREP"');
const FINISHED = job('FINISH_TIME="9000" JOB_STATUS="SUCCESS" FINISHED_MAPS="1"');
const TASK_STARTED = task('START_TIME="300"', 'SPLITS="/r\\.1/h1,/r\\.2/h2"');
const TASK_DONE = task('TASK_STATUS="SUCCESS"', 'FINISH_TIME="1300"');
const STARTED = attempt(
  'START_TIME="400"',
  'TRACKER_NAME="tracker_h1:localhost/127\\.0\\.0\\.1:1"',
);
const COUNTERS =
  '{(FileSystemCounters)(FileSystemCounters)[(FILE_BYTES_READ)(FILE_BYTES_READ)(7)]' +
  '[(HDFS_BYTES_READ)(HDFS_BYTES_READ)(53639)]}{(org\\.Task$Counter)(Map-Reduce Framework)' +
  '[(PHYSICAL)(Physical \\\\(bytes\\\\))(9)][(MAP_OUTPUT_BYTES)(Map output bytes)(247925)]}';
const DONE = attempt(
  'TASK_STATUS="SUCCESS" FINISH_TIME="1200"',
  `HOSTNAME="/r\\.1/h1" COUNTERS="${COUNTERS}"`,
);
const LOG = ['Meta VERSION="1" .', SUBMITTED, LAUNCHED, TASK_STARTED, STARTED, DONE, TASK_DONE];

function read(lines: readonly string[], truncated: boolean = false): HadoopTrace {
  const reader = new HistoryReader();
  reader.push(lines.join('\n'));
  return reader.end(truncated);
}

describe('HistoryReader', () => {
  it('puts together what several records say', () => {
    const trace = read([...LOG, FINISHED, job('JOB_PRIORITY="HIGH"')]);
    expect(trace.jobs).toMatchObject([
      {
        id: JOB,
        name: 'a "b"',
        user: 'ann',
        queue: 'q',
        priority: 'HIGH',
        outcome: Outcome.SUCCESS,
        submitMs: 100,
        launchMs: 200,
        finishMs: 9000,
        declaredMaps: 1,
        declaredReduces: 0,
      },
    ]);
    const { tasks, attempts } = trace;
    expect([tasks.count, tasks.kind[0], tasks.outcome[0]]).toEqual([1, TaskKind.MAP, 1]);
    expect([tasks.startMs[0], tasks.finishMs[0]]).toEqual([300, 1300]);
    expect([attempts.count, attempts.startMs[0], attempts.finishMs[0]]).toEqual([1, 400, 1200]);
    expect([attempts.bytesRead[0], attempts.mapOutputBytes[0]]).toEqual([53639, 247925]);
    expect(attempts.bytesWritten[0]).toBe(Number.NaN);
    expect(trace.hosts).toEqual(['h1', 'h2']);
    expect(trace.rackNames).toEqual(['r.1', 'r.2']);
    expect(attempts.locality[0]).toBe(Locality.NODE_LOCAL);
    expect(trace.report).toEqual({ rowsRead: 9, rowsRefused: 0, repairs: new Map(), problems: [] });
  });

  it('takes a job that runs still, and an attempt without end on its tracker', () => {
    const { attempts, counts, hosts, jobs } = read([SUBMITTED, STARTED]);
    expect(jobs[0]).toMatchObject({ outcome: Outcome.UNKNOWN, finishMs: Number.NaN });
    expect(counts).toMatchObject({ jobs: 1, tasks: 1, attempts: 1, attemptsWithoutEnd: 1 });
    expect(counts).toMatchObject({ taskSeconds: 0, spanSeconds: 0 });
    expect(hosts[attempts.host[0]]).toBe('h1');
  });

  it('reads values of several lines, with anything escaped in them', () => {
    const failed = DONE.replace('"SUCCESS"', '"FAILED"').replace(
      /COUNTERS="[^"]*"/,
      'ERROR="java\\.io: \\"x\\"\n\tat a\\.b\nJob done\n\\\n" EXTRA="1"',
    );
    const { counts, report } = read([STARTED, failed, FINISHED]);
    expect(counts).toMatchObject({ attempts: 1, failedAttempts: 1, jobs: 1 });
    expect(report).toMatchObject({ rowsRead: 3, rowsRefused: 0 });
  });

  it('passes over marks of files and configurations between them', () => {
    const text = [
      '!!FILE=jt_1_job_200904211745_0002_ann_word+count!!',
      SUBMITTED,
      '',
      '!!FILE=jt_1_job_200904211745_0002_conf.xml!!',
      '-->',
      '<?xml version="1.0"?><configuration>',
      'text of a value',
      '!!FILE=other!!',
      FINISHED,
    ];
    expect(read(text).report).toMatchObject({ rowsRead: 2, rowsRefused: 0 });
  });

  it.each([
    ['Task TASKID="x" TASK_TY .', 'found "TASK_TY .", wanted KEY="value" or "."'],
    ['Job .', 'found a Job record without values'],
    ['Job USER="ann" .', 'JOBID: found nothing, wanted a job id'],
    ['Task TASK_TYPE="MAP" TASKID="task_1" .', 'TASKID: found "task_1", wanted a task id'],
    [`Task TASKID="${TASK}" TASK_TYPE="NEW" .`, 'TASK_TYPE: found "NEW"'],
    ['MapAttempt TASK_ATTEMPT_ID="a" .', 'TASK_ATTEMPT_ID: found "a", wanted an attempt id'],
    ['MapAttempt TASK_STATUS=SUCCESS .', 'found "TASK_STATUS=SUCCESS .", wanted KEY="value"'],
    ['hello', 'found "hello", wanted a record: Meta, Job, Task, …'],
    ['Job JOBID="x', 'found another record before its closing quote'],
  ])('refuses %j and reads the rest', (line, reason) => {
    const { counts, report } = read([line, ...LOG]);
    expect(report.problems).toHaveLength(1);
    expect(report.problems[0].line).toBe(1);
    expect(report.problems[0].reason).toContain(reason);
    expect(report.rowsRead).toBe(8);
    expect(counts).toMatchObject({ jobs: 1, tasks: 1, attempts: 1 });
  });

  it('refuses a record cut off in a value, and takes one that only lacks its mark', () => {
    expect(read([SUBMITTED, FINISHED.slice(0, 50)]).report).toMatchObject({
      rowsRefused: 1,
      problems: [{ line: 2, reason: 'found the end of the file before its closing quote' }],
    });
    const unmarked = read([SUBMITTED, FINISHED.slice(0, -2)]);
    expect([...unmarked.report.repairs]).toEqual([['took a record without its end mark', 1]]);
    expect(unmarked.jobs[0].finishMs).toBe(9000);
    const damaged = read([SUBMITTED, FINISHED.slice(0, -2)], true);
    expect(damaged.report).toMatchObject({ rowsRead: 2, rowsRefused: 1, problems: [{ line: 2 }] });
    expect(damaged.jobs[0].finishMs).toBe(Number.NaN);
  });

  it('takes -1 and nothing for unknown, and says what else it could not use', () => {
    const odd = FINISHED.replace('"9000"', '"99999999999999999999"');
    const { jobs, report } = read([SUBMITTED.replace('"100"', '"-1"'), LAUNCHED, odd]);
    expect(jobs[0]).toMatchObject({ submitMs: Number.NaN, launchMs: 200, finishMs: Number.NaN });
    expect([...report.repairs]).toEqual([['took an unusable time for unknown', 1]]);
  });

  it('keeps counters above 2^53 digit for digit', () => {
    const { exactCounters, counts } = read([DONE.replace('(53639)', '(9223372036854775807)')]);
    expect(exactCounters).toEqual([
      { attempt: 0, counter: 'bytesRead', digits: '9223372036854775807' },
    ]);
    expect(counts.bytesIn).toBe(null);
  });

  it('is known by its records or the mark of a file', () => {
    const knows = (line: string): boolean =>
      JOB_HISTORY_FORMAT.detect({ text: line, lines: [line] });
    expect(['Meta VERSION="1" .', SUBMITTED, '!!FILE=x!!'].map(knows)).toEqual([true, true, true]);
    expect(['Job done', '{"Event":"x"}', '<xml>'].map(knows)).toEqual([false, false, false]);
  });
});
