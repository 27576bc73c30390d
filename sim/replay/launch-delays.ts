import type { AttemptColumns } from '../../traces/spark/attempt-table.ts';

/**
 * The attempts of a log by the time they were launched, to ask whether anything ran at a time.
 * Milliseconds of the epoch.
 */
export class RunningTimes {
  private readonly launchMs: Float64Array;
  private readonly launches: Float64Array;
  /** The latest finish among the attempts launched up to each. */
  private readonly lastFinish: Float64Array;

  constructor({ count, launchMs, finishMs }: AttemptColumns) {
    const rows = [...new Uint32Array(count).keys()].filter((row) => launchMs[row] > 0);
    rows.sort((a, b) => launchMs[a] - launchMs[b] || a - b);
    this.launchMs = launchMs;
    this.launches = Float64Array.from(rows, (row) => launchMs[row]);
    let last = Number.NEGATIVE_INFINITY;
    this.lastFinish = Float64Array.from(rows, (row) => {
      // One without an end ran on.
      const finish = finishMs[row] > 0 ? finishMs[row] : Number.POSITIVE_INFINITY;
      last = Math.max(last, finish);
      return last;
    });
  }

  /**
   * When the first attempt after a time was launched, if nothing ran from then to there.
   * @returns null when something ran, or nothing came
   */
  quietUntil(ms: number): number | null {
    let low = 0;
    let high = this.launches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.launches[middle] < ms) low = middle + 1;
      else high = middle;
    }
    if (low === this.launches.length) return null;
    if (low > 0 && this.lastFinish[low - 1] > ms) return null;
    return this.launches[low];
  }

  /** Whether a row of the attempts was launched at a time. */
  isLaunch(row: number, ms: number): boolean {
    return this.launchMs[row] === ms;
  }
}
