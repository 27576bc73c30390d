import { IndexedHeap } from '../../core/heap/indexed-heap.ts';
import type { NewStage } from '../model/stage-list.ts';
import { stageTimeUs } from './task-times.ts';
import type { TraceJob } from './trace-jobs.ts';

/** Executors of one resource profile: what the tasks of one demand run on. */
export interface SparkPool {
  readonly executors: number;
  /** Tasks that one executor runs at a time. */
  readonly slots: number;
}

/** A stage of the run; its id is that of the application, parents before children. */
export interface SparkRunStage {
  readonly id: number;
  /** Position of its job. */
  readonly job: number;
  readonly stage: NewStage;
  /** Ids of the stages it waits for. */
  readonly parents: readonly number[];
  readonly pool: number;
}

/** A task on its executor. Milliseconds from the start of the run. */
export interface SparkRunTask {
  readonly id: number;
  readonly stage: SparkRunStage;
  readonly index: number;
  readonly executor: number;
  readonly launchMs: number;
  readonly finishMs: number;
}

/** What happened at one time of the run, in this order within it. */
export type SparkRunEvent =
  | { readonly kind: 'task-end'; readonly task: SparkRunTask }
  | {
      readonly kind: 'stage-end';
      readonly stage: SparkRunStage;
      readonly startMs: number;
      readonly ms: number;
    }
  | { readonly kind: 'job-end' | 'job-start'; readonly job: number; readonly ms: number }
  | { readonly kind: 'stage-start'; readonly stage: SparkRunStage; readonly ms: number }
  | { readonly kind: 'task-start'; readonly task: SparkRunTask };

/**
 * A run of jobs on executors, as Spark's FIFO scheduler orders them: the earliest stage that has
 * tasks left gets the next free core (of the executor with the lowest number). No delays, no
 * failures; times in whole milliseconds, as Spark's log has them.
 */
export class SparkRun {
  readonly stages: readonly SparkRunStage[];
  /** Stages of each job. */
  readonly stagesOf: readonly (readonly SparkRunStage[])[];
  private readonly jobs: readonly TraceJob[];
  private readonly children: readonly number[][];
  private readonly missingParents: Int32Array;
  private readonly missingTasks: Int32Array;
  private readonly nextTask: Int32Array;
  private readonly missingStages: Int32Array;
  private readonly startMs: Float64Array;
  /** By pool: stages with tasks to launch, and free slots; the lowest first. */
  private readonly waiting: readonly IndexedHeap[];
  private readonly free: readonly IndexedHeap[];
  /** Slots with a task, by the time it ends. */
  private readonly busy: IndexedHeap;
  private readonly executorOf: number[] = [];
  private readonly poolOf: number[] = [];
  private readonly running: (SparkRunTask | null)[] = [];
  private nextJob = 0;
  private tasks = 0;

  /** @param poolOf the pool of a stage, by its demand */
  constructor(
    jobs: readonly TraceJob[],
    pools: readonly SparkPool[],
    poolOf: (stage: NewStage) => number,
  ) {
    this.jobs = jobs;
    this.stagesOf = numbered(jobs, poolOf);
    this.stages = this.stagesOf.flat();
    const { stages } = this;
    this.children = stages.map((): number[] => []);
    for (const { id, parents } of stages) for (const one of parents) this.children[one].push(id);
    this.missingParents = Int32Array.from(stages, ({ parents }) => parents.length);
    this.missingTasks = Int32Array.from(stages, ({ stage }) => stage.tasks);
    this.missingStages = Int32Array.from(this.stagesOf, (own) => own.length);
    this.nextTask = new Int32Array(stages.length);
    this.startMs = new Float64Array(stages.length);
    const ascending = { before: (a: number, b: number): boolean => a < b };
    const stageAt = { at: new Int32Array(stages.length).fill(-1) };
    this.waiting = pools.map(() => new IndexedHeap(ascending, stageAt));
    const slots = pools.reduce((sum, pool) => sum + pool.executors * pool.slots, 0);
    const slotAt = { at: new Int32Array(slots).fill(-1) };
    this.free = pools.map(() => new IndexedHeap(ascending, slotAt));
    this.busy = new IndexedHeap(
      {
        before: (a, b) =>
          this.endMs(a) < this.endMs(b) || (this.endMs(a) === this.endMs(b) && a < b),
      },
      slotAt,
    );
    this.addSlots(pools);
  }

