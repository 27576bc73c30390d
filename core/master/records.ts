import type { ClientId } from '../allocation/client-allocator.ts';
import type { Connection, Micros } from '../machine.ts';
import type { FrameworkInfo } from '../protocol/framework-info.ts';
import type {
  AgentId,
  FrameworkId,
  OfferId,
  OperationId,
  OperationUuid,
  TaskId,
  UpdateUuid,
} from '../protocol/ids.ts';
import type { OperationState } from '../protocol/offer-operations.ts';
import type { InverseOffer, Offer } from '../protocol/scheduler-api.ts';
import type { ExecutorInfo, TaskInfo, TaskState } from '../protocol/tasks.ts';
import type { IdMap } from '../collections/id-map.ts';
import type { Quantities } from '../resources/quantities.ts';
import type { Resources } from '../resources/resources.ts';

/** What the master knows of a framework. */
export interface FrameworkRecord {
  readonly id: FrameworkId;
  /** What it said last of itself; agents that run its tasks are told. */
  info: FrameworkInfo;
  name: string;
  /** Not empty. */
  roles: readonly string[];
  /** The first of its roles, and its client in it. */
  role: string;
  client: ClientId;
  /** Some client may be that of a role it has left, kept while it holds something. */
  hasLeftRoles: boolean;
  /** Of the scheduler that speaks for it; without meaning while it is not connected. */
  connection: Connection;
  connected: boolean;
  readonly checkpoint: boolean;
  partitionAware: boolean;
  /** How long it is kept without a scheduler. */
  failoverTimeoutUs: Micros;
  /** When it is torn down unless a scheduler comes back; null while one is connected. */
  failoverUs: Micros | null;
  /** Tasks that are not over, or over but not acknowledged. */
  readonly tasks: IdMap<TaskRecord>;
  /** Operations it waits for, and those whose end it has not acknowledged. */
  readonly operations: Map<OperationId, OperationRecord>;
  /** Offers of the cycle that is running, not sent yet. */
  unsent: Offer[];
  readonly counts: OfferCounts;
}

/** How a framework's offers ended so far. */
export interface OfferCounts {
  made: number;
  accepted: number;
  declined: number;
  rescinded: number;
}

/**
 * What the master knows of an agent. First what is looked at for every offer and task: the
 * records of a large cluster are not in any cache, and each line of one is fetched by itself.
 */
export interface AgentRecord {
  readonly id: AgentId;
  connection: Connection;
  connected: boolean;
  /** What an operator wants of it. */
  mode: AgentMode;
  /** Head of the list of its tasks. */
  firstTask: TaskRecord | null;
  readonly hostname: string;
  /** It has attributes or a domain, which its offers tell. */
  tellsFacts: boolean;
  /** {@link NO_EXECUTORS} where there are none. */
  executors: readonly ExecutorRecord[];
  /** Whether it answered the last PING, and how many in a row it did not. */
  answered: boolean;
  missedPings: number;
  /** When the next PING is due, when it is given up unless it comes back, when it is removed. */
  pingUs: Micros | null;
  reregisterUs: Micros | null;
  removalUs: Micros | null;
  /** While draining: how long tasks may take to end, null for as long as they say. */
  drainGraceUs: Micros | null;
  /** Empty where it is not known. */
  readonly ip: string;
  /** Plain resources it registered with; the allocator knows what became of them. */
  readonly resources: Quantities;
}

export const NO_EXECUTORS: readonly ExecutorRecord[] = [];

/** `draining` kills what runs on it; `gone-when-drained` then marks it gone. */
export type AgentMode = 'active' | 'deactivated' | 'draining' | 'gone-when-drained' | 'drained';

/** An agent that was given up and may come back, with the tasks it had. */
export interface UnreachableAgent {
  readonly hostname: string;
  mode: AgentMode;
  drainGraceUs?: Micros | undefined;
  readonly sinceUs: Micros;
  readonly tasks: readonly { readonly framework: FrameworkRecord; readonly taskId: TaskId }[];
}

/** What the master knows of a task; also a link in its agent's list. */
export interface TaskRecord {
  readonly agent: AgentRecord;
  /** The latest state known. */
  state: TaskState;
  /** The state its framework was told last, null before the first. */
  toldState: TaskState | null;
  /** Identity of the update forwarded last, null before the first. */
  uuid: UpdateUuid | null;
  readonly info: TaskInfo;
  readonly framework: FrameworkRecord;
  /** The framework in the role that holds the task's resources. */
  readonly client: ClientId;
  previous: TaskRecord | null;
  next: TaskRecord | null;
  /** Its framework asked to kill it: repeated to an agent that comes back. */
  killAsked: boolean;
  /** How long it may take to end, as its framework last asked; null when it did not say. */
  killGraceUs: Micros | null;
  /** What its health check found, as its agent last said; null where it said nothing. */
  healthy: boolean | null;
}

/** An executor on an agent: holds its resources until the agent says that it ended. */
export interface ExecutorRecord {
  readonly info: ExecutorInfo;
  readonly framework: FrameworkRecord;
  readonly client: ClientId;
}

/** An operation with an id, until its framework has acknowledged its end. */
export interface OperationRecord {
  readonly id: OperationId;
  readonly uuid: OperationUuid;
  readonly framework: FrameworkRecord;
  readonly agentId: AgentId;
  state: OperationState;
}

/** An offer that has not ended. */
export interface OpenOffer extends Offer {
  readonly framework: FrameworkRecord;
  readonly client: ClientId;
  readonly role: string;
  readonly rest: Resources;
}

/** An inverse offer that has not been answered. */
export interface OpenInverseOffer extends InverseOffer {
  readonly framework: FrameworkRecord;
}

/** Inverse offers by id, in the order in which they were made. */
export type InverseOfferBook = Map<OfferId, OpenInverseOffer>;

/** Offers by id: in ascending order, the order in which they were made. */
export type OfferBook = IdMap<OpenOffer>;

/** Puts a task at the head of its agent's list. */
export function linkTask(task: TaskRecord): void {
  const { agent } = task;
  task.next = agent.firstTask;
  if (agent.firstTask !== null) agent.firstTask.previous = task;
  agent.firstTask = task;
}

/** Takes a task out of its agent's list. */
export function unlinkTask(task: TaskRecord): void {
  if (task.previous === null) task.agent.firstTask = task.next;
  else task.previous.next = task.next;
  if (task.next !== null) task.next.previous = task.previous;
  task.previous = null;
  task.next = null;
}
