import type { Domain } from '../allocation/agent-facts.ts';
import type { Attribute } from '../allocation/attributes.ts';
import type { SaidWants } from '../allocation/wants.ts';
import type { Connection, Micros } from '../machine.ts';
import type { Quantities } from '../resources/quantities.ts';
import type { Resources } from '../resources/resources.ts';
import type { FrameworkFields, FrameworkWishes } from './framework-info.ts';
import type {
  AgentId,
  ExecutorId,
  FrameworkId,
  OfferId,
  OperationId,
  OperationUuid,
  TaskId,
  UpdateUuid,
} from './ids.ts';
import type { Unavailability } from './maintenance.ts';
import type { OfferOperation, OperationStatus } from './offer-operations.ts';
import type { TaskInfo, TaskStatus } from './tasks.ts';

/**
 * The scheduler API: what a framework calls and what it is told (Mesos v1 `scheduler.proto`,
 * `mesos-semantics` parts 7 to 12). `framework` stands on every call, as in Mesos.
 */
export type Call =
  | Subscribe
  | UpdateFramework
  | Accept
  | Decline
  | AnswerInverseOffers
  | Acknowledge
  | AcknowledgeOperationStatus
  | Revive
  | Suppress
  | Request
  | Kill
  | Shutdown
  | Message
  | Reconcile
  | ReconcileOperations
  | Teardown;

/**
 * Of a framework that comes back, what is absent stays as it was; its wishes are stated anew.
 */
export interface Subscribe extends FrameworkFields, FrameworkWishes {
  readonly type: 'SUBSCRIBE';
  /** Where events are to go; the host knows it. */
  readonly connection: Connection;
  /** The id it was given before: it takes its tasks over from whoever had it. */
  readonly framework?: FrameworkId;
}

/** Other roles, capabilities and wishes from now on; takes the place of all said before. */
export interface UpdateFramework extends FrameworkWishes {
  readonly type: 'UPDATE_FRAMEWORK';
  readonly framework: FrameworkId;
  readonly info: FrameworkFields;
}

/**
 * Applies operations to what was offered, one after the other, then launches tasks; what is left
 * is declined.
 */
export interface Accept {
  readonly type: 'ACCEPT';
  readonly framework: FrameworkId;
  /** Offers of one agent, at least one. */
  readonly offers: readonly OfferId[];
  /** None unless given. */
  readonly operations?: readonly OfferOperation[];
  /** A LAUNCH after all operations. */
  readonly launches: readonly TaskInfo[];
  /** How long what is left is refused. */
  readonly refuseSeconds: number;
}

export interface Decline {
  readonly type: 'DECLINE';
  readonly framework: FrameworkId;
  readonly offers: readonly OfferId[];
  readonly refuseSeconds: number;
}

/** Whether a framework will be gone when maintenance begins: advice, and a refusal to be asked. */
export interface AnswerInverseOffers {
  readonly type: 'ACCEPT_INVERSE_OFFERS' | 'DECLINE_INVERSE_OFFERS';
  readonly framework: FrameworkId;
  readonly inverseOffers: readonly OfferId[];
  readonly refuseSeconds: number;
}

export interface Acknowledge {
  readonly type: 'ACKNOWLEDGE';
  readonly framework: FrameworkId;
  readonly agentId: AgentId;
  readonly taskId: TaskId;
  readonly uuid: UpdateUuid;
}

export interface AcknowledgeOperationStatus {
  readonly type: 'ACKNOWLEDGE_OPERATION_STATUS';
  readonly framework: FrameworkId;
  readonly agentId: AgentId;
  readonly operationId: OperationId;
  readonly uuid: OperationUuid;
}

export interface Revive {
  readonly type: 'REVIVE';
  readonly framework: FrameworkId;
  /** All unless given; with one that is not the framework's, the call is dropped. */
  readonly roles?: readonly string[];
}

export interface Suppress {
  readonly type: 'SUPPRESS';
  readonly framework: FrameworkId;
  /** As in {@link Revive}. */
  readonly roles?: readonly string[];
}

/**
 * Mesos's REQUEST tells the allocator what a framework would like; ours says since when its
 * oldest waiting job has waited, which a first-come policy needs and others ignore, and what else
 * the policy at work needs to be told.
 */
export interface Request {
  readonly type: 'REQUEST';
  readonly framework: FrameworkId;
  /** Microseconds on the master's clock. */
  readonly waitingSinceUs: number;
  /** What is left out stays as it was said before. */
  readonly wants?: SaidWants;
}

