import { copyInto } from '../../collections/copy-into.ts';
import { type HeapWalk, IndexedHeap, type Order, type Positions } from '../../heap/indexed-heap.ts';
import { type Quantities, fits } from '../../resources/quantities.ts';
import type { Job } from './job.ts';
import type { WaitingDemands } from './refused-demands.ts';

/**
 * Order of jobs inside a framework: by priority (as `JobQueueJobInProgressListener`, Hadoop's
 * default queue), fewest running tasks first, least work in all first, or least work of
 * unfinished tasks first; equals by submission.
 */
export type JobOrder = 'fifo' | 'fair' | 'shortest' | 'least-remaining';

interface DemandQueue {
  readonly demand: Quantities;
  readonly jobs: IndexedHeap;
}

/**
 * Jobs with tasks to launch, grouped by what the next task needs.
 *
 * A job is in the queue of its launchable stage's demand. An offer is matched against each
 * distinct demand once, not against each job.
 */
export class PendingJobs {
  private readonly slots: (Job | null)[] = [];
  private readonly freeSlots: number[] = [];
  private readonly classOfSlot: number[] = [];
  private readonly queues: (DemandQueue | undefined)[] = [];
  private readonly positions: Positions = { at: new Int32Array(16).fill(-1) };
  private readonly agePositions: Positions = { at: new Int32Array(16).fill(-1) };
  private readonly order: Order;
  private waiting: Map<number, Quantities> | null = null;
  /** All of them by submission. */
  private readonly byAge: IndexedHeap;

  constructor(order: JobOrder) {
    const older = (a: number, b: number): boolean => this.job(a).sequence < this.job(b).sequence;
    const least = (amount: (job: Job) => number) => (a: number, b: number) => {
      const difference = amount(this.job(a)) - amount(this.job(b));
      return difference !== 0 ? difference < 0 : older(a, b);
    };
    const orders: Record<JobOrder, Order['before']> = {
      fifo: least(({ spec }) => -(spec.priority ?? 0)),
      fair: least((job) => job.running),
      shortest: least((job) => job.work),
      'least-remaining': least((job) => job.remainingWork),
    };
    this.order = { before: orders[order] };
    this.byAge = new IndexedHeap({ before: older }, this.agePositions);
  }

  get isEmpty(): boolean {
    return this.byAge.size === 0;
  }

  /** Demands that wait. */
  get demands(): WaitingDemands {
    if (this.waiting === null) {
      this.waiting = new Map();
      for (const [demandClass, queue] of this.queues.entries()) {
        if (queue !== undefined && queue.jobs.size > 0) this.waiting.set(demandClass, queue.demand);
      }
    }
    return this.waiting;
  }

  /** The job that was submitted first, or null. */
  get oldest(): Job | null {
    return this.byAge.size === 0 ? null : this.job(this.byAge.first);
  }

  /** The first job in order, or null. */
  get first(): Job | null {
    let best = -1;
    for (const queue of this.queues) {
      if (queue === undefined || queue.jobs.size === 0) continue;
      const { first } = queue.jobs;
      if (best < 0 || this.order.before(first, best)) best = first;
    }
    return best < 0 ? null : this.job(best);
  }

  /**
   * Puts a job where its launchable stage belongs, takes it out if it has none, and restores
   * the order if its running tasks or its work changed.
   * @returns the job's demand if no job waited with it before, else null
   */
  place(job: Job, slowstart: number): Quantities | null {
    const stage = job.launchable(slowstart);
    const { slot } = job;
    if (stage === null) {
      if (slot >= 0) this.remove(job, slot);
      return null;
    }
    const demandClass = stage.spec.demandClass;
    if (slot >= 0) {
      if (this.classOfSlot[slot] === demandClass) {
        this.queues[demandClass]?.jobs.update(slot);
        return null;
      }
      this.remove(job, slot);
    }
    return this.insert(job, demandClass, stage.spec.demand);
  }

  /** The first job in order whose next task fits, or null. */
  firstFitting(left: Quantities): Job | null {
    let best = -1;
    for (const queue of this.queues) {
      if (queue === undefined || queue.jobs.size === 0 || !fits(queue.demand, left)) continue;
      const first = queue.jobs.first;
      if (best < 0 || this.order.before(first, best)) best = first;
    }
    return best < 0 ? null : this.job(best);
  }

  /** Jobs whose next task fits, in order; for locality, which may pass some over. */
  *fitting(left: Quantities): Generator<Job> {
    const walks: { walk: HeapWalk; next: number }[] = [];
    for (const queue of this.queues) {
      if (queue === undefined || queue.jobs.size === 0 || !fits(queue.demand, left)) continue;
      const walk = queue.jobs.walk();
      walks.push({ walk, next: walk.next() });
    }
    for (;;) {
      let best: (typeof walks)[number] | null = null;
      for (const entry of walks) {
        if (entry.next < 0) continue;
        if (best === null || this.order.before(entry.next, best.next)) best = entry;
      }
      if (best === null) return;
      yield this.job(best.next);
      best.next = best.walk.next();
    }
  }

  private job(slot: number): Job {
    return this.slots[slot] as Job;
  }

  private insert(job: Job, demandClass: number, demand: Quantities): Quantities | null {
    const slot = this.freeSlots.pop() ?? this.slots.length;
    this.slots[slot] = job;
    job.slot = slot;
    this.classOfSlot[slot] = demandClass;
    for (const positions of [this.positions, this.agePositions]) {
      if (slot < positions.at.length) continue;
      positions.at = copyInto(new Int32Array(positions.at.length * 2).fill(-1), positions.at);
    }
    let queue = this.queues[demandClass];
    if (queue === undefined) {
      queue = { demand, jobs: new IndexedHeap(this.order, this.positions) };
      this.queues[demandClass] = queue;
    }
    queue.jobs.insert(slot);
    this.byAge.insert(slot);
    if (queue.jobs.size > 1) return null;
    this.waiting = null;
    return demand;
  }

  private remove(job: Job, slot: number): void {
    const jobs = this.queues[this.classOfSlot[slot]]?.jobs;
    jobs?.remove(slot);
    if (jobs?.size === 0) this.waiting = null;
    this.byAge.remove(slot);
    job.slot = -1;
    this.slots[slot] = null;
    this.freeSlots.push(slot);
  }
}
