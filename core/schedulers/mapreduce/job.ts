import { MICROS_PER_SECOND, type Micros } from '../../machine.ts';
import type { AgentId } from '../../protocol/ids.ts';
import { Locality, type TaskInfo } from '../../protocol/tasks.ts';
import type { Quantities } from '../../resources/quantities.ts';

/** A job as it is submitted: its stages run in order. */
export interface JobSpec {
  /** The submitter's number of the job. */
  readonly job: number;
  readonly submitUs: Micros;
  /** At least one. */
  readonly stages: readonly StageSpec[];
  /** Under `fifo` the larger goes first; 0 when left out (`mapreduce.job.priority`). */
  readonly priority?: number;
}

export interface StageSpec {
  /** The submitter's number of the stage. */
  readonly stage: number;
  /** At least 1. */
  readonly tasks: number;
  readonly demand: Quantities;
  /** Equal for stages of equal demand, dense from 0: pending work is grouped by it. */
  readonly demandClass: number;
  /** Its tasks may start before the stage before has finished and then wait for it. */
  readonly slowstart: boolean;
  /** Its tasks start all together or not at all (a gang); one lost later comes again alone. */
  readonly together?: boolean;
  /** Expected time of a task; a second where nobody knows. */
  readonly taskUs?: Micros;
}

/** How far a stage is. Tasks are numbers until they are launched: a stage costs the same whatever its size. */
export interface StageProgress {
  readonly spec: StageSpec;
  /** Tasks 0 … next-1 have been launched at least once. */
  next: number;
  /** Tasks to launch again: their attempt was lost or failed, or their output was lost. */
  readonly again: number[];
  /** Attempts that are to be given a copy, which waits for an offer. */
  readonly copies: Attempt[];
  finished: number;
  /** Of a gang: its tasks were all there once, and started. */
  gathered: boolean;
}

/** One attempt at a task: launched, and its end has not been heard. */
export interface Attempt {
  readonly info: TaskInfo;
  readonly job: Job;
  readonly stage: StageProgress;
  readonly agentId: AgentId;
  readonly host: string;
  /** Since when it works, as far as it was heard; -1 before. */
  sinceUs: Micros;
  /** The other attempt at the same task. */
  twin: Attempt | null;
  /** It is to be killed: how it ends does not matter any more. */
  unwanted: boolean;
}

/** Whether tasks of a stage are to be launched, copies aside. */
export function hasWork({ again, next, spec }: StageProgress): boolean {
  return again.length > 0 || next < spec.tasks;
}

/** A job in a scheduler. */
export class Job {
  readonly spec: JobSpec;
  readonly stages: readonly StageProgress[];
  /** Order of submission in this scheduler. */
  readonly sequence: number;
  /** Attempts launched and not over. */
  running = 0;
  /** Those of them that are to be killed. */
  unwanted = 0;
  /** The first stage that has not finished. */
  current = 0;
  /** Attempts that hold their resources and wait: for the stage before, or for their gang. */
  held: Attempt[] = [];
  /** It launches nothing more. */
  failed = false;
  /** Its place among the pending jobs, which keep it; -1 when it is not pending. */
  slot = -1;
  /** How far from its data it may launch, by delay scheduling. */
  level: Locality = Locality.NODE;
  /** Since when it has waited for a nearer slot; null while it need not. */
  waitingForLocalSinceUs: Micros | null = null;
  /** Expected work of all its tasks, task-microseconds. */
  readonly work: number;
  /** The same of the tasks that have not finished. */
  remainingWork: number;

  constructor(spec: JobSpec, sequence: number) {
    this.spec = spec;
    this.sequence = sequence;
    this.stages = spec.stages.map((stage) => ({
      spec: stage,
      next: 0,
      finished: 0,
      again: [],
      copies: [],
      gathered: false,
    }));
    this.work = spec.stages.reduce((sum, stage) => sum + stage.tasks * expectedUs(stage), 0);
    this.remainingWork = this.work;
  }

  /** A task of one of its stages has finished. */
  taskFinished(stage: StageProgress): void {
    stage.finished++;
    this.remainingWork -= expectedUs(stage.spec);
  }

  /** What a finished task made is lost: it must run again. */
  taskUndone(stage: StageProgress, index: number): void {
    stage.finished--;
    stage.again.push(index);
    this.remainingWork += expectedUs(stage.spec);
    this.current = Math.min(this.current, this.stages.indexOf(stage));
  }

  /** Goes on to the first stage that has not finished; past the last when that one has. */
  advance(): void {
    const last = this.stages[this.stages.length - 1];
    if (last.finished === last.spec.tasks) this.current = this.stages.length;
    while (!this.isOver && this.isFinished(this.current)) this.current++;
  }

  /**
   * The stage whose tasks may be launched now, or null. Earlier stages go first, so that tasks
   * that wait do not take the room of tasks they wait for that are still to be launched; copies
   * of running tasks go last.
   * @param slowstart part of a stage that must have finished before the next may start early
   */
  launchable(slowstart: number): StageProgress | null {
    if (this.failed || this.isOver) return null;
    for (let s = this.current; s < this.stages.length; s++) {
      if (s > this.current && !this.mayStartEarly(s, slowstart)) break;
      if (hasWork(this.stages[s])) return this.stages[s];
    }
    const current = this.stages[this.current];
    return current.copies.length > 0 ? current : null;
  }

  get isOver(): boolean {
    return this.current === this.stages.length;
  }

  isFinished(s: number): boolean {
    return this.stages[s].finished === this.stages[s].spec.tasks;
  }

  private mayStartEarly(s: number, slowstart: number): boolean {
    const before = this.stages[s - 1];
    return (
      s === this.current + 1 &&
      this.stages[s].spec.slowstart &&
      before.finished >= slowstart * before.spec.tasks
    );
  }
}

function expectedUs({ taskUs }: StageSpec): Micros {
  return taskUs ?? MICROS_PER_SECOND;
}
