import type { Micros } from '../../machine.ts';
import type { TaskSlot } from './application.ts';
import type { TaskLocality } from './locality-wait.ts';
import type { TaskSet } from './task-set.ts';

/** Order between jobs: by submission, or between pools by who runs least (`spark.scheduler.mode`). */
export type SparkOrder = 'fifo' | 'fair';

/** A task to launch in the slot that was asked for. */
export interface Launch {
  readonly set: TaskSet;
  readonly task: number;
  readonly level: TaskLocality;
}

/**
 * Sets of tasks in the order in which they are given slots.
 *
 * `fifo`: the job submitted first, in it the lowest stage. `fair`: the pool that runs the fewest
 * tasks (of equal weights and no minimum share), inside a pool as `fifo`; equal pools by name.
 * So jobs that name no pool run in order under both, as they do in Spark.
 */
export class TaskQueue {
  private readonly sets: TaskSet[] = [];
  private readonly order: SparkOrder;
  private readonly mayRun: (stage: number) => boolean;

  /** @param mayRun false for a stage that lost input: its tasks wait until that is there again */
  constructor(order: SparkOrder, mayRun: (stage: number) => boolean) {
    this.order = order;
    this.mayRun = mayRun;
  }

  /** Tasks to launch. */
  get pending(): number {
    return this.sets.reduce((sum, { pending }) => sum + pending, 0);
  }

  /** When a slot refused for being far is worth another look; null while none is refused. */
  get givesWayAtUs(): Micros | null {
    let first: Micros | null = null;
    for (const set of this.sets) {
      const atUs = set.givesWayAtUs;
      if (atUs === null || !this.mayRun(set.stage)) continue;
      first = first === null ? atUs : Math.min(first, atUs);
    }
    return first;
  }

  add(set: TaskSet): void {
    const place = this.sets.findIndex((other) => isBefore(set, other));
    if (place < 0) this.sets.push(set);
    else this.sets.splice(place, 0, set);
  }

  remove(set: TaskSet): void {
    const place = this.sets.indexOf(set);
    if (place >= 0) this.sets.splice(place, 1);
  }

  /**
   * Takes the task for a slot from the first set that has one for it. A set that is to start
   * together and has not slots enough lets none pass it: they would never be free together.
   * @param free slots in all, this one included
   */
  next(slot: TaskSlot, now: Micros, free: number): Launch | null {
    const { profile = 0 } = slot;
    for (const set of this.order === 'fifo' ? this.sets : this.byPools()) {
      if (set.pending === 0 || set.profile !== profile || !this.mayRun(set.stage)) continue;
      if (set.together && set.pending > free) return null;
      const found = set.next(slot, now);
      if (found !== null) return { set, ...found };
    }
    return null;
  }

  private byPools(): readonly TaskSet[] {
    const running = new Map<string, number>();
    for (const set of this.sets) {
      running.set(set.pool, (running.get(set.pool) ?? 0) + set.running);
    }
    if (running.size < 2) return this.sets;
    // Sorting is stable: inside a pool the order stays.
    return [...this.sets].sort((a, b) => {
      if (a.pool === b.pool) return 0;
      const difference = (running.get(a.pool) ?? 0) - (running.get(b.pool) ?? 0);
      return difference === 0 ? (a.pool < b.pool ? -1 : 1) : difference;
    });
  }
}

function isBefore(a: TaskSet, b: TaskSet): boolean {
  return a.job === b.job ? a.stage < b.stage : a.job < b.job;
}
