import type { TraceCounts, TraceFacts } from '../reading/trace-reader.ts';
import { type AttemptColumns, Outcome } from './attempt-table.ts';
import type { SparkLog } from './spark-trace.ts';
import { peakConcurrency } from './peak-concurrency.ts';

/** The numbers of an event log. Attempts and tasks count when they ended. */
export function sparkCounts(log: SparkLog): TraceCounts {
  const { attempts, stages, taskEnds } = log;
  const ended = countRows(attempts, (row) => attempts.outcome[row] !== Outcome.RUNNING);
  return {
    jobs: log.jobs.length,
    stages: stages.filter(({ declared }) => declared).length,
    tasks: distinctTasks(attempts, ended),
    attempts: ended,
    failedAttempts: taskEnds.unsuccessful,
    attemptsWithoutEnd: attempts.count - ended,
    taskSeconds: total(attempts, (row) => elapsedMs(attempts, row)) / 1000,
    spanSeconds:
      log.firstMs === null || log.lastMs === null ? 0 : (log.lastMs - log.firstMs) / 1000,
    bytesIn: exact(total(attempts, (row) => attempts.inputBytes[row])),
    bytesShuffle: exact(total(attempts, (row) => attempts.shuffleWriteBytes[row])),
    bytesOut: exact(total(attempts, (row) => attempts.outputBytes[row])),
    facts: facts(log),
  };
}

/** From launch to finish, milliseconds; 0 where one of them is missing or they are swapped. */
export function elapsedMs({ launchMs, finishMs }: AttemptColumns, row: number): number {
  return launchMs[row] > 0 && finishMs[row] >= launchMs[row] ? finishMs[row] - launchMs[row] : 0;
}

function facts(log: SparkLog): TraceFacts {
  const { application, attempts, executors, jobs, stages } = log;
  const runs = stages.flatMap((stage) => stage.attempts);
  return {
    application: application.name,
    applicationId: application.id,
    sparkVersion: application.sparkVersion,
    finished: application.endMs === null ? 'no' : 'yes',
    jobsFailed: jobs.filter(({ result }) => result === 'failed').length,
    jobsWithoutStart: jobs.filter(({ started }) => !started).length,
    jobsWithoutEnd: jobs.filter(({ result }) => result === null).length,
    stageAttempts: runs.filter(({ submitted }) => submitted).length,
    stageAttemptsFailed: runs.filter(({ failed }) => failed).length,
    stagesSkipped: stages.filter((stage) => stage.declared && stage.attempts.length === 0).length,
    stageEdges: stages.reduce((edges, { parents }) => edges + (parents?.length ?? 0), 0),
    speculativeAttempts: log.taskEnds.speculative,
    killedAttempts: countRows(attempts, (row) => attempts.outcome[row] === Outcome.KILLED),
    attemptReasons: log.taskEnds.byReason.record(),
    attemptLocalities: log.taskEnds.byLocality.record(),
    peakConcurrentAttempts: peakConcurrency(attempts),
    executorRunSeconds: total(attempts, (row) => attempts.runMs[row]) / 1000,
    bytesShuffleRead: exact(total(attempts, (row) => attempts.shuffleReadBytes[row])),
    executors: executors.filter(({ announced }) => announced).length,
    executorsRemoved: executors.filter(({ removedMs }) => removedMs !== null).length,
    executorCores: tally(executors.flatMap(({ cores }) => cores ?? [])),
    hosts: hostsWithTasks(log),
    events: Object.fromEntries(log.events),
  };
}

/** Hosts on which tasks ran; the driver's is one of them only in local mode. */
function hostsWithTasks({ attempts, executors }: SparkLog): number {
  const used = new Set(attempts.executor.subarray(0, attempts.count));
  return new Set(executors.flatMap(({ host }, i) => (used.has(i) ? (host ?? []) : []))).size;
}

/** Different (stage, index) among the attempts that ended. */
function distinctTasks({ count, outcome, stage, index }: AttemptColumns, ended: number): number {
  // One number a task: the index has less than 32 bits, the stage's position far less than 21.
  const keys = new Float64Array(ended);
  let filled = 0;
  for (let row = 0; row < count; row++) {
    if (outcome[row] === Outcome.RUNNING) continue;
    keys[filled++] = stage[row] * 4_294_967_296 + index[row];
  }
  keys.sort();
  let distinct = 0;
  for (let i = 0; i < ended; i++) {
    if (i === 0 || keys[i - 1] !== keys[i]) distinct++;
  }
  return distinct;
}

function countRows({ count }: AttemptColumns, counted: (row: number) => boolean): number {
  let rows = 0;
  for (let row = 0; row < count; row++) {
    if (counted(row)) rows++;
  }
  return rows;
}

/** A sum over attempts. Those without an end have zeros. */
function total({ count }: AttemptColumns, of: (row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < count; row++) sum += of(row);
  return sum;
}

function tally(values: readonly number[]): Record<string, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ascending = [...counts].sort(([a], [b]) => a - b);
  return Object.fromEntries(ascending);
}

/** A sum of whole numbers, or null when it is too large to be exact. */
function exact(sum: number): number | null {
  return Number.isSafeInteger(sum) ? sum : null;
}
