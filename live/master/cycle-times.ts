import type { MasterInput } from '../../core/master/master-io.ts';

/** Cycles that are remembered: half an hour of one a second. */
const REMEMBERED = 2048;

/** How long allocation cycles take, with all that is sent in them; milliseconds of the last ones. */
export class CycleTimes {
  private readonly times: number[] = [];
  private next = 0;
  private count = 0;

  /** A step that began then has ended. */
  stepped(input: MasterInput, sinceMs: number): void {
    if (input.type !== 'TIMER') return;
    if (input.timer !== 'BATCH_ALLOCATION' && input.timer !== 'EVENT_ALLOCATION') return;
    this.times[this.next] = performance.now() - sinceMs;
    this.next = (this.next + 1) % REMEMBERED;
    this.count++;
  }

  /** Under the names that Mesos has for a timer; none before the first cycle. */
  metrics(name: string): Map<string, number> {
    const metrics = new Map<string, number>();
    if (this.count === 0) return metrics;
    const sorted = this.times.toSorted((a, b) => a - b);
    const at = (part: number): number => {
      return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
    };
    metrics.set(name, this.times[(this.next + REMEMBERED - 1) % REMEMBERED]);
    metrics.set(`${name}/count`, this.count);
    metrics.set(`${name}/min`, sorted[0]);
    metrics.set(`${name}/max`, at(1));
    for (const percent of [50, 90, 95, 99]) metrics.set(`${name}/p${percent}`, at(percent / 100));
    return metrics;
  }
}
