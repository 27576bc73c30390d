/** Durations that are remembered (Mesos keeps as many of a timer's). */
const KEPT = 1000;

const PERCENTILES: readonly (readonly [string, number])[] = [
  ...([
    ['p50', 0.5],
    ['p90', 0.9],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const),
  ...([
    ['p999', 0.999],
    ['p9999', 0.9999],
  ] as const),
];

/** How long something took lately, in milliseconds, as Mesos's timers tell it. */
export class Durations {
  private readonly kept: number[] = [];
  private next = 0;
  private last: number | null = null;

  add(ms: number): void {
    this.kept[this.next] = ms;
    this.next = (this.next + 1) % KEPT;
    this.last = ms;
  }

  /** The last one under its name, and the others' statistics below it once there are two. */
  tell(name: string, set: (name: string, value: number) => void): void {
    if (this.last === null) return;
    set(name, this.last);
    const { length } = this.kept;
    if (length < 2) return;
    const sorted = Float64Array.from(this.kept).sort();
    set(`${name}/count`, length);
    set(`${name}/min`, sorted[0]);
    set(`${name}/max`, sorted[length - 1]);
    for (const [word, part] of PERCENTILES) set(`${name}/${word}`, quantile(sorted, part));
  }
}

/** Between two values, as far as the part lies between their places. */
function quantile(sorted: Float64Array, part: number): number {
  const place = part * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}
