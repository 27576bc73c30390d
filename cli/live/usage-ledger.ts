import type { Micros } from '../../core/machine.ts';
import type { UsageMetrics } from '../../sim/metrics/usage.ts';

interface Entry {
  readonly atUs: Micros;
  readonly enter: (usage: UsageMetrics, atUs: Micros) => void;
}

/**
 * What changed and when, for measures that take changes in the order of their times: on a real
 * cluster one is told of some only later.
 */
export class UsageLedger {
  private entries: Entry[] = [];

  /** @param atUs when it was, which may be before what was noted last */
  note(atUs: Micros, enter: Entry['enter']): void {
    this.entries.push({ atUs, enter });
  }

  /** Enters all that was noted; of the same time in the order in which it was. */
  settle(usage: UsageMetrics): void {
    const inTime = this.entries.toSorted((one, two) => one.atUs - two.atUs);
    this.entries = [];
    for (const { atUs, enter } of inTime) enter(usage, atUs);
  }
}
