import type { Quantities } from '../../core/resources/quantities.ts';
import type { Workload } from '../../traces/model/workload.ts';
import type { LittlesLaw } from '../experiment/run-result.ts';

/** When each job was submitted, started and finished, and what it took; columns by job. */
export class JobRecords {
  readonly startUs: Float64Array;
  readonly finishUs: Float64Array;
  /** When a job was given up. */
  readonly failUs: Float64Array;
  finished: number = 0;
  failed: number = 0;
  firstSubmitUs: number = Number.NaN;
  lastFinishUs: number = 0;
  private readonly workload: Workload;
  private readonly longestTaskUs: Float64Array;
  private readonly taskTimeUs: Float64Array;
  /** By stage, 1 for tasks that have finished; null where none finishes twice. */
  private readonly finishedTasks: (Uint8Array | undefined)[] | null;
  private submitted = 0;
  private inSystem = 0;
  private integralUs = 0;
  private sinceUs = 0;

  /** @param repeats tasks may finish more than once: run again, or as two attempts at a time */
  constructor(workload: Workload, repeats = false) {
    this.finishedTasks = repeats ? [] : null;
    this.workload = workload;
    this.startUs = new Float64Array(workload.jobs.count).fill(Number.NaN);
    this.finishUs = new Float64Array(workload.jobs.count).fill(Number.NaN);
    this.failUs = new Float64Array(workload.jobs.count).fill(Number.NaN);
    this.longestTaskUs = new Float64Array(workload.stages.count);
    this.taskTimeUs = new Float64Array(workload.stages.count);
  }

  /** Jobs that have finished or failed. */
  get ended(): number {
    return this.finished + this.failed;
  }

  /** Jobs submitted and not ended. */
  get present(): number {
    return this.inSystem;
  }

  jobSubmitted(nowUs: number): void {
    if (this.submitted === 0) this.firstSubmitUs = nowUs;
    this.submitted++;
    this.accrue(nowUs);
    this.inSystem++;
  }

  taskStarted(job: number, nowUs: number): void {
    if (Number.isNaN(this.startUs[job])) this.startUs[job] = nowUs;
  }

  /** @param idealUs what the task takes with its data and all it wants at hand; 0 if it did not end */
  taskFinished(stage: number, index: number, idealUs: number): void {
    if (idealUs === 0 || !this.isFirstTime(stage, index)) return;
    this.taskTimeUs[stage] += idealUs;
    if (idealUs > this.longestTaskUs[stage]) this.longestTaskUs[stage] = idealUs;
  }

  jobFinished(job: number, nowUs: number): void {
    this.accrue(nowUs);
    this.inSystem--;
    this.finished++;
    this.finishUs[job] = nowUs;
    this.lastFinishUs = nowUs;
  }

  /** A job was given up: it is in the system no more and has no completion time. */
  jobFailed(job: number, nowUs: number): void {
    this.accrue(nowUs);
    this.inSystem--;
    this.failed++;
    this.failUs[job] = nowUs;
  }

  /**
   * A job's time with the cluster to itself: per stage the longer of its longest task and its
   * work spread over the whole cluster by the scarcest resource; each stage after those it waits
   * for, and no less for all of them than their work spread so.
   */
  idealUs(job: number, demandOf: (stage: number) => Quantities, capacity: Quantities): number {
    const { firstStage } = this.workload.jobs;
    const first = firstStage[job];
    const work = capacity.map(() => 0);
    const ends: number[] = [];
    for (let stage = first; stage < firstStage[job + 1]; stage++) {
      let time = this.longestTaskUs[stage];
      const demand = demandOf(stage);
      for (let r = 0; r < capacity.length; r++) {
        if (demand[r] === 0) continue;
        const spread = (this.taskTimeUs[stage] * demand[r]) / capacity[r];
        time = Math.max(time, spread);
        work[r] += spread;
      }
      ends.push(this.readyUs(stage, ends) + time);
    }
    return Math.max(...ends, ...work);
  }

  /** @param ends of the stages of its job before it */
  private readyUs(stage: number, ends: readonly number[]): number {
    const { parents } = this.workload.stages;
    if (parents === undefined) return ends.at(-1) ?? 0;
    const { firstParent, parent } = parents;
    let ready = 0;
    for (let p = firstParent[stage]; p < firstParent[stage + 1]; p++) {
      ready = Math.max(ready, ends[parent[p]]);
    }
    return ready;
  }

  /** Both sides of Little's law, each exact in whole job-microseconds. */
  littlesLaw(nowUs: number): LittlesLaw {
    this.accrue(nowUs);
    const { submitUs } = this.workload.jobs;
    let sumUs = 0;
    for (let job = 0; job < this.submitted; job++) {
      sumUs += (this.endUs(job) ?? nowUs) - submitUs[job];
    }
    return { integralUs: this.integralUs, sumUs, holds: this.integralUs === sumUs };
  }

  private isFirstTime(stage: number, index: number): boolean {
    if (this.finishedTasks === null) return true;
    const finished = (this.finishedTasks[stage] ??= new Uint8Array(
      this.workload.stages.tasks[stage],
    ));
    const isFirst = finished[index] === 0;
    finished[index] = 1;
    return isFirst;
  }

  private endUs(job: number): number | null {
    if (!Number.isNaN(this.finishUs[job])) return this.finishUs[job];
    return Number.isNaN(this.failUs[job]) ? null : this.failUs[job];
  }

  private accrue(nowUs: number): void {
    this.integralUs += this.inSystem * (nowUs - this.sinceUs);
    this.sinceUs = nowUs;
  }
}
