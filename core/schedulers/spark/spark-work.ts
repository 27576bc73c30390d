import type { Micros } from '../../machine.ts';
import { MAX_TASK_FAILURES, type SparkStageSpec, type TaskSlot } from './application.ts';
import { type GraphProgress, type ReadyStage, StageGraph } from './stage-graph.ts';
import { type Launch, type SparkOrder, TaskQueue } from './task-queue.ts';
import { TaskSet } from './task-set.ts';

/** A job as the driver submits it. */
export interface SparkJobSubmission {
  /** The submitter's number, distinct in the application. */
  readonly job: number;
  readonly submitUs: Micros;
  readonly pool: string;
  /** By number, parents first. A number that was there before is the same stage: its output is used. */
  readonly stages: ReadonlyMap<number, SparkStageSpec>;
  /** No other job reads its stages: they and their output are forgotten when it is over. */
  readonly ownStages?: boolean;
}

/** Jobs whose end followed from something. */
export interface EndedJobs {
  readonly finished: readonly number[];
  /** Of a task that failed too often. */
  readonly failed: readonly number[];
}

const NONE_ENDED: EndedJobs = { finished: [], failed: [] };

/**
 * What an application has to do: its jobs' stages that are ready, and their tasks in order. Both
 * modes of running tasks take from it and tell it how they ended.
 */
export class SparkWork {
  private readonly graph = new StageGraph();
  private readonly queue: TaskQueue;
  private readonly sets = new Map<number, TaskSet>();
  private readonly specs = new Map<number, SparkStageSpec>();
  private readonly submissions = new Map<number, SparkJobSubmission>();
  private readonly localityWaitUs: Micros;
  private readonly maxTaskFailures: number;

  /** @param maxTaskFailures failures of one task after which its job has failed */
  constructor(
    order: SparkOrder,
    localityWaitUs: Micros,
    maxTaskFailures: number = MAX_TASK_FAILURES,
  ) {
    this.queue = new TaskQueue(order, (stage) => this.graph.mayRun(stage));
    this.localityWaitUs = localityWaitUs;
    this.maxTaskFailures = maxTaskFailures;
  }

  /** Tasks to launch. */
  get pending(): number {
    return this.queue.pending;
  }

  /** When a slot refused for being far is worth another look; null while nothing is pending. */
  get givesWayAtUs(): Micros | null {
    return this.queue.givesWayAtUs;
  }

  /** When the job that has waited longest was submitted; null while none is open. */
  get oldestSubmitUs(): Micros | null {
    for (const { submitUs } of this.submissions.values()) return submitUs;
    return null;
  }

  submit(submission: SparkJobSubmission, now: Micros): EndedJobs {
    const { job, pool, stages } = submission;
    this.submissions.set(job, submission);
    for (const [stage, spec] of stages) {
      if (this.specs.has(stage)) continue;
      this.specs.set(stage, spec);
      this.graph.addStage(stage, spec);
    }
    const { ready, jobsDone } = this.graph.submitJob(job, { stages: [...stages.keys()], pool });
    this.open(ready, now);
    return this.ended(jobsDone, []);
  }

  /**
   * Takes the next task for a slot, or null when there is none, or when it is worth waiting for a
   * nearer slot or for more.
   * @param free slots in all, this one included; unknown where it does not matter
   */
  next(slot: TaskSlot, now: Micros, free: number = Number.POSITIVE_INFINITY): Launch | null {
    return this.queue.next(slot, now, free);
  }

  /** A task ended well; one of a stage that is no longer under way changes nothing. */
  finished(set: TaskSet, task: number, executor: number, now: Micros): EndedJobs {
    if (!this.isCurrent(set)) return NONE_ENDED;
    set.running--;
    const progress: GraphProgress = this.graph.taskFinished(set.stage, task, executor);
    if (progress.stageDone) this.close(set);
    this.open(progress.ready, now);
    return this.ended(progress.jobsDone, []);
  }

  /** A task failed by itself: it comes again, or its job has failed. */
  failed(set: TaskSet, task: number, now: Micros): EndedJobs {
    if (!this.isCurrent(set) || set.failed(task) < this.maxTaskFailures) return NONE_ENDED;
    for (const other of [...this.sets.values()]) if (other.job === set.job) this.close(other);
    this.open(this.graph.abandonJob(set.job), now);
    return this.ended([], [set.job]);
  }

  /** A task was lost without a fault of its own. */
  lost(set: TaskSet, task: number): void {
    if (this.isCurrent(set)) set.lost(task);
  }

  /** What an executor held is gone: tasks whose output is still needed come again. */
  executorLost(executor: number, now: Micros): void {
    this.open(this.graph.executorLost(executor), now);
  }

  /** Whether an executor holds output that may still be read. */
  holdsOutput(executor: number): boolean {
    return this.graph.holdsOutput(executor);
  }

  private isCurrent(set: TaskSet): boolean {
    return this.sets.get(set.stage) === set;
  }

  private open(ready: readonly ReadyStage[], now: Micros): void {
    for (const { stage, job, tasks } of ready) {
      const spec = this.specs.get(stage);
      const pool = this.submissions.get(job)?.pool;
      if (spec === undefined || pool === undefined) continue;
      const known = this.sets.get(stage);
      const set = known ?? new TaskSet({ job, stage, pool }, spec, this.localityWaitUs, now);
      if (known === undefined) {
        this.sets.set(stage, set);
        this.queue.add(set);
      }
      set.add(tasks);
    }
  }

  private close(set: TaskSet): void {
    this.queue.remove(set);
    this.sets.delete(set.stage);
  }

  private ended(finished: readonly number[], failed: readonly number[]): EndedJobs {
    for (const job of [...finished, ...failed]) {
      const submission = this.submissions.get(job);
      this.submissions.delete(job);
      if (submission?.ownStages === true) this.forget([...submission.stages.keys()]);
    }
    return { finished, failed };
  }

  /** What of them still runs runs for nobody. */
  private forget(stages: readonly number[]): void {
    for (const stage of stages) {
      const set = this.sets.get(stage);
      if (set !== undefined) this.close(set);
      this.specs.delete(stage);
    }
    this.graph.forget(stages);
  }
}
