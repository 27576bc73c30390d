import { copyInto } from '../collections/copy-into.ts';

/** Which of two items comes first; total, so that every heap has one right order. */
export interface Order {
  before(a: number, b: number): boolean;
}

/** Position of each item in the one heap it is in, -1 when it is in none. Grown by its owner. */
export interface Positions {
  at: Int32Array;
}

/**
 * An indexed binary heap of dense integer items.
 *
 * Positions live in a column that any number of heaps share (an item is in at most one of
 * them), so that finding an item to move is one array read. First item O(1); insert, remove and
 * update O(log n).
 */
export class IndexedHeap {
  private items: Int32Array = new Int32Array(4);
  private count = 0;
  private readonly order: Order;
  private readonly positions: Positions;

  constructor(order: Order, positions: Positions) {
    this.order = order;
    this.positions = positions;
  }

  get size(): number {
    return this.count;
  }

  /** The item to serve first; only when `size` is above zero. */
  get first(): number {
    return this.items[0];
  }

  insert(item: number): void {
    if (this.count === this.items.length) {
      this.items = copyInto(new Int32Array(this.count * 2), this.items);
    }
    this.positions.at[item] = this.count;
    this.items[this.count] = item;
    this.count++;
    this.siftUp(this.count - 1);
  }

  remove(item: number): void {
    const position = this.positions.at[item];
    this.positions.at[item] = -1;
    this.count--;
    if (position === this.count) return;
    const last = this.items[this.count];
    this.items[position] = last;
    this.positions.at[last] = position;
    this.siftDown(position);
    this.siftUp(this.positions.at[last]);
  }

  /** Restores the order after the key of `item` changed. */
  update(item: number): void {
    const position = this.positions.at[item];
    this.siftUp(position);
    if (this.positions.at[item] === position) this.siftDown(position);
  }

  /** Restores the order after any number of keys changed. */
  rebuild(): void {
    for (let position = (this.count >> 1) - 1; position >= 0; position--) this.siftDown(position);
  }

  /** The items as they stand; not to be kept beyond the next change. */
  inAnyOrder(): Int32Array {
    return this.items.subarray(0, this.count);
  }

  /** The items in order, one by one, without changing the heap; `k` of them cost O(k log k). */
  walk(): HeapWalk {
    return new HeapWalk(this.items, this.count, this.order);
  }

  private siftUp(from: number): void {
    const { items, order } = this;
    const { at } = this.positions;
    const item = items[from];
    let position = from;
    while (position > 0) {
      const above = (position - 1) >> 1;
      const other = items[above];
      if (!order.before(item, other)) break;
      items[position] = other;
      at[other] = position;
      position = above;
    }
    items[position] = item;
    at[item] = position;
  }

  private siftDown(from: number): void {
    const { items, order, count } = this;
    const { at } = this.positions;
    const item = items[from];
    let position = from;
    for (;;) {
      let below = 2 * position + 1;
      if (below >= count) break;
      if (below + 1 < count && order.before(items[below + 1], items[below])) below++;
      const other = items[below];
      if (!order.before(other, item)) break;
      items[position] = other;
      at[other] = position;
      position = below;
    }
    items[position] = item;
    at[item] = position;
  }
}

/** A best-first walk through a heap: a small heap of positions whose parents were passed. */
export class HeapWalk {
  private readonly frontier: number[] = [];
  private readonly items: Int32Array;
  private readonly count: number;
  private readonly order: Order;

  constructor(items: Int32Array, count: number, order: Order) {
    this.items = items;
    this.count = count;
    this.order = order;
    if (count > 0) this.frontier.push(0);
  }

  /** The next item in order, or -1. */
  next(): number {
    const { frontier } = this;
    if (frontier.length === 0) return -1;
    const position = frontier[0];
    const last = frontier.pop() as number;
    if (frontier.length > 0) {
      frontier[0] = last;
      this.sink(0);
    }
    for (let below = 2 * position + 1; below <= 2 * position + 2 && below < this.count; below++) {
      frontier.push(below);
      this.rise(frontier.length - 1);
    }
    return this.items[position];
  }

  private precedes(a: number, b: number): boolean {
    const { frontier, items, order } = this;
    return order.before(items[frontier[a]], items[frontier[b]]);
  }

  private swap(a: number, b: number): void {
    const { frontier } = this;
    const held = frontier[a];
    frontier[a] = frontier[b];
    frontier[b] = held;
  }

  private rise(from: number): void {
    for (let at = from; at > 0; ) {
      const above = (at - 1) >> 1;
      if (!this.precedes(at, above)) return;
      this.swap(at, above);
      at = above;
    }
  }

  private sink(from: number): void {
    for (let at = from; ; ) {
      let below = 2 * at + 1;
      if (below >= this.frontier.length) return;
      if (below + 1 < this.frontier.length && this.precedes(below + 1, below)) below++;
      if (!this.precedes(below, at)) return;
      this.swap(at, below);
      at = below;
    }
  }
}
