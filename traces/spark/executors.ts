import type { EventHandlers } from './event-handler.ts';
import type { JsonFields } from './json-fields.ts';

/** A process that runs tasks, or the driver, which stores blocks and in local mode runs all. */
export interface SparkExecutor {
  readonly id: string;
  readonly host: string | null;
  /** Null in logs before 1.3, and for a driver that runs no tasks. */
  readonly cores: number | null;
  /** Position among the application's resource profiles. */
  readonly profile: number;
  /** Milliseconds of the epoch; of its block manager where the log has no more. */
  readonly addedMs: number | null;
  readonly removedMs: number | null;
  readonly removedReason: string | null;
  /** Named by an event of its own, not only by tasks. */
  readonly announced: boolean;
  readonly blockManagers: readonly BlockManager[];
}

/** The store of an executor's blocks: one, unless it registered again. */
export interface BlockManager {
  /** Largest storage memory, bytes. */
  readonly maxMemoryBytes: number | null;
  readonly addedMs: number | null;
  readonly removedMs: number | null;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface ExecutorBeingBuilt extends Writable<Omit<SparkExecutor, 'blockManagers'>> {
  readonly blockManagers: Writable<BlockManager>[];
}

/** The driver's id in logs before Spark 1.4. */
const OLD_DRIVER_ID = '<driver>';
const DRIVER_ID = 'driver';

/** Executors in the order in which the log first names them. */
export class ExecutorEvents {
  readonly executors: ExecutorBeingBuilt[] = [];
  private readonly positions = new Map<string, number>();

  handlers(): EventHandlers {
    return [
      ['SparkListenerExecutorAdded', (event) => this.executorAdded(event)],
      ['SparkListenerExecutorRemoved', (event) => this.executorRemoved(event)],
      ['SparkListenerBlockManagerAdded', (event) => this.blockManagerAdded(event)],
      ['SparkListenerBlockManagerRemoved', (event) => this.blockManagerRemoved(event)],
    ];
  }

  /** Position of the executor that a task names. */
  positionOf(rawId: string, host: string | null): number {
    const id = rawId === OLD_DRIVER_ID ? DRIVER_ID : rawId;
    const known = this.positions.get(id);
    if (known !== undefined) {
      this.executors[known].host ??= host;
      return known;
    }
    this.positions.set(id, this.executors.length);
    const unknown = { cores: null, addedMs: null, removedMs: null, removedReason: null };
    return (
      this.executors.push({
        ...{ id, host, profile: 0, announced: false, blockManagers: [] },
        ...unknown,
      }) - 1
    );
  }

  private executorAdded(event: JsonFields): string | null {
    const info = event.fields('Executor Info');
    const executor = this.announce(event, info?.text('Host') ?? null);
    if (executor === null) return event.wanted('Executor ID', 'a text');
    executor.cores = info?.whole('Total Cores') ?? null;
    executor.profile = info?.whole('Resource Profile Id') ?? 0;
    executor.addedMs = event.time('Timestamp') ?? executor.addedMs;
    return null;
  }

  private executorRemoved(event: JsonFields): string | null {
    const id = event.text('Executor ID');
    if (id === null) return event.wanted('Executor ID', 'a text');
    const executor = this.executors[this.positionOf(id, null)];
    executor.removedMs = event.time('Timestamp');
    executor.removedReason = event.text('Removed Reason');
    return null;
  }

  private blockManagerAdded(event: JsonFields): string | null {
    const manager = event.fields('Block Manager ID');
    if (manager === null) return event.wanted('Block Manager ID', 'an object');
    const executor = this.announce(manager, manager.text('Host'));
    if (executor === null) return manager.wanted('Executor ID', 'a text');
    const addedMs = event.time('Timestamp');
    const maxMemoryBytes = event.whole('Maximum Memory');
    executor.addedMs ??= addedMs;
    executor.blockManagers.push({ maxMemoryBytes, addedMs, removedMs: null });
    return null;
  }

  private blockManagerRemoved(event: JsonFields): string | null {
    const manager = event.fields('Block Manager ID');
    if (manager === null) return event.wanted('Block Manager ID', 'an object');
    const id = manager.text('Executor ID');
    if (id === null) return manager.wanted('Executor ID', 'a text');
    const executor = this.executors[this.positionOf(id, manager.text('Host'))];
    const removed = executor.blockManagers.at(-1);
    if (removed !== undefined) removed.removedMs = event.time('Timestamp');
    return null;
  }

  /** The executor whose id stands in the fields, now known to be one. */
  private announce(fields: JsonFields, host: string | null): ExecutorBeingBuilt | null {
    const id = fields.text('Executor ID');
    if (id === null) return null;
    const executor = this.executors[this.positionOf(id, host)];
    executor.announced = true;
    return executor;
  }
}
