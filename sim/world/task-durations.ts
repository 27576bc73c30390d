import { lognormalFactors } from '../../core/math/lognormal-factors.ts';
import { isExact, taskUs } from '../../traces/model/task-time.ts';
import type { Workload } from '../../traces/model/workload.ts';
import { Draws } from '../random/draws.ts';

const TABLE = 4096;

/**
 * How long a task takes: its stage's time, times a lognormal factor drawn per (seed, stage,
 * task). The same task takes the same time under every policy.
 */
export class TaskDurations {
  private readonly workload: Workload;
  private readonly factors: Float64Array | null;
  private readonly draws: Draws;

  constructor(workload: Workload, seed: string) {
    this.workload = workload;
    const { skewSigma } = workload.durations;
    this.factors = skewSigma > 0 ? lognormalFactors(skewSigma, TABLE) : null;
    this.draws = new Draws(seed, 'duration');
  }

  /** @param stretch times as long as on an agent with all the task wants @returns whole µs */
  durationUs(stage: number, index: number, stretch: number): number {
    return taskUs(this.workload, stage, index, this.factorOf(stage, index) * stretch);
  }

  /** What was recorded needs no model of how tasks differ. */
  private factorOf(stage: number, index: number): number {
    if (this.factors === null || isExact(this.workload, stage)) return 1;
    return this.factors[this.draws.bits(stage, index) & (TABLE - 1)];
  }
}
