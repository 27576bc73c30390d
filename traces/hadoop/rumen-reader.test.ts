import { describe, expect, it } from 'vitest';
import { Locality, Outcome, TaskKind } from './hadoop-columns.ts';
import type { HadoopTrace } from './hadoop-trace.ts';
import { RUMEN_FORMAT, RumenReader } from './rumen-reader.ts';

function read(text: string): HadoopTrace {
  const reader = new RumenReader();
  reader.push(text);
  return reader.end();
}

const ATTEMPT = {
  attemptID: 'attempt_200904211745_0002_m_000010_1',
  result: 'SUCCESS',
  startTime: 1000,
  finishTime: 3500,
  hostName: '/10\\.0\\.0\\.64/host1\\.example\\.com',
  location: { layers: ['10\\.0\\.0\\.64', 'host1\\.example\\.com'] },
  shuffleFinished: -1,
  hdfsBytesRead: 500,
  hdfsBytesWritten: -1,
  mapOutputBytes: 20,
};
const TASK = {
  taskID: 'task_200904211745_0002_m_000010',
  taskType: 'MAP',
  taskStatus: 'SUCCESS',
  startTime: 900,
  finishTime: 4000,
  preferredLocations: [{ layers: ['10\\.0\\.0\\.64', 'host2\\.example\\.com'] }],
  attempts: [ATTEMPT],
};
const JOB = {
  jobID: 'job_200904211745_0002',
  user: 'ann',
  jobName: null,
  queue: 'q',
  priority: 'HIGH',
  outcome: 'KILLED',
  submitTime: 500,
  launchTime: 800,
  finishTime: 5000,
  totalMaps: 2,
  totalReduces: 0,
  jobMapMB: -1,
  jobProperties: { 'mapreduce.map.memory.mb': '1536', 'mapreduce.map.cpu.vcores': '2' },
  mapTasks: [TASK],
  successfulMapAttemptCDFs: [{ maximum: 1, rankings: [] }],
};

const job = (changes: object): string => JSON.stringify({ ...JOB, ...changes });
const withTask = (changes: object): string => job({ mapTasks: [{ ...TASK, ...changes }] });
const withAttempt = (changes: object): string =>
  withTask({ attempts: [{ ...ATTEMPT, ...changes }] });

