import type { MasterObserver } from '../../core/master/master-observer.ts';
import type {
  AgentRecord,
  FrameworkRecord,
  OpenOffer,
  TaskRecord,
} from '../../core/master/records.ts';
import type { FrameworkInfo } from '../../core/protocol/framework-info.ts';
import type { TaskState, TaskStatus } from '../../core/protocol/tasks.ts';
import type { Clock } from '../host/clock.ts';

/** Kept of what is over (Mesos `--max_completed_frameworks`, `--max_completed_tasks_…`). */
const FRAMEWORKS_MAX = 50;
const TASKS_MAX = 1000;

/** What was told of a task, and when. */
export interface ToldStatus {
  readonly status: TaskStatus;
  readonly atUs: number;
}

/** A task as pages and tools ask for it. */
export interface TaskStory {
  readonly frameworkId: number;
  readonly agentId: number;
  readonly info: TaskRecord['info'];
  readonly role: string;
  state: TaskState;
  readonly statuses: ToldStatus[];
}

export interface FrameworkStory {
  readonly id: number;
  info: FrameworkInfo;
  readonly registeredUs: number;
  reregisteredUs: number;
  unregisteredUs: number;
  /** Oldest first. */
  readonly completed: TaskStory[];
}

/** Something that the operators' event stream tells. */
export type HistoryEvent =
  | { readonly type: 'TASK_ADDED'; readonly task: TaskStory }
  | { readonly type: 'TASK_UPDATED'; readonly task: TaskStory; readonly status: TaskStatus }
  | {
      readonly type: 'FRAMEWORK_ADDED' | 'FRAMEWORK_UPDATED' | 'FRAMEWORK_REMOVED';
      readonly framework: FrameworkRecord;
    }
  | { readonly type: 'AGENT_ADDED' | 'AGENT_REMOVED'; readonly agent: AgentRecord };

/** How tasks ended and agents came and went, since this master began. */
export interface HistoryCounts {
  readonly tasks: Map<TaskState, number>;
  offers: number;
  agentsRegistered: number;
  agentsRemoved: number;
}

/**
 * Remembers what the master's machine has no use for: when somebody came, what was told of a
 * task, and what is over, bounded as in Mesos.
 */
export class MasterHistory implements MasterObserver {
  readonly completedFrameworks: FrameworkStory[] = [];
  readonly counts: HistoryCounts = {
    tasks: new Map(),
    offers: 0,
    agentsRegistered: 0,
    agentsRemoved: 0,
  };
  private readonly clock: Clock;
  private readonly tasks = new Map<TaskRecord, TaskStory>();
  private readonly frameworks = new Map<number, FrameworkStory>();
  private readonly agents = new Map<number, number>();
  private readonly listeners = new Set<(event: HistoryEvent) => void>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  task(record: TaskRecord): TaskStory {
    const known = this.tasks.get(record);
    if (known !== undefined) return known;
    const { framework, agent, info, state } = record;
    const role = info.role ?? framework.role;
    const ids = { frameworkId: framework.id, agentId: agent.id };
    const story: TaskStory = { ...ids, info, role, state, statuses: [] };
    this.tasks.set(record, story);
    return story;
  }

  framework(record: FrameworkRecord): FrameworkStory {
    const known = this.frameworks.get(record.id);
    if (known !== undefined) {
      known.info = record.info;
      return known;
    }
    const now = this.clock.now();
    const story: FrameworkStory = {
      ...{ id: record.id, info: record.info, registeredUs: now, reregisteredUs: now },
      ...{ unregisteredUs: 0, completed: [] },
    };
    this.frameworks.set(record.id, story);
    return story;
  }

  /** When an agent came, microseconds since 1970. */
  agentSince(id: number): number {
    return this.agents.get(id) ?? 0;
  }

  /** @returns what ends the listening */
  listen(listener: (event: HistoryEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** An update that goes to a framework, whether it is there to hear it or not. */
  told(status: TaskStatus, record: TaskRecord | undefined): void {
    if (record === undefined) return;
    const story = this.task(record);
    if (story.statuses.at(-1)?.status.uuid === status.uuid && status.uuid !== null) return;
    story.statuses.push({ status, atUs: this.clock.now() });
    story.state = record.state;
    this.emit({ type: 'TASK_UPDATED', task: story, status });
  }

  offerMade(_offer: OpenOffer): void {
    this.counts.offers++;
  }

  offerEnded(): void {}

  taskEntered(task: TaskRecord): void {
    this.emit({ type: 'TASK_ADDED', task: this.task(task) });
  }

  taskChanged(task: TaskRecord): void {
    const { state } = task;
    this.task(task).state = state;
    this.counts.tasks.set(state, (this.counts.tasks.get(state) ?? 0) + 1);
  }

  taskForgotten(task: TaskRecord): void {
    const story = this.task(task);
    story.state = task.state;
    this.tasks.delete(task);
    const { completed } = this.framework(task.framework);
    completed.push(story);
    if (completed.length > TASKS_MAX) completed.shift();
  }

  agentEntered(agent: AgentRecord): void {
    this.agents.set(agent.id, this.clock.now());
    this.counts.agentsRegistered++;
    this.emit({ type: 'AGENT_ADDED', agent });
  }

  agentChanged(): void {}

  agentLeft(agent: AgentRecord): void {
    this.agents.delete(agent.id);
    this.counts.agentsRemoved++;
    this.emit({ type: 'AGENT_REMOVED', agent });
  }

  frameworkEntered(framework: FrameworkRecord): void {
    this.framework(framework);
    this.emit({ type: 'FRAMEWORK_ADDED', framework });
  }

  frameworkChanged(framework: FrameworkRecord): void {
    const story = this.framework(framework);
    if (framework.connected) story.reregisteredUs = this.clock.now();
    this.emit({ type: 'FRAMEWORK_UPDATED', framework });
  }

  frameworkLeft(framework: FrameworkRecord): void {
    const story = this.framework(framework);
    story.unregisteredUs = this.clock.now();
    this.frameworks.delete(framework.id);
    this.completedFrameworks.push(story);
    if (this.completedFrameworks.length > FRAMEWORKS_MAX) this.completedFrameworks.shift();
    this.emit({ type: 'FRAMEWORK_REMOVED', framework });
  }

  private emit(event: HistoryEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}
