import { copyInto } from '../../core/collections/copy-into.ts';

type NumberArray = Float64Array | Int32Array | Uint16Array | Int8Array | Uint8Array;

/** Elements a column has room for at first. */
const FIRST_ROOM = 64;

/** A typed array that grows: what a reader fills before it knows how long the log is. */
export class GrowingColumn<T extends NumberArray> {
  private readonly make: (length: number) => T;
  private room: T;
  length = 0;

  /** @param make gives an array of zeros of this length */
  constructor(make: (length: number) => T) {
    this.make = make;
    this.room = make(FIRST_ROOM);
  }

  push(value: number): void {
    if (this.length === this.room.length) {
      const longer = this.make(Math.max(FIRST_ROOM, this.length * 2));
      this.room = copyInto<NumberArray>(longer, this.room) as T;
    }
    this.room[this.length++] = value;
  }

  at(index: number): number {
    return this.room[index];
  }

  set(index: number, value: number): void {
    this.room[index] = value;
  }

  /** Sets an element unless the value is NaN: what one record leaves out another may have said. */
  setKnown(index: number, value: number): void {
    if (!Number.isNaN(value)) this.room[index] = value;
  }

  /** Forgets the elements from `length` on. */
  truncate(length: number): void {
    this.length = Math.min(this.length, length);
  }

  /** Takes out what it holds, in an array of its own length: the column is empty then. */
  taken(): T {
    const all = this.room.slice(0, this.length) as T;
    this.room = this.make(0);
    this.length = 0;
    return all;
  }

  /** What it holds, without copying; valid until the next {@link push}. */
  values(): T {
    return this.room.subarray(0, this.length) as T;
  }
}

export const newFloats = (length: number): Float64Array => new Float64Array(length);
export const newInts = (length: number): Int32Array => new Int32Array(length);
export const newBytes = (length: number): Int8Array => new Int8Array(length);
export const newWords = (length: number): Uint16Array => new Uint16Array(length);
export const newFlags = (length: number): Uint8Array => new Uint8Array(length);
