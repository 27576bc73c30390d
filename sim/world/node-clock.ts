import type { Micros } from '../../core/machine.ts';

/**
 * The clock of one machine: goes at a rate of its own and may jump, but is never seen to run
 * back, as no host lets its machines see that.
 */
export class NodeClock {
  private rate = 1;
  private trueUs: Micros = 0;
  private localUs: Micros = 0;
  private latestUs: Micros = 0;

  /** What it shows at a true time. */
  at(trueUs: Micros): Micros {
    const shown = this.localUs + Math.floor((trueUs - this.trueUs) * this.rate);
    this.latestUs = Math.max(this.latestUs, shown);
    return this.latestUs;
  }

  /** True time until so much has passed by this clock. */
  trueDelay(localUs: Micros): Micros {
    return this.rate === 1 ? localUs : Math.ceil(localUs / this.rate);
  }

  /** From now on it gains so much in each second, or loses it. */
  drift(trueUs: Micros, byUsPerSecond: Micros): void {
    this.settle(trueUs);
    this.rate = Math.max(0.001, 1 + byUsPerSecond / 1_000_000);
  }

  step(trueUs: Micros, byUs: Micros): void {
    this.settle(trueUs);
    this.localUs += byUs;
  }

  private settle(trueUs: Micros): void {
    this.localUs += Math.floor((trueUs - this.trueUs) * this.rate);
    this.trueUs = trueUs;
  }
}
