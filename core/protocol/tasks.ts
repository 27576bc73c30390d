import type { Micros } from '../machine.ts';
import type { Quantities, ResourceMap } from '../resources/quantities.ts';
import type { Resources } from '../resources/resources.ts';
import type { AgentId, ExecutorId, FrameworkId, TaskId, UpdateUuid } from './ids.ts';
import type { TaskState } from './task-states.ts';

export { type TaskState, isTerminal } from './task-states.ts';

/** How near its data a task runs, nearest first; a task without data is near everywhere. */
export const Locality = { NODE: 0, RACK: 1, ANY: 2 } as const;
export type Locality = (typeof Locality)[keyof typeof Locality];

/** What a framework asks to run (Mesos v1 `TaskInfo`); shared by all machines, never changed. */
export interface TaskInfo {
  readonly taskId: TaskId;
  /** Plain resources: scalars that are neither reserved nor revocable. */
  readonly resources: Quantities;
  /** All others it needs: reserved ones, volumes, ports; none unless given. */
  readonly rest?: Resources;
  /** The role it was offered to; the master enters it for frameworks with several. */
  readonly role?: string;
  /** Runs it; the command executor, which nobody sees, unless given. */
  readonly executor?: ExecutorInfo;
  /** Id of the first task of the group it was launched in: when one is killed, all are. */
  readonly group?: TaskId;
  /** How long it may take to end when it is killed (`kill_policy.grace_period`). */
  readonly killGraceUs?: Micros;
  /** Whether running is enough to be well is found out; it is unless given. */
  readonly healthCheck?: HealthCheck;
  /** It is killed after this long (`max_completion_time`). */
  readonly maxCompletionUs?: Micros;
  /** Most CPUs and memory it may use, at least what it asks for; Infinity for no bound. */
  readonly limits?: ResourceMap;
  /** Why its framework may not run it, where the host found that it may not: then it is refused. */
  readonly unauthorized?: string;
  /** Where the task belongs in the framework's work. The master and the agent carry it unread. */
  readonly job: number;
  readonly stage: number;
  /** Position in its stage; with job and stage it addresses the task's duration. */
  readonly index: number;
  /** It starts, holds its resources, and works only once the framework sends RELEASE. */
  readonly held: boolean;
  readonly locality: Locality;
}

/** How a task's health is found out (Mesos v1 `HealthCheck`), microseconds each. */
export interface HealthCheck {
  /** From the start of the task to the first check, and from one to the next. */
  readonly delayUs: Micros;
  readonly intervalUs: Micros;
  /** A check that takes longer has failed. */
  readonly timeoutUs: Micros;
  /** Failures this long after the start do not count until one check has succeeded. */
  readonly gracePeriodUs: Micros;
  /** So many failures in a row and the task is killed; 0: never. */
  readonly consecutiveFailures: number;
}

/** What runs a framework's tasks on an agent (Mesos v1 `ExecutorInfo`). */
export interface ExecutorInfo {
  readonly executorId: ExecutorId;
  /** DEFAULT is the agent's own, which runs task groups. */
  readonly type: 'DEFAULT' | 'CUSTOM';
  /** Held from its first task to its end, besides those of its tasks; as a task's. */
  readonly resources: Quantities;
  readonly rest?: Resources;
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
  /** What its health check found; absent where there is none or it has not spoken. */
  readonly healthy?: boolean;
  /** What its check found last, as text that no machine reads; absent before that. */
  readonly check?: string;
  /** Since when its agent has been unreachable, where that is its state. */
  readonly unreachableUs?: Micros;
  /** What an executor of its framework's own calls this update; absent where none made it. */
  readonly executorUpdate?: string;
}
