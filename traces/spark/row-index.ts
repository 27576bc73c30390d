import { copyInto } from '../../core/collections/copy-into.ts';
import { IdMap } from '../../core/collections/id-map.ts';

const NONE = -1;

/** Ids above four times as many as there are rows, and some, are kept apart. */
const SPREAD = 4;
const SOME = 1024;

/**
 * Row numbers by id. Spark counts task ids from 0, so that a list takes a sixteenth of a map's
 * memory; ids far above the number of rows, as only a damaged log has them, go to a map.
 */
export class RowIndex {
  private near: Int32Array = new Int32Array(SOME).fill(NONE);
  private readonly far = new IdMap<number>();
  private count = 0;

  get(id: number): number | undefined {
    const row = id < this.near.length ? this.near[id] : NONE;
    return row === NONE ? this.far.get(id) : row;
  }

  set(id: number, row: number): void {
    if (id >= this.near.length && id < this.count * SPREAD + SOME) {
      const longer = new Int32Array(Math.ceil(id * 1.5)).fill(NONE);
      this.near = copyInto(longer, this.near);
    }
    this.count++;
    if (id < this.near.length) this.near[id] = row;
    else this.far.set(id, row);
  }
}
