import type { Quantities } from '../resources/quantities.ts';
import type { AgentId, FrameworkId, TaskId, UpdateUuid } from './ids.ts';
import type { TaskState } from './task-states.ts';

export { type TaskState, isTerminal } from './task-states.ts';

/** What a framework asks to run (Mesos v1 `TaskInfo`); shared by all machines, never changed. */
export interface TaskInfo {
  readonly taskId: TaskId;
  readonly resources: Quantities;
  /** Where the task belongs in the framework's work. The master and the agent carry it unread. */
  readonly job: number;
  readonly stage: number;
  /** Position in its stage; with job and stage it addresses the task's duration. */
  readonly index: number;
  /** It starts, holds its resources, and works only once the framework sends RELEASE. */
  readonly held: boolean;
  /** It runs away from its data. */
  readonly remote: boolean;
}

/** Why a state was reached, in Mesos v1's words without the prefix `REASON_`. */
export type StatusReason =
  | 'AGENT_DISCONNECTED'
  | 'AGENT_DRAINING'
  | 'AGENT_REMOVED'
  | 'AGENT_REMOVED_BY_OPERATOR'
  | 'AGENT_REREGISTERED'
  | 'AGENT_RESTARTED'
  | 'COMMAND_EXECUTOR_FAILED'
  | 'CONTAINER_LAUNCH_FAILED'
  | 'CONTAINER_LIMITATION'
  | 'CONTAINER_LIMITATION_DISK'
  | 'CONTAINER_LIMITATION_MEMORY'
  | 'CONTAINER_PREEMPTED'
  | 'EXECUTOR_REGISTRATION_TIMEOUT'
  | 'EXECUTOR_REREGISTRATION_TIMEOUT'
  | 'EXECUTOR_TERMINATED'
  | 'FRAMEWORK_REMOVED'
  | 'INVALID_OFFERS'
  | 'MAX_COMPLETION_TIME_REACHED'
  | 'RECONCILIATION'
  | 'TASK_CHECK_STATUS_UPDATED'
  | 'TASK_GROUP_INVALID'
  | 'TASK_GROUP_UNAUTHORIZED'
  | 'TASK_HEALTH_CHECK_STATUS_UPDATED'
  | 'TASK_INVALID'
  | 'TASK_KILLED_DURING_LAUNCH'
  | 'TASK_UNAUTHORIZED'
  | 'TASK_UNKNOWN';

/** Mesos v1 `TaskStatus`. */
export interface TaskStatus {
  readonly frameworkId: FrameworkId;
  readonly taskId: TaskId;
  readonly agentId: AgentId;
  readonly state: TaskState;
  readonly source: 'SOURCE_MASTER' | 'SOURCE_AGENT' | 'SOURCE_EXECUTOR';
  readonly reason: StatusReason | null;
  /** What is wrong, for people; empty when nothing is. */
  readonly message: string;
  /** Present if the update must be acknowledged: those made by the master need not. */
  readonly uuid: UpdateUuid | null;
}
