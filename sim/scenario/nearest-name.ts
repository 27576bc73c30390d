/**
 * The known name that was probably meant: the one that fewest changes lead to, of those that at
 * most a third of the longer name's letters would have to change for; the first of equals.
 * @returns null when none is near
 */
export function nearestName(name: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const changes = changesBetween(name.toLowerCase(), candidate.toLowerCase());
    const bound = Math.max(name.length, candidate.length) / 3;
    if (changes <= bound && changes < least) {
      best = candidate;
      least = changes;
    }
  }
  return best;
}

/** `; did you mean "count"?`, or nothing. */
export function suggestion(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === null ? '' : `; did you mean "${nearest}"?`;
}

/**
 * Letters inserted, dropped, replaced, or swapped with their neighbour (the restricted distance
 * of Damerau, Communications of the ACM 7(3), 1964).
 */
function changesBetween(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let least = above[column - 1] + (same ? 0 : 1);
      least = Math.min(least, above[column] + 1, current[column - 1] + 1);
      const swapped =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(swapped ? Math.min(least, before[column - 2] + 1) : least);
    }
    before = above;
    above = current;
  }
  return above[b.length];
}
