/** Rows by the group they belong to, in ascending order within each. */
export interface GroupedRows {
  /** First element of each group in `rows`; one more than there are groups. */
  readonly first: Int32Array;
  readonly rows: Int32Array;
}

/**
 * Puts rows together by group, by counting: no list a group, no comparisons.
 *
 * @param groupOf the group of a row, from 0; below 0 leaves it out
 */
export function groupedRows(
  rows: number,
  groups: number,
  groupOf: (row: number) => number,
): GroupedRows {
  const first = new Int32Array(groups + 1);
  for (let row = 0; row < rows; row++) {
    const group = groupOf(row);
    if (group >= 0) first[group + 1]++;
  }
  for (let group = 0; group < groups; group++) first[group + 1] += first[group];
  const next = first.slice();
  const grouped = new Int32Array(first[groups]);
  for (let row = 0; row < rows; row++) {
    const group = groupOf(row);
    if (group >= 0) grouped[next[group]++] = row;
  }
  return { first, rows: grouped };
}
