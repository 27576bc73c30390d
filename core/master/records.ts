import type { ClientId } from '../allocation/allocator.ts';
import type { Connection } from '../machine.ts';
import type { AgentId, FrameworkId, UpdateUuid } from '../protocol/ids.ts';
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
  readonly connection: Connection;
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
  readonly connection: Connection;
  readonly hostname: string;
  readonly resources: Quantities;
  /** Head of the list of its tasks. */
  firstTask: TaskRecord | null;
}

/** What the master knows of a task; also a link in its agent's list. */
export interface TaskRecord {
  readonly info: TaskInfo;
  readonly framework: FrameworkRecord;
  readonly agent: AgentRecord;
  state: TaskState;
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
