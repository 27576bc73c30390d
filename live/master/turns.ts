/** How long one piece of a long work may keep the process from others, milliseconds. */
const SLICE_MS = 4;

/** Those who wait for their turn, first come first served. */
const waiting: (() => void)[] = [];

function serve(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(serve);
}

/** Resolves when what else there is to do has had its turn, and all long works before this. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    // One slice of one work at a time: many together would keep others waiting as one does.
    if (waiting.length === 1) setImmediate(serve);
  });
}

/**
 * Does a long work in slices, and lets the process do others between.
 * @param begin when it is its turn: what it gives is taken piece by piece
 */
export async function* inSlices<T>(begin: () => Iterable<T>): AsyncGenerator<T[]> {
  await turn();
  let until = performance.now() + SLICE_MS;
  let slice: T[] = [];
  for (const piece of begin()) {
    slice.push(piece);
    if (performance.now() < until) continue;
    yield slice;
    slice = [];
    await turn();
    until = performance.now() + SLICE_MS;
  }
  if (slice.length > 0) yield slice;
}
