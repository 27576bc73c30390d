import type { Quantities } from '../../core/resources/quantities.ts';
import type { Workload } from '../../traces/model/workload.ts';
import type { LittlesLaw } from '../experiment/run-result.ts';

/** When each job was submitted, started and finished, and what it took; columns by job. */
export class JobRecords {
  readonly startUs: Float64Array;
  readonly finishUs: Float64Array;
  finished: number = 0;
  firstSubmitUs: number = Number.NaN;
  lastFinishUs: number = 0;
  private readonly workload: Workload;
  private readonly longestTaskUs: Float64Array;
  private readonly taskTimeUs: Float64Array;
  private submitted = 0;
  private inSystem = 0;
  private integralUs = 0;
  private sinceUs = 0;

  constructor(workload: Workload) {
    this.workload = workload;
    this.startUs = new Float64Array(workload.jobs.count).fill(Number.NaN);
    this.finishUs = new Float64Array(workload.jobs.count).fill(Number.NaN);
    this.longestTaskUs = new Float64Array(workload.stages.count);
    this.taskTimeUs = new Float64Array(workload.stages.count);
  }

  /** Jobs submitted and not finished. */
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

  /** @param idealUs what the task takes with its data and all it wants at hand */
  taskFinished(stage: number, idealUs: number): void {
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

  /**
   * A job's time with the cluster to itself: per stage the longer of its longest task and its
   * work spread over the whole cluster by the scarcest resource; stages one after the other.
   */
  idealUs(job: number, demandOf: (stage: number) => Quantities, capacity: Quantities): number {
    const { firstStage } = this.workload.jobs;
    let ideal = 0;
    for (let stage = firstStage[job]; stage < firstStage[job + 1]; stage++) {
      let time = this.longestTaskUs[stage];
      const demand = demandOf(stage);
      for (let r = 0; r < capacity.length; r++) {
        if (demand[r] > 0) {
          time = Math.max(time, (this.taskTimeUs[stage] * demand[r]) / capacity[r]);
        }
      }
      ideal += time;
    }
    return ideal;
  }

  /** Both sides of Little's law, each exact in whole job-microseconds. */
  littlesLaw(nowUs: number): LittlesLaw {
    this.accrue(nowUs);
    const { submitUs } = this.workload.jobs;
    let sumUs = 0;
    for (let job = 0; job < this.submitted; job++) {
      const until = Number.isNaN(this.finishUs[job]) ? nowUs : this.finishUs[job];
      sumUs += until - submitUs[job];
    }
    return { integralUs: this.integralUs, sumUs, holds: this.integralUs === sumUs };
  }

  private accrue(nowUs: number): void {
    this.integralUs += this.inSystem * (nowUs - this.sinceUs);
    this.sinceUs = nowUs;
  }
}
