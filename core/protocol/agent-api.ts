import type { Connection } from '../machine.ts';
import type { Quantities } from '../resources/quantities.ts';
import type { AgentId, FrameworkId, TaskId, UpdateUuid } from './ids.ts';
import type { ExecutorData } from './scheduler-api.ts';
import type { TaskInfo, TaskState, TaskStatus } from './tasks.ts';

/** What agents tell the master (Mesos's internal `messages.proto`, agent for slave). */
export type AgentToMaster = RegisterAgent | ReregisterAgent | StatusUpdate | UnregisterAgent | Pong;

export interface RegisterAgent {
  readonly type: 'REGISTER_AGENT';
  readonly connection: Connection;
  readonly hostname: string;
  readonly resources: Quantities;
}

/** An agent that was named before is back, with what runs on it. */
export interface ReregisterAgent {
  readonly type: 'REREGISTER_AGENT';
  readonly connection: Connection;
  readonly agentId: AgentId;
  readonly hostname: string;
  readonly resources: Quantities;
  /** Tasks that are not over, or over and not acknowledged. */
  readonly tasks: readonly ReportedTask[];
}

export interface ReportedTask {
  readonly frameworkId: FrameworkId;
  readonly info: TaskInfo;
  /** Its latest state, which may be ahead of the update that waits for its acknowledgement. */
  readonly state: TaskState;
}

export interface StatusUpdate {
  readonly type: 'STATUS_UPDATE';
  readonly status: TaskStatus;
  /** The task's latest state: updates that wait for their turn may be ahead of this one. */
  readonly latestState: TaskState;
}

/** A clean good-bye: its tasks are lost. */
export interface UnregisterAgent {
  readonly type: 'UNREGISTER_AGENT';
  readonly agentId: AgentId;
}

/** The answer to a PING. */
export interface Pong {
  readonly type: 'PONG';
  readonly connection: Connection;
}

/** What the master tells an agent. */
export type MasterToAgent =
  | AgentRegistered
  | AgentReregistered
  | Ping
  | RunTasks
  | KillTask
  | StatusUpdateAcknowledgement
  | FrameworkMessage
  | ShutdownFramework
  | ShutdownAgent;

export interface AgentRegistered {
  readonly type: 'AGENT_REGISTERED';
  readonly agentId: AgentId;
}

export interface AgentReregistered {
  readonly type: 'AGENT_REREGISTERED';
  readonly agentId: AgentId;
  /** Tasks the master has there and the agent did not name: it says what became of them. */
  readonly missing: readonly MissingTasks[];
}

export interface MissingTasks {
  readonly frameworkId: FrameworkId;
  /** Whether one that is not there is TASK_DROPPED rather than TASK_LOST. */
  readonly partitionAware: boolean;
  readonly tasks: readonly TaskInfo[];
}

/** Are you there? */
export interface Ping {
  readonly type: 'PING';
  /** Whether the master takes the agent for connected; one that hears it is not re-registers. */
  readonly connected: boolean;
}

/** The tasks of one ACCEPT; Mesos sends one message a task, which says the same. */
export interface RunTasks {
  readonly type: 'RUN_TASKS';
  readonly frameworkId: FrameworkId;
  /** Whether the tasks live on when the agent's process restarts. */
  readonly checkpoint: boolean;
  readonly tasks: readonly TaskInfo[];
}

export interface KillTask {
  readonly type: 'KILL_TASK';
  readonly frameworkId: FrameworkId;
  readonly taskId: TaskId;
}

export interface StatusUpdateAcknowledgement {
  readonly type: 'STATUS_UPDATE_ACKNOWLEDGEMENT';
  readonly frameworkId: FrameworkId;
  readonly taskId: TaskId;
  readonly uuid: UpdateUuid;
}

export interface FrameworkMessage {
  readonly type: 'FRAMEWORK_MESSAGE';
  readonly frameworkId: FrameworkId;
  readonly taskId: TaskId;
  readonly data: ExecutorData;
}

export interface ShutdownFramework {
  readonly type: 'SHUTDOWN_FRAMEWORK';
  readonly frameworkId: FrameworkId;
}

/** The master does not want this agent any more. */
export interface ShutdownAgent {
  readonly type: 'SHUTDOWN_AGENT';
  readonly message: string;
}
