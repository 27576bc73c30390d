import { exp } from '../../core/math/exp.ts';
import { log } from '../../core/math/log.ts';

/** Quantiles of something positive: a probability and the value below which it stays, ascending. */
export type QuantileTable = readonly (readonly [probability: number, value: number])[];

/**
 * The value at a probability: straight between the logarithms of the table's values, since sizes
 * and times spread over many decades; the ends outside the table. Values of 0 count as `floor`.
 */
export function quantileAt(table: QuantileTable, probability: number, floor: number): number {
  const above = table.findIndex(([p]) => p >= probability);
  if (above === 0) return Math.max(floor, table[0][1]);
  if (above < 0) return Math.max(floor, table[table.length - 1][1]);
  const [lowP, low] = table[above - 1];
  const [highP, high] = table[above];
  const part = (probability - lowP) / (highP - lowP);
  const from = log(Math.max(floor, low));
  return exp(from + part * (log(Math.max(floor, high)) - from));
}

/** A table by values at stated probabilities. */
export function quantileTable(
  probabilities: readonly number[],
  values: readonly number[],
): QuantileTable {
  return probabilities.map((probability, i) => [probability, values[i]]);
}

/**
 * The value of sorted numbers at a probability, without interpolation: what `quantile original
 * beside generated` compares.
 */
export function sortedQuantile(sorted: ArrayLike<number>, probability: number): number {
  return sorted[Math.round(probability * (sorted.length - 1))];
}

/** Probabilities kept of long lists: even steps, and both tails. */
const KEPT: readonly number[] = [
  ...[0, 0.001, 0.005, 0.01, 0.02],
  ...Array.from({ length: 31 }, (_, i) => (i + 1) / 32),
  ...[0.98, 0.99, 0.995, 0.999, 1],
];

/** The table of values as they occurred, at least one; all of them where they are few. */
export function tableOf(values: readonly number[]): QuantileTable {
  const sorted = Float64Array.from(values).sort();
  const { length } = sorted;
  if (length === 1) return [[0, sorted[0]]];
  const probabilities =
    length <= KEPT.length ? Array.from(sorted, (_, i) => i / (length - 1)) : KEPT;
  return probabilities.map((probability) => [probability, sortedQuantile(sorted, probability)]);
}
