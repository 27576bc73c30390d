import type { TraceCounts, TraceFacts } from '../reading/trace-reader.ts';
import { type ByteCounter, Locality, NONE, Outcome, TaskKind } from './hadoop-columns.ts';
import type { HadoopJob, HadoopRecord } from './hadoop-record.ts';

/**
 * The numbers of a Hadoop log. Tasks include those of set-up and clean-up; task-seconds are over
 * all attempts with a start and an end, however they ended; the span is over the jobs' submit,
 * launch and finish times. Bytes are those of successful attempts: `bytesIn` what maps read from
 * the distributed file system, `bytesShuffle` what reduces fetched, `bytesOut` what both wrote
 * to the distributed file system.
 */
export function countHadoop(record: HadoopRecord): TraceCounts {
  const { attempts, jobs, tasks } = record;
  const outcomes = tally(attempts.outcome, attempts.count);
  return {
    jobs: jobs.length,
    stages: null,
    tasks: tasks.count,
    attempts: attempts.count,
    failedAttempts: outcomes[Outcome.FAILED] + outcomes[Outcome.KILLED],
    attemptsWithoutEnd: countWhere(attempts.count, (i) => Number.isNaN(attempts.finishMs[i])),
    taskSeconds: attemptMs(record) / 1000,
    spanSeconds: spanMs(jobs) / 1000,
    bytesIn: sumBytes(record, 'bytesRead', [TaskKind.MAP]),
    bytesShuffle: sumBytes(record, 'shuffleBytes', [TaskKind.REDUCE]),
    bytesOut: sumBytes(record, 'bytesWritten', [TaskKind.MAP, TaskKind.REDUCE]),
    facts: facts(record, outcomes),
  };
}

function facts(record: HadoopRecord, outcomes: readonly number[]): TraceFacts {
  const { attempts, jobs, tasks } = record;
  const kinds = tally(tasks.kind, tasks.count);
  const localities = tally(attempts.locality, attempts.count);
  const hosts = new Set(attempts.host.filter((host) => host !== NONE));
  const racks = new Set([...hosts].map((host) => record.racks[host]).filter((rack) => rack >= 0));
  return {
    jobOutcomes: outcomeFacts(
      tally(
        jobs.map((job) => job.outcome),
        jobs.length,
      ),
    ),
    users: distinct(jobs.map((job) => job.user)),
    queues: distinct(jobs.map((job) => job.queue)),
    declaredMaps: sum(jobs.map((job) => job.declaredMaps ?? 0)),
    declaredReduces: sum(jobs.map((job) => job.declaredReduces ?? 0)),
    taskKinds: named({
      MAP: kinds[TaskKind.MAP],
      REDUCE: kinds[TaskKind.REDUCE],
      SETUP: kinds[TaskKind.SETUP],
      CLEANUP: kinds[TaskKind.CLEANUP],
    }),
    taskOutcomes: outcomeFacts(tally(tasks.outcome, tasks.count)),
    attemptOutcomes: outcomeFacts(outcomes),
    speculativeAttempts: sum(attempts.speculative),
    locality: named({
      NODE_LOCAL: localities[Locality.NODE_LOCAL],
      RACK_LOCAL: localities[Locality.RACK_LOCAL],
      OFF_SWITCH: localities[Locality.OFF_SWITCH],
    }),
    hosts: hosts.size,
    racks: racks.size,
  };
}

/** How often each of the values 0 to 3 occurs. */
function tally(values: ArrayLike<number>, count: number): number[] {
  const found = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) found[values[i]]++;
  return found;
}

function outcomeFacts(outcomes: readonly number[]): Record<string, number> {
  return named({
    SUCCESS: outcomes[Outcome.SUCCESS],
    FAILED: outcomes[Outcome.FAILED],
    KILLED: outcomes[Outcome.KILLED],
    UNKNOWN: outcomes[Outcome.UNKNOWN],
  });
}

/** Only what occurs. */
function named(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function distinct(names: readonly (string | null)[]): number {
  return new Set(names.filter((name) => name !== null)).size;
}

function attemptMs({ attempts }: HadoopRecord): number {
  let total = 0;
  for (let i = 0; i < attempts.count; i++) {
    const ms = attempts.finishMs[i] - attempts.startMs[i];
    if (!Number.isNaN(ms)) total += ms;
  }
  return total;
}

function spanMs(jobs: readonly HadoopJob[]): number {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { submitMs, launchMs, finishMs } of jobs) {
    for (const ms of [submitMs, launchMs, finishMs]) {
      if (ms < first) first = ms;
      if (ms > last) last = ms;
    }
  }
  return last >= first ? last - first : 0;
}

/** Null when no attempt has the counter. */
function sumBytes(
  { attempts, tasks }: HadoopRecord,
  counter: ByteCounter,
  kinds: readonly TaskKind[],
): number | null {
  let total: number | null = null;
  for (let i = 0; i < attempts.count; i++) {
    const bytes = attempts[counter][i];
    if (attempts.outcome[i] !== Outcome.SUCCESS || Number.isNaN(bytes)) continue;
    if (kinds.some((kind) => kind === tasks.kind[attempts.task[i]])) total = (total ?? 0) + bytes;
  }
  return total;
}

function countWhere(count: number, holds: (index: number) => boolean): number {
  let found = 0;
  for (let i = 0; i < count; i++) if (holds(i)) found++;
  return found;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
