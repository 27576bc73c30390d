import type { NewStage } from '../model/stage-list.ts';
import { isPlain } from '../model/stage-of.ts';
import { StageKind } from '../model/workload.ts';
import {
  type SparkEvent,
  applicationEnd,
  executorEvents,
  jobEnd,
  jobStart,
  openingEvents,
  stageCompleted,
  stageSubmitted,
  taskEnd,
  taskStart,
} from './spark-events.ts';
import { type SparkExecutors, sparkProfiles } from './spark-profiles.ts';
import { SparkRun, type SparkRunEvent } from './spark-run.ts';
import type { TraceJobs } from './trace-jobs.ts';

/**
 * Jobs as the event log of one Spark application that ran them: each is a Spark job, submitted
 * when it was, its tasks of their times on the executors given, first come first served. The jobs
 * are those of the trace, the run is made up: waiting on executors and all that follows from it.
 */
export function* writeSpark(list: TraceJobs, executors: SparkExecutors): Generator<string> {
  const { name, jobs } = list;
  const { profiles, of } = sparkProfiles(list, executors);
  yield linesOf([...openingEvents(name, profiles), ...executorEvents(profiles)]);
  const run = new SparkRun(jobs, profiles, of);
  const isParent = new Set(run.stages.flatMap(({ parents }) => parents));
  const eventOf = (event: SparkRunEvent): SparkEvent => {
    switch (event.kind) {
      case 'job-start': {
        const { framework, name: description } = jobs[event.job];
        const names = { pool: framework, description };
        return jobStart(event.job, event.ms, run.stagesOf[event.job], names);
      }
      case 'job-end':
        return jobEnd(event.job, event.ms);
      case 'stage-start':
        return stageSubmitted(event.stage, event.ms);
      case 'stage-end':
        return stageCompleted(event.stage, event.startMs, event.ms);
      case 'task-start':
        return taskStart(event.task);
      case 'task-end':
        return taskEnd(event.task, !isParent.has(event.task.stage.id));
    }
  };
  let lastMs = 0;
  for (let events = run.step(); events !== null; events = run.step()) {
    for (const event of events) if (event.kind === 'job-end') lastMs = event.ms;
    yield linesOf(events.map(eventOf));
  }
  yield linesOf([applicationEnd(lastMs)]);
}

function linesOf(events: readonly SparkEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** What an event log cannot say, or says otherwise. */
export function sparkLosses({ jobs, durations }: TraceJobs): string[] {
  const stages = jobs.flatMap((job) => job.stages);
  const lost = ['names of jobs (kept as their descriptions)'];
  if (jobs.some(({ submitUs }) => isFiner(submitUs)) || stages.some(hasFinerTimes)) {
    lost.push('parts of milliseconds');
  }
  const frameworks = new Set(jobs.map(({ framework }) => framework));
  if (frameworks.size > 1) {
    lost.push(`${frameworks.size} frameworks (one application; kept as its scheduler pools)`);
  }
  if (jobs.some(({ priority }) => priority !== undefined)) lost.push('priorities');
  if (stages.some(({ kind }) => kind === StageKind.REDUCE)) {
    lost.push('early launches of reduces (stages that wait for their parents)');
  }
  if (stages.some(({ gang }) => gang === true)) lost.push('gangs');
  if (!isPlain(durations) && stages.some(({ exact }) => exact !== true)) {
    lost.push('how task times vary (written without skew)');
  }
  const asked = new Set(stages.flatMap(({ demand }) => [...demand.keys()]));
  for (const name of asked) {
    if (!['cpus', 'mem', 'gpus'].includes(name)) lost.push(`what tasks ask for of ${name}`);
  }
  if (stages.some(({ demand }) => !demand.has('cpus')))
    lost.push('tasks without CPUs (they ask for 1)');
  if (stages.some(({ demand }) => (demand.get('cpus') ?? 0) % 1000 !== 0)) {
    lost.push('whole CPUs a task (parts of one are written, which Spark itself refuses)');
  }
  return lost;
}

/** Spark's clock ticks in milliseconds. */
function isFiner(us: number): boolean {
  return us % 1000 !== 0;
}

function hasFinerTimes({ recordedUs, taskUs, lastTaskUs }: NewStage): boolean {
  if (recordedUs === undefined) return isFiner(taskUs) || isFiner(lastTaskUs);
  for (let i = 0; i < recordedUs.length; i++) if (isFiner(recordedUs[i])) return true;
  return false;
}
