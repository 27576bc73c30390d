import type { TaskPreference } from '../../core/schedulers/spark/application.ts';
import { AttemptFlag, Outcome } from '../../traces/spark/attempt-table.ts';
import { elapsedMs } from '../../traces/spark/spark-counts.ts';
import type { SparkLog } from '../../traces/spark/spark-trace.ts';
import type { PlannedAttempt } from './spark-plan.ts';

/** A millisecond, in which the log counts: nothing is shorter. */
const TICK_US = 1000;

/** A place that no executor is at: the task would rather have run somewhere else. */
const ELSEWHERE = '';

/** Rows of attempts by the position of their stage, and in it by task, as they were made. */
export function rowsByTask({ attempts, stages }: SparkLog): readonly number[][][] {
  const rows: number[][] = stages.map(() => []);
  for (let row = 0; row < attempts.count; row++) rows[attempts.stage[row]].push(row);
  return rows.map((ofStage) => {
    const tasks: number[][] = [];
    const { index } = attempts;
    for (const row of ofStage.sort((a, b) => index[a] - index[b] || a - b)) {
      const last = tasks.at(-1);
      if (last !== undefined && index[last[0]] === index[row]) last.push(row);
      else tasks.push([row]);
    }
    return tasks;
  });
}

/**
 * The attempts of a task that a replay makes: those that failed by themselves, and those that
 * ended well. Killed ones are left out (another was faster, or the stage was over), and those
 * that went down with their executor, which goes down in the replay too.
 */
export function plannedAttempts(log: SparkLog, rows: readonly number[]): PlannedAttempt[] {
  const { attempts, endReasons } = log;
  const made = rows.filter((row) => {
    if (attempts.outcome[row] === Outcome.KILLED) return false;
    const failed = attempts.outcome[row] === Outcome.FAILED;
    return !failed || endReasons[attempts.reason[row]] !== 'ExecutorLostFailure';
  });
  const chosen = made.length > 0 ? made : rows.slice(-1);
  return chosen.map((row) => ({
    ...timesOf(log, row),
    fails: made.length > 0 && attempts.outcome[row] === Outcome.FAILED,
  }));
}

/**
 * Launch to finish, as the driver saw it. It stamps a finish when it has the result, and may give
 * the core away before; by how much, no event says, so that an attempt keeps its slot to the end.
 */
function timesOf({ attempts, lastMs }: SparkLog, row: number): Omit<PlannedAttempt, 'fails'> {
  const unended = attempts.outcome[row] === Outcome.RUNNING && attempts.launchMs[row] > 0;
  const ms = unended ? (lastMs ?? 0) - attempts.launchMs[row] : elapsedMs(attempts, row);
  const us = Math.max(TICK_US, ms * 1000);
  return { slotUs: us, resultUs: us };
}

/**
 * Where tasks would rather have run, as far as the level shows at which they did. One that ran
 * far from its input (RACK_LOCAL, ANY) preferred another place. Of those that ran near it only
 * tasks without parent stages tell: they read blocks, on the machine (NODE_LOCAL), or in the
 * executor if others of their stage ran far from theirs; PROCESS_LOCAL is also what Spark writes
 * of a task without preference. Reduces have several near places, of which this was one.
 *
 * @param readsInput the stage has no parents
 * @returns null when no task of the stage shows a preference
 */
export function preferencesOf(
  log: SparkLog,
  tasks: readonly (readonly number[])[],
  readsInput: boolean,
  executorNumbers: readonly number[],
): readonly TaskPreference[] | null {
  const { attempts, executors, localities } = log;
  const levels = tasks.map(([row]) => localities[attempts.locality[row]]);
  if (levels.every((level) => level === 'PROCESS_LOCAL' || level === 'NO_PREF')) return null;
  return tasks.map(([row], task): TaskPreference => {
    const executor = attempts.executor[row];
    switch (levels[task]) {
      case 'RACK_LOCAL':
      case 'ANY':
        return { executors: [], hosts: [ELSEWHERE] };
      case 'NODE_LOCAL':
        return { executors: [], hosts: readsInput ? [executors[executor].host ?? ELSEWHERE] : [] };
      case 'PROCESS_LOCAL':
        return { executors: readsInput ? [executorNumbers[executor]] : [], hosts: [] };
      default:
        return { executors: [], hosts: [] };
    }
  });
}

/** Attempts that were killed, and those that speculation made. */
export function leftOut({ attempts }: SparkLog): { killed: number; speculative: number } {
  let killed = 0;
  let speculative = 0;
  for (let row = 0; row < attempts.count; row++) {
    if (attempts.outcome[row] === Outcome.KILLED) killed++;
    if ((attempts.flags[row] & AttemptFlag.SPECULATIVE) !== 0) speculative++;
  }
  return { killed, speculative };
}
