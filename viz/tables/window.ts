/** Which rows of a long table are made, of those that are there. */
export interface RowWindow {
  readonly first: number;
  readonly count: number;
}

/** Rows made above and below what is seen, so that scrolling a little shows no gap. */
const MARGIN = 8;

/**
 * The rows to make for what is seen of a table.
 * @param scrolled how far the body is scrolled, in the unit of the heights
 */
export function rowWindow(
  rows: number,
  rowHeight: number,
  scrolled: number,
  viewHeight: number,
): RowWindow {
  const first = Math.max(0, Math.min(rows, Math.floor(scrolled / rowHeight) - MARGIN));
  const end = Math.min(rows, Math.ceil((scrolled + viewHeight) / rowHeight) + MARGIN);
  return { first, count: Math.max(0, end - first) };
}
