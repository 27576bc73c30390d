import { quantile, sortedFinite } from './quantile.ts';

/** A point of an empirical distribution: the part of the values that are at most `value`. */
export interface CdfPoint {
  readonly value: number;
  readonly part: number;
}

/**
 * The empirical distribution of `values`, NaNs left out. All steps when there are at most
 * `maxPoints` values, otherwise that many quantiles at equal distances: what a chart a few
 * hundred pixels wide can show, whatever the number of jobs.
 */
export function cdf(values: Iterable<number>, maxPoints = 200): CdfPoint[] {
  const sorted = sortedFinite(values);
  const points: CdfPoint[] = [];
  if (sorted.length <= maxPoints) {
    for (let rank = 0; rank < sorted.length; rank++) {
      points.push({ value: sorted[rank], part: (rank + 1) / sorted.length });
    }
    return points;
  }
  for (let step = 0; step < maxPoints; step++) {
    const part = step / (maxPoints - 1);
    points.push({ value: quantile(sorted, part), part });
  }
  return points;
}
