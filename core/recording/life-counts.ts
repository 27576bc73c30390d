import type { MasterObserver } from '../master/master-observer.ts';
import type { TaskRecord } from '../master/records.ts';

/** What a master did in its life, counted: offers made, and tasks that were in its books. */
export class LifeCounts implements MasterObserver {
  offers = 0;
  /** A task that an agent brings back is the one it was. */
  private readonly known = new Set<string>();

  get tasks(): number {
    return this.known.size;
  }

  offerMade(): void {
    this.offers++;
  }

  taskEntered({ framework, info }: TaskRecord): void {
    this.known.add(`${framework.id}/${info.taskId}`);
  }

  offerEnded(): void {}
  taskChanged(): void {}
  taskForgotten(): void {}
  agentEntered(): void {}
  agentChanged(): void {}
  agentLeft(): void {}
  frameworkEntered(): void {}
  frameworkChanged(): void {}
  frameworkLeft(): void {}
}
