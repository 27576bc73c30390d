import { describe, expect, it } from 'vitest';
import { IndexedHeap } from './indexed-heap.ts';

/** A heap of items ordered by a key each, then by item. */
function heapOf(keys: number[]) {
  const positions = { at: new Int32Array(keys.length).fill(-1) };
  const before = (a: number, b: number): boolean =>
    keys[a] === keys[b] ? a < b : keys[a] < keys[b];
  const heap = new IndexedHeap({ before }, positions);
  for (const item of keys.keys()) heap.insert(item);
  return { heap, positions, keys, order: { before } };
}

function walked(heap: IndexedHeap): number[] {
  const items: number[] = [];
  const walk = heap.walk();
  for (let item = walk.next(); item >= 0; item = walk.next()) items.push(item);
  return items;
}

describe('IndexedHeap', () => {
  it('is empty at first', () => {
    const { heap } = heapOf([]);
    expect(heap.size).toBe(0);
    expect(walked(heap)).toEqual([]);
  });

  it('has the smallest item first, the earlier of equal ones', () => {
    const { heap } = heapOf([3, 1, 2, 1]);
    expect(heap.size).toBe(4);
    expect(heap.first).toBe(1);
    heap.remove(1);
    expect(heap.first).toBe(3);
  });

  it('removes from the middle and knows who is in', () => {
    const { heap, positions } = heapOf([5, 4, 3, 2, 1]);
    heap.remove(2);
    expect(positions.at[2]).toBe(-1);
    expect([0, 1, 3, 4].every((item) => positions.at[item] >= 0)).toBe(true);
    expect(walked(heap)).toEqual([4, 3, 1, 0]);
  });

  it('moves an item either way when its key changed', () => {
    const { heap, keys } = heapOf([10, 20, 30]);
    keys[2] = 5;
    heap.update(2);
    expect(walked(heap)).toEqual([2, 0, 1]);
    keys[2] = 25;
    heap.update(2);
    expect(walked(heap)).toEqual([0, 1, 2]);
  });

  it('is put in order again after many keys changed at once', () => {
    const { heap, keys } = heapOf([1, 2, 3, 4, 5, 6, 7]);
    for (const item of keys.keys()) keys[item] = -keys[item];
    heap.rebuild();
    expect(walked(heap)).toEqual([6, 5, 4, 3, 2, 1, 0]);
  });

  it('grows', () => {
    const { heap } = heapOf(Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1000));
    expect(heap.size).toBe(1000);
    expect(walked(heap)).toHaveLength(1000);
  });

  it('is walked without being changed, more than once at a time', () => {
    const { heap } = heapOf([2, 3, 1]);
    const one = heap.walk();
    const other = heap.walk();
    expect([one.next(), other.next(), one.next(), one.next(), one.next()]).toEqual([
      2, 2, 0, 1, -1,
    ]);
    expect(other.next()).toBe(0);
    expect(heap.first).toBe(2);
    expect(heap.size).toBe(3);
  });

  it('shares its positions with other heaps', () => {
    const positions = { at: new Int32Array(4).fill(-1) };
    const order = { before: (a: number, b: number) => a < b };
    const [even, odd] = [new IndexedHeap(order, positions), new IndexedHeap(order, positions)];
    for (const item of [3, 2, 1, 0]) (item % 2 === 0 ? even : odd).insert(item);
    even.remove(0);
    expect([even.first, odd.first]).toEqual([2, 1]);
  });
});
