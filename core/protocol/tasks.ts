import type { Quantities } from '../resources/quantities.ts';
import type { AgentId, FrameworkId, TaskId, UpdateUuid } from './ids.ts';

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

/** Mesos v1 task states that occur so far. */
export type TaskState =
  | 'TASK_STAGING'
  | 'TASK_RUNNING'
  | 'TASK_FINISHED'
  | 'TASK_FAILED'
  | 'TASK_KILLED'
  | 'TASK_ERROR'
  | 'TASK_LOST';

/** Why a state was reached, in Mesos v1's words without the prefix `REASON_`. */
export type StatusReason =
  | 'AGENT_REMOVED'
  | 'FRAMEWORK_REMOVED'
  | 'INVALID_OFFERS'
  | 'TASK_INVALID'
  | 'TASK_KILLED_DURING_LAUNCH'
  | 'RECONCILIATION';

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

/** A state no task leaves. */
export function isTerminal(state: TaskState): boolean {
  return state !== 'TASK_STAGING' && state !== 'TASK_RUNNING';
}
