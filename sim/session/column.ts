import { copyInto } from '../../core/collections/copy-into.ts';

/** A column of numbers that grows at its end. */
export class Column {
  length = 0;
  private values: Float64Array = new Float64Array(256);

  push(value: number): number {
    if (this.length === this.values.length) {
      this.values = copyInto(new Float64Array(this.length * 2), this.values);
    }
    this.values[this.length] = value;
    return this.length++;
  }

  at(place: number): number {
    return this.values[place];
  }

  set(place: number, value: number): void {
    this.values[place] = value;
  }

  /** A copy of what is in it. */
  numbers(): Float64Array {
    return this.values.slice(0, this.length);
  }

  integers(): Int32Array {
    return Int32Array.from(this.values.subarray(0, this.length));
  }

  add(place: number, change: number): void {
    this.values[place] += change;
  }

  /** Leaves only some rows, which move up. */
  keep(rows: Int32Array): void {
    for (let row = 0; row < this.length; row++) {
      if (rows[row] >= 0) this.values[rows[row]] = this.values[row];
    }
    this.length = rows.reduce((last, row) => Math.max(last, row + 1), 0);
  }
}

/**
 * Where rows go when old ones that are over are forgotten: what is open stays, and of the others
 * the newer half.
 * @returns the new place of each row, -1 for those that are forgotten
 */
export function placesAfterForgetting(count: number, isOpen: (row: number) => boolean): Int32Array {
  const places = new Int32Array(count);
  let next = 0;
  for (let row = 0; row < count; row++) {
    places[row] = row * 2 >= count || isOpen(row) ? next++ : -1;
  }
  return places;
}
