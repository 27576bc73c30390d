/** Which rows of a list are wanted, and in which order. */
export interface WantedRows {
  readonly offset: number;
  readonly limit: number;
  readonly descending?: boolean;
}

/** A page of rows by a key: what has none (NaN) comes last, equal ones stay as they were. */
export function pageOfRows<Row>(
  rows: readonly Row[],
  { offset, limit, descending = false }: WantedRows,
  key: ((row: Row) => number) | null,
): Row[] {
  const to = offset + limit;
  if (key === null) return (descending ? rows.toReversed() : rows).slice(offset, to);
  const sign = descending ? -1 : 1;
  const keyed = rows.map((row, place) => ({ row, place, key: key(row) }));
  keyed.sort((a, b) => {
    const [none, other] = [Number.isNaN(a.key), Number.isNaN(b.key)];
    if (none || other) return Number(none) - Number(other) || a.place - b.place;
    return sign * (a.key - b.key) || a.place - b.place;
  });
  return keyed.slice(offset, to).map(({ row }) => row);
}
