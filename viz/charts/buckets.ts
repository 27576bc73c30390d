/** Points of a time series: bucket averages at the middle of their buckets. */
export interface SeriesPoint {
  readonly seconds: number;
  /** NaN where there is nothing: a gap in the line. */
  readonly value: number;
}

/** How many neighbouring buckets are averaged, so that at most so many points are drawn. */
export function bucketsPerPoint(buckets: number, maxPoints: number): number {
  return Math.max(1, Math.ceil(buckets / maxPoints));
}

/**
 * The points to draw of a series of bucket averages, neighbours averaged when there are more
 * than fit. A group without any number stays a gap.
 */
export function seriesPoints(
  bucketSeconds: number,
  values: Float64Array,
  maxPoints: number,
): SeriesPoint[] {
  const group = bucketsPerPoint(values.length, maxPoints);
  const points: SeriesPoint[] = [];
  for (let from = 0; from < values.length; from += group) {
    const to = Math.min(from + group, values.length);
    let sum = 0;
    let count = 0;
    for (let bucket = from; bucket < to; bucket++) {
      if (Number.isNaN(values[bucket])) continue;
      sum += values[bucket];
      count++;
    }
    points.push({
      seconds: ((from + to) / 2) * bucketSeconds,
      value: count === 0 ? Number.NaN : sum / count,
    });
  }
  return points;
}
