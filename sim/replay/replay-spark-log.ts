import { LOCALITY_WAIT_US } from '../../core/schedulers/spark/locality-wait.ts';
import { Outcome } from '../../traces/spark/attempt-table.ts';
import type { SparkTrace } from '../../traces/spark/spark-trace.ts';
import { idleUs, jobTriggers } from './driver-gaps.ts';
import { type ReplayedRun, type Span, makespanUs, secondsOf } from './replayed-run.ts';
import { leftOut, plannedAttempts, preferencesOf } from './spark-attempts.ts';
import { type ExecutorPlan, executorPlan } from './spark-executors.ts';
import type { PlannedStage, SparkPlan } from './spark-plan.ts';
import { type RecordedStage, type SparkRecording, recordSpark } from './spark-recording.ts';
import { replaySpark } from './spark-replay.ts';
import { settingUs } from './spark-settings.ts';

/** Below this the driver's start of its first stage, which no event dates, is much of a run. */
const SHORT_RUN_US = 10_000_000;

/**
 * Replays an event log and sets the simulation beside it.
 * @param truncated the packed file ended early
 * @returns why there is nothing to replay, when it has no run
 */
export function replaySparkLog(trace: SparkTrace, truncated: boolean): ReplayedRun | string {
  const { log } = trace;
  const recording = recordSpark(log);
  if (typeof recording === 'string') return recording;
  const sinceUs = (ms: number): number => (ms - recording.originMs) * 1000;
  const executors = executorPlan(log, sinceUs);
  const simulated = replaySpark(planOf(trace, recording, executors));
  return {
    cluster: clusterText(executors),
    jobs: recording.jobs.map(({ name, span }, job) => ({
      ...{ name, recorded: span },
      simulated: spanOf(simulated.jobSubmitUs[job], simulated.jobEndUs[job]),
    })),
    stages: recording.stages.map(({ name, job, span, tasks }, stage) => ({
      ...{ name, job, tasks: tasks.length, recorded: span },
      simulated: spanOf(simulated.stageReadyUs[stage], simulated.stageEndUs[stage]),
    })),
    incomplete: incompleteness(trace, truncated),
    reasons: reasonsOf(trace, recording, executors, simulated.repeated),
  };
}

/** What the simulation is given. */
export function planOf(
  { log }: SparkTrace,
  recording: SparkRecording,
  { executors, numberOf }: ExecutorPlan,
): SparkPlan {
  const { application } = log;
  const triggers = jobTriggers(recording.jobs.map(({ span }) => span));
  const read = new Set(log.stages.flatMap(({ parents }) => parents ?? []));
  const keptElsewhere = application.properties.get('spark.shuffle.service.enabled') === 'true';
  const planned = (stage: RecordedStage): PlannedStage => {
    const { id, parents } = log.stages[stage.position];
    const readsInput = (parents ?? stage.parents).length === 0;
    return {
      driverUs: driverUs(recording, stage),
      spec: {
        tasks: stage.tasks.length,
        parents: stage.parents,
        outputOnExecutors: !keptElsewhere && read.has(id),
        preferred: preferencesOf(log, stage.tasks, readsInput, numberOf),
      },
      attempts: stage.tasks.map((rows) => plannedAttempts(log, rows)),
    };
  };
  return {
    order: application.properties.get('spark.scheduler.mode') === 'FAIR' ? 'fair' : 'fifo',
    localityWaitUs: settingUs(application, 'spark.locality.wait', 'ms', LOCALITY_WAIT_US),
    executors,
    jobs: recording.jobs.map(({ pool, stages }, job) => ({ ...triggers[job], pool, stages })),
    stages: recording.stages.map(planned),
  };
}

/** From when its job and its parents let a stage run to its submission. */
function driverUs({ jobs, stages }: SparkRecording, stage: RecordedStage): number {
  const parentsUs = stage.parents.map((parent) => stages[parent].span.endUs);
  const readyUs = parentsUs.reduce((a, b) => Math.max(a, b), jobs[stage.job].span.startUs);
  return Math.max(0, stage.span.startUs - readyUs);
}

function spanOf(startUs: number, endUs: number): Span | null {
  return Number.isNaN(startUs) || Number.isNaN(endUs) ? null : { startUs, endUs };
}

function clusterText({ executors }: ExecutorPlan): string {
  const slots = executors.reduce((sum, executor) => sum + executor.slots, 0);
  const hosts = new Set(executors.map(({ host }) => host)).size;
  return `${executors.length} executors on ${hosts} hosts, ${slots} slots in all`;
}

function incompleteness({ log, report }: SparkTrace, truncated: boolean): string[] {
  const open = log.jobs.filter(({ started, result }) => started && result === null).length;
  const { count, outcome } = log.attempts;
  const running = outcome.subarray(0, count).filter((one) => one === Outcome.RUNNING).length;
  return [
    ...(truncated ? ['the file is cut'] : []),
    ...(report.rowsRefused > 0 ? [`${report.rowsRefused} rows of the log could not be used`] : []),
    ...(open > 0 ? [`${open} jobs have no end in the log`] : []),
    ...(running > 0 ? [`${running} attempts have no end in the log`] : []),
  ];
}

function reasonsOf(
  { log }: SparkTrace,
  recording: SparkRecording,
  { withoutCores }: ExecutorPlan,
  repeated: number,
): string[] {
  const { jobs, jobsByStages, orphans } = recording;
  const spans = jobs.map(({ span }) => span);
  const { killed, speculative } = leftOut(log);
  const idle = idleUs(spans);
  const short = (makespanUs(spans) ?? 0) < SHORT_RUN_US;
  const ended = log.application.endMs !== null;
  return [
    ...(idle > 0
      ? [`${secondsOf(idle)} s between jobs are the driver's own, replayed as they were`]
      : []),
    ...(short
      ? ['a short run: no event dates how long the driver takes to send off its first stage']
      : []),
    ...(ended ? [] : ['the log has no end of the application']),
    ...(jobsByStages > 0
      ? [`${jobsByStages} jobs have no times of their own: those of their stages stand for them`]
      : []),
    ...(orphans > 0 ? [`${orphans} stages belong to no job whose start is in the log`] : []),
    ...(withoutCores > 0
      ? [`the cores of ${withoutCores} executors are not in the log: most attempts at once`]
      : []),
    ...(killed > 0 ? [`${killed} killed attempts are left out`] : []),
    ...(speculative > 0 ? [`${speculative} attempts were speculative`] : []),
    ...(repeated > 0
      ? [`${repeated} attempts were lost in the simulation only and made again`]
      : []),
  ];
}
