import { IdMap } from '../../collections/id-map.ts';
import type { Micros } from '../../machine.ts';
import type { AgentId, TaskId } from '../../protocol/ids.ts';
import type { TaskSlot } from './application.ts';
import type { TaskSet } from './task-set.ts';

/** A task that runs in an executor. */
export interface RunningTask {
  readonly set: TaskSet;
  readonly task: number;
}

/** An executor: asked for, then up, then given back or lost. */
export interface SparkExecutor {
  readonly id: TaskId;
  readonly agentId: AgentId;
  readonly slot: TaskSlot;
  isUp: boolean;
  /** The master was asked to kill it: it takes no more tasks. */
  isReleased: boolean;
  free: number;
  idleSinceUs: Micros;
  readonly running: RunningTask[];
}

/** The executors of an application, in the order in which they were launched. */
export class SparkExecutors {
  private readonly byId = new IdMap<SparkExecutor>();
  private readonly inOrder: SparkExecutor[] = [];

  /** Launched and not gone; those being given back do not count. */
  get count(): number {
    return this.inOrder.filter(({ isReleased }) => !isReleased).length;
  }

  get all(): readonly SparkExecutor[] {
    return this.inOrder;
  }

  get running(): number {
    return this.inOrder.reduce((sum, { running }) => sum + running.length, 0);
  }

  find(id: TaskId): SparkExecutor | undefined {
    return this.byId.get(id);
  }

  add(id: TaskId, agentId: AgentId, host: string, slots: number): void {
    const executor = {
      ...{ id, agentId, slot: { executor: id, host, rack: null }, isUp: false, isReleased: false },
      ...{ free: slots, idleSinceUs: 0, running: [] },
    };
    this.byId.set(id, executor);
    this.inOrder.push(executor);
  }

  remove(executor: SparkExecutor): void {
    this.byId.delete(executor.id);
    this.inOrder.splice(this.inOrder.indexOf(executor), 1);
  }
}
