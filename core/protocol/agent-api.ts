import type { AgentCapability, Domain } from '../allocation/agent-facts.ts';
import type { Attribute } from '../allocation/attributes.ts';
import type { Connection, Micros } from '../machine.ts';
import type { Quantities } from '../resources/quantities.ts';
import type { Resources } from '../resources/resources.ts';
import type { FrameworkInfo } from './framework-info.ts';
import type {
  AgentId,
  ExecutorId,
  FrameworkId,
  OfferId,
  OperationUuid,
  TaskId,
  UpdateUuid,
} from './ids.ts';
import type { ExecutorBytes, ExecutorData } from './scheduler-api.ts';
import type { ExecutorInfo, StatusReason, TaskInfo, TaskState, TaskStatus } from './tasks.ts';

/** What agents tell the master (Mesos's internal `messages.proto`, agent for slave). */
export type AgentToMaster =
  | RegisterAgent
  | ReregisterAgent
  | StatusUpdate
  | OperationsApplied
  | UpdateAgent
  | ExitedExecutor
  | ExecutorToFramework
  | UnregisterAgent
  | Pong;

/** What an agent says of itself (Mesos v1 `AgentInfo`). */
export interface AgentInfo {
  readonly connection: Connection;
  readonly hostname: string;
  /** Empty where the host does not say. */
  readonly ip?: string;
  /** Plain resources: scalars that are neither reserved nor revocable. */
  readonly resources: Quantities;
  /** All others it has: ports, reservations, volumes; none unless given. */
  readonly rest?: Resources;
  readonly attributes?: readonly Attribute[];
  /** Where it stands; local unless given. */
  readonly domain?: Domain;
  /** What it can do; everything unless given. */
  readonly capabilities?: readonly AgentCapability[];
}

/** Which of its attempts to register an agent makes; the answer names it. */
interface Attempt {
  readonly attempt?: number;
}

export interface RegisterAgent extends AgentInfo, Attempt {
  readonly type: 'REGISTER_AGENT';
}

/** An agent that was named before is back, with what runs on it. */
export interface ReregisterAgent extends AgentInfo, Attempt {
  readonly type: 'REREGISTER_AGENT';
  readonly agentId: AgentId;
  /** Executors that run there; none unless given. */
  readonly executors?: readonly ReportedExecutor[];
  /** Tasks that are not over, or over and not acknowledged. */
  readonly tasks: readonly ReportedTask[];
  /** Frameworks of these tasks: a new master may not know them. */
  readonly frameworks: readonly FrameworkInfo[];
}

export interface ReportedTask {
  readonly frameworkId: FrameworkId;
  readonly info: TaskInfo;
  /** Its latest state, which may be ahead of the update that waits for its acknowledgement. */
  readonly state: TaskState;
}

export interface ReportedExecutor {
  readonly frameworkId: FrameworkId;
  readonly info: ExecutorInfo;
  /** As its tasks' role. */
  readonly role?: string;
}

export interface StatusUpdate {
  readonly type: 'STATUS_UPDATE';
  readonly status: TaskStatus;
  /** The task's latest state: updates that wait for their turn may be ahead of this one. */
  readonly latestState: TaskState;
}

/** Operations are carried out: the resources of CHECKPOINT_RESOURCES are on the agent's disk. */
export interface OperationsApplied {
  readonly type: 'OPERATIONS_APPLIED';
  readonly agentId: AgentId;
  readonly operations: readonly OperationUuid[];
}

/** What an agent lends until its owners want it back has changed (Mesos oversubscription). */
export interface UpdateAgent {
  readonly type: 'UPDATE_AGENT';
  readonly agentId: AgentId;
  /** All revocable resources it has from now on. */
  readonly revocable: Resources;
}

/** An executor has ended. */
export interface ExitedExecutor {
  readonly type: 'EXITED_EXECUTOR';
  readonly agentId: AgentId;
  readonly frameworkId: FrameworkId;
  readonly executorId: ExecutorId;
  /** Its exit status; absent where it is not known. */
  readonly status?: number;
}

/** From an executor of the framework's own to its framework; not reliable. */
export interface ExecutorToFramework extends ExecutorBytes {
  readonly type: 'EXECUTOR_TO_FRAMEWORK';
  readonly agentId: AgentId;
  readonly frameworkId: FrameworkId;
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
  | ShutdownExecutor
  | CheckpointResources
  | StatusUpdateAcknowledgement
  | FrameworkMessage
  | ShutdownFramework
  | ShutdownAgent;

export interface AgentRegistered {
  readonly type: 'AGENT_REGISTERED';
  /** The attempt that this answers: one that was made since asks for more. */
  readonly attempt?: number;
  readonly agentId: AgentId;
}

export interface AgentReregistered {
  readonly type: 'AGENT_REREGISTERED';
  readonly attempt?: number;
  readonly agentId: AgentId;
  /** Tasks the master has there and the agent did not name: it says what became of them. */
  readonly missing: readonly MissingTasks[];
}

export interface MissingTasks {
  readonly framework: FrameworkInfo;
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
  readonly framework: FrameworkInfo;
  /** Identity of this launch: the same message may come twice. */
  readonly launch: OfferId;
  readonly tasks: readonly TaskInfo[];
  /**
   * Executors of these tasks that are to be launched (Mesos `launch_executor`): the others run,
   * and where one has ended meanwhile its tasks are not launched. None unless given.
   */
  readonly newExecutors?: readonly ExecutorId[];
}

export interface KillTask {
  readonly type: 'KILL_TASK';
  readonly frameworkId: FrameworkId;
  readonly taskId: TaskId;
  /** How long it may take to end; the executor's default unless given. */
  readonly graceUs?: Micros;
  /** What its end is reported as, where it is not its framework that wants it. */
  readonly endsAs?: { readonly state: TaskState; readonly reason: StatusReason };
}

export interface ShutdownExecutor {
  readonly type: 'SHUTDOWN_EXECUTOR';
  readonly frameworkId: FrameworkId;
  readonly executorId: ExecutorId;
}

/**
 * What an agent has from now on: reservations and volumes came or went. The whole, so that the
 * last message heard is right whatever was lost before it.
 */
export interface CheckpointResources {
  readonly type: 'CHECKPOINT_RESOURCES';
  readonly resources: Quantities;
  readonly rest: Resources;
  /** Operations that are carried out with it and that somebody waits for. */
  readonly operations: readonly OperationUuid[];
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
  /** To an executor of the framework's own instead. */
  readonly toExecutor?: ExecutorBytes;
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
