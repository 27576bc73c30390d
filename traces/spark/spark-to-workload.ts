import { type NewJob, buildWorkload, meanUs } from '../model/workload-builder.ts';
import { StageKind, type Workload } from '../model/workload.ts';
import type { WorkloadSettings } from '../model/workload-settings.ts';
import { type SparkTaskTime, recordedStages } from './recorded-stages.ts';
import { taskDemand } from './spark-demands.ts';
import type { SparkLog } from './spark-trace.ts';
import { stageEdges } from './stage-edges.ts';

/** Longest name taken from a log. */
const MAX_NAME = 100;

/** A job that did something: its name, its submission, and its stages as positions in the log. */
interface RanJob {
  readonly name: string;
  readonly submitMs: number;
  readonly stages: readonly number[];
}

/**
 * The workload of an application: one framework, whose jobs arrive when they did (the driver's
 * own waiting between them stays in those times), with stages as a graph and the recorded time of
 * every task. What each stage runs is charged to the job that made it run; jobs that found all
 * output there, and tasks that never started, are not in it.
 *
 * @returns the workload, or why there is none
 */
export function sparkToWorkload(
  log: SparkLog,
  name: string,
  settings: WorkloadSettings,
  time: SparkTaskTime = 'elapsed',
): Workload | string {
  const recorded = recordedStages(log, time);
  const framework = frameworkName(log);
  const jobs = ranJobs(log, recorded).map((job): NewJob => {
    const stages = stageEdges(log, job.stages).map(({ stage, parents }) => {
      const recordedUs = recorded[stage] ?? new Float64Array(1);
      return {
        ...{ kind: StageKind.MAP, tasks: recordedUs.length, recordedUs, parents, exact: true },
        demand: taskDemand(log, log.stages[stage].profile, settings.taskDemand),
        taskUs: meanUs(recordedUs),
        lastTaskUs: recordedUs[recordedUs.length - 1],
      };
    });
    return { name: job.name, submitUs: job.submitMs * 1000, framework, stages };
  });
  return buildWorkload(name, 'spark-eventlog', jobs);
}

/** Jobs of which a stage ran, in the log's order; then stages of no known job, a job each. */
function ranJobs(log: SparkLog, recorded: readonly (Float64Array | null)[]): RanJob[] {
  const startMs = stageStarts(log);
  const stagesOf: number[][] = log.jobs.map(() => []);
  const orphans: RanJob[] = [];
  log.stages.forEach(({ id, job }, stage) => {
    if (recorded[stage] === null) return;
    if (job !== null) stagesOf[job].push(stage);
    else orphans.push({ name: `stage ${id}`, submitMs: startMs[stage], stages: [stage] });
  });
  const known = log.jobs.flatMap(({ id, submitMs }, job) => {
    const stages = stagesOf[job];
    if (stages.length === 0) return [];
    const firstMs = stages.reduce((first, stage) => Math.min(first, startMs[stage]), Infinity);
    return { name: `job ${id}`, submitMs: submitMs ?? firstMs, stages };
  });
  return [...known, ...orphans];
}

/** When each stage was submitted first; where the log does not say, its first task's launch. */
function stageStarts({ attempts, stages, lastMs }: SparkLog): Float64Array {
  const starts = new Float64Array(stages.length).fill(lastMs ?? 0);
  for (let row = 0; row < attempts.count; row++) {
    const launchMs = attempts.launchMs[row];
    const stage = attempts.stage[row];
    if (launchMs > 0) starts[stage] = Math.min(starts[stage], launchMs);
  }
  stages.forEach((stage, i) => {
    const times = stage.attempts.flatMap(({ submittedMs }) => submittedMs ?? []);
    if (times.length > 0) starts[i] = times.reduce((first, ms) => Math.min(first, ms));
  });
  return starts;
}

function frameworkName({ application }: SparkLog): string {
  const name = application.name ?? application.id ?? '';
  return name.trim() === '' ? 'spark' : name.slice(0, MAX_NAME);
}
