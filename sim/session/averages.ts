/** How many neighbours are put together until at most so many are left. */
export function factorFor(length: number, most: number): number {
  return Math.max(1, Math.ceil(length / Math.max(1, most)));
}

/** Averages of `factor` neighbours each, over those that are numbers. */
export function averages(values: Float64Array, factor: number): Float64Array {
  if (factor === 1) return values;
  const means = new Float64Array(Math.ceil(values.length / factor));
  for (let to = 0; to < means.length; to++) {
    const some = values.subarray(to * factor, (to + 1) * factor).filter((v) => !Number.isNaN(v));
    means[to] = some.reduce((sum, value) => sum + value, 0) / some.length;
  }
  return means;
}
