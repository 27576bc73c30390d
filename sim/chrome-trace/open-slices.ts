import type { Process, TraceFile, TraceSlice } from './trace-file.ts';

/** Where a slice is shown, and as what. */
export interface SlicePlace {
  readonly process: Process;
  readonly name: string;
  readonly args: TraceSlice['args'];
}

interface OpenSlice {
  readonly process: Process;
  readonly slice: TraceSlice;
}

/**
 * Slices of a category that have begun and not ended, by framework and by number within it. One
 * thing may be shown at several places: its slices begin and end together.
 */
export class OpenSlices {
  private readonly file: TraceFile;
  private readonly category: string;
  /** In the order in which they began. */
  private readonly open = new Map<number, Map<number, readonly OpenSlice[]>>();

  constructor(file: TraceFile, category: string) {
    this.file = file;
    this.category = category;
  }

  begin(timeUs: number, framework: number, number: number, places: readonly SlicePlace[]): void {
    // A number used again while its end was never seen: that it is over is known now.
    this.end(timeUs, framework, number);
    const slices = places.map(({ process, name, args }): OpenSlice => {
      return { process, slice: { category: this.category, name, id: this.file.nextId(), args } };
    });
    for (const { process, slice } of slices) this.file.slice('b', process, timeUs, slice);
    let ofFramework = this.open.get(framework);
    if (ofFramework === undefined) this.open.set(framework, (ofFramework = new Map()));
    ofFramework.set(number, slices);
  }

  /** Nothing happens when it never began, as when a task is killed before it runs. */
  end(timeUs: number, framework: number, number: number): void {
    const slices = this.open.get(framework)?.get(number);
    if (slices === undefined) return;
    this.open.get(framework)?.delete(number);
    for (const { process, slice } of slices) this.file.slice('e', process, timeUs, slice);
  }

  /** Ends so many, from one on, in the order in which they began. */
  endFrom(timeUs: number, framework: number, first: number, count: number): void {
    const open = [...(this.open.get(framework)?.keys() ?? [])];
    const from = open.indexOf(first);
    if (from < 0) return;
    for (const number of open.slice(from, from + count)) this.end(timeUs, framework, number);
  }

  endAllOf(timeUs: number, framework: number): void {
    for (const number of this.open.get(framework)?.keys() ?? []) {
      this.end(timeUs, framework, number);
    }
  }

  endAll(timeUs: number): void {
    for (const framework of this.open.keys()) this.endAllOf(timeUs, framework);
  }
}
