import { Outcome, TaskKind } from '../../traces/hadoop/hadoop-columns.ts';
import type { HadoopTrace } from '../../traces/hadoop/hadoop-trace.ts';
import type { HadoopPlan, PlannedHadoopTask } from './hadoop-plan.ts';
import { machinesOf } from './hadoop-machines.ts';
import {
  type RecordedHadoopJob,
  type RecordedTask,
  firstBeginMs,
  isWork,
  lastEndMs,
  recordedJobs,
} from './hadoop-recording.ts';
import { type HadoopReplay, replayHadoop } from './hadoop-replay.ts';
import { type ReplayedRun, type ReplayedStage, type Span, secondsOf } from './replayed-run.ts';

/** Of a TaskTracker in a cluster of up to 300 machines (Hadoop 0.20). */
const JOB_TRACKER_HEARTBEAT_US = 3_000_000;
/** Of node managers and of MapReduce's application master alike. */
const YARN_HEARTBEAT_US = 1_000_000;

/** The logs' resolution. */
const TICK_MS = 1;

/** A cluster in which nothing begins for longer than this is worth a line. */
const LONG_WAIT_US = 60_000_000;

/**
 * Replays Hadoop's log of MapReduce jobs and sets the simulation beside it.
 * @param truncated the packed file ended early
 * @returns why there is nothing to replay, when no job ran a task
 */
export function replayHadoopLog(trace: HadoopTrace, truncated: boolean): ReplayedRun | string {
  const recorded = recordedJobs(trace);
  if (recorded.length === 0) return 'found no job that ran a task, wanted a run to replay';
  const originMs = recorded.reduce((least, { submitMs }) => Math.min(least, submitMs), Infinity);
  const plan = planOf(trace, recorded, originMs);
  const simulated = replayHadoop(plan);
  const us = (ms: number): number => (ms - originMs) * 1000;
  return {
    cluster: clusterText(plan),
    jobs: recorded.map(({ job, submitMs, finishMs }, j) => ({
      name: job.id,
      recorded: { startUs: us(submitMs), endUs: us(finishMs) },
      simulated: spanOf(us(submitMs), simulated.jobEndUs[j]),
    })),
    stages: recorded.flatMap((one, j) => stagesOf(trace, one, j, us, simulated)),
    incomplete: incompleteness(trace, truncated),
    reasons: reasonsOf(trace, recorded, plan),
  };
}

/** What the simulation is given. */
function planOf(
  trace: HadoopTrace,
  recorded: readonly RecordedHadoopJob[],
  originMs: number,
): HadoopPlan {
  // Only the JobTracker runs set-up and clean-up as tasks of their own.
  const isYarn = !recorded.some(({ tasks }) => tasks.some(({ kind }) => !isWork(kind)));
  const beganMs = recorded.reduce(
    (least, job) => Math.min(least, firstBeginMs(trace, job)),
    Infinity,
  );
  return {
    machines: machinesOf(trace, isYarn),
    machinesFromUs: isYarn ? 0 : Math.max(0, beganMs - originMs) * 1000,
    heartbeatUs: isYarn ? YARN_HEARTBEAT_US : JOB_TRACKER_HEARTBEAT_US,
    masterHeartbeatUs: isYarn ? YARN_HEARTBEAT_US : null,
    reducesAtOnce: isYarn ? Number.POSITIVE_INFINITY : 1,
    jobs: recorded.map(({ job, tasks, submitMs, finishMs }) => {
      const ofKind = (kind: number): PlannedHadoopTask[] =>
        tasks.filter((task) => task.kind === kind).map((task) => plannedTask(trace, task, tasks));
      const launchMs = Number.isNaN(job.launchMs) ? submitMs : job.launchMs;
      return {
        submitUs: (submitMs - originMs) * 1000,
        initialisationUs: Math.max(0, launchMs - submitMs) * 1000,
        setup: ofKind(TaskKind.SETUP).at(0) ?? null,
        cleanup: ofKind(TaskKind.CLEANUP).at(0) ?? null,
        maps: ofKind(TaskKind.MAP),
        reduces: ofKind(TaskKind.REDUCE),
        windUpUs: Math.max(0, finishMs - lastEndMs(trace, tasks)) * 1000,
      };
    }),
  };
}

/**
 * The attempts that a replay makes: those that failed, then the one that ended well. Killed ones
 * are left out: the tracker killed them because another was faster, or the job was over.
 */
function plannedTask(
  trace: HadoopTrace,
  { kind, attempts: rows }: RecordedTask,
  ofJob: readonly RecordedTask[],
): PlannedHadoopTask {
  const { attempts } = trace;
  const failed = rows.filter((row) => attempts.outcome[row] === Outcome.FAILED);
  const done = rows.filter((row) => attempts.outcome[row] === Outcome.SUCCESS).slice(-1);
  const chosen = [...failed, ...done];
  const made = chosen.length > 0 ? chosen : rows.slice(-1);
  const lastMapMs = kind === TaskKind.REDUCE ? lastMap(trace, ofJob) : Number.NaN;
  return made.map((row) => {
    const startMs = attempts.startMs[row];
    const finishMs = attempts.finishMs[row];
    const waited = lastMapMs > startMs && lastMapMs <= finishMs;
    const ms = Math.max(TICK_MS, finishMs - (waited ? lastMapMs : startMs));
    return { us: ms * 1000, fails: attempts.outcome[row] === Outcome.FAILED };
  });
}

