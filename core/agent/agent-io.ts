import type { Buggify } from '../buggify.ts';
import type { Micros, TimerFired } from '../machine.ts';
import type { Marks } from '../marks.ts';
import type { AgentInfo, AgentToMaster, KillTask, MasterToAgent } from '../protocol/agent-api.ts';
import type { FrameworkInfo } from '../protocol/framework-info.ts';
import type { AgentId, OfferId, TaskId } from '../protocol/ids.ts';
import type { ExecutorData } from '../protocol/scheduler-api.ts';
import type {
  ExecutorInfo,
  StatusReason,
  TaskInfo,
  TaskState,
  TaskStatus,
} from '../protocol/tasks.ts';

/**
 * Try to register; repeat updates that are not acknowledged; look whether the master still pings.
 * Look for executors that have not subscribed in time.
 * Never cancelled: one that was set for another purpose since does nothing.
 */
export type AgentTimer = 'REGISTER' | 'RETRY_UPDATES' | 'DETECT' | 'EXECUTORS';

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
  | ContainerHealth
  | ContainerCheck
  | ContainerExited;

/**
 * What a check of a task with a `healthCheck` found: every failure is told, and the first success
 * after the start or after failures. More successes change nothing and may be told too.
 */
export interface ContainerHealth {
  readonly type: 'CONTAINER_HEALTH';
  readonly task: AgentTask;
  readonly healthy: boolean;
}

/** What a check of a task (Mesos v1 `CheckInfo`) found; what it found before is no news. */
export interface ContainerCheck {
  readonly type: 'CONTAINER_CHECK';
  readonly task: AgentTask;
  /** The same text for the same; no machine reads it. */
  readonly found: string;
}

/** Its process found executors of an earlier one: those of frameworks' own have to come back. */
export interface Recovered {
  readonly type: 'RECOVERED';
}

/**
 * What a containerizer reports of an executor it was given, and what one of a framework's own says
 * (`mesos-semantics` part 20). The containers of its tasks end with it, and are not reported one
 * by one.
 */
export type ExecutorEvent =
  | ExecutorRunning
  | { readonly type: 'EXECUTOR_AWAY'; readonly executor: AgentExecutor }
  | ExecutorUpdate
  | {
      readonly type: 'EXECUTOR_MESSAGE';
      readonly executor: AgentExecutor;
      /** In base64. */
      readonly bytes: string;
    }
  | {
      readonly type: 'EXECUTOR_EXITED';
      readonly executor: AgentExecutor;
      /** Absent where it is not known. */
      readonly status?: number;
    };

/** It can be given tasks: the agent's own has started, a framework's own has subscribed. */
export interface ExecutorRunning {
  readonly type: 'EXECUTOR_RUNNING';
  readonly executor: AgentExecutor;
  /** Tasks that a framework's own says it has and has told nothing of; absent unless it says. */
  readonly knows?: readonly TaskId[];
}

/** An executor of a framework's own tells of one of its tasks. */
export interface ExecutorUpdate {
  readonly type: 'EXECUTOR_UPDATE';
  readonly executor: AgentExecutor;
  readonly taskId: TaskId;
  readonly state: TaskState;
  /** Its name for the update: it repeats one until that is acknowledged. */
  readonly update: string;
  readonly healthy?: boolean;
}

export interface ContainerExited {
  readonly type: 'CONTAINER_EXITED';
  readonly task: AgentTask;
  /** LOST: it was gone when the agent's process looked for it again. */
  readonly exit: 'FINISHED' | 'FAILED' | 'KILLED' | 'LOST';
  /** Absent where the task ended by itself. */
  readonly reason?: StatusReason;
}

export type AgentInput =
  | AgentStart
  | MasterLost
  | MasterToAgent
  | TimerFired<AgentTimer>
  | ContainerEvent
  | Recovered
  | ExecutorEvent;

