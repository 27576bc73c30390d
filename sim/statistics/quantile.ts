/** The numbers of `values` that are not NaN, ascending. */
export function sortedFinite(values: Iterable<number>): Float64Array {
  const kept: number[] = [];
  for (const value of values) if (!Number.isNaN(value)) kept.push(value);
  return Float64Array.from(kept).sort((a, b) => a - b);
}

/**
 * The quantile at `level` (0 to 1) of ascending values, by linear interpolation between order
 * statistics (Hyndman and Fan's type 7, the default of R and of NumPy): 1..10 has the median
 * 5.5 and the 95th percentile 9.55. NaN for no values.
 */
export function quantile(sorted: ArrayLike<number>, level: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = level * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