describe('RumenReader', () => {
  it('reads a job, its tasks and their attempts', () => {
    const trace = read(JSON.stringify(JOB, null, 2));
    expect(trace.jobs).toEqual([
      {
        id: 'job_200904211745_0002',
        name: null,
        user: 'ann',
        queue: 'q',
        priority: 'HIGH',
        outcome: Outcome.KILLED,
        submitMs: 500,
        launchMs: 800,
        finishMs: 5000,
        declaredMaps: 2,
        declaredReduces: 0,
        mapMemoryMb: 1536,
        reduceMemoryMb: null,
        mapCpus: 2,
        reduceCpus: null,
      },
    ]);
    const { tasks, attempts } = trace;
    expect([tasks.kind[0], tasks.number[0], tasks.outcome[0]]).toEqual([TaskKind.MAP, 10, 1]);
    expect([tasks.startMs[0], tasks.finishMs[0]]).toEqual([900, 4000]);
    expect([attempts.startMs[0], attempts.finishMs[0], attempts.number[0]]).toEqual([
      1000, 3500, 1,
    ]);
    expect([attempts.bytesRead[0], attempts.bytesWritten[0]]).toEqual([500, Number.NaN]);
    expect(trace.hosts[attempts.host[0]]).toBe('host1.example.com');
    expect(trace.rackNames[trace.racks[attempts.host[0]]]).toBe('10.0.0.64');
    expect(attempts.locality[0]).toBe(Locality.RACK_LOCAL);
    expect(trace.counts).toMatchObject({ taskSeconds: 2.5, spanSeconds: 4.5, bytesIn: 500 });
    expect(trace.counts).toMatchObject({ bytesShuffle: null, bytesOut: null });
    expect(trace.report).toEqual({ rowsRead: 1, rowsRefused: 0, repairs: new Map(), problems: [] });
  });

  it.each([
    ['on the machine of its input', 'host2.example.com', 'r', Locality.NODE_LOCAL],
    ['in another rack', 'host3', 'r9', Locality.OFF_SWITCH],
  ])('tells how near a map ran: %s', (_, host, rack, locality) => {
    const trace = read(withAttempt({ location: { layers: [rack, host] } }));
    expect(trace.attempts.locality[0]).toBe(locality);
  });

  it('knows a machine by its name where failed attempts name no rack', () => {
    const failed = {
      ...ATTEMPT,
      location: null,
      hostName: 'host1\\.example\\.com',
      result: 'FAILED',
    };
    const { attempts, hosts, counts } = read(withTask({ attempts: [failed, ATTEMPT] }));
    expect(attempts.host[0]).toBe(attempts.host[1]);
    expect(hosts).toHaveLength(2);
    expect(attempts.locality[0]).toBe(Locality.RACK_LOCAL);
    expect(counts).toMatchObject({ attempts: 2, failedAttempts: 1 });
  });

  it('keeps attempts without an end, and tasks without attempts', () => {
    const running = { ...ATTEMPT, finishTime: -1, result: null };
    const { counts } = read(withTask({ attempts: [running] }));
    expect(counts).toMatchObject({ attempts: 1, attemptsWithoutEnd: 1, taskSeconds: 0 });
    expect(read(withTask({ attempts: null })).counts).toMatchObject({ tasks: 1, attempts: 0 });
    const never = read(withAttempt({ finishTime: 0 }));
    expect(never.counts).toMatchObject({ attemptsWithoutEnd: 1 });
    expect([...never.report.repairs]).toEqual([['took an end at time 0 for unknown', 1]]);
  });

  it('sums the times of all attempts, the bytes of those that succeeded', () => {
    const failed = { ...ATTEMPT, result: 'FAILED', startTime: 4000, finishTime: 3000 };
    const { counts } = read(withTask({ attempts: [failed, ATTEMPT] }));
    expect(counts).toMatchObject({ taskSeconds: 1.5, bytesIn: 500 });
  });

  it('counts whole jobs only, up to a cut and after damage', () => {
    const text = `${JSON.stringify(JOB, null, 2)}\n ${job({ jobID: 'job_2' })}`;
    const cut = read(text.slice(0, -20));
    expect(cut.counts).toMatchObject({ jobs: 1, tasks: 1, attempts: 1 });
    expect(cut.report).toMatchObject({ rowsRead: 2, rowsRefused: 1 });
    const damaged = read(`${text.replace('"HIGH"', '"HIGH')}\n{"jobID": "job_3"}`);
    expect(damaged.jobs.map(({ id }) => id)).toEqual(['job_2', 'job_3']);
    expect(damaged.report.problems).toHaveLength(1);
    expect(damaged.tasks.job[0]).toBe(0);
  });

  it('numbers a job id that comes again', () => {
    const trace = read(job({}) + job({}) + job({}));
    expect(trace.jobs.map(({ id }) => id.slice(-6))).toEqual(['5_0002', '0002#2', '0002#3']);
    expect([...trace.report.repairs]).toEqual([['numbered a repeated job id', 2]]);
    const alike = ['a', 'a#2', 'a'].map((jobID) => job({ jobID })).join('');
    expect(read(alike).jobs.map(({ id }) => id)).toEqual(['a', 'a#2', "a#2'"]);
  });

  it.each([
    [job({ jobID: 5 }), 'jobID: found 5, wanted a name'],
    [job({ jobID: undefined }), 'jobID: found nothing, wanted a name'],
    [job({ mapTasks: [[TASK]] }), 'mapTasks: found what is no object, wanted a task'],
    [
      job({ otherTasks: [{ ...TASK, taskType: 'X' }] }),
      'found taskType "X", wanted SETUP or CLEANUP',
    ],
    [withTask({ attempts: 'many' }), 'mapTasks: found attempts that are no list'],
    [withTask({ attempts: [7] }), 'mapTasks: found what is no object, wanted an attempt'],
    [job({}).replace('"KILLED"', 'nul'), 'outcome: found what is no JSON value'],
    [
      job({}).replace('"startTime":900', '"startTime" 900'),
      'found what is no object, wanted a task',
    ],
  ])('refuses %j', (text, reason) => {
    const { jobs, report } = read(text);
    expect(report.problems.map((problem) => problem.reason).join()).toContain(reason);
    expect(report.rowsRead).toBe(jobs.length + report.rowsRefused);
  });

  it.each([
    [withAttempt({ startTime: '1000x' }), 'took an unusable time for unknown'],
    [withAttempt({ startTime: -5 }), 'took an unusable time for unknown'],
    [withAttempt({ startTime: 1e300 }), 'took an unusable time for unknown'],
    [withAttempt({ startTime: 9_007_199_254_741 }), 'took an unusable time for unknown'],
    [withAttempt({ startTime: 1.5 }), 'took an unusable time for unknown'],
    [job({ submitTime: {} }), 'took an unusable time for unknown'],
    [job({ totalMaps: 'x' }), 'took an unusable number for unknown'],
    [job({ user: 7 }), 'took an unusable name for none'],
    [job({ user: 'u'.repeat(5000) }), 'cut a name short'],
    [withAttempt({ result: [] }), 'took an unusable outcome for unknown'],
    [withTask({ preferredLocations: 'r' }), 'took unusable locations for none'],
    [withTask({ preferredLocations: [null] }), 'took an unusable location for none'],
  ])('repairs %j', (text, rule) => {
    const { counts, report } = read(text);
    expect([...report.repairs]).toEqual([[rule, 1]]);
    expect(counts).toMatchObject({ jobs: 1, tasks: 1, attempts: 1 });
    expect(report.rowsRefused).toBe(0);
  });

  it('keeps numbers above 2^53 digit for digit, out of the sums', () => {
    const digits = '9223372036854775807';
    const trace = read(withAttempt({ hdfsBytesRead: 4.4 }).replace('4.4', digits));
    expect(trace.exactCounters).toEqual([{ attempt: 0, counter: 'bytesRead', digits }]);
    expect(trace.counts.bytesIn).toBe(null);
    const cut = withAttempt({ hdfsBytesRead: 4.4 }).replace('4.4', digits).slice(0, -9);
    expect(read(cut).exactCounters).toEqual([]);
  });

  it('is known by its members in any order', () => {
    const knows = (text: string): boolean => RUMEN_FORMAT.detect({ text, lines: [text] });
    expect(knows(JSON.stringify(JOB, null, 2))).toBe(true);
    expect(knows(`[${JSON.stringify({ mapTasks: [TASK] })}`)).toBe(true);
    expect(knows('{"am.type":"mapreduce","job.tasks":[]}')).toBe(false);
    expect(knows('x {"jobID":1,"submitTime":1}')).toBe(false);
  });
});
