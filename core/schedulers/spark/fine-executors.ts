import type { Micros } from '../../machine.ts';
import type { AgentId, TaskId } from '../../protocol/ids.ts';
import { earlier } from '../alarm.ts';
import { KILL_AGAIN_US } from './spark-io.ts';

/** The executor of an agent. */
export interface FineExecutor {
  readonly id: TaskId;
  readonly agentId: AgentId;
  /** Tasks launched in it and not over. */
  tasks: number;
  idleSinceUs: Micros;
  /** When the master was asked last to kill it: it takes no more tasks. Null: it was not. */
  killedUs: Micros | null;
}

/** Executors of which an agent has one at a time, in the order in which they were launched. */
export class FineExecutors {
  private readonly byAgent = new Map<AgentId, FineExecutor>();
  private readonly byId = new Map<TaskId, FineExecutor>();

  get all(): Iterable<FineExecutor> {
    return this.byId.values();
  }

  on(agentId: AgentId): FineExecutor | undefined {
    return this.byAgent.get(agentId);
  }

  find(id: TaskId): FineExecutor | undefined {
    return this.byId.get(id);
  }

  add(id: TaskId, agentId: AgentId): FineExecutor {
    const executor = { id, agentId, tasks: 0, idleSinceUs: 0, killedUs: null };
    this.byAgent.set(agentId, executor);
    this.byId.set(id, executor);
    return executor;
  }

  remove({ id, agentId }: FineExecutor): void {
    this.byAgent.delete(agentId);
    this.byId.delete(id);
  }

  /** A task in an executor is over. */
  taskEnded(id: TaskId, now: Micros): void {
    const executor = this.byId.get(id);
    if (executor === undefined) return;
    executor.tasks--;
    executor.idleSinceUs = now;
  }

  /**
   * Has those killed that may go, and those again that were and have not gone.
   * @param idleUs null: none goes for being idle
   * @returns when to look again, or null
   */
  killIdle(
    now: Micros,
    idleUs: Micros | null,
    mayGo: (executor: FineExecutor) => boolean,
    kill: (executor: FineExecutor) => void,
  ): Micros | null {
    let nextUs: Micros | null = null;
    for (const executor of this.byId.values()) {
      const { killedUs, idleSinceUs } = executor;
      if (killedUs === null && (idleUs === null || executor.tasks > 0 || !mayGo(executor))) {
        continue;
      }
      const atUs = killedUs === null ? idleSinceUs + (idleUs ?? 0) : killedUs + KILL_AGAIN_US;
      if (now >= atUs) kill(executor);
      nextUs = earlier(nextUs, now >= atUs ? now + KILL_AGAIN_US : atUs);
    }
    return nextUs;
  }
}
