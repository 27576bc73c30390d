import { describe, expect, it } from 'vitest';
import { Locality, Outcome, TaskKind } from './hadoop-columns.ts';
import type { HadoopTrace } from './hadoop-trace.ts';
import { JHIST_FORMAT, JhistReader } from './jhist-reader.ts';

const JOB = 'job_1526555215992_0001';
const TASK = 'task_1526555215992_0001_m_000003';
const ATTEMPT = 'attempt_1526555215992_0001_m_000003_1';
const PACKAGE = 'org.apache.hadoop.mapreduce.jobhistory';

/** An event as Hadoop writes it. */
function event(type: string, name: string, members: object): string {
  return JSON.stringify({ type, event: { [`${PACKAGE}.${name}`]: members } });
}

const SCHEMA = `{"type":"record","name":"Event","namespace":"${PACKAGE}","fields":[]}`;
const SUBMITTED = event('JOB_SUBMITTED', 'JobSubmitted', {
  jobid: JOB,
  jobName: 'Sleep job',
  userName: 'ann',
  submitTime: 100,
  jobQueueName: 'q',
});
const INITED = event('JOB_INITED', 'JobInited', {
  jobid: JOB,
  launchTime: 200,
  totalMaps: 1,
  totalReduces: 0,
});
const TASK_STARTED = event('TASK_STARTED', 'TaskStarted', {
  taskid: TASK,
  taskType: 'MAP',
  startTime: 300,
  splitLocations: 'h1,h2,h1',
});
const started = (members: object): string =>
  event('MAP_ATTEMPT_STARTED', 'TaskAttemptStarted', {
    taskid: TASK,
    taskType: 'MAP',
    attemptId: ATTEMPT,
    startTime: 400,
    trackerName: 'h1',
    ...members,
  });
const COUNTERS = {
  name: 'COUNTERS',
  groups: [
    {
      name: `${PACKAGE}.FileSystemCounter`,
      counts: [
        { name: 'FILE_BYTES_READ', value: 7 },
        { name: 'HDFS_BYTES_READ', value: 268 },
        { name: 'HDFS_READ_OPS', value: 4 },
      ],
    },
    { name: 'lib', counts: [{ name: 'BYTES_READ', value: 118 }] },
  ],
};
const finished = (members: object): string =>
  event('MAP_ATTEMPT_FINISHED', 'MapAttemptFinished', {
    taskid: TASK,
    attemptId: ATTEMPT,
    taskType: 'MAP',
    taskStatus: 'SUCCEEDED',
    finishTime: 1200,
    hostname: 'h1',
    rackname: '/default-rack',
    counters: COUNTERS,
    ...members,
  });
const TASK_FINISHED = event('TASK_FINISHED', 'TaskFinished', {
  taskid: TASK,
  taskType: 'MAP',
  finishTime: 1300,
  status: 'SUCCEEDED',
});
const JOB_FINISHED = event('JOB_FINISHED', 'JobFinished', { jobid: JOB, finishTime: 9000 });
const BEGINNING = ['Avro-Json', SCHEMA, SUBMITTED, INITED, TASK_STARTED];
const LOG = [...BEGINNING, started({}), finished({}), TASK_FINISHED, JOB_FINISHED];

function read(lines: readonly string[], truncated: boolean = false): HadoopTrace {
  const reader = new JhistReader();
  reader.push(lines.join('\n'));
  return reader.end(truncated);
}

