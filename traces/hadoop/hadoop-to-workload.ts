import type { ResourceMap } from '../../core/resources/quantities.ts';
import type { NewStage } from '../model/stage-list.ts';
import { type NewJob, buildWorkload, demandOf, meanUs } from '../model/workload-builder.ts';
import type { WorkloadSettings } from '../model/workload-settings.ts';
import { StageKind, type Workload } from '../model/workload.ts';
import { NONE, Outcome, TaskKind } from './hadoop-columns.ts';
import type { HadoopJob, HadoopRecord } from './hadoop-record.ts';

/** The logs' resolution: a task that began and ended in one millisecond takes one. */
const SHORTEST_US = 1000;

/** Framework of the jobs whose user the log does not name. */
const NOBODY = 'unknown-user';

const PRIORITIES: ReadonlyMap<string, number> = new Map([
  ['VERY_HIGH', 2],
  ['HIGH', 1],
  ['NORMAL', 0],
  ['LOW', -1],
  ['VERY_LOW', -2],
]);

/**
 * The workload of recorded jobs: a stage of maps and a stage of reduces each, every task with the
 * time it took. Users are frameworks.
 *
 * - A task takes the time of its last successful attempt; one that never succeeded, that of its
 *   longest attempt. A task that never ran to an end, and a job without any other, is left out:
 *   it stands in the record only, as do set-up and clean-up tasks and all other attempts.
 * - A reduce's time is counted from the end of its job's last map if it had begun by then. Before,
 *   it waited for maps, and in a replay it waits anew.
 * - What a task asks for is what the job's configuration says, else `settings.taskDemand`.
 * - Submit times are counted from the first job that has tasks. A job without one counts from its
 *   launch, or else from its first attempt.
 *
 * @returns the workload, or why there is none
 */
export function hadoopToWorkload(
  record: HadoopRecord,
  name: string,
  { taskDemand }: WorkloadSettings,
): Workload | string {
  const hasPriorities = record.jobs.some(({ priority }) => priority !== null);
  const times = jobTimes(record);
  const jobs = record.jobs.flatMap((job, index): NewJob[] => {
    const { mapUs, reduceUs, firstStartMs } = times[index];
    if (mapUs.length + reduceUs.length === 0) return [];
    const known = [job.submitMs, job.launchMs].find((ms) => !Number.isNaN(ms));
    const newJob = {
      name: job.id,
      submitUs: (known ?? firstStartMs) * 1000,
      framework: job.user ?? NOBODY,
      stages: stagesOf(job, mapUs, reduceUs, taskDemand),
    };
    return [hasPriorities ? { ...newJob, priority: priorityOf(job) } : newJob];
  });
  if (jobs.length > 0) return buildWorkload(name, record.format, jobs);
  return `found ${record.jobs.length} jobs, none of which ran a map or reduce to its end`;
}

/** What a job's tasks took, whole microseconds, in the log's order. */
interface JobTimes {
  readonly mapUs: number[];
  readonly reduceUs: number[];
  firstStartMs: number;
  lastMapMs: number;
}

function jobTimes(record: HadoopRecord): readonly JobTimes[] {
  const { attempts, tasks } = record;
  const times = record.jobs.map(
    (): JobTimes => ({
      mapUs: [],
      reduceUs: [],
      firstStartMs: Number.POSITIVE_INFINITY,
      lastMapMs: Number.NEGATIVE_INFINITY,
    }),
  );
  const deciding = Int32Array.from({ length: tasks.count }, (_, task) =>
    decidingAttempt(record, task),
  );
  for (let task = 0; task < tasks.count; task++) {
    const attempt = deciding[task];
    if (attempt === NONE || tasks.kind[task] !== TaskKind.MAP) continue;
    const job = times[tasks.job[task]];
    job.lastMapMs = Math.max(job.lastMapMs, attempts.finishMs[attempt]);
  }
  for (let task = 0; task < tasks.count; task++) {
    const attempt = deciding[task];
    if (attempt === NONE) continue;
    const job = times[tasks.job[task]];
    const startMs = attempts.startMs[attempt];
    const finishMs = attempts.finishMs[attempt];
    job.firstStartMs = Math.min(job.firstStartMs, startMs);
    if (tasks.kind[task] === TaskKind.MAP) job.mapUs.push(workUs(startMs, finishMs));
    if (tasks.kind[task] !== TaskKind.REDUCE) continue;
    const waited = job.lastMapMs > startMs && job.lastMapMs <= finishMs;
    job.reduceUs.push(workUs(waited ? job.lastMapMs : startMs, finishMs));
  }
  return times;
}

/** The attempt whose time is the task's, or {@link NONE} when none of them ended. */
function decidingAttempt({ tasks, attempts }: HadoopRecord, task: number): number {
  let success = NONE;
  let longest = NONE;
  let longestMs = Number.NEGATIVE_INFINITY;
  for (let i = tasks.firstAttempt[task]; i < tasks.firstAttempt[task + 1]; i++) {
    const attempt = tasks.attempts[i];
    const ms = attempts.finishMs[attempt] - attempts.startMs[attempt];
    if (Number.isNaN(ms)) continue;
    if (attempts.outcome[attempt] === Outcome.SUCCESS) success = attempt;
    if (ms > longestMs) {
      longest = attempt;
      longestMs = ms;
    }
  }
  return success === NONE ? longest : success;
}

function workUs(startMs: number, finishMs: number): number {
  return Math.max(SHORTEST_US, (finishMs - startMs) * 1000);
}

function stagesOf(
  job: HadoopJob,
  mapUs: readonly number[],
  reduceUs: readonly number[],
  taskDemand: ResourceMap,
): NewStage[] {
  const stages: NewStage[] = [];
  if (mapUs.length > 0) {
    const demand = taskDemandOf(job.mapCpus, job.mapMemoryMb, taskDemand);
    stages.push({ kind: StageKind.MAP, demand, ...recordedStage(mapUs) });
  }
  if (reduceUs.length > 0) {
    const demand = taskDemandOf(job.reduceCpus, job.reduceMemoryMb, taskDemand);
    stages.push({ kind: StageKind.REDUCE, demand, ...recordedStage(reduceUs) });
  }
  return stages;
}

function recordedStage(recordedUs: readonly number[]): Omit<NewStage, 'kind' | 'demand'> {
  return {
    tasks: recordedUs.length,
    taskUs: meanUs(recordedUs),
    lastTaskUs: recordedUs[recordedUs.length - 1],
    exact: true,
    recordedUs,
  };
}

/** A zero in the configuration says no more than none. */
function taskDemandOf(
  cpus: number | null,
  memoryMb: number | null,
  fallback: ResourceMap,
): ResourceMap {
  return demandOf(
    [
      ['cpus', cpus === 0 ? null : cpus],
      ['mem', memoryMb === 0 ? null : memoryMb],
    ],
    fallback,
  );
}

function priorityOf({ priority }: HadoopJob): number {
  return PRIORITIES.get(priority ?? '') ?? 0;
}
