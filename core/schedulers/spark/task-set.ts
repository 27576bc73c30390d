import type { Micros } from '../../machine.ts';
import type { SparkStageSpec, TaskPreference, TaskSlot } from './application.ts';
import { LocalityWait, TaskLocality } from './locality-wait.ts';

/**
 * The tasks of a ready stage that are to be launched (Spark's TaskSetManager).
 *
 * Lowest index first; what has to run again comes before what has not run. Tasks with
 * preferences are looked for from near to far, as {@link LocalityWait} allows.
 */
export class TaskSet {
  readonly job: number;
  readonly stage: number;
  readonly pool: string;
  /** Its tasks are launched when there are slots for all of them. */
  readonly together: boolean;
  /** Its resource profile: slots of others are not for its tasks. */
  readonly profile: number;
  /** Tasks launched and not over. */
  running = 0;
  /** A stack: the next task is at the end. May hold tasks that were launched meanwhile. */
  private readonly anywhere: number[] = [];
  private readonly byExecutor = new Map<number, number[]>();
  private readonly byHost = new Map<string, number[]>();
  private readonly preferred: readonly TaskPreference[] | null;
  private readonly isPending: Uint8Array;
  private readonly failures = new Map<number, number>();
  private readonly wait: LocalityWait;
  private pendingCount = 0;

  constructor(
    at: { readonly job: number; readonly stage: number; readonly pool: string },
    spec: Pick<SparkStageSpec, 'tasks' | 'preferred' | 'together' | 'profile'>,
    localityWaitUs: Micros,
    now: Micros,
  ) {
    this.job = at.job;
    this.stage = at.stage;
    this.pool = at.pool;
    this.together = spec.together ?? false;
    this.profile = spec.profile ?? 0;
    this.preferred = spec.preferred;
    this.isPending = new Uint8Array(spec.tasks);
    this.wait = new LocalityWait(localityWaitUs, now);
  }

  /** Tasks to launch. */
  get pending(): number {
    return this.pendingCount;
  }

  /** When a slot that was refused for being far is worth another look; null: none is refused. */
  get givesWayAtUs(): Micros | null {
    return this.pendingCount === 0 || this.preferred === null ? null : this.wait.givesWayAtUs;
  }

  /** Puts tasks in front of those that are pending, the first given foremost. */
  add(tasks: readonly number[]): void {
    for (const task of [...tasks].reverse()) this.put(task);
  }

  /**
   * Takes the task to launch in a slot.
   * @returns null when there is none, or when it is worth waiting for a nearer slot
   */
  next(
    slot: TaskSlot,
    now: Micros,
  ): { readonly task: number; readonly level: TaskLocality } | null {
    if (this.pendingCount === 0) return null;
    if (this.preferred === null) return this.take(this.anywhere, TaskLocality.NO_PREF, now);
    const near = this.byExecutor.get(slot.executor);
    const cached = this.take(near, TaskLocality.PROCESS_LOCAL, now);
    if (cached !== null) return cached;
    const allowed = this.wait.allowed(now, (level) => this.hasPending(level));
    if (allowed >= TaskLocality.NODE_LOCAL) {
      const stored = this.take(this.byHost.get(slot.host), TaskLocality.NODE_LOCAL, now);
      if (stored !== null) return stored;
    }
    const indifferent = this.takeIndifferent(now);
    if (indifferent !== null || allowed < TaskLocality.ANY) return indifferent;
    return this.take(this.anywhere, TaskLocality.ANY, now);
  }

  /**
   * An attempt failed: the task comes again, unless its job has failed with it.
   * @returns how often it has failed
   */
  failed(task: number): number {
    this.running--;
    const failures = (this.failures.get(task) ?? 0) + 1;
    this.failures.set(task, failures);
    this.put(task);
    return failures;
  }

  /** An attempt was lost with its executor or killed: the task comes again, and no failure counts. */
  lost(task: number): void {
    this.running--;
    this.put(task);
  }

  private put(task: number): void {
    if (this.isPending[task] === 1) return;
    this.isPending[task] = 1;
    this.pendingCount++;
    this.anywhere.push(task);
    for (const executor of this.preferred?.[task]?.executors ?? []) {
      push(this.byExecutor, executor, task);
    }
    for (const host of this.preferred?.[task]?.hosts ?? []) push(this.byHost, host, task);
  }

  private take(
    from: number[] | undefined,
    level: TaskLocality,
    now: Micros,
  ): { task: number; level: TaskLocality } | null {
    if (from === undefined) return null;
    for (let task = from.pop(); task !== undefined; task = from.pop()) {
      if (this.isPending[task] === 1) return this.launch(task, level, now);
    }
    return null;
  }

  private takeIndifferent(now: Micros): { task: number; level: TaskLocality } | null {
    for (let i = this.anywhere.length - 1; i >= 0; i--) {
      const task = this.anywhere[i];
      if (this.isPending[task] === 1 && this.isIndifferent(task)) {
        this.anywhere.splice(i, 1);
        return this.launch(task, TaskLocality.NO_PREF, now);
      }
    }
    return null;
  }

  private launch(
    task: number,
    level: TaskLocality,
    now: Micros,
  ): { task: number; level: TaskLocality } {
    this.isPending[task] = 0;
    this.pendingCount--;
    this.running++;
    this.wait.launched(level, now);
    return { task, level };
  }

  private isIndifferent(task: number): boolean {
    const preference = this.preferred?.[task];
    return (preference?.executors.length ?? 0) + (preference?.hosts.length ?? 0) === 0;
  }

  private hasPending(level: TaskLocality): boolean {
    const lists: Iterable<number[]> =
      level === TaskLocality.PROCESS_LOCAL ? this.byExecutor.values() : this.byHost.values();
    for (const list of lists) {
      if (list.some((task) => this.isPending[task] === 1)) return true;
    }
    return false;
  }
}

function push<Key>(lists: Map<Key, number[]>, key: Key, task: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [task]);
  else list.push(task);
}
