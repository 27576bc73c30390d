import type { PlannedHadoopJob, PlannedHadoopTask } from './hadoop-plan.ts';

/** Part of a job's maps after which its reduces may start (Hadoop's default). */
const SLOWSTART = 0.05;

/** An attempt that runs, or has run, on a machine. */
export interface HadoopTaskRef {
  readonly job: number;
  readonly kind: 'setup' | 'map' | 'reduce' | 'cleanup';
  readonly index: number;
  readonly machine: number;
  readonly attempt: { readonly us: number; readonly fails: boolean };
}

/** Tasks of one kind: which to launch, how many attempts of each were made, how many are done. */
class TaskList {
  readonly tasks: readonly PlannedHadoopTask[];
  done = 0;
  private next = 0;
  /** Failed, to be launched before what has not run. */
  private readonly again: number[] = [];
  private readonly made: Uint16Array;

  constructor(tasks: readonly PlannedHadoopTask[]) {
    this.tasks = tasks;
    this.made = new Uint16Array(tasks.length);
  }

  get areDone(): boolean {
    return this.done === this.tasks.length;
  }

  take(): number | null {
    return this.again.pop() ?? (this.next < this.tasks.length ? this.next++ : null);
  }

  attemptOf(task: number): { readonly us: number; readonly fails: boolean } {
    return this.tasks[task][this.made[task]++];
  }

  /** @returns false when every attempt that the log has of the task failed */
  ended(task: number, fails: boolean): boolean {
    if (!fails) this.done++;
    else if (this.made[task] < this.tasks[task].length) this.again.push(task);
    else return false;
    return true;
  }
}

/** How far a job is, as its tracker knows from the heartbeats. */
export class HadoopJobProgress {
  readonly plan: PlannedHadoopJob;
  /** Reduces that hold a slot and wait for the last map. */
  readonly waitingReduces: HadoopTaskRef[] = [];
  isLaunched = false;
  /** Its end is known and was counted. */
  wasCounted = false;
  /** When the last of its tasks was over so far. */
  lastEndUs = 0;
  private readonly position: number;
  private readonly setup: TaskList;
  private readonly maps: TaskList;
  private readonly reduces: TaskList;
  private readonly cleanup: TaskList;
  private hasFailed = false;
  private running = 0;

  constructor(plan: PlannedHadoopJob, position: number) {
    this.plan = plan;
    this.position = position;
    this.setup = new TaskList(plan.setup === null ? [] : [plan.setup]);
    this.maps = new TaskList(plan.maps);
    this.reduces = new TaskList(plan.reduces);
    this.cleanup = new TaskList(plan.cleanup === null ? [] : [plan.cleanup]);
  }

  get mapsOver(): boolean {
    return this.maps.areDone || this.hasFailed;
  }

  get isOver(): boolean {
    const worked = this.workIsOver && this.cleanup.areDone;
    return worked && this.running === 0;
  }

  /** The next task for a slot of maps: also what sets the job up and cleans up behind it. */
  nextMapLike(machine: number): HadoopTaskRef | null {
    if (!this.isLaunched) return null;
    if (!this.setup.areDone && !this.hasFailed) return this.launch('setup', this.setup, machine);
    if (!this.workIsOver) return this.launch('map', this.maps, machine);
    return this.running > 0 ? null : this.launch('cleanup', this.cleanup, machine);
  }

  nextReduce(machine: number): HadoopTaskRef | null {
    if (!this.isLaunched || !this.setup.areDone || this.hasFailed) return null;
    if (this.maps.done < SLOWSTART * this.maps.tasks.length) return null;
    return this.launch('reduce', this.reduces, machine);
  }

  /** The end of an attempt has become known. */
  reported({ kind, index, attempt }: HadoopTaskRef): void {
    this.running--;
    const list = this[kind === 'map' ? 'maps' : kind === 'reduce' ? 'reduces' : kind];
    if (!list.ended(index, attempt.fails)) this.hasFailed = true;
  }

  private get workIsOver(): boolean {
    return this.hasFailed || (this.setup.areDone && this.maps.areDone && this.reduces.areDone);
  }

  private launch(
    kind: HadoopTaskRef['kind'],
    list: TaskList,
    machine: number,
  ): HadoopTaskRef | null {
    const index = list.take();
    if (index === null) return null;
    this.running++;
    return { job: this.position, kind, index, machine, attempt: list.attemptOf(index) };
  }
}
