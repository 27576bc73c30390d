import type { CheckedWorld, Checker } from './checker.ts';

/** Something that several checkers look at, and who keeps it up to date. */
export interface Kept<T> {
  readonly value: T;
  /** Told of everything before the checkers are, and after they were. */
  readonly before: Checker;
  readonly after: Checker;
}

/**
 * What the checkers of one run keep together: each thing is made when the first of them asks, so
 * that a page without checkers carries none of it.
 */
export class Shared {
  readonly before: Checker[] = [];
  readonly after: Checker[] = [];
  private readonly world: CheckedWorld;
  private readonly kept = new Map<(world: CheckedWorld) => Kept<unknown>, unknown>();

  constructor(world: CheckedWorld) {
    this.world = world;
  }

  /** What `make` makes, made once in a run. */
  of<T>(make: (world: CheckedWorld) => Kept<T>): T {
    if (this.kept.has(make)) return this.kept.get(make) as T;
    const { value, before, after } = make(this.world);
    this.kept.set(make, value);
    this.before.push(before);
    this.after.push(after);
    return value;
  }
}
