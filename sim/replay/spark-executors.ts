import { AttemptFlag, Outcome } from '../../traces/spark/attempt-table.ts';
import type { SparkExecutor } from '../../traces/spark/executors.ts';
import type { SparkLog } from '../../traces/spark/spark-trace.ts';
import { mostAtOnce } from './most-at-once.ts';
import type { PlannedExecutor } from './spark-plan.ts';
import { settingNumber, settingUs } from './spark-settings.ts';

/** What Spark says of an executor that dynamic allocation gave back. */
const LET_GO = 'Executor killed by driver.';

/** `spark.dynamicAllocation.executorIdleTimeout` where nothing is set. */
const IDLE_TIMEOUT_US = 60_000_000;

/** The executors of a log, and which of them each position in the log has become. */
export interface ExecutorPlan {
  readonly executors: readonly PlannedExecutor[];
  /** By position in the log; -1 for what ran no tasks and could not. */
  readonly numberOf: readonly number[];
  /** Executors whose cores the log does not say. */
  readonly withoutCores: number;
}

/**
 * The executors as they came and went, with their cores. What was lost while it ran tasks or
 * held output is lost again at that time. What dynamic allocation gave back is given back when
 * it has had nothing to do for the application's idle timeout, and at the recorded time at last.
 *
 * @param sinceUs a time of the log in microseconds from the first submission
 */
export function executorPlan(log: SparkLog, sinceUs: (ms: number) => number): ExecutorPlan {
  const lost = executorsWithLosses(log);
  const rows = attemptsByExecutor(log);
  const executors: PlannedExecutor[] = [];
  let withoutCores = 0;
  const numberOf = log.executors.map((executor, position) => {
    const { addedMs, host, id, removedMs } = executor;
    const known = (executor.cores ?? 0) > 0;
    if (!known && rows[position].length === 0) return -1;
    const { launchMs, finishMs } = log.attempts;
    const slots = known
      ? slotsOf(log, executor)
      : mostAtOnce(rows[position].map((row) => [launchMs[row], finishMs[row]]));
    if (!known) withoutCores++;
    const planned = {
      host: host ?? id,
      profile: executor.profile,
      slots,
      fromUs: addedMs === null ? 0 : Math.max(0, sinceUs(addedMs)),
      untilUs: removedMs === null ? Number.POSITIVE_INFINITY : Math.max(0, sinceUs(removedMs)),
      lost: lost.has(position),
      idleTimeoutUs: idleTimeoutUs(log, executor),
    };
    return executors.push(planned) - 1;
  });
  return { executors, numberOf, withoutCores };
}

/** Tasks an executor runs at once, at least one: by its cores, and by its GPUs if tasks ask for them. */
function slotsOf({ application }: SparkLog, { cores, profile }: SparkExecutor): number {
  const asked = application.profiles.get(profile);
  const taskCpus = asked?.task.get('cpus') ?? settingNumber(application, 'spark.task.cpus', 1);
  const byCores = Math.floor((cores ?? 1) / Math.max(1, taskCpus));
  const taskGpus =
    asked?.task.get('gpu') ?? settingNumber(application, 'spark.task.resource.gpu.amount', 0);
  const gpus =
    asked?.executor.get('gpu') ??
    settingNumber(application, 'spark.executor.resource.gpu.amount', 0);
  if (taskGpus <= 0 || gpus <= 0) return Math.max(1, byCores);
  // A share of a GPU is written as a decimal: 0.1 of one is a tenth, and ten of them fit.
  const byGpus = Math.floor(Math.round((gpus / taskGpus) * 1e6) / 1e6);
  return Math.max(1, Math.min(byCores, byGpus));
}

function idleTimeoutUs({ application }: SparkLog, executor: SparkExecutor): number | null {
  const dynamic = application.properties.get('spark.dynamicAllocation.enabled') === 'true';
  if (!dynamic || executor.removedReason !== LET_GO) return null;
  const name = 'spark.dynamicAllocation.executorIdleTimeout';
  return settingUs(application, name, 's', IDLE_TIMEOUT_US);
}

/** Positions of executors with which a running task or the output of a finished one was lost. */
function executorsWithLosses({ attempts, endReasons }: SparkLog): ReadonlySet<number> {
  const lost = new Set<number>();
  for (let row = 0; row < attempts.count; row++) {
    const ended = attempts.outcome[row] === Outcome.FAILED;
    const failedWithIt = ended && endReasons[attempts.reason[row]] === 'ExecutorLostFailure';
    const resubmitted = (attempts.flags[row] & AttemptFlag.RESUBMITTED) !== 0;
    if (failedWithIt || resubmitted) lost.add(attempts.executor[row]);
  }
  return lost;
}

function attemptsByExecutor({ attempts, executors }: SparkLog): readonly number[][] {
  const rows: number[][] = executors.map(() => []);
  for (let row = 0; row < attempts.count; row++) rows[attempts.executor[row]].push(row);
  return rows;
}
