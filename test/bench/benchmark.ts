/** A benchmark as `evenhand bench` runs it. */
export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  run(): Promise<BenchmarkResult>;
}

/** A table, the ratio to the named baseline in its first column, and how to read it. */
export interface BenchmarkResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** How it was measured; where figures come from that were not measured here. */
  readonly notes: readonly string[];
}

/** Times of repeated runs, seconds. */
export interface Timing {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/**
 * Times alternatives of one thing: each once to warm up, then `repetitions` rounds of all of
 * them in turn, so that a disturbance of the machine meets all alike.
 * @param clock seconds: of the wall, or {@link processorSeconds}
 */
export function timeInTurn(
  repetitions: number,
  runs: readonly (() => void)[],
  clock: () => number = wallSeconds,
): Timing[] {
  for (const run of runs) run();
  const times: number[][] = runs.map(() => []);
  for (let round = 0; round < repetitions; round++) {
    for (const [i, run] of runs.entries()) {
      const start = clock();
      run();
      times[i].push(clock() - start);
    }
  }
  return times.map(timingOf);
}

function wallSeconds(): number {
  return performance.now() / 1000;
}

/** What this process has used of processors, its collector of garbage included: others do not count. */
export function processorSeconds(): number {
  return process.cpuUsage().user / 1e6;
}

export function timingOf(seconds: readonly number[]): Timing {
  const sorted = seconds.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median =
    sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, least: sorted[0], most: sorted[sorted.length - 1] };
}

/** Three significant digits: noise hides the others. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** `2.4x`: how many times better than the baseline. */
export function timesBetter(ratio: number): string {
  return `${rounded(ratio)}x`;
}

/** The shortest and the longest of the measured times, in the unit they are multiplied to. */
export function spread({ least, most }: Timing, unitsPerSecond: number): string {
  return `${rounded(least * unitsPerSecond)} to ${rounded(most * unitsPerSecond)}`;
}
