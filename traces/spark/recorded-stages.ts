import { type AttemptColumns, AttemptFlag, Outcome } from './attempt-table.ts';
import { elapsedMs } from './spark-counts.ts';
import type { SparkLog } from './spark-trace.ts';

/**
 * Which recorded time of a task replays. `elapsed`: from launch to finish as the driver saw it.
 * `executor`: inside the executor, which is what surely held a core; the sum is smaller.
 */
export type SparkTaskTime = 'elapsed' | 'executor';

/** A millisecond, in which the log counts: no task is shorter. */
const TICK_US = 1000;

/**
 * Times of the tasks of each stage that ran, by position of the stage; null for the others.
 * Microseconds, one a task by ascending index, of the attempt that succeeded; of the last one
 * where none did. An attempt without an end counts up to the end of the log.
 */
export function recordedStages(log: SparkLog, time: SparkTaskTime): (Float64Array | null)[] {
  const { attempts, stages } = log;
  const rowsByStage: number[][] = stages.map(() => []);
  for (let row = 0; row < attempts.count; row++) rowsByStage[attempts.stage[row]].push(row);
  return rowsByStage.map((rows) => {
    if (rows.length === 0) return null;
    const { index } = attempts;
    const byTask = [...rows].sort((a, b) => index[a] - index[b] || a - b);
    const chosen = oneOfEach(byTask, attempts);
    return Float64Array.from(chosen, (row) => taskUs(log, row, time));
  });
}

/** Of the rows, sorted by task, one each: the first that succeeded, else the last. */
function oneOfEach(byTask: readonly number[], attempts: AttemptColumns): number[] {
  const chosen: number[] = [];
  for (const row of byTask) {
    const before = chosen.at(-1);
    if (before === undefined || attempts.index[before] !== attempts.index[row]) chosen.push(row);
    else if (attempts.outcome[before] !== Outcome.SUCCESS) chosen[chosen.length - 1] = row;
  }
  return chosen;
}

function taskUs(log: SparkLog, row: number, time: SparkTaskTime): number {
  return Math.max(TICK_US, taskMs(log, row, time) * 1000);
}

function taskMs({ attempts, lastMs }: SparkLog, row: number, time: SparkTaskTime): number {
  const { outcome, launchMs, flags, deserializeMs, runMs, serializeMs } = attempts;
  if (outcome[row] === Outcome.RUNNING) {
    return launchMs[row] > 0 ? Math.max(0, (lastMs ?? 0) - launchMs[row]) : 0;
  }
  const elapsed = elapsedMs(attempts, row);
  const inside = deserializeMs[row] + runMs[row] + serializeMs[row];
  const measured = (flags[row] & AttemptFlag.METRICS) !== 0;
  return time === 'executor' && measured ? Math.min(inside, elapsed) : elapsed;
}
