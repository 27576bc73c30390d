const PAGE = 4096;
const NOTHING = new Uint8Array(PAGE);

/**
 * A byte by id, 0 unless set. Ids come from counters, which may begin anywhere: what lies between
 * two counters costs nothing, and a byte is never forgotten.
 */
export class BytePages {
  private readonly pages = new Map<number, Uint8Array>();
  private number = -1;
  private page: Uint8Array = NOTHING;

  get(id: number): number {
    const number = Math.floor(id / PAGE);
    if (number !== this.number) this.turnTo(number);
    return this.page[id - number * PAGE];
  }

  set(id: number, value: number): void {
    const number = Math.floor(id / PAGE);
    if (number !== this.number) this.turnTo(number);
    if (this.page === NOTHING) {
      this.page = new Uint8Array(PAGE);
      this.pages.set(number, this.page);
    }
    this.page[id - number * PAGE] = value;
  }

  private turnTo(number: number): void {
    this.number = number;
    this.page = this.pages.get(number) ?? NOTHING;
  }
}

/** A byte by framework and task. */
export class TaskBytes {
  private readonly byFramework: (BytePages | undefined)[] = [];

  get(framework: number, task: number): number {
    return this.byFramework[framework]?.get(task) ?? 0;
  }

  set(framework: number, task: number, value: number): void {
    const known = this.byFramework[framework];
    if (known !== undefined) return known.set(task, value);
    const pages = new BytePages();
    this.byFramework[framework] = pages;
    pages.set(task, value);
  }
}
