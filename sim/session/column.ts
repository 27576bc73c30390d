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
}
