import { lognormalFactors } from '../../core/math/lognormal-factors.ts';
import { taskUs } from '../../traces/model/task-time.ts';
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
    const factor =
      this.factors === null ? 1 : this.factors[this.draws.bits(stage, index) & (TABLE - 1)];
    return taskUs(this.workload, stage, index, factor * stretch);
  }
}
