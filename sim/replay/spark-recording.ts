import type { SparkLog } from '../../traces/spark/spark-trace.ts';
import { type OrderedStage, stageEdges } from '../../traces/spark/stage-edges.ts';
import type { Span } from './replayed-run.ts';
import { rowsByTask } from './spark-attempts.ts';

/** Times of a log as they are compared: microseconds from the first submission. */
export interface SparkRecording {
  /** By submission, then id. */
  readonly jobs: readonly RecordedJob[];
  /** Stages that ran, parents before children; a place in this list is the stage's number. */
  readonly stages: readonly RecordedStage[];
  /** Jobs of which the log has no times of their own: those of their stages stand for them. */
  readonly jobsByStages: number;
  /** Stages of no known job: a job of its own each. */
  readonly orphans: number;
  /** Where the log's milliseconds begin. */
  readonly originMs: number;
}

export interface RecordedJob {
  readonly name: string;
  readonly pool: string;
  readonly span: Span;
  /** Numbers of the stages it made run, ascending. */
  readonly stages: readonly number[];
}

export interface RecordedStage {
  /** Its position in the log. */
  readonly position: number;
  readonly name: string;
  readonly job: number;
  readonly span: Span;
  /** Numbers of the stages it waited for. */
  readonly parents: readonly number[];
  /** Rows of its attempts, by task. */
  readonly tasks: readonly (readonly number[])[];
}

/** Milliseconds, before their origin is known. */
interface SpanMs {
  readonly startMs: number;
  readonly endMs: number;
}

interface JobDraft extends SpanMs {
  readonly id: number;
  readonly name: string;
  readonly pool: string;
  /** Positions. */
  readonly stages: readonly number[];
}

/** Jobs that name no pool share Spark's default one. */
const DEFAULT_POOL = 'default';

/** @returns why there is nothing to replay: no job ran a task */
export function recordSpark(log: SparkLog): SparkRecording | string {
  const tasks = rowsByTask(log);
  const spans = log.stages.map((_, stage) => stageSpan(log, stage, tasks[stage].flat()));
  // What has no time at all, of a damaged log, cannot be placed in the run.
  const ran = log.stages.flatMap((_, stage) => (isTimed(spans[stage]) ? [stage] : []));
  if (ran.length === 0) return 'found no task that ran, wanted a run to replay';
  const ranIn: number[][] = log.jobs.map(() => []);
  for (const stage of ran) {
    const { job } = log.stages[stage];
    if (job !== null) ranIn[job].push(stage);
  }
  const known = log.jobs.flatMap((_, job) => jobDraft(log, job, ranIn[job], spans) ?? []);
  const orphans = ran.filter((stage) => log.stages[stage].job === null);
  const drafts = [...known, ...orphans.map((stage) => orphanDraft(log, stage, spans[stage]))];
  drafts.sort((a, b) => a.startMs - b.startMs || a.id - b.id);
  const originMs = drafts[0].startMs;
  const toSpan = ({ startMs, endMs }: SpanMs): Span => ({
    startUs: (startMs - originMs) * 1000,
    endUs: (endMs - originMs) * 1000,
  });
  const edges = edgesOf(log, drafts);
  const numbers = new Map(edges.map(({ stage }, number) => [stage, number]));
  const jobOf = new Map(drafts.flatMap((job, n) => job.stages.map((stage) => [stage, n] as const)));
  return {
    jobs: drafts.map((draft) => ({
      ...{ name: draft.name, pool: draft.pool, span: toSpan(draft) },
      stages: draft.stages.flatMap((stage) => numbers.get(stage) ?? []).sort((a, b) => a - b),
    })),
    stages: edges.map(({ stage, parents }) => ({
      ...{ position: stage, name: `stage ${log.stages[stage].id}`, parents, tasks: tasks[stage] },
      ...{ job: jobOf.get(stage) ?? 0, span: toSpan(spans[stage]) },
    })),
    jobsByStages: log.jobs.filter(({ started, submitMs }) => started && submitMs === null).length,
    orphans: orphans.length,
    originMs,
  };
}

/**
 * The stages of all jobs and what each waits for. Where the log names no parents a stage waits
 * for those of its own job only: the job itself waits for the others by its submission.
 */
function edgesOf(log: SparkLog, jobs: readonly JobDraft[]): OrderedStage[] {
  const all = jobs.flatMap(({ stages }) => stages);
  if (all.every((stage) => log.stages[stage].parents !== null)) return stageEdges(log, all);
  const edges: OrderedStage[] = [];
  for (const { stages } of jobs) {
    const first = edges.length;
    for (const { stage, parents } of stageEdges(log, stages)) {
      edges.push({ stage, parents: parents.map((place) => first + place) });
    }
  }
  return edges;
}

function jobDraft(
  log: SparkLog,
  position: number,
  stages: readonly number[],
  spans: readonly SpanMs[],
): JobDraft | null {
  const job = log.jobs[position];
  if (!job.started) return null;
  const { startMs, endMs } = hull(stages.map((stage) => spans[stage]));
  const submitMs = job.submitMs ?? startMs;
  if (submitMs === Number.POSITIVE_INFINITY) return null;
  const pool = job.pool ?? DEFAULT_POOL;
  const name = `job ${job.id}`;
  return {
    ...{ id: job.id, name, pool, stages, startMs: submitMs },
    endMs: Math.max(submitMs, job.endMs ?? endMs),
  };
}

function orphanDraft(log: SparkLog, stage: number, span: SpanMs): JobDraft {
  const { id } = log.stages[stage];
  return { id, name: `stage ${id} of no job`, pool: DEFAULT_POOL, stages: [stage], ...span };
}

/** Submission to completion, over all runs of a stage; by its tasks where the log lacks them. */
function stageSpan(log: SparkLog, stage: number, rows: readonly number[]): SpanMs {
  const { attempts } = log;
  if (rows.length === 0) return hull([]);
  const runs = log.stages[stage].attempts;
  const submitted = runs.flatMap(({ submittedMs }) => submittedMs ?? []);
  const completed = runs.flatMap(({ completedMs }) => completedMs ?? []);
  const byTasks = hull(
    rows
      .filter((row) => attempts.launchMs[row] > 0)
      .map((row) => ({
        startMs: attempts.launchMs[row],
        endMs: Math.max(attempts.launchMs[row], attempts.finishMs[row]),
      })),
  );
  const startMs = submitted.length > 0 ? least(submitted) : byTasks.startMs;
  return {
    startMs,
    endMs: Math.max(startMs, completed.length > 0 ? greatest(completed) : byTasks.endMs),
  };
}

function isTimed({ startMs, endMs }: SpanMs): boolean {
  return startMs !== Number.POSITIVE_INFINITY && endMs !== Number.NEGATIVE_INFINITY;
}

function hull(spans: readonly SpanMs[]): SpanMs {
  return {
    startMs: least(spans.map(({ startMs }) => startMs)),
    endMs: greatest(spans.map(({ endMs }) => endMs)),
  };
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
