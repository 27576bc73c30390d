import type { SaidWants } from '../allocation/wants.ts';
import type { Connection, Micros } from '../machine.ts';
import type { Quantities } from '../resources/quantities.ts';
import type { AgentId, FrameworkId, OfferId, TaskId, UpdateUuid } from './ids.ts';
import type { TaskInfo, TaskStatus } from './tasks.ts';

/**
 * The scheduler API: what a framework calls and what it is told (Mesos v1 `scheduler.proto`,
 * `mesos-semantics` parts 7 to 12). `framework` stands on every call, as in Mesos.
 */
export type Call =
  | Subscribe
  | Accept
  | Decline
  | Acknowledge
  | Revive
  | Suppress
  | Request
  | Kill
  | Message
  | Reconcile
  | Teardown;

export interface Subscribe {
  readonly type: 'SUBSCRIBE';
  /** Where events are to go; the host knows it. */
  readonly connection: Connection;
  readonly name: string;
  /** Role path. */
  readonly role: string;
  /** The id it was given before: it takes its tasks over from whoever had it. */
  readonly framework?: FrameworkId;
  /** How long its tasks live on without it, microseconds; 0 unless given. */
  readonly failoverTimeoutUs?: Micros;
  /** Whether its tasks live on when an agent's process restarts; false unless given. */
  readonly checkpoint?: boolean;
  /** Whether it knows TASK_UNREACHABLE, TASK_DROPPED, TASK_GONE and TASK_UNKNOWN; false unless given. */
  readonly partitionAware?: boolean;
}

/** Launches tasks on what was offered; the rest is declined. */
export interface Accept {
  readonly type: 'ACCEPT';
  readonly framework: FrameworkId;
  /** Offers of one agent, at least one. */
  readonly offers: readonly OfferId[];
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

export interface Acknowledge {
  readonly type: 'ACKNOWLEDGE';
  readonly framework: FrameworkId;
  readonly agentId: AgentId;
  readonly taskId: TaskId;
  readonly uuid: UpdateUuid;
}

export interface Revive {
  readonly type: 'REVIVE';
  readonly framework: FrameworkId;
}

export interface Suppress {
  readonly type: 'SUPPRESS';
  readonly framework: FrameworkId;
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
}

/** To the task's executor, not reliable. */
export interface Message {
  readonly type: 'MESSAGE';
  readonly framework: FrameworkId;
  readonly agentId: AgentId;
  readonly taskId: TaskId;
  readonly data: ExecutorData;
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

export interface Teardown {
  readonly type: 'TEARDOWN';
  readonly framework: FrameworkId;
}

/** Everything a scheduler hears. */
export type SchedulerEvent = Subscribed | Offers | Rescind | Update | Failure | ErrorEvent;

export interface Subscribed {
  readonly type: 'SUBSCRIBED';
  readonly framework: FrameworkId;
}

export interface Offer {
  readonly id: OfferId;
  readonly agentId: AgentId;
  readonly hostname: string;
  readonly resources: Quantities;
}

export interface Offers {
  readonly type: 'OFFERS';
  readonly offers: readonly Offer[];
}

export interface Rescind {
  readonly type: 'RESCIND';
  readonly offerId: OfferId;
}

export interface Update {
  readonly type: 'UPDATE';
  readonly status: TaskStatus;
}

/** An agent was removed. */
export interface Failure {
  readonly type: 'FAILURE';
  readonly agentId: AgentId;
}

/** The subscription is over. */
export interface ErrorEvent {
  readonly type: 'ERROR';
  readonly message: string;
}