/** What an agent says should happen. */
export interface AgentOutput {
  /** To the master. */
  send(message: AgentToMaster): void;
  setTimer(timer: AgentTimer, delayUs: Micros): void;
  /**
   * What it would find in its {@link Checkpoint} now has to be on disk before anything else is
   * said or started: the agent stores before it speaks. Absent where disks lose nothing.
   */
  sync?(): void;
  /** Containerizer: run it; answers come as {@link ContainerEvent}s with the same object. */
  launch(task: AgentTask): void;
  /**
   * Containerizer: stop it; ends in CONTAINER_EXITED.
   * Asked again with less time, that counts; more time than before does not.
   * @param graceUs how long it may take to stop by itself; the containerizer's default unless given
   */
  kill(task: AgentTask, graceUs?: Micros): void;
  /** Containerizer: run it; answers come as {@link ExecutorEvent}s with the same object. */
  launchExecutor(executor: AgentExecutor): void;
  /** Containerizer: stop it, none of its tasks being left; ends in EXECUTOR_EXITED. */
  killExecutor(executor: AgentExecutor): void;
  /** To one of a framework's own: what it told stands on the disk. For hosts that run such. */
  acknowledge?(executor: AgentExecutor, taskId: TaskId, update: string): void;
  /** To one of a framework's own, from its framework, in base64. For hosts that run such. */
  messageExecutor?(executor: AgentExecutor, bytes: string): void;
  /** To the task's executor. */
  message(task: AgentTask, data: ExecutorData): void;
}

/** A task on an agent, with its stream of status updates. The agent's own; others read. */
export interface AgentTask {
  readonly info: TaskInfo;
  readonly framework: FrameworkInfo;
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
  /** What to report when it has been killed, if somebody else than its framework wants that. */
  endsAs?: KillTask['endsAs'];
  /** What its checks have found; absent without a health check, or before it runs. */
  health?: TaskHealth;
  /** What its check found last. */
  check?: string;
  /** The latest of what an executor of its framework's own has called its updates. */
  heard?: string[];
}

/** The state of a task's health check. */
export interface TaskHealth {
  /** Since when the task runs. */
  readonly sinceUs: Micros;
  /** Null until a check has counted. */
  healthy: boolean | null;
  /** Checks that failed in a row. */
  failures: number;
}

/** An executor on an agent that a framework has named. The agent's own; others read. */
export interface AgentExecutor {
  readonly info: ExecutorInfo;
  readonly framework: FrameworkInfo;
  /** As its tasks'. */
  readonly role?: string;
  /** What the containerizer remembers of it; the agent does not look at it. */
  container: object | null;
  /** AWAY: one of a framework's own has to subscribe again. STOPPING: it takes no more tasks. */
  state: 'STARTING' | 'RUNNING' | 'AWAY' | 'STOPPING';
  /** When one of a framework's own must have subscribed; absent where nobody waits for that. */
  dueUs?: Micros | null;
  /** Tasks to launch when it runs. */
  readonly waiting: AgentTask[];
}

/** What it is and has, as it is configured; its connection is that to the master. */
export interface AgentOptions extends AgentInfo {
  /** How long executors of frameworks' own may take to subscribe; for ever unless given. */
  readonly executorTimeouts?: ExecutorTimeouts;
  /** Told where it comes by: for tests. */
  readonly marks?: Marks | null;
  /** Asked at places where it may do otherwise: for tests. */
  readonly buggify?: Buggify | null;
}

/** Microseconds each. */
export interface ExecutorTimeouts {
  /** From its launch (`--executor_registration_timeout`). */
  readonly registrationUs: Micros;
  /** From the recovery of the agent (`--executor_reregistration_timeout`). */
  readonly reregistrationUs: Micros;
}

/** All of an agent's resources. */
export type AgentTotal = Pick<AgentInfo, 'resources' | 'rest'>;

/** What an agent's process finds on its disk when it starts again. */
export interface Checkpoint {
  readonly agentId: AgentId;
  /** Updates made so far: their uuids are not used again. */
  readonly updates: number;
  /** Launches it has seen lately. */
  readonly launches: readonly OfferId[];
  /** What it has since reservations or volumes came or went; as configured when there is none. */
  readonly total?: AgentTotal | null;
  /** Tasks that live on, whose containers are known by these very objects. */
  readonly tasks: readonly AgentTask[];
  /** Likewise their executors; none unless given. */
  readonly executors?: readonly AgentExecutor[];
}
