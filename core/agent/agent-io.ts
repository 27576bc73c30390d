import type { Connection, Micros, TimerFired } from '../machine.ts';
import type { AgentToMaster, MasterToAgent } from '../protocol/agent-api.ts';
import type { AgentId, FrameworkId } from '../protocol/ids.ts';
import type { ExecutorData } from '../protocol/scheduler-api.ts';
import type { TaskInfo, TaskState, TaskStatus } from '../protocol/tasks.ts';

/**
 * Try to register; repeat updates that are not acknowledged; look whether the master still pings.
 * Never cancelled: one that was set for another purpose since does nothing.
 */
export type AgentTimer = 'REGISTER' | 'RETRY_UPDATES' | 'DETECT';

/** The agent process starts. */
export interface AgentStart {
  readonly type: 'START';
  /** When to register first, microseconds from now: a random part of the backoff factor. */
  readonly backoffUs: Micros;
}

/** The connection to the master is gone, or the way to it is open again. */
export interface MasterLost {
  readonly type: 'DISCONNECTED';
  /** When to register again first, microseconds from now: a random part of the backoff factor. */
  readonly backoffUs: Micros;
}

/** What a containerizer reports of a task it was given. */
export type ContainerEvent =
  | { readonly type: 'CONTAINER_RUNNING'; readonly task: AgentTask }
  | {
      readonly type: 'CONTAINER_EXITED';
      readonly task: AgentTask;
      readonly exit: 'FINISHED' | 'FAILED' | 'KILLED';
    };

export type AgentInput =
  | AgentStart
  | MasterLost
  | MasterToAgent
  | TimerFired<AgentTimer>
  | ContainerEvent;

/** What an agent says should happen. */
export interface AgentOutput {
  /** To the master. */
  send(message: AgentToMaster): void;
  setTimer(timer: AgentTimer, delayUs: Micros): void;
  /** Containerizer: run it; answers come as {@link ContainerEvent}s with the same object. */
  launch(task: AgentTask): void;
  /** Containerizer: stop it; ends in CONTAINER_EXITED. */
  kill(task: AgentTask): void;
  /** To the task's executor. */
  message(task: AgentTask, data: ExecutorData): void;
}

/** A task on an agent, with its stream of status updates. The agent's own; others read. */
export interface AgentTask {
  readonly info: TaskInfo;
  readonly frameworkId: FrameworkId;
  /** Whether it lives on when the agent's process restarts. */
  readonly checkpoint: boolean;
  /** Its place in the agent's table. */
  readonly slot: number;
  /** What the containerizer remembers of it; the agent does not look at it. */
  container: object | null;
  /** The update that waits for its acknowledgement; at most one at a time. */
  inFlight: TaskStatus | null;
  /** Updates that wait for their turn. */
  queued: TaskStatus[] | null;
  /** When the update in flight is sent again, and how long it waits then. */
  retryUs: Micros;
  retryAfterUs: Micros;
  /** The latest state reported or queued. */
  state: TaskState;
  /** Its last state has been reported or is queued. */
  over: boolean;
}

export interface AgentOptions {
  /** Its connection to the master. */
  readonly connection: Connection;
  readonly hostname: string;
  readonly resources: readonly number[];
}

/** What an agent's process finds on its disk when it starts again. */
export interface Checkpoint {
  readonly agentId: AgentId;
  /** Updates made so far: their uuids are not used again. */
  readonly updates: number;
  /** Tasks that live on, whose containers are known by these very objects. */
  readonly tasks: readonly AgentTask[];
}
