/** A job's stages in an order that has parents first. */
export interface StageOrder {
  /** Indexes of the stages as given. */
  readonly order: readonly number[];
  /** By position in `order`: positions of the parents, ascending. */
  readonly parents: readonly (readonly number[])[];
  /** Edges left out because they would close a circle. */
  readonly dropped: number;
}

/**
 * Puts parents before children; among stages that could come next, the one given first does.
 * Only a damaged or hand-made trace has circles: they are cut at the stage given first.
 *
 * @param parents by stage: indexes of those it waits for; repeated ones and itself count once
 */
export function orderStages(parents: readonly (readonly number[])[]): StageOrder {
  const waits = parents.map((of, stage) => new Set(of.filter((parent) => parent !== stage)));
  const children = parents.map((): number[] => []);
  waits.forEach((of, stage) => of.forEach((parent) => children[parent].push(stage)));
  const missing = waits.map((of) => of.size);
  const position = new Int32Array(parents.length).fill(-1);
  const order: number[] = [];
  const ready: number[] = [];
  missing.forEach((count, stage) => count === 0 && push(ready, stage));
  let oldest = 0;
  while (order.length < parents.length) {
    let stage = pop(ready);
    if (stage === undefined) {
      while (position[oldest] >= 0) oldest++;
      stage = oldest;
    }
    if (position[stage] >= 0) continue;
    position[stage] = order.length;
    order.push(stage);
    for (const child of children[stage]) {
      if (--missing[child] === 0 && position[child] < 0) push(ready, child);
    }
  }
  let dropped = 0;
  const placed = order.map((stage, at) => {
    const positions = [...waits[stage]].map((parent) => position[parent]);
    const before = positions.filter((parent) => parent < at);
    dropped += positions.length - before.length;
    return before.sort((a, b) => a - b);
  });
  dropped += parents.reduce((sum, of, stage) => sum + of.filter((one) => one === stage).length, 0);
  return { order, parents: placed, dropped };
}

/** A binary heap of indexes, the smallest on top. */
function push(heap: number[], value: number): void {
  let at = heap.push(value) - 1;
  while (at > 0) {
    const up = (at - 1) >> 1;
    if (heap[up] <= value) break;
    heap[at] = heap[up];
    at = up;
  }
  heap[at] = value;
}

function pop(heap: number[]): number | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return top;
  let at = 0;
  for (let down = 1; down < heap.length; down = 2 * at + 1) {
    if (down + 1 < heap.length && heap[down + 1] < heap[down]) down++;
    if (heap[down] >= last) break;
    heap[at] = heap[down];
    at = down;
  }
  heap[at] = last;
  return top;
}
