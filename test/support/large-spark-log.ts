import {
  applicationEnd,
  applicationStart,
  environment,
  executorAdded,
  jobEnd,
  jobStart,
  logOf,
  stageCompleted,
  stageInfo,
  stageSubmitted,
  taskEnd,
  taskStart,
} from './spark-events.ts';

const EXECUTORS = 50;
const TASKS = 200;
const TASK_MS = 4000;
/** From one job to the next: its longest task, and a little. */
const JOB_MS = TASK_MS + TASKS + 100;

/**
 * The text of a Spark event log of at least so many bytes: an application of equal jobs of one
 * stage, one after the other. The same text for the same number.
 */
export function largeSparkLog(bytes: number): string {
  const executors = Array.from({ length: EXECUTORS }, (_, i) =>
    executorAdded(`${i}`, `host-${i}`, 4, 1000),
  );
  const parts = [
    logOf(
      { Event: 'SparkListenerLogStart', 'Spark Version': '3.5.0' },
      environment({ 'spark.executor.memory': '4g', 'spark.task.cpus': '1' }),
      applicationStart(0),
      ...executors,
    ),
  ];
  let size = parts[0].length;
  while (size < bytes) {
    const text = jobText(parts.length - 1);
    parts.push(text);
    size += text.length;
  }
  return parts.join('') + logOf(applicationEnd(2000 + parts.length * JOB_MS));
}

function jobText(job: number): string {
  const ms = 2000 + job * JOB_MS;
  const stage = stageInfo(job, TASKS, []);
  const tasks = Array.from({ length: TASKS }, (_, index) => ({
    ...{ id: job * TASKS + index, stage: job, index, executor: `${index % EXECUTORS}` },
    ...{ launch: ms, finish: ms + TASK_MS + index },
  }));
  return logOf(
    jobStart(job, ms, [stage]),
    stageSubmitted(stage, ms),
    ...tasks.flatMap((task) => [taskStart(task), taskEnd(task)]),
    stageCompleted(stage, ms + TASK_MS + TASKS),
    jobEnd(job, ms + TASK_MS + TASKS),
  );
}