describe('JhistReader', () => {
  it('puts together what the events say', () => {
    const trace = read(LOG);
    expect(trace.jobs).toMatchObject([
      {
        id: JOB,
        name: 'Sleep job',
        user: 'ann',
        queue: 'q',
        outcome: Outcome.SUCCESS,
        submitMs: 100,
        launchMs: 200,
        finishMs: 9000,
        declaredMaps: 1,
        declaredReduces: 0,
      },
    ]);
    const { tasks, attempts } = trace;
    expect([tasks.kind[0], tasks.number[0], tasks.outcome[0]]).toEqual([TaskKind.MAP, 3, 1]);
    expect([attempts.startMs[0], attempts.finishMs[0], attempts.number[0]]).toEqual([400, 1200, 1]);
    expect([...tasks.preferred].map((host) => trace.hosts[host])).toEqual(['h1', 'h2']);
    expect([attempts.bytesRead[0], attempts.locality[0]]).toEqual([268, Locality.NODE_LOCAL]);
    expect(trace.rackNames[trace.racks[attempts.host[0]]]).toBe('default-rack');
    expect(trace.report).toEqual({ rowsRead: 7, rowsRefused: 0, repairs: new Map(), problems: [] });
  });

  it('reads values in the wrapping of unions, lines with blanks, and blank lines', () => {
    const members = { locality: { string: 'RACK_LOCAL' }, avataar: { string: 'SPECULATIVE' } };
    const wrapped = finished({
      rackname: { string: '/r1' },
      finishTime: { long: 1200 },
      counters: { [`${PACKAGE}.JhCounters`]: COUNTERS },
    });
    const trace = read([...BEGINNING, '', ` ${started(members)}`, '', ` ${wrapped}\r`]);
    expect(trace.attempts.locality[0]).toBe(Locality.RACK_LOCAL);
    expect(trace.attempts.bytesRead[0]).toBe(268);
    expect(trace.counts).toMatchObject({ taskSeconds: 0.8, facts: { speculativeAttempts: 1 } });
    expect(trace.rackNames).toEqual(['r1']);
    expect(trace.report).toMatchObject({ rowsRead: 5, rowsRefused: 0 });
  });

  it.each([
    ['JOB_FAILED', { jobStatus: 'FAILED' }, Outcome.FAILED],
    ['JOB_KILLED', { jobStatus: 'KILLED' }, Outcome.KILLED],
    ['JOB_FAILED', { jobStatus: 'KILLED' }, Outcome.KILLED],
    ['JOB_ERROR', { jobStatus: 'ERROR' }, Outcome.FAILED],
    ['JOB_FINISHED', {}, Outcome.SUCCESS],
  ])('a job ends by %s', (type, members, outcome) => {
    const end = { jobid: JOB, finishTime: 8000, ...members };
    const { jobs } = read([...BEGINNING, event(type, 'JobUnsuccessfulCompletion', end)]);
    expect(jobs[0]).toMatchObject({ outcome, finishMs: 8000 });
  });

  it.each([
    ['MAP_ATTEMPT_FAILED', { status: 'FAILED' }, Outcome.FAILED],
    ['MAP_ATTEMPT_KILLED', { status: 'KILLED' }, Outcome.KILLED],
    ['MAP_ATTEMPT_KILLED', {}, Outcome.KILLED],
    ['MAP_ATTEMPT_FAILED', { status: 'KILLED' }, Outcome.KILLED],
  ])('an attempt ends by %s', (type, members, outcome) => {
    const end = { taskid: TASK, attemptId: ATTEMPT, finishTime: 500, ...members };
    const trace = read([...BEGINNING, started({}), event(type, 'Unsuccessful', end)]);
    expect(trace.attempts.outcome[0]).toBe(outcome);
    expect(trace.counts).toMatchObject({ attempts: 1, failedAttempts: 1, taskSeconds: 0.1 });
  });

  it('takes what never ended, and tasks that never ran', () => {
    const { counts } = read([...BEGINNING, started({})]);
    expect(counts).toMatchObject({ jobs: 1, tasks: 1, attempts: 1, attemptsWithoutEnd: 1 });
    expect(read(BEGINNING).counts).toMatchObject({ tasks: 1, attempts: 0 });
    const killed = event('TASK_FAILED', 'TaskFailed', { taskid: TASK, status: 'KILLED' });
    expect(read([killed]).tasks.outcome[0]).toBe(Outcome.KILLED);
  });

  it('passes over events of types it does not need', () => {
    const other = event('AM_STARTED', 'AMStarted', { applicationAttemptId: 'a', startTime: 1 });
    const { counts, report } = read([...LOG, other, event('NEW_IN_4', 'New', {})]);
    expect(report).toMatchObject({ rowsRead: 9, rowsRefused: 0 });
    expect(counts.spanSeconds).toBe(8.9);
  });

  it.each([
    ['{"type":"TASK_STA', 'found "{\\"type\\":\\"TASK_STA", wanted an event in JSON'],
    ['[1]', 'found "[1]", wanted an object'],
    ['{"event":{}}', 'type: found nothing, wanted a name'],
    ['{"type":"TASK_STARTED"}', 'event: found nothing, wanted what happened ("TASK_STARTED")'],
    [event('JOB_INITED', 'JobInited', {}), 'jobid: found nothing, wanted a job id'],
    [event('TASK_STARTED', 'X', { taskid: 'task' }), 'taskid: found "task", wanted a task id'],
    [started({ attemptId: 'a_1' }), 'attemptId: found "a_1", wanted an attempt id'],
    ['hello', 'found "hello", wanted an event in JSON'],
  ])('refuses %j and reads the rest', (line, reason) => {
    const { counts, report } = read([...BEGINNING, line, started({}), finished({})]);
    expect(report.problems).toEqual([{ line: 6, reason }]);
    expect(report.rowsRead).toBe(6);
    expect(counts).toMatchObject({ jobs: 1, tasks: 1, attempts: 1 });
  });

  it('refuses the event in which a damaged file breaks off', () => {
    expect(read(LOG, true).report).toMatchObject({ rowsRead: 7, problems: [{ line: 9 }] });
    expect(read([...LOG, ''], true).report.problems).toEqual([]);
  });

  it('refuses binary Avro in one line, not in thousands', () => {
    const { report, counts } = read(['Avro-Binary', SCHEMA, '\u0001\n\u0002\n']);
    expect(report.problems).toEqual([
      {
        line: 1,
        reason: 'found Avro-Binary, wanted Avro-Json (mapreduce.jobhistory.jhist.format)',
      },
    ]);
    expect(report.rowsRead).toBe(1);
    expect(counts.jobs).toBe(0);
  });

  it('keeps counters above 2^53 digit for digit', () => {
    const wide = finished({}).replace('"value":268', '"value":9223372036854775807');
    expect(read([...BEGINNING, wide]).exactCounters).toEqual([
      { attempt: 0, counter: 'bytesRead', digits: '9223372036854775807' },
    ]);
  });

  it('is known by its first line or its events', () => {
    const knows = (text: string): boolean => JHIST_FORMAT.detect({ text, lines: [text] });
    expect(['Avro-Json', 'Avro-Binary', ` ${SUBMITTED}`].map(knows)).toEqual([true, true, true]);
    expect(['Avro', '{"Event":"SparkListenerLogStart"}'].map(knows)).toEqual([false, false]);
  });
});
