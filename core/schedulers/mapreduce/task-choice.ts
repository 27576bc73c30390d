import { assert } from '../../assert.ts';
import type { Micros } from '../../machine.ts';
import type { Offer } from '../../protocol/scheduler-api.ts';
import { Locality } from '../../protocol/tasks.ts';
import type { FailureCounts } from './attempt-limits.ts';
import type { BlockLocality } from './block-locality.ts';
import type { Gangs } from './gangs.ts';
import { type Attempt, type Job, type StageProgress, hasWork } from './job.ts';
import type { PendingJobs } from './pending-jobs.ts';

/** A task to launch. */
export interface ChosenTask {
  readonly job: Job;
  readonly stage: StageProgress;
  readonly index: number;
  readonly locality: Locality;
  /** The attempt it is a copy of, or null. */
  readonly original: Attempt | null;
}

/** What an offer is for is the next task of the first job in order that fits and may run there. */
export class TaskChoice {
  /** A job whose next task would have had room was passed over since this was last cleared. */
  passedOver = false;
  /** How long until the first of those goes farther from its data; null where none waits. */
  widensInUs: Micros | null = null;
  private readonly pending: PendingJobs;
  private readonly slowstart: number;
  private readonly locality: BlockLocality | null;
  private readonly failures: FailureCounts | null;
  private readonly gangs: Gangs;

  constructor(options: {
    readonly pending: PendingJobs;
    readonly slowstart: number;
    readonly locality: BlockLocality | null;
    readonly failures: FailureCounts | null;
    readonly gangs: Gangs;
  }) {
    this.pending = options.pending;
    this.slowstart = options.slowstart;
    this.locality = options.locality;
    this.failures = options.failures;
    this.gangs = options.gangs;
  }

  /** The next task for what is left of an offer, or null. */
  next(now: Micros, offer: Offer, left: readonly number[]): ChosenTask | null {
    if (this.locality === null) {
      // As a rule nobody is passed over: the first will do.
      const job = this.pending.firstFitting(left);
      if (job === null) return null;
      const chosen = this.chosenOf(job, offer.hostname, now);
      if (chosen !== null) return chosen;
    }
    for (const job of this.pending.fitting(left)) {
      const chosen = this.chosenOf(job, offer.hostname, now);
      if (chosen !== null) return chosen;
      this.passedOver = true;
    }
    return null;
  }

  private chosenOf(job: Job, host: string, now: Micros): ChosenTask | null {
    if (this.failures?.avoids(job, host) === true) return null;
    const stage = job.launchable(this.slowstart);
    assert(stage !== null, 'a pending job has a stage to launch');
    if (stage.spec.together === true && !this.gangs.mayLaunch(stage, now)) return null;
    if (!hasWork(stage)) return this.copyOf(job, stage, host);
    if (this.locality === null || !this.locality.has(stage)) {
      const index = stage.again.pop() ?? stage.next++;
      return { job, stage, index, locality: Locality.NODE, original: null };
    }
    const near = this.locality.take(job, stage, host, now);
    if (near !== null) return { job, stage, ...near, original: null };
    this.widensInUs ??= this.locality.widensInUs(job, now);
    return null;
  }

  /**
   * A copy of a slow attempt, wherever the attempt itself is not: the host may be why it is slow.
   * It does not wait to be near its data (as in LATE, Zaharia et al., OSDI 2008).
   */
  private copyOf(job: Job, stage: StageProgress, host: string): ChosenTask | null {
    const at = stage.copies.findIndex((original) => original.host !== host);
    if (at < 0) return null;
    const [original] = stage.copies.splice(at, 1);
    const { index } = original.info;
    const { locality: blocks } = this;
    const locality =
      blocks?.has(stage) === true ? blocks.localityOf(stage, index, host) : Locality.NODE;
    return { job, stage, index, locality, original };
  }
}