export interface Kill {
  readonly type: 'KILL';
  readonly framework: FrameworkId;
  readonly taskId: TaskId;
  /** Where it is, if the framework knows; one that does not match voids the call. */
  readonly agentId?: AgentId;
  /** How long it may take to stop by itself (`kill_policy`); the task's own unless given. */
  readonly gracePeriodUs?: Micros;
}

/** Ends an executor, and its tasks with it. */
export interface Shutdown {
  readonly type: 'SHUTDOWN';
  readonly framework: FrameworkId;
  readonly agentId: AgentId;
  readonly executorId: ExecutorId;
}

/** To the task's executor, not reliable. */
export interface Message {
  readonly type: 'MESSAGE';
  readonly framework: FrameworkId;
  readonly agentId: AgentId;
  readonly taskId: TaskId;
  readonly data: ExecutorData;
  /** To an executor of the framework's own instead. */
  readonly toExecutor?: ExecutorBytes;
}

/** A message between a framework and an executor of its own, which nobody else reads. */
export interface ExecutorBytes {
  readonly executorId: ExecutorId;
  /** In base64. */
  readonly bytes: string;
}

/** What frameworks tell their executors: a held task may go to work. */
export type ExecutorData = 'RELEASE';

/** What is the state of these tasks; with none named, of all the master has of the framework. */
export interface Reconcile {
  readonly type: 'RECONCILE';
  readonly framework: FrameworkId;
  readonly tasks: readonly ReconciledTask[];
}

export interface ReconciledTask {
  readonly taskId: TaskId;
  /** Null when the framework does not know where it is. */
  readonly agentId: AgentId | null;
}

/** What is the state of these operations; with none named, of all the framework has. */
export interface ReconcileOperations {
  readonly type: 'RECONCILE_OPERATIONS';
  readonly framework: FrameworkId;
  readonly operations: readonly ReconciledOperation[];
}

export interface ReconciledOperation {
  readonly operationId: OperationId;
  readonly agentId: AgentId | null;
}

export interface Teardown {
  readonly type: 'TEARDOWN';
  readonly framework: FrameworkId;
}

/** Everything a scheduler hears. */
export type SchedulerEvent =
  | Subscribed
  | Offers
  | Rescind
  | InverseOffers
  | RescindInverseOffer
  | Update
  | UpdateOperationStatus
  | Failure
  | ExecutorMessage
  | ErrorEvent;

export interface Subscribed {
  readonly type: 'SUBSCRIBED';
  readonly framework: FrameworkId;
}

export interface Offer {
  readonly id: OfferId;
  readonly agentId: AgentId;
  readonly hostname: string;
  /** Plain resources: scalars that are neither reserved nor revocable. */
  readonly resources: Quantities;
  /** All others: reserved ones, volumes, ports; none when absent. */
  readonly rest?: Resources;
  /** The role it is made to. */
  readonly role?: string;
  /** The framework's executors that run on the agent, if any. */
  readonly executorIds?: readonly ExecutorId[];
  /** Where the agent stands, if it says. */
  readonly domain?: Domain;
  /** What the agent says about itself, if anything. */
  readonly attributes?: readonly Attribute[];
  /** When the agent is to be maintained, if it is. */
  readonly unavailability?: Unavailability;
}

export interface Offers {
  readonly type: 'OFFERS';
  readonly offers: readonly Offer[];
}

export interface Rescind {
  readonly type: 'RESCIND';
  readonly offerId: OfferId;
}

/** An agent is to be maintained: the framework is asked to leave it by then. */
export interface InverseOffer {
  readonly id: OfferId;
  readonly agentId: AgentId;
  readonly unavailability: Unavailability;
}

export interface InverseOffers {
  readonly type: 'INVERSE_OFFERS';
  readonly inverseOffers: readonly InverseOffer[];
}

export interface RescindInverseOffer {
  readonly type: 'RESCIND_INVERSE_OFFER';
  readonly inverseOfferId: OfferId;
}

export interface Update {
  readonly type: 'UPDATE';
  readonly status: TaskStatus;
}

export interface UpdateOperationStatus {
  readonly type: 'UPDATE_OPERATION_STATUS';
  readonly status: OperationStatus;
}

/** An agent was removed; with an executor, that alone ended. */
export interface Failure {
  readonly type: 'FAILURE';
  readonly agentId: AgentId;
  readonly executorId?: ExecutorId;
  /** The executor's exit status, where it is known. */
  readonly status?: number;
}

/** From an executor of the framework's own (Mesos v1 `MESSAGE`, as the call is called too). */
export interface ExecutorMessage extends ExecutorBytes {
  readonly type: 'EXECUTOR_MESSAGE';
  readonly agentId: AgentId;
}

/** The subscription is over. */
export interface ErrorEvent {
  readonly type: 'ERROR';
  readonly message: string;
}
