import { ownText } from './text-table.ts';

/** Counts by name, in order of first occurrence. Names may come from a file: no object's keys. */
export class Tally {
  private readonly counts = new Map<string, number>();

  /** Empty names are not counted. */
  add(name: string, count: number = 1): void {
    if (name === '') return;
    const before = this.counts.get(name);
    this.counts.set(before === undefined ? ownText(name) : name, (before ?? 0) + count);
  }

  get size(): number {
    return this.counts.size;
  }

  record(): Record<string, number> {
    return Object.fromEntries(this.counts);
  }
}
