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
  /** When the master was asked last to kill it: it takes no more tasks. Null: it was not. */
  killedUs: Micros | null;
  free: number;
  idleSinceUs: Micros;
  readonly running: RunningTask[];
}

/** The executors of an application, in the order in which they were launched. */
export class SparkExecutors {
  private readonly byId = new IdMap<SparkExecutor>();
  private readonly inOrder: SparkExecutor[] = [];
  private live = 0;
  private busy = 0;

  /** Slots of executors that take tasks. */
  get free(): number {
    return this.inOrder.reduce(
      (sum, { free, isUp, killedUs }) => sum + (isUp && killedUs === null ? free : 0),
      0,
    );
  }

  /** Launched and not gone; those to be killed do not count. */
  get count(): number {
    return this.live;
  }

  /** Those that were to be killed and are not gone. */
  get dying(): number {
    return this.inOrder.length - this.live;
  }

  get all(): readonly SparkExecutor[] {
    return this.inOrder;
  }

  /** Tasks that run in them. */
  get running(): number {
    return this.busy;
  }

  find(id: TaskId): SparkExecutor | undefined {
    return this.byId.get(id);
  }

  add(id: TaskId, agentId: AgentId, host: string, slots: number): void {
    const executor = {
      ...{ id, agentId, slot: { executor: id, host, rack: null }, isUp: false, killedUs: null },
      ...{ free: slots, idleSinceUs: 0, running: [] },
    };
    this.byId.set(id, executor);
    this.inOrder.push(executor);
    this.live++;
  }

  remove(executor: SparkExecutor): void {
    this.byId.delete(executor.id);
    this.inOrder.splice(this.inOrder.indexOf(executor), 1);
    if (executor.killedUs === null) this.live--;
  }

  /** The master was asked to kill it, for the first time or again. */
  killed(executor: SparkExecutor, now: Micros): void {
    if (executor.killedUs === null) this.live--;
    executor.killedUs = now;
  }

  begun(executor: SparkExecutor, task: RunningTask): void {
    executor.free--;
    executor.running.push(task);
    this.busy++;
  }

  /** The task at a place among those that run in an executor is over. */
  ended(executor: SparkExecutor, place: number, now: Micros): RunningTask {
    const [task] = executor.running.splice(place, 1);
    executor.free++;
    this.busy--;
    if (executor.running.length === 0) executor.idleSinceUs = now;
    return task;
  }

  /** Everything that runs in an executor is lost. */
  lost(executor: SparkExecutor): readonly RunningTask[] {
    const tasks = executor.running.splice(0);
    executor.free += tasks.length;
    this.busy -= tasks.length;
    return tasks;
  }
}
