import { LOCALITY_WAIT_US } from '../../core/schedulers/spark/locality-wait.ts';
import { Outcome } from '../../traces/spark/attempt-table.ts';
import type { SparkLog, SparkTrace } from '../../traces/spark/spark-trace.ts';
import { idleUs, jobTriggers } from './driver-gaps.ts';
import { RunningTimes } from './launch-delays.ts';
import { type ReplayedRun, type Span, secondsOf } from './replayed-run.ts';
import { leftOut, plannedAttempts, preferencesOf } from './spark-attempts.ts';
import { type ExecutorPlan, executorPlan } from './spark-executors.ts';
import type { PlannedExecutor, PlannedStage, SparkPlan } from './spark-plan.ts';
import { type RecordedStage, type SparkRecording, recordSpark } from './spark-recording.ts';
import { replaySpark } from './spark-replay.ts';
import { settingUs } from './spark-settings.ts';

/** Less than this of the driver's sending off stages is not worth a line. */
const SENDING_SHOWN_US = 50_000;

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
  const plan = planOf(trace, recording, executors);
  const simulated = replaySpark(plan);
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
    reasons: reasonsOf(trace, { recording, executors, plan, repeated: simulated.repeated }),
  };
}

interface SendingTimes {
  readonly recording: SparkRecording;
  readonly running: RunningTimes;
  readonly executors: readonly PlannedExecutor[];
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
  const running = new RunningTimes(log.attempts);
  const planned = (stage: RecordedStage): PlannedStage => {
    const { id, parents } = log.stages[stage.position];
    const readsInput = (parents ?? stage.parents).length === 0;
    return {
      driverUs: driverUs(recording, stage),
      sendingUs: sendingUs({ recording, running, executors }, stage),
      spec: {
        tasks: stage.tasks.length,
        parents: stage.parents,
        outputOnExecutors: !keptElsewhere && read.has(id),
        profile: profileOf(log, stage),
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

/**
 * The resource profile that binds a stage: that of the executors it ran on. A profile that asks
 * for tasks only, without executors of its own, runs on those of others.
 */
function profileOf({ attempts, executors }: SparkLog, { tasks }: RecordedStage): number {
  return executors[attempts.executor[tasks[0][0]]].profile;
}

/**
 * From a stage's submission to its first launch, where executors were up and nothing ran in them
 * all the while: nothing made the stage wait but the driver, which serialises the task, sends it
 * off and, the first time, loads the classes for that. 0 where tasks may have waited for slots.
 */
function sendingUs(
  { recording, running, executors }: SendingTimes,
  { span, tasks }: RecordedStage,
): number {
  const { originMs } = recording;
  const isUp = executors.some(
    ({ fromUs, untilUs }) => fromUs <= span.startUs && span.startUs < untilUs,
  );
  if (!isUp) return 0;
  const firstMs = running.quietUntil(originMs + span.startUs / 1000);
  if (firstMs === null) return 0;
  const own = tasks.some((rows) => rows.some((row) => running.isLaunch(row, firstMs)));
  return own ? (firstMs - originMs) * 1000 - span.startUs : 0;
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

/** What was replayed, and how. */
interface Replayed {
  readonly recording: SparkRecording;
  readonly executors: ExecutorPlan;
  readonly plan: SparkPlan;
  /** Attempts that the simulation made and the run did not. */
  readonly repeated: number;
}

function reasonsOf(
  { log }: SparkTrace,
  { recording, executors, plan, repeated }: Replayed,
): string[] {
  const { jobs, jobsByStages, orphans } = recording;
  const { withoutCores } = executors;
  const { killed, speculative } = leftOut(log);
  const idle = idleUs(jobs.map(({ span }) => span));
  const sending = plan.stages.reduce((sum, stage) => sum + stage.sendingUs, 0);
  const profiles = new Set(plan.executors.map(({ profile }) => profile)).size;
  const said: readonly (readonly [amount: number, text: string])[] = [
    [idle, `${secondsOf(idle)} s between jobs are the driver's own, replayed as they were`],
    [
      sending >= SENDING_SHOWN_US ? sending : 0,
      `${secondsOf(sending)} s from stages' submissions to their first launches are the driver's own: ` +
        'nothing ran, and executors were up',
    ],
    [log.application.endMs === null ? 1 : 0, 'the log has no end of the application'],
    [
      jobsByStages,
      `${jobsByStages} jobs have no times of their own: those of their stages stand for them`,
    ],
    [orphans, `${orphans} stages belong to no job whose start is in the log`],
    [
      withoutCores,
      `the cores of ${withoutCores} executors are not in the log: most attempts at once`,
    ],
    [profiles > 1 ? 1 : 0, `executors of ${profiles} resource profiles run the stages of theirs`],
    [killed, `${killed} killed attempts are left out`],
    [speculative, `${speculative} attempts were speculative`],
    [repeated, `${repeated} attempts were lost in the simulation only and made again`],
  ];
  return said.filter(([amount]) => amount > 0).map(([, text]) => text);
}