  /** All that happens at the next time; null when the run is over. */
  step(): SparkRunEvent[] | null {
    const submitMs = this.nextJob < this.jobs.length ? this.submitMs(this.nextJob) : Infinity;
    const endMs = this.busy.size > 0 ? this.endMs(this.busy.first) : Infinity;
    const ms = Math.min(submitMs, endMs);
    if (ms === Infinity) return null;
    const events: SparkRunEvent[] = [];
    while (this.busy.size > 0 && this.endMs(this.busy.first) === ms) this.endTask(events, ms);
    while (this.nextJob < this.jobs.length && this.submitMs(this.nextJob) === ms) {
      this.startJob(events, ms);
    }
    for (let pool = 0; pool < this.free.length; pool++) this.launch(events, pool, ms);
    return events;
  }

  private addSlots(pools: readonly SparkPool[]): void {
    let executor = 0;
    pools.forEach(({ executors, slots }, pool) => {
      const end = executor + executors;
      for (; executor < end; executor++) {
        for (let i = 0; i < slots; i++) {
          this.executorOf.push(executor);
          this.poolOf.push(pool);
          this.free[pool].insert(this.running.push(null) - 1);
        }
      }
    });
  }

  private startJob(events: SparkRunEvent[], ms: number): void {
    const job = this.nextJob++;
    events.push({ kind: 'job-start', job, ms });
    for (const stage of this.stagesOf[job]) {
      if (stage.parents.length === 0) this.startStage(events, stage, ms);
    }
  }

  private startStage(events: SparkRunEvent[], stage: SparkRunStage, ms: number): void {
    events.push({ kind: 'stage-start', stage, ms });
    this.startMs[stage.id] = ms;
    this.waiting[stage.pool].insert(stage.id);
  }

  private launch(events: SparkRunEvent[], pool: number, launchMs: number): void {
    const waiting = this.waiting[pool];
    const free = this.free[pool];
    while (waiting.size > 0 && free.size > 0) {
      const stage = this.stages[waiting.first];
      const slot = free.first;
      free.remove(slot);
      const index = this.nextTask[stage.id]++;
      if (this.nextTask[stage.id] === stage.stage.tasks) waiting.remove(stage.id);
      const finishMs = launchMs + millis(stageTimeUs(stage.stage, index));
      const executor = this.executorOf[slot];
      const task = { id: this.tasks++, stage, index, executor, launchMs, finishMs };
      this.running[slot] = task;
      this.busy.insert(slot);
      events.push({ kind: 'task-start', task });
    }
  }

  private endTask(events: SparkRunEvent[], ms: number): void {
    const slot = this.busy.first;
    this.busy.remove(slot);
    const task = this.running[slot];
    this.running[slot] = null;
    this.free[this.poolOf[slot]].insert(slot);
    if (task === null) return;
    events.push({ kind: 'task-end', task });
    const { stage } = task;
    if (--this.missingTasks[stage.id] > 0) return;
    events.push({ kind: 'stage-end', stage, startMs: this.startMs[stage.id], ms });
    if (--this.missingStages[stage.job] === 0) events.push({ kind: 'job-end', job: stage.job, ms });
    for (const child of this.children[stage.id]) {
      if (--this.missingParents[child] === 0) this.startStage(events, this.stages[child], ms);
    }
  }

  private submitMs(job: number): number {
    return Math.round(this.jobs[job].submitUs / 1000);
  }

  private endMs(slot: number): number {
    return this.running[slot]?.finishMs ?? Infinity;
  }
}

/** Stages numbered through all jobs. */
function numbered(
  jobs: readonly TraceJob[],
  poolOf: (stage: NewStage) => number,
): SparkRunStage[][] {
  let next = 0;
  return jobs.map(({ stages }, job) => {
    const first = next;
    next += stages.length;
    return stages.map((stage, position) => ({
      ...{ id: first + position, job, stage, pool: poolOf(stage) },
      parents: (stage.parents ?? []).map((parent) => first + parent),
    }));
  });
}

/** Spark's clock ticks in milliseconds: no task is shorter. */
function millis(us: number): number {
  return Math.max(1, Math.round(us / 1000));
}