/** When the last map of a job ended well. */
function lastMap({ attempts }: HadoopTrace, tasks: readonly RecordedTask[]): number {
  return tasks
    .filter(({ kind }) => kind === TaskKind.MAP)
    .flatMap((task) => task.attempts)
    .filter((row) => attempts.outcome[row] === Outcome.SUCCESS)
    .reduce((last, row) => Math.max(last, attempts.finishMs[row]), Number.NEGATIVE_INFINITY);
}

/** Maps and reduces, each from its first attempt's begin to its last one's end. */
function stagesOf(
  { attempts }: HadoopTrace,
  { job, tasks }: RecordedHadoopJob,
  position: number,
  us: (ms: number) => number,
  simulated: HadoopReplay,
): ReplayedStage[] {
  const { firstMapUs, lastMapUs, firstReduceUs, lastReduceUs } = simulated;
  const kinds = [
    { kind: TaskKind.MAP, name: 'maps', span: spanOf(firstMapUs[position], lastMapUs[position]) },
    {
      kind: TaskKind.REDUCE,
      name: 'reduces',
      span: spanOf(firstReduceUs[position], lastReduceUs[position]),
    },
  ];
  return kinds.flatMap(({ kind, name, span }) => {
    const ofKind = tasks.filter((task) => task.kind === kind);
    if (ofKind.length === 0) return [];
    const rows = ofKind
      .flatMap((task) => task.attempts)
      .filter((row) => attempts.outcome[row] !== Outcome.KILLED);
    const startMs = rows.reduce((least, row) => Math.min(least, attempts.startMs[row]), Infinity);
    const endMs = rows.reduce((last, row) => Math.max(last, attempts.finishMs[row]), -Infinity);
    if (rows.length === 0) return [];
    const recorded = { startUs: us(startMs), endUs: us(endMs) };
    return [
      {
        name: `${name} of ${job.id}`,
        job: position,
        tasks: ofKind.length,
        recorded,
        simulated: span,
      },
    ];
  });
}

function spanOf(startUs: number, endUs: number): Span | null {
  return Number.isNaN(startUs) || Number.isNaN(endUs) ? null : { startUs, endUs };
}

function clusterText({ machines, heartbeatUs }: HadoopPlan): string {
  const maps = machines.reduce((sum, { mapSlots }) => sum + mapSlots, 0);
  const reduces = machines.reduce((sum, { reduceSlots }) => sum + (reduceSlots ?? 0), 0);
  const shared = machines.every(({ reduceSlots }) => reduceSlots === null);
  const slots = shared ? `${maps} containers` : `${maps} slots for maps, ${reduces} for reduces`;
  return `${machines.length} machines, ${slots}, a heartbeat every ${secondsOf(heartbeatUs)} s`;
}

function incompleteness(trace: HadoopTrace, truncated: boolean): string[] {
  const { jobs, report, attempts, tasks } = trace;
  const open = jobs.filter(({ finishMs }) => Number.isNaN(finishMs)).length;
  const ends = attempts.finishMs.subarray(0, attempts.count);
  const running = ends.filter((ms) => Number.isNaN(ms)).length;
  let unfinished = 0;
  for (let task = 0; task < tasks.count; task++) {
    const succeeded = jobs[tasks.job[task]].outcome === Outcome.SUCCESS;
    if (succeeded && tasks.outcome[task] === Outcome.UNKNOWN) unfinished++;
  }
  return [
    ...(truncated ? ['the file is cut'] : []),
    ...(report.rowsRefused > 0 ? [`${report.rowsRefused} rows of the log could not be used`] : []),
    ...(open > 0 ? [`${open} jobs have no end in the log`] : []),
    ...(unfinished > 0
      ? [`${unfinished} tasks of jobs that succeeded have no end in the log`]
      : []),
    ...(running > 0 ? [`${running} attempts have no end in the log`] : []),
  ];
}

function reasonsOf(
  trace: HadoopTrace,
  recorded: readonly RecordedHadoopJob[],
  { jobs, machinesFromUs }: HadoopPlan,
): string[] {
  const { attempts } = trace;
  const outcomes = attempts.outcome.subarray(0, attempts.count);
  const killed = outcomes.filter((outcome) => outcome === Outcome.KILLED).length;
  const idle = trace.jobs.length - recorded.length;
  const launchedUs = jobs.reduce(
    (least, { submitUs, initialisationUs }) => Math.min(least, submitUs + initialisationUs),
    Number.POSITIVE_INFINITY,
  );
  const waitedUs = machinesFromUs - launchedUs;
  const early = recorded
    .map((job) => {
      const beganMs = firstBeginMs(trace, job);
      const rows = job.tasks.flatMap((task) => task.attempts);
      return rows.filter((row) => attempts.startMs[row] < beganMs).length;
    })
    .reduce((sum, rows) => sum + rows, 0);
  return [
    ...(waitedUs > LONG_WAIT_US
      ? [`nothing began for ${secondsOf(waitedUs)} s after the first launch: no machine took work`]
      : []),
    ...(early > 0
      ? [`${early} attempts began before the set-up of their job: clocks of machines differ`]
      : []),
    ...(idle > 0 ? [`${idle} jobs ran no map or reduce and are left out`] : []),
    ...(killed > 0 ? [`${killed} killed attempts are left out`] : []),
    'slots are the most attempts that a machine ran at once',
  ];
}
