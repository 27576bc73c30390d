/** χ² of counts against equal expectations. */
export function chiSquare(counts: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i];
  const expected = total / counts.length;
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    sum += ((counts[i] - expected) * (counts[i] - expected)) / expected;
  }
  return sum;
}

/**
 * What χ² of `cells` equal cells exceeds by chance once in ten thousand times, after Wilson and
 * Hilferty (exact to 1 % from ten cells on).
 */
export function chiSquareLimit(cells: number): number {
  const freedom = cells - 1;
  const spread = 2 / (9 * freedom);
  const root = 1 - spread + 3.719 * Math.sqrt(spread);
  return freedom * root * root * root;
}
