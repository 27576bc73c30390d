/** Tasks of a stage, and stages of a job, in the synthetic log. */
const TASKS = 200;
const STAGES = 4;

/** The counters that Spark 3 repeats behind every task: most of what a log consists of. */
const ACCUMULABLES = [
  ...['executorDeserializeTime', 'executorDeserializeCpuTime', 'executorRunTime'],
  ...[
    'executorCpuTime',
    'resultSize',
    'jvmGCTime',
    'resultSerializationTime',
    'peakExecutionMemory',
  ],
  ...['input.bytesRead', 'input.recordsRead', 'shuffle.write.bytesWritten', 'shuffle.write.time'],
].map((name, index) => ({
  ...{
    ID: 456 + index,
    Name: `internal.metrics.${name}`,
    Update: 12_343_026,
    Value: 10_831_708_736,
  },
  ...{ Internal: true, 'Count Failed Values': true },
}));

const METRICS = {
  ...{ 'Executor Deserialize Time': 19, 'Executor Deserialize CPU Time': 12_343_026 },
  ...{ 'Executor Run Time': 54, 'Executor CPU Time': 5_971_841, 'Peak Execution Memory': 0 },
  ...{ 'Result Size': 2789, 'JVM GC Time': 0, 'Result Serialization Time': 1 },
  ...{ 'Memory Bytes Spilled': 0, 'Disk Bytes Spilled': 0 },
  'Shuffle Read Metrics': {
    ...{ 'Remote Blocks Fetched': 0, 'Local Blocks Fetched': 9, 'Fetch Wait Time': 0 },
    ...{ 'Remote Bytes Read': 1000, 'Local Bytes Read': 90_000, 'Total Records Read': 12 },
  },
  'Shuffle Write Metrics': { 'Shuffle Bytes Written': 4096, 'Shuffle Write Time': 77_000 },
  'Input Metrics': { 'Bytes Read': 134_217_728, 'Records Read': 99 },
  'Output Metrics': { 'Bytes Written': 0, 'Records Written': 0 },
  'Updated Blocks': [],
};

/** A log of Spark 3.5: jobs of stages that wait for the one before, tasks with all their counters. */
export function* sparkEvents(): Generator<string, never> {
  yield lines([
    { Event: 'SparkListenerLogStart', 'Spark Version': '3.5.0' },
    {
      ...{ Event: 'SparkListenerApplicationStart', 'App Name': 'synthetic', 'App ID': 'app-1' },
      ...{ Timestamp: START_MS, User: 'ann' },
    },
    {
      ...{ Event: 'SparkListenerExecutorAdded', Timestamp: START_MS, 'Executor ID': '1' },
      'Executor Info': { Host: 'host-1', 'Total Cores': 16, 'Log Urls': {} },
    },
  ]);
  for (let job = 0; ; job++) {
    const infos = Array.from({ length: STAGES }, (_, position) => stageInfo(job, position));
    yield lines([
      {
        ...{ Event: 'SparkListenerJobStart', 'Job ID': job, 'Submission Time': msOf(job * STAGES) },
        ...{ 'Stage Infos': infos, 'Stage IDs': infos.map((info) => info['Stage ID']) },
        Properties: { 'spark.sql.execution.id': `${job}` },
      },
    ]);
    for (const info of infos) yield* stageEvents(info);
    const endMs = msOf((job + 1) * STAGES);
    yield lines([
      {
        ...{ Event: 'SparkListenerJobEnd', 'Job ID': job, 'Completion Time': endMs },
        'Job Result': { Result: 'JobSucceeded' },
      },
    ]);
  }
}

const START_MS = 1_751_493_900_000;

function msOf(stage: number): number {
  return START_MS + stage * 1000;
}

function stageInfo(job: number, position: number): Readonly<Record<string, unknown>> {
  const stage = job * STAGES + position;
  return {
    ...{ 'Stage ID': stage, 'Stage Attempt ID': 0, 'Stage Name': 'count at Query.scala:72' },
    ...{ 'Number of Tasks': TASKS, 'RDD Info': [{ 'RDD ID': stage, Name: 'MapPartitionsRDD' }] },
    ...{
      'Parent IDs': position === 0 ? [] : [stage - 1],
      Details: 'org.apache.spark.x\n'.repeat(9),
    },
  };
}

function* stageEvents(info: Readonly<Record<string, unknown>>): Generator<string> {
  const stage = Number(info['Stage ID']);
  const submitted = { ...info, 'Submission Time': msOf(stage) };
  yield lines([{ Event: 'SparkListenerStageSubmitted', 'Stage Info': submitted }]);
  for (let index = 0; index < TASKS; index++) {
    const launchMs = msOf(stage) + index;
    const task = {
      ...{ 'Task ID': stage * TASKS + index, Index: index, Attempt: 0, 'Partition ID': index },
      ...{ 'Launch Time': launchMs, 'Executor ID': '1', Host: 'host-1', Locality: 'NODE_LOCAL' },
      ...{ Speculative: false, 'Getting Result Time': 0, 'Finish Time': 0, Failed: false },
      ...{ Killed: false, Accumulables: [] as unknown },
    };
    const place = { 'Stage ID': stage, 'Stage Attempt ID': 0 };
    const ended = { ...task, 'Finish Time': launchMs + 100 + (index % 700) };
    yield lines([{ Event: 'SparkListenerTaskStart', ...place, 'Task Info': task }]);
    yield lines([
      {
        ...{ Event: 'SparkListenerTaskEnd', ...place, 'Task Type': 'ShuffleMapTask' },
        'Task End Reason': { Reason: 'Success' },
        'Task Info': { ...ended, Accumulables: ACCUMULABLES },
        'Task Metrics': METRICS,
      },
    ]);
  }
  const completed = { ...submitted, 'Completion Time': msOf(stage + 1) };
  yield lines([{ Event: 'SparkListenerStageCompleted', 'Stage Info': completed }]);
}

function lines(events: readonly object[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}
