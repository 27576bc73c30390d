import type { Micros } from '../machine.ts';
import type { OfferEnd } from '../master/master-observer.ts';
import type { AgentMode } from '../master/records.ts';
import type { TaskState } from '../protocol/task-states.ts';
import type { Milli } from '../resources/quantities.ts';

/**
 * What a master or an agent does, as plain data for whoever looks on: a page fed by a live master,
 * or one that replays a recording. Numbers are the master's own; quantities are thousandths in the order of
 * {@link MasterChange.resources}. All that stands is told by the same words as what changes, so
 * that a reader knows one language: what it hears of again takes the place of what it knew.
 */
export type ClusterChange = { readonly t: Micros } & (
  | MasterChange
  | AgentChange
  | AgentLeft
  | ExecutorsChange
  | FrameworkChange
  | FrameworkLeft
  | RolesChange
  | OfferChange
  | OfferEnded
  | TaskChange
  | TaskStateChange
  | TaskForgotten
  | CycleChange
  | AgentLifeChange
  | TaskNote
);

/** A master begins to lead: all that was known of its cluster is of the one before. */
export interface MasterChange {
  readonly type: 'MASTER';
  /** Of its leadership, higher than that of every one before; 0 without an election. */
  readonly epoch: number;
  readonly policy: string;
  readonly resources: readonly string[];
  /** Offers not answered by then are taken back; null for never. */
  readonly offerTimeoutUs: Micros | null;
}

/** An agent has come, or is otherwise than it was. */
export interface AgentChange {
  readonly type: 'AGENT';
  readonly agent: number;
  readonly hostname: string;
  readonly connected: boolean;
  readonly mode: AgentMode;
  readonly total: readonly Milli[];
  /** Its attribute `rack`, or the zone it says to be in; null without either. */
  readonly rack: string | null;
  /** Told as something that stands: it is no news. */
  readonly standing?: boolean;
}

export interface AgentLeft {
  readonly type: 'AGENT_LEFT';
  readonly agent: number;
  /** An unreachable agent may come back. */
  readonly end: 'UNREACHABLE' | 'REMOVED';
}

/** All executors on an agent that hold something besides what their tasks hold. */
export interface ExecutorsChange {
  readonly type: 'EXECUTORS';
  readonly agent: number;
  readonly executors: readonly {
    readonly framework: number;
    readonly amounts: readonly Milli[];
  }[];
}

export interface FrameworkChange {
  readonly type: 'FRAMEWORK';
  readonly framework: number;
  readonly name: string;
  readonly roles: readonly string[];
  readonly connected: boolean;
  /** It has asked for no offers in its first role. */
  readonly suppressed: boolean;
  /** Told as something that stands: it is no news. */
  readonly standing?: boolean;
}

export interface FrameworkLeft {
  readonly type: 'FRAMEWORK_LEFT';
  readonly framework: number;
}

/** All that operators have set for roles. */
export interface RolesChange {
  readonly type: 'ROLES';
  readonly roles: readonly RoleSettings[];
}

export interface RoleSettings {
  readonly role: string;
  readonly weight: number;
  readonly guarantee: readonly Milli[] | null;
  /** Null where nothing bounds a resource. */
  readonly limit: readonly (Milli | null)[] | null;
}

export interface OfferChange {
  readonly type: 'OFFER';
  readonly offer: number;
  readonly framework: number;
  readonly agent: number;
  readonly amounts: readonly Milli[];
}

export interface OfferEnded {
  readonly type: 'OFFER_ENDED';
  readonly offer: number;
  readonly end: OfferEnd;
}

/** A task is in the master's books. */
export interface TaskChange {
  readonly type: 'TASK';
  readonly framework: number;
  readonly task: number;
  readonly agent: number;
  /** As its framework named it. */
  readonly id: string;
  readonly name: string;
  readonly amounts: readonly Milli[];
  readonly state: TaskState;
  /** Told as something that stands: it is no news. */
  readonly standing: boolean;
  /** When it began to run and when it ended, where somebody remembers. */
  readonly startedUs?: Micros | undefined;
  readonly endedUs?: Micros | undefined;
}

export interface TaskStateChange {
  readonly type: 'TASK_STATE';
  readonly framework: number;
  readonly task: number;
  readonly state: TaskState;
}

/** The master has no record of it any more. */
export interface TaskForgotten {
  readonly type: 'TASK_FORGOTTEN';
  readonly framework: number;
  readonly task: number;
}

/** The allocator's turn: told of recordings only. */
export interface CycleChange {
  readonly type: 'CYCLE';
}

/** An agent tells of its own life instead of a master: the cluster is this one agent. */
export interface AgentLifeChange {
  readonly type: 'AGENT_LIFE';
  readonly resources: readonly string[];
}

/** What passes between an agent and its master about a task: told of an agent's life only. */
export interface TaskNote {
  readonly type: 'TASK_NOTE';
  readonly note: 'STATUS_UPDATE' | 'ACKNOWLEDGE' | 'KILL';
  readonly framework: number;
  readonly task: number;
  /** The state that a status tells; null for what tells none. */
  readonly state: TaskState | null;
}
