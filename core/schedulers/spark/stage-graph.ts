import { assert } from '../../assert.ts';
import type { SparkJobSpec, SparkStageSpec } from './application.ts';

/** Tasks of a stage that may be launched, in the name of the job that made it run. */
export interface ReadyStage {
  readonly stage: number;
  readonly job: number;
  /** Indexes, ascending: all of the stage, or those whose output was lost. */
  readonly tasks: readonly number[];
}

/** What followed from a task that finished. */
export interface GraphProgress {
  readonly stageDone: boolean;
  readonly ready: readonly ReadyStage[];
  /** Jobs that are over, in the order of their submission. */
  readonly jobsDone: readonly number[];
}

interface StageProgress {
  readonly spec: SparkStageSpec;
  readonly children: number[];
  /** Executor that holds each task's output: {@link UNFINISHED}, or {@link ELSEWHERE}. */
  readonly outputs: Int32Array;
  missing: number;
  /** All its output was there at some time. */
  wasDone: boolean;
  /** The job in whose name it runs; null while none makes it run. */
  job: number | null;
  /** Its missing tasks were handed out. */
  active: boolean;
}

const UNFINISHED = -1;
/** Finished, and not to be lost with an executor. */
const ELSEWHERE = -2;

/**
 * The stages of an application and which of them may run: Spark's DAGScheduler without its
 * messages.
 *
 * A job is over when its last stages, those that no other of it reads, have been done once. It
 * wants those, and of what they read whatever is missing. A stage that is wanted runs when all
 * its parents have all their output; one that several jobs want runs in the name of the first.
 * Output is lost with its executor: what is wanted of it is made again, and stages that read it
 * launch nothing meanwhile; tasks that already run keep what they have fetched.
 */
export class StageGraph {
  private readonly stages = new Map<number, StageProgress>();
  /** Open jobs, in the order of their submission. */
  private readonly jobs = new Map<number, readonly number[]>();
  /** Outputs of tasks that each executor holds. */
  private readonly held = new Map<number, number>();

  /** Makes a stage known; parents come before their children. */
  addStage(stage: number, spec: SparkStageSpec): void {
    for (const parent of spec.parents) this.stage(parent).children.push(stage);
    this.stages.set(stage, {
      ...{ spec, children: [], missing: spec.tasks, wasDone: false, job: null, active: false },
      outputs: new Int32Array(spec.tasks).fill(UNFINISHED),
    });
  }

  /** @returns what may be launched now, and the job itself when it finds all its output there */
  submitJob(job: number, { stages }: SparkJobSpec): Omit<GraphProgress, 'stageDone'> {
    const inJob = new Set(stages);
    const last = stages.filter((stage) =>
      this.stage(stage).children.every((child) => !inJob.has(child)),
    );
    this.jobs.set(job, last);
    const jobsDone = this.endJobs();
    return { ready: this.activate(), jobsDone };
  }

  /** A task ended well in an executor; a second success of a task changes nothing. */
  taskFinished(stage: number, task: number, executor: number): GraphProgress {
    const progress = this.stage(stage);
    if (progress.outputs[task] === UNFINISHED) {
      const holder = progress.spec.outputOnExecutors ? executor : ELSEWHERE;
      progress.outputs[task] = holder;
      this.hold(holder, 1);
      progress.missing--;
      if (progress.missing === 0) {
        progress.active = false;
        progress.wasDone = true;
        const jobsDone = this.endJobs();
        return { stageDone: true, ready: this.activate(), jobsDone };
      }
    }
    return { stageDone: false, ready: [], jobsDone: [] };
  }

  /**
   * Forgets the output that an executor held.
   * @returns tasks to run again, in stages that may run now
   */
  executorLost(executor: number): readonly ReadyStage[] {
    if (!this.holdsOutput(executor)) return [];
    this.held.delete(executor);
    const again: ReadyStage[] = [];
    for (const [stage, progress] of this.stages) {
      const lost: number[] = [];
      for (const [task, holder] of progress.outputs.entries()) {
        if (holder === executor) lost.push(task);
      }
      for (const task of lost) progress.outputs[task] = UNFINISHED;
      progress.missing += lost.length;
      if (progress.active && progress.job !== null && lost.length > 0) {
        again.push({ stage, job: progress.job, tasks: lost });
      }
    }
    return [...again, ...this.activate()];
  }

  /** Whether an executor holds output of stages that are known. */
  holdsOutput(executor: number): boolean {
    return this.held.has(executor);
  }

  /** Stages that no job will read any more, whole jobs of them, are not known any more. */
  forget(stages: readonly number[]): void {
    for (const stage of stages) {
      for (const holder of this.stage(stage).outputs) this.hold(holder, -1);
      this.stages.delete(stage);
    }
  }

  /** Whether a stage's parents have all their output. */
  mayRun(stage: number): boolean {
    return this.stage(stage).spec.parents.every((parent) => this.stage(parent).missing === 0);
  }

  /**
   * A job launches nothing more.
   * @returns stages that ran in its name and that another job wants: it runs them now
   */
  abandonJob(job: number): readonly ReadyStage[] {
    this.jobs.delete(job);
    for (const progress of this.stages.values()) {
      if (progress.job !== job) continue;
      progress.job = null;
      progress.active = false;
    }
    return this.activate();
  }

  /** Hands out what open jobs want, is missing, may run and is not under way, by stage. */
  private activate(): ReadyStage[] {
    const ready: ReadyStage[] = [];
    for (const [job, last] of this.jobs) {
      for (const stage of this.wantedBy(last)) {
        const progress = this.stage(stage);
        if (progress.active || !this.mayRun(stage)) continue;
        progress.active = true;
        progress.job = job;
        const tasks: number[] = [];
        for (const [task, holder] of progress.outputs.entries()) {
          if (holder === UNFINISHED) tasks.push(task);
        }
        ready.push({ stage, job, tasks });
      }
    }
    return ready;
  }

  /** Stages with missing output that a job's last stages need, themselves included, ascending. */
  private wantedBy(last: readonly number[]): number[] {
    const wanted = new Set<number>();
    const open = last.filter((stage) => !this.stage(stage).wasDone);
    for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
      const { missing, spec } = this.stage(stage);
      if (missing === 0 || wanted.has(stage)) continue;
      wanted.add(stage);
      open.push(...spec.parents);
    }
    return [...wanted].sort((a, b) => a - b);
  }

  private endJobs(): number[] {
    const done: number[] = [];
    for (const [job, last] of this.jobs) {
      if (last.every((stage) => this.stage(stage).wasDone)) done.push(job);
    }
    for (const job of done) this.jobs.delete(job);
    return done;
  }

  private hold(holder: number, change: 1 | -1): void {
    if (holder < 0) return;
    const outputs = (this.held.get(holder) ?? 0) + change;
    if (outputs > 0) this.held.set(holder, outputs);
    else this.held.delete(holder);
  }

  private stage(stage: number): StageProgress {
    const progress = this.stages.get(stage);
    assert(progress !== undefined, 'a stage is known before it is used, its parents before it');
    return progress;
  }
}
