import type { RunResult, RunSeries } from '../../sim/experiment/run-result.ts';
import { mean } from '../../sim/statistics/mean.ts';
import type { Json } from '../output/json.ts';
import { formatNumber } from '../output/numbers.ts';
import { type Cell, type Column, renderTable } from '../output/table.ts';
import { type Terminal, printable, styled } from '../output/terminal.ts';

/** Two runs of one scenario, as far as they can be held against each other. */
export interface RunDifference {
  /** Mean over time and frameworks of how far dominant shares are apart, from 0 to 1. */
  readonly meanShare: number;
  /** Largest of any framework in any bucket. */
  readonly largestShare: number;
  readonly bucketSeconds: number;
  /** By framework: mean over time of how far its dominant shares are apart. */
  readonly shares: readonly number[];
}

/** How far the dominant shares of two runs are apart, bucket by bucket until the later one ends. */
export function runDifference(one: RunResult, two: RunResult): RunDifference {
  const bucketSeconds = Math.max(one.series.bucketSeconds, two.series.bucketSeconds);
  let largestShare = 0;
  const shares = one.frameworks.map((_, framework) => {
    const [a, b] = [one, two].map(({ series }) => widened(series, framework, bucketSeconds));
    const buckets = Math.max(a.length, b.length);
    const apart = Array.from({ length: buckets }, (__, k) => Math.abs((a[k] ?? 0) - (b[k] ?? 0)));
    largestShare = Math.max(largestShare, ...apart);
    return mean(apart);
  });
  return { meanShare: mean(shares), largestShare, bucketSeconds, shares };
}

/** A framework's shares over buckets so wide: each of several of the series' own. */
function widened(series: RunSeries, framework: number, bucketSeconds: number): number[] {
  const all = [...series.dominantShare[framework]];
  const times = Math.round(bucketSeconds / series.bucketSeconds);
  return Array.from({ length: Math.ceil(all.length / times) }, (_, k) => {
    const part = all.slice(k * times, (k + 1) * times);
    return part.reduce((sum, share) => sum + share, 0) / times;
  });
}

/** The two beside each other, as people read it in a terminal. */
export function differenceText(real: RunResult, simulated: RunResult, terminal: Terminal): string {
  const difference = runDifference(real, simulated);
  const columns: Column[] = [
    { heading: '', align: 'left' },
    ...['real', 'simulated', 'difference'].map((heading): Column => ({ heading, align: 'right' })),
  ];
  const row = (title: string, a: number, b: number, unit: 'seconds' | 'part'): Cell[] => {
    const decimals = unit === 'part' ? 1 : 2;
    const signed = `${a >= b ? '+' : '-'}${formatNumber(Math.abs(a - b), unit, decimals)}`;
    return [title, formatNumber(a, unit, decimals), formatNumber(b, unit, decimals), signed].map(
      (text) => ({ text }),
    );
  };
  const rows = [
    row('makespan s', real.makespanSeconds, simulated.makespanSeconds, 'seconds'),
    ...real.frameworks.flatMap((one, f) => {
      const other = simulated.frameworks[f];
      const name = printable(one.name);
      const share = row(
        `${name}: mean share %`,
        one.meanDominantShare,
        other.meanDominantShare,
        'part',
      );
      if (one.jobs === 0) return [share];
      const [a, b] = [one.meanCompletionSeconds, other.meanCompletionSeconds];
      return [share, row(`${name}: mean completion s`, a, b, 'seconds')];
    }),
  ];
  const points = (part: number): string => formatNumber(part, 'part', 1);
  return (
    `${styled('Beside the simulation', 'bold', terminal)}\n` +
    renderTable(columns, rows, terminal) +
    `dominant shares over time differ by ${points(difference.meanShare)} percentage points on ` +
    `average, ${points(difference.largestShare)} at most ` +
    `(averages of ${difference.bucketSeconds} s)\n`
  );
}

/** The same for programs; shares in parts of 1. */
export function differenceJson(real: RunResult, simulated: RunResult): Json {
  const { meanShare, largestShare, bucketSeconds, shares } = runDifference(real, simulated);
  return {
    meanShareDifference: meanShare,
    largestShareDifference: largestShare,
    bucketSeconds,
    makespanSeconds: { real: real.makespanSeconds, simulated: simulated.makespanSeconds },
    frameworks: real.frameworks.map(({ name, meanDominantShare, meanCompletionSeconds }, f) => ({
      name,
      meanShareDifference: shares[f],
      meanDominantShare: {
        real: meanDominantShare,
        simulated: simulated.frameworks[f].meanDominantShare,
      },
      meanCompletionSeconds: {
        real: finite(meanCompletionSeconds),
        simulated: finite(simulated.frameworks[f].meanCompletionSeconds),
      },
      shares: {
        real: [...real.series.dominantShare[f]],
        simulated: [...simulated.series.dominantShare[f]],
      },
    })),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
