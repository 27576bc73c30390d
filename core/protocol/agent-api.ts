import type { Connection } from '../machine.ts';
import type { Quantities } from '../resources/quantities.ts';
import type { AgentId, FrameworkId, TaskId, UpdateUuid } from './ids.ts';
import type { ExecutorData } from './scheduler-api.ts';
import type { TaskInfo, TaskStatus } from './tasks.ts';

/** What agents tell the master (Mesos's internal `messages.proto`, agent for slave). */
export type AgentToMaster = RegisterAgent | StatusUpdate | UnregisterAgent;

export interface RegisterAgent {
  readonly type: 'REGISTER_AGENT';
  readonly connection: Connection;
  readonly hostname: string;
  readonly resources: Quantities;
}

export interface StatusUpdate {
  readonly type: 'STATUS_UPDATE';
  readonly status: TaskStatus;
}

/** A clean good-bye: its tasks are lost. */
export interface UnregisterAgent {
  readonly type: 'UNREGISTER_AGENT';
  readonly agentId: AgentId;
}

/** What the master tells an agent. */
export type MasterToAgent =
  | AgentRegistered
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

/** The tasks of one ACCEPT; Mesos sends one message a task, which says the same. */
export interface RunTasks {
  readonly type: 'RUN_TASKS';
  readonly frameworkId: FrameworkId;
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
