import type { SparkProfile } from './spark-profiles.ts';
import type { SparkRunStage, SparkRunTask } from './spark-run.ts';

/** An event of a log, one JSON object a line (Spark's `JsonProtocol`, 3.5). */
export type SparkEvent = Readonly<Record<string, unknown>>;

/** The release whose events these are. */
const SPARK_VERSION = '3.5.0';

/** Where the clock of the log starts: 14 November 2023, 22:13:20 UTC; any date would do. */
const EPOCH_MS = 1_700_000_000_000;

/** What an application says before it does anything. */
export function openingEvents(name: string, profiles: readonly SparkProfile[]): SparkEvent[] {
  const [{ cores, cpus, memoryMib }] = profiles;
  const properties = {
    ...{ 'spark.app.name': name, 'spark.scheduler.mode': 'FIFO' },
    ...{ 'spark.executor.cores': String(cores), 'spark.task.cpus': String(cpus) },
    ...(memoryMib !== null && { 'spark.executor.memory': `${Math.ceil(memoryMib)}m` }),
  };
  return [
    { Event: 'SparkListenerLogStart', 'Spark Version': SPARK_VERSION },
    ...profiles.map(profileAdded),
    { Event: 'SparkListenerEnvironmentUpdate', 'Spark Properties': properties },
    {
      ...{ Event: 'SparkListenerApplicationStart', 'App Name': name },
      ...{ 'App ID': 'app-20231114221320-0000', Timestamp: EPOCH_MS, User: 'evenhand' },
    },
  ];
}

/** One executor after the other, by profile, all there from the start. */
export function executorEvents(profiles: readonly SparkProfile[]): SparkEvent[] {
  let executor = 0;
  return profiles.flatMap((profile) =>
    Array.from({ length: profile.executors }, () => executorAdded(executor++, profile)),
  );
}

export function applicationEnd(ms: number): SparkEvent {
  return { Event: 'SparkListenerApplicationEnd', Timestamp: EPOCH_MS + ms };
}

/** @param pool the framework of the job @param description its name */
export function jobStart(
  id: number,
  ms: number,
  stages: readonly SparkRunStage[],
  names: { readonly pool: string; readonly description: string },
): SparkEvent {
  return {
    ...{ Event: 'SparkListenerJobStart', 'Job ID': id, 'Submission Time': EPOCH_MS + ms },
    ...{ 'Stage Infos': stages.map(stageInfo), 'Stage IDs': stages.map((stage) => stage.id) },
    Properties: {
      ...{ 'spark.scheduler.pool': names.pool, 'spark.job.description': names.description },
    },
  };
}

export function jobEnd(id: number, ms: number): SparkEvent {
  return {
    ...{ Event: 'SparkListenerJobEnd', 'Job ID': id, 'Completion Time': EPOCH_MS + ms },
    'Job Result': { Result: 'JobSucceeded' },
  };
}

export function stageSubmitted(stage: SparkRunStage, ms: number): SparkEvent {
  return {
    Event: 'SparkListenerStageSubmitted',
    'Stage Info': { ...stageInfo(stage), 'Submission Time': EPOCH_MS + ms },
  };
}

export function stageCompleted(stage: SparkRunStage, startMs: number, ms: number): SparkEvent {
  const times = { 'Submission Time': EPOCH_MS + startMs, 'Completion Time': EPOCH_MS + ms };
  return { Event: 'SparkListenerStageCompleted', 'Stage Info': { ...stageInfo(stage), ...times } };
}

export function taskStart(task: SparkRunTask): SparkEvent {
  return {
    ...{ Event: 'SparkListenerTaskStart', 'Stage ID': task.stage.id, 'Stage Attempt ID': 0 },
    'Task Info': taskInfo(task, 0),
  };
}

/** Without metrics: nobody measured any. */
export function taskEnd(task: SparkRunTask, last: boolean): SparkEvent {
  return {
    ...{ Event: 'SparkListenerTaskEnd', 'Stage ID': task.stage.id, 'Stage Attempt ID': 0 },
    'Task Type': last ? 'ResultTask' : 'ShuffleMapTask',
    ...{ 'Task End Reason': { Reason: 'Success' } },
    'Task Info': taskInfo(task, EPOCH_MS + task.finishMs),
  };
}

function profileAdded({ id, cores, cpus, memoryMib, gpus }: SparkProfile): SparkEvent {
  const request = (name: string, amount: number): SparkEvent => ({
    [name]: { 'Resource Name': name, Amount: amount },
  });
  return {
    ...{ Event: 'SparkListenerResourceProfileAdded', 'Resource Profile Id': id },
    'Executor Resource Requests': {
      ...request('cores', cores),
      // All of it is the tasks': without the overhead that a resource manager adds.
      ...(memoryMib !== null && {
        ...request('memory', memoryMib),
        ...request('memoryOverhead', 0),
      }),
      ...(gpus > 0 && request('gpu', Math.ceil(gpus * Math.max(1, Math.floor(cores / cpus))))),
    },
    'Task Resource Requests': { ...request('cpus', cpus), ...(gpus > 0 && request('gpu', gpus)) },
  };
}

function executorAdded(executor: number, { id, cores }: SparkProfile): SparkEvent {
  return {
    ...{ Event: 'SparkListenerExecutorAdded', Timestamp: EPOCH_MS },
    'Executor ID': executorId(executor),
    'Executor Info': {
      ...{ Host: hostOf(executor), 'Total Cores': cores, 'Resource Profile Id': id },
    },
  };
}

function stageInfo({ id, stage, parents, pool }: SparkRunStage): SparkEvent {
  return {
    ...{ 'Stage ID': id, 'Stage Attempt ID': 0, 'Stage Name': `stage ${id}` },
    ...{ 'Number of Tasks': stage.tasks, 'Parent IDs': parents, 'Resource Profile Id': pool },
  };
}

function taskInfo({ id, index, executor, launchMs }: SparkRunTask, finishTime: number): SparkEvent {
  return {
    ...{ 'Task ID': id, Index: index, Attempt: 0, 'Launch Time': EPOCH_MS + launchMs },
    ...{ 'Executor ID': executorId(executor), Host: hostOf(executor), Locality: 'NO_PREF' },
    ...{ Speculative: false, 'Getting Result Time': 0, 'Finish Time': finishTime },
    ...{ Failed: false, Killed: false },
  };
}

function executorId(executor: number): string {
  return String(executor + 1);
}

function hostOf(executor: number): string {
  return `host-${executor + 1}`;
}
