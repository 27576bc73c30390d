import { MICROS_PER_SECOND, type Micros } from '../../machine.ts';

/** Spark's dynamic allocation (`spark.dynamicAllocation.*`), with its defaults. */
export interface DynamicAllocation {
  readonly minExecutors: number;
  readonly maxExecutors: number;
  /** Tasks wait this long before more executors are asked for, and between askings. */
  readonly backlogUs: Micros;
  /** An executor that has had nothing to do for this long is given back. */
  readonly idleUs: Micros;
  /**
   * Not while it holds output that may still be read (`spark.dynamicAllocation.shuffleTracking`):
   * there is no shuffle service that would keep that for it. False unless given.
   */
  readonly shuffleTracking?: boolean;
}

export const DYNAMIC_ALLOCATION: DynamicAllocation = {
  minExecutors: 0,
  maxExecutors: Number.POSITIVE_INFINITY,
  backlogUs: MICROS_PER_SECOND,
  idleUs: 60 * MICROS_PER_SECOND,
};

/**
 * How many executors an application wants: while tasks wait, one more, then two, four, eight, …
 * at each asking, never more than its tasks could fill; without waiting tasks the next asking
 * begins at one again (ExecutorAllocationManager.addExecutors).
 */
export class ExecutorTarget {
  private readonly policy: DynamicAllocation;
  private target: number;
  private toAdd = 1;
  /** When more are asked for next; null while no task waits. */
  private askAtUs: Micros | null = null;

  constructor(policy: DynamicAllocation) {
    this.policy = policy;
    this.target = policy.minExecutors;
  }

  get executors(): number {
    return this.target;
  }

  /**
   * Takes note of the backlog; asks for more when its time has come.
   * @param needed executors that the tasks running and waiting could fill
   * @returns when to call again, or null while no task waits
   */
  update(now: Micros, waiting: number, needed: number): Micros | null {
    const { minExecutors, maxExecutors, backlogUs } = this.policy;
    const most = Math.max(minExecutors, Math.min(maxExecutors, needed));
    if (waiting === 0) {
      this.askAtUs = null;
      this.toAdd = 1;
      this.target = Math.min(this.target, most);
      return null;
    }
    this.askAtUs ??= now + backlogUs;
    if (now >= this.askAtUs) {
      const before = this.target;
      this.target = Math.max(Math.min(before + this.toAdd, most), Math.min(before, most));
      this.toAdd = this.target - before === this.toAdd ? this.toAdd * 2 : 1;
      this.askAtUs = now + backlogUs;
    }
    return this.askAtUs;
  }
}
