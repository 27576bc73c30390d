import { mix32 } from '../../core/random/mix.ts';
import { GrowingColumn, newInts } from './growing-column.ts';

/**
 * Pairs of whole numbers, each once, numbered by first occurrence: which task of which job. All of
 * it is in typed columns, some twenty bytes a pair.
 */
export class PairIndex {
  private readonly firsts = new GrowingColumn(newInts);
  private readonly seconds = new GrowingColumn(newInts);
  /** Numbers by hash, plus one; 0 is free. At most three quarters are taken. */
  private slots: Int32Array = new Int32Array(64);

  get size(): number {
    return this.firsts.length;
  }

  /** Number of a pair; {@link size} before the call for a new one. Each below 2^31. */
  idOf(first: number, second: number): number {
    const slot = this.slotOf(first, second);
    const found = this.slots[slot];
    if (found !== 0) return found - 1;
    this.firsts.push(first);
    this.seconds.push(second);
    this.slots[slot] = this.size;
    if (this.size * 4 > this.slots.length * 3) this.spread();
    return this.size - 1;
  }

  /** No pair comes any more: what only finding them needs is given back. */
  close(): void {
    this.slots = new Int32Array(0);
  }

  first(id: number): number {
    return this.firsts.at(id);
  }

  second(id: number): number {
    return this.seconds.at(id);
  }

  private slotOf(first: number, second: number): number {
    const mask = this.slots.length - 1;
    let slot = mix32(Math.imul(first, 0x9e3779b1) ^ second) & mask;
    for (let found = this.slots[slot]; found !== 0; found = this.slots[slot]) {
      if (this.firsts.at(found - 1) === first && this.seconds.at(found - 1) === second) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Twice as many slots. */
  private spread(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    for (let id = 0; id < this.size; id++) {
      this.slots[this.slotOf(this.firsts.at(id), this.seconds.at(id))] = id + 1;
    }
  }
}
