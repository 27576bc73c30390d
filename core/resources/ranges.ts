/** Whole numbers from `begin` to `end`, both included. */
export interface IntegerRange {
  readonly begin: number;
  readonly end: number;
}

/**
 * Sets of whole numbers as lists of ranges. A list is _canonical_ when its ranges ascend and
 * neither overlap nor touch; everything here but {@link coalesced} takes and gives such lists
 * (Mesos `docs/attributes-resources.md`).
 */
export type Ranges = readonly IntegerRange[];

/** Sorts, and merges overlapping and adjacent ranges: `[3-4,1-2]` is `[1-4]`. */
export function coalesced(ranges: Ranges): IntegerRange[] {
  const merged: IntegerRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    const last = merged.at(-1);
    if (last !== undefined && range.begin <= last.end + 1) {
      merged[merged.length - 1] = { begin: last.begin, end: Math.max(last.end, range.end) };
    } else {
      merged.push(range);
    }
  }
  return merged;
}

export function isCoalesced(ranges: Ranges): boolean {
  for (let i = 1; i < ranges.length; i++) {
    if (ranges[i].begin <= ranges[i - 1].end + 1) return false;
  }
  return true;
}

/** Numbers of `from` that are not in `taken`: `[1-10] − [2-9]` is `[1-1,10-10]`. */
export function minusRanges(from: Ranges, taken: Ranges): IntegerRange[] {
  const left: IntegerRange[] = [];
  let t = 0;
  for (const { begin, end } of from) {
    while (t < taken.length && taken[t].end < begin) t++;
    let start = begin;
    // The last one that overlaps may reach into the next range: `t` stays on it.
    for (let i = t; i < taken.length && taken[i].begin <= end; i++) {
      if (taken[i].begin > start) left.push({ begin: start, end: taken[i].begin - 1 });
      start = taken[i].end + 1;
    }
    if (start <= end) left.push({ begin: start, end });
  }
  return left;
}

/** True when every number of `part` is in `whole`. */
export function rangesContain(whole: Ranges, part: Ranges): boolean {
  let w = 0;
  for (const { begin, end } of part) {
    while (w < whole.length && whole[w].end < begin) w++;
    if (w === whole.length || whole[w].begin > begin || whole[w].end < end) return false;
  }
  return true;
}

export function rangesEqual(a: Ranges, b: Ranges): boolean {
  return (
    a.length === b.length &&
    a.every(({ begin, end }, i) => begin === b[i].begin && end === b[i].end)
  );
}

/** How many numbers there are. */
export function countOfRanges(ranges: Ranges): number {
  return ranges.reduce((count, { begin, end }) => count + (end - begin + 1), 0);
}
