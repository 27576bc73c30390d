import { describe, expect, it } from 'vitest';
import { parseScalars } from '../../core/resources/notation.ts';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import { StageKind, type Workload } from '../model/workload.ts';
import { HadoopTrace } from './hadoop-trace.ts';
import { RumenReader } from './rumen-reader.ts';

/** `start-finish` in seconds, failed with `f`, killed with `k`, running with `?`. */
function attempt(text: string): object {
  const parts = /^(\d+)-(\d+|\?)([fk]?)$/.exec(text);
  const result = { f: 'FAILED', k: 'KILLED', '': 'SUCCESS' }[parts?.[3] ?? ''];
  const finishTime = parts?.[2] === '?' ? -1 : Number(parts?.[2]) * 1000;
  return {
    result: finishTime < 0 ? null : result,
    startTime: Number(parts?.[1]) * 1000,
    finishTime,
  };
}

const tasks = (all: readonly (readonly string[])[]): object[] =>
  all.map((attempts) => ({ attempts: attempts.map(attempt) }));

interface TestJob {
  readonly id: string;
  readonly maps?: readonly (readonly string[])[];
  readonly reduces?: readonly (readonly string[])[];
  readonly members?: object;
}

function trace(jobs: readonly TestJob[]): HadoopTrace {
  const reader = new RumenReader();
  for (const { id, maps = [], reduces = [], members = {} } of jobs) {
    const lists = { mapTasks: tasks(maps), reduceTasks: tasks(reduces) };
    reader.push(
      `${JSON.stringify({ jobID: id, submitTime: 0, user: 'u', ...lists, ...members })}\n`,
    );
  }
  return reader.end();
}

function workload(...jobs: readonly TestJob[]): Workload {
  const found = trace(jobs).toWorkload('w', DEFAULT_WORKLOAD_SETTINGS);
  if (typeof found === 'string') throw new Error(found);
  expect(checkWorkload(found)).toEqual([]);
  return found;
}

/** Recorded times of the tasks of each stage, in seconds. */
function seconds({ stages }: Workload): number[][] {
  const first = [...(stages.recorded?.firstTask ?? [])];
  return first
    .slice(1)
    .map((to, stage) => [...(stages.recorded?.taskUs ?? [])].slice(first[stage], to))
    .map((times) => times.map((us) => us / 1e6));
}

describe('hadoopToWorkload', () => {
  it('makes a stage of maps and one of reduces, with the times recorded', () => {
    const found = workload({ id: 'a', maps: [['1-5'], ['2-4']], reduces: [['5-9']] });
    expect(seconds(found)).toEqual([[4, 2], [4]]);
    expect([...found.stages.kind]).toEqual([StageKind.MAP, StageKind.REDUCE]);
    expect([...found.stages.tasks]).toEqual([2, 1]);
    expect([...(found.stages.exact ?? [])]).toEqual([1, 1]);
    expect([...found.stages.taskUs]).toEqual([3e6, 4e6]);
    expect(found).toMatchObject({ name: 'w', format: 'rumen', frameworks: ['u'] });
    expect(found.jobs.priority).toBe(undefined);
  });

  it('takes the last attempt that succeeded, else the longest, else none', () => {
    const maps = [['1-9f', '9-12'], ['1-3', '4-9', '4-8k'], ['1-3f', '3-7k', '8-9f'], ['1-?'], []];
    const record = trace([{ id: 'a', maps }]);
    expect(seconds(workload({ id: 'a', maps }))).toEqual([[3, 5, 4]]);
    expect(record.counts).toMatchObject({ tasks: 5, attempts: 9, failedAttempts: 5 });
    const { attempts, tasks: all } = record;
    const times = [...all.attempts.subarray(all.firstAttempt[2], all.firstAttempt[3])];
    expect(
      times.map((i) => [attempts.startMs[i], attempts.finishMs[i], attempts.outcome[i]]),
    ).toEqual([
      [1000, 3000, 2],
      [3000, 7000, 3],
      [8000, 9000, 2],
    ]);
  });

  it('counts a reduce from the last map, when it waited for that', () => {
    const maps = [['1-5'], ['2-8']];
    expect(seconds(workload({ id: 'a', maps, reduces: [['3-10'], ['9-11']] }))[1]).toEqual([2, 2]);
    // Recorded times that cannot be: then as they stand.
    expect(seconds(workload({ id: 'a', maps, reduces: [['3-7']] }))[1]).toEqual([4]);
  });

  it('gives no task less than the resolution of the log', () => {
    expect(seconds(workload({ id: 'a', maps: [['5-5'], ['5-4']] }))).toEqual([[0.001, 0.001]]);
  });

  it('sorts jobs by submission, counted from the first that ran', () => {
    const maps = [['20-21']];
    const found = workload(
      { id: 'late', maps, members: { submitTime: 9000, user: null } },
      { id: 'idle', members: { submitTime: 1000, user: 'nobody' } },
      { id: 'launched', maps, members: { submitTime: -1, launchTime: 8000, user: 'v' } },
      { id: 'early', reduces: maps, members: { submitTime: 7000, user: 'v' } },
      { id: 'untold', maps, members: { submitTime: -1, user: 'v' } },
    );
    expect(found.jobs.names).toEqual(['early', 'launched', 'late', 'untold']);
    expect([...found.jobs.submitUs]).toEqual([0, 1e6, 2e6, 13e6]);
    expect(found.frameworks).toEqual(['v', 'unknown-user']);
    expect([...found.jobs.framework]).toEqual([0, 0, 1, 0]);
    expect([...found.jobs.firstStage]).toEqual([0, 1, 2, 3, 4]);
  });

  it('asks for what the configuration says, else for the setting', () => {
    const jobProperties = {
      'mapreduce.map.memory.mb': '1536',
      'mapreduce.map.cpu.vcores': '2',
      'mapreduce.reduce.memory.mb': '0',
    };
    const members = { jobProperties, jobReduceMB: 700 };
    const lists = { maps: [['1-2']], reduces: [['3-4']] };
    const { demands, stages } = workload(
      { id: 'a', ...lists, members },
      { id: 'b', ...lists, members: { jobMapMB: 700 } },
    );
    expect([...stages.demand].map((demand) => demands[demand])).toEqual([
      parseScalars('cpus:2;mem:1536'),
      parseScalars('cpus:1;mem:2048'),
      parseScalars('cpus:1;mem:700'),
      parseScalars('cpus:1;mem:2048'),
    ]);
  });

  it('has priorities where the log has one', () => {
    const maps = [['1-2']];
    const jobs = ['VERY_HIGH', 'LOW', null].map((priority, i) => ({
      id: `${i}`,
      maps,
      members: { priority },
    }));
    expect([...(workload(...jobs).jobs.priority ?? [])]).toEqual([2, -1, 0]);
  });

  it('leaves set-up and clean-up to the record', () => {
    const otherTasks = [{ taskType: 'SETUP', attempts: [attempt('1-2')] }];
    const record = trace([{ id: 'a', members: { otherTasks } }]);
    expect(record.counts).toMatchObject({ tasks: 1, taskSeconds: 1 });
    const none = 'found 1 jobs, none of which ran a map or reduce to its end';
    expect(record.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS)).toBe(none);
    expect(trace([]).toWorkload('w', DEFAULT_WORKLOAD_SETTINGS)).toContain('found 0 jobs');
  });
});
