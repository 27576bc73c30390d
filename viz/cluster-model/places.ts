import type { Directory } from './directory.ts';

/** The places that agents and frameworks had when this was made, and where the same are now. */
export class Places {
  private readonly directory: Directory;
  private readonly agents: readonly number[];
  private readonly frameworks: readonly number[];

  constructor(directory: Directory) {
    this.directory = directory;
    this.agents = directory.agents.map(({ id }) => id);
    this.frameworks = directory.frameworks.map(({ id }) => id);
  }

  /** @returns -1 for one that is forgotten */
  agent(place: number): number {
    return place < this.agents.length ? this.directory.agentPlace(this.agents[place]) : -1;
  }

  /** @returns -1 for one that is forgotten */
  framework(place: number): number {
    const { frameworks } = this;
    return place < frameworks.length ? this.directory.frameworkPlace(frameworks[place]) : -1;
  }
}
