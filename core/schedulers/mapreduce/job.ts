import { MICROS_PER_SECOND, type Micros } from '../../machine.ts';
import type { AgentId, TaskId } from '../../protocol/ids.ts';
import type { Quantities } from '../../resources/quantities.ts';

/** A job as it is submitted: its stages run in order. */
export interface JobSpec {
  /** The submitter's number of the job. */
  readonly job: number;
  readonly submitUs: Micros;
  /** At least one. */
  readonly stages: readonly StageSpec[];
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
  /** Expected time of a task; a second where nobody knows. */
  readonly taskUs?: Micros;
}

/** How far a stage is. Tasks are numbers until they are launched: a stage costs the same whatever its size. */
export interface StageProgress {
  readonly spec: StageSpec;
  /** Tasks 0 … next-1 have been launched at least once. */
  next: number;
  /** Tasks to launch again, their attempt was lost or failed. */
  readonly again: number[];
  finished: number;
}

/** A task that holds its resources and waits for the stage before its own. */
export interface HeldTask {
  readonly taskId: TaskId;
  readonly agentId: AgentId;
}

/** A job in a scheduler. */
export class Job {
  readonly spec: JobSpec;
  readonly stages: readonly StageProgress[];
  /** Order of submission in this scheduler. */
  readonly sequence: number;
  /** Tasks launched and not over. */
  running = 0;
  /** The first stage that has not finished. */
  current = 0;
  held: HeldTask[] = [];
  /** It launches nothing more. */
  failed = false;
  /** Its place among the pending jobs, which keep it; -1 when it is not pending. */
  slot = -1;
  /** Since when it has waited for a local slot; null while it need not. */
  waitingForLocalSinceUs: Micros | null = null;
  /** Expected work of all its tasks, task-microseconds. */
  readonly work: number;
  /** The same of the tasks that have not finished. */
  remainingWork: number;

  constructor(spec: JobSpec, sequence: number) {
    this.spec = spec;
    this.sequence = sequence;
    this.stages = spec.stages.map((stage) => ({ spec: stage, next: 0, again: [], finished: 0 }));
    this.work = spec.stages.reduce((sum, stage) => sum + stage.tasks * expectedUs(stage), 0);
    this.remainingWork = this.work;
  }

  /** A task of one of its stages has finished. */
  taskFinished(stage: StageProgress): void {
    stage.finished++;
    this.remainingWork -= expectedUs(stage.spec);
  }

  /**
   * The stage whose tasks may be launched now, or null. Earlier stages go first, so that tasks
   * that wait do not take the room of tasks they wait for that are still to be launched.
   * @param slowstart part of a stage that must have finished before the next may start early
   */
  launchable(slowstart: number): StageProgress | null {
    if (this.failed) return null;
    for (let s = this.current; s < this.stages.length; s++) {
      const stage = this.stages[s];
      if (s > this.current && !this.mayStartEarly(s, slowstart)) return null;
      if (stage.again.length > 0 || stage.next < stage.spec.tasks) return stage;
    }
    return null;
  }

  get isOver(): boolean {
    return this.current === this.stages.length;
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
