/** How often each of something happened. */
export class Tally {
  private readonly counts = new Map<string, number>();
  private sum = 0;

  add(name: string): void {
    this.counts.set(name, this.of(name) + 1);
    this.sum++;
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  get total(): number {
    return this.sum;
  }
}

/** What passed between a scheduler and the master, by the types in Mesos. */
export interface FrameworkTallies {
  readonly calls: Tally;
  readonly events: Tally;
  readonly operations: Tally;
}

/** The same of every framework, for metrics. */
export class Tallies {
  private readonly frameworks = new Map<number, FrameworkTallies>();

  of(framework: number): FrameworkTallies {
    const known = this.frameworks.get(framework);
    if (known !== undefined) return known;
    const made = { calls: new Tally(), events: new Tally(), operations: new Tally() };
    this.frameworks.set(framework, made);
    return made;
  }

  /** Forgets all but these, which are those that metrics tell of. */
  keep(frameworks: ReadonlySet<number>): void {
    for (const id of this.frameworks.keys()) {
      if (!frameworks.has(id)) this.frameworks.delete(id);
    }
  }
}
