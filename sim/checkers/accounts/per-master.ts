/** Something of each master's, made anew when one begins to lead. */
export class PerMaster<T> {
  private readonly make: () => T;
  private readonly things: (T | undefined)[] = [];

  constructor(make: () => T) {
    this.make = make;
  }

  of(master: number): T {
    const known = this.things[master];
    if (known !== undefined) return known;
    const made = this.make();
    this.things[master] = made;
    return made;
  }

  /** A new machine knows nothing of what the one before did. */
  forget(master: number): void {
    this.things[master] = undefined;
  }
}
