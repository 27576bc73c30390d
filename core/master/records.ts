import type { ClientId } from '../allocation/client-allocator.ts';
import type { Connection, Micros } from '../machine.ts';
import type { AgentId, FrameworkId, TaskId, UpdateUuid } from '../protocol/ids.ts';
import type { Offer } from '../protocol/scheduler-api.ts';
import type { TaskInfo, TaskState } from '../protocol/tasks.ts';
import type { IdMap } from '../collections/id-map.ts';
import type { Quantities } from '../resources/quantities.ts';

/** What the master knows of a framework. */
export interface FrameworkRecord {
  readonly id: FrameworkId;
  readonly name: string;
  readonly role: string;
  readonly client: ClientId;
  /** Of the scheduler that speaks for it; without meaning while it is not connected. */
  connection: Connection;
  connected: boolean;
  readonly checkpoint: boolean;
  readonly partitionAware: boolean;
  /** How long it is kept without a scheduler. */
  readonly failoverTimeoutUs: Micros;
  /** When it is torn down unless a scheduler comes back; null while one is connected. */
  failoverUs: Micros | null;
  /** Tasks that are not over, or over but not acknowledged. */
  readonly tasks: IdMap<TaskRecord>;
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

/** What the master knows of an agent. */
export interface AgentRecord {
  readonly id: AgentId;
  connection: Connection;
  connected: boolean;
  readonly hostname: string;
  readonly resources: Quantities;
  /** Head of the list of its tasks. */
  firstTask: TaskRecord | null;
  /** What an operator wants of it. */
  mode: AgentMode;
  /** Whether it answered the last PING, and how many in a row it did not. */
  answered: boolean;
  missedPings: number;
  /** When the next PING is due, when it is given up unless it comes back, when it is removed. */
  pingUs: Micros | null;
  reregisterUs: Micros | null;
  removalUs: Micros | null;
}

/** `draining` kills what runs on it; `gone-when-drained` then marks it gone. */
export type AgentMode = 'active' | 'deactivated' | 'draining' | 'gone-when-drained' | 'drained';

/** An agent that was given up and may come back, with the tasks it had. */
export interface UnreachableAgent {
  readonly hostname: string;
  readonly mode: AgentMode;
  readonly sinceUs: Micros;
  readonly tasks: readonly { readonly framework: FrameworkRecord; readonly taskId: TaskId }[];
}

/** What the master knows of a task; also a link in its agent's list. */
export interface TaskRecord {
  readonly info: TaskInfo;
  readonly framework: FrameworkRecord;
  readonly agent: AgentRecord;
  /** The latest state known. */
  state: TaskState;
  /** The state its framework was told last, null before the first. */
  toldState: TaskState | null;
  /** Its framework asked to kill it: repeated to an agent that comes back. */
  killAsked: boolean;
  /** Identity of the update forwarded last, null before the first. */
  uuid: UpdateUuid | null;
  previous: TaskRecord | null;
  next: TaskRecord | null;
}

/** An offer that has not ended. */
export interface OpenOffer extends Offer {
  readonly framework: FrameworkRecord;
}

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
