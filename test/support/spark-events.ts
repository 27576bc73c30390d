/** Events as Spark 3 writes them, as small as they can be. Times in milliseconds. */
export type SparkEvent = Readonly<Record<string, unknown>>;

/** The text of a log: an event a line. */
export function logOf(...events: readonly (SparkEvent | string)[]): string {
  return events
    .map((event) => `${typeof event === 'string' ? event : JSON.stringify(event)}\n`)
    .join('');
}

export function applicationStart(ms: number, more: SparkEvent = {}): SparkEvent {
  return {
    ...{ Event: 'SparkListenerApplicationStart', 'App Name': 'orders', 'App ID': 'app-1' },
    ...{ Timestamp: ms, User: 'ann', ...more },
  };
}

export function applicationEnd(ms: number): SparkEvent {
  return { Event: 'SparkListenerApplicationEnd', Timestamp: ms };
}

export function environment(properties: SparkEvent): SparkEvent {
  return { Event: 'SparkListenerEnvironmentUpdate', 'Spark Properties': properties };
}

export function executorAdded(id: string, host: string, cores: number, ms: number): SparkEvent {
  return {
    ...{ Event: 'SparkListenerExecutorAdded', Timestamp: ms, 'Executor ID': id },
    'Executor Info': { Host: host, 'Total Cores': cores, 'Log Urls': {} },
  };
}

export function executorRemoved(id: string, ms: number): SparkEvent {
  return {
    ...{ Event: 'SparkListenerExecutorRemoved', Timestamp: ms, 'Executor ID': id },
    'Removed Reason': 'idle',
  };
}

/** A stage's description; parents left out as Spark 1.4 and older leave them out. */
export function stageInfo(id: number, tasks: number, parents?: readonly number[]): SparkEvent {
  return {
    ...{ 'Stage ID': id, 'Stage Attempt ID': 0, 'Stage Name': `stage ${id}` },
    ...{ 'Number of Tasks': tasks, 'RDD Info': [{ 'RDD ID': 1 }], Details: 'at line 1' },
    ...(parents !== undefined && { 'Parent IDs': parents }),
  };
}

export function jobStart(id: number, ms: number, stages: readonly SparkEvent[]): SparkEvent {
  return {
    ...{ Event: 'SparkListenerJobStart', 'Job ID': id, 'Submission Time': ms },
    ...{ 'Stage Infos': stages, 'Stage IDs': stages.map((stage) => stage['Stage ID']) },
    Properties: { 'spark.scheduler.pool': 'ads', 'spark.sql.execution.id': '4' },
  };
}

export function jobEnd(id: number, ms: number, result = 'JobSucceeded'): SparkEvent {
  return {
    ...{ Event: 'SparkListenerJobEnd', 'Job ID': id, 'Completion Time': ms },
    'Job Result': { Result: result },
  };
}

export function stageSubmitted(info: SparkEvent, ms: number, attempt = 0): SparkEvent {
  const stage = { ...info, 'Stage Attempt ID': attempt, 'Submission Time': ms };
  return { Event: 'SparkListenerStageSubmitted', 'Stage Info': stage };
}

export function stageCompleted(info: SparkEvent, ms: number, more: SparkEvent = {}): SparkEvent {
  const stage = { ...info, 'Completion Time': ms, ...more };
  return { Event: 'SparkListenerStageCompleted', 'Stage Info': stage };
}

/** A task attempt, for its start and its end. */
export interface TaskAt {
  readonly id: number;
  readonly stage: number;
  readonly index: number;
  readonly launch: number;
  readonly finish?: number;
  readonly executor?: string;
  readonly info?: SparkEvent;
}

export function taskStart(task: TaskAt): SparkEvent {
  return {
    ...{ Event: 'SparkListenerTaskStart', 'Stage ID': task.stage, 'Stage Attempt ID': 0 },
    'Task Info': { ...taskInfo(task), 'Finish Time': 0 },
  };
}

/** @param end what `Task End Reason` and others say besides, `Task Metrics` for one */
export function taskEnd(task: TaskAt, reason = 'Success', end: SparkEvent = {}): SparkEvent {
  return {
    ...{ Event: 'SparkListenerTaskEnd', 'Stage ID': task.stage, 'Stage Attempt ID': 0 },
    ...{ 'Task Type': 'ResultTask', 'Task End Reason': { Reason: reason } },
    ...{ 'Task Info': taskInfo(task), ...end },
  };
}

function taskInfo({ id, index, launch, finish, executor, info }: TaskAt): SparkEvent {
  return {
    ...{ 'Task ID': id, Index: index, Attempt: 0, 'Launch Time': launch },
    ...{ 'Executor ID': executor ?? '1', Host: `host-${executor ?? '1'}` },
    ...{ Locality: 'NODE_LOCAL', Speculative: false, 'Getting Result Time': 0 },
    ...{ 'Finish Time': finish ?? 0, Failed: false, Killed: false },
    Accumulables: [{ ID: 1, Name: 'a "quoted" [name', Update: { deep: ['}'] } }],
    ...info,
  };
}

/** A log of one application with two jobs, the second of which finds a stage done. */
export function twoJobs(): SparkEvent[] {
  const first = { id: 0, stage: 0, index: 0, launch: 2000, finish: 5000 };
  const second = { id: 1, stage: 0, index: 1, launch: 2000, finish: 4000, executor: '2' };
  const third = { id: 2, stage: 1, index: 0, launch: 5100, finish: 6100 };
  const fourth = { id: 3, stage: 3, index: 0, launch: 8000, finish: 8500, executor: '2' };
  return [
    { Event: 'SparkListenerLogStart', 'Spark Version': '3.5.0' },
    environment({ 'spark.executor.memory': '4g', 'spark.secret': 'x', 'spark.task.cpus': '1' }),
    applicationStart(1000),
    executorAdded('1', 'host-1', 4, 1500),
    executorAdded('2', 'host-2', 4, 1600),
    jobStart(0, 1900, [stageInfo(0, 2, []), stageInfo(1, 1, [0])]),
    stageSubmitted(stageInfo(0, 2, []), 1950),
    ...[taskStart(first), taskStart(second), taskEnd(second), taskEnd(first)],
    stageCompleted(stageInfo(0, 2, []), 5000),
    stageSubmitted(stageInfo(1, 1, [0]), 5050),
    ...[taskStart(third), taskEnd(third)],
    stageCompleted(stageInfo(1, 1, [0]), 6100),
    jobEnd(0, 6200),
    { Event: 'org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart', plan: 'x' },
    jobStart(1, 7900, [stageInfo(2, 2, []), stageInfo(3, 1, [2])]),
    stageSubmitted(stageInfo(3, 1, [2]), 7970),
    ...[taskStart(fourth), taskEnd(fourth)],
    stageCompleted(stageInfo(3, 1, [2]), 8500),
    jobEnd(1, 8600, 'JobFailed'),
    executorRemoved('2', 8700),
    applicationEnd(9000),
  ];
}
