import type { MasterObserver } from '../../core/master/master-observer.ts';
import type {
  AgentRecord,
  FrameworkRecord,
  OpenOffer,
  TaskRecord,
} from '../../core/master/records.ts';
import type { FrameworkInfo } from '../../core/protocol/framework-info.ts';
import { isTerminal } from '../../core/protocol/task-states.ts';
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

/** A task as pages and tools ask for it. It never changes: what happens makes another one. */
export interface TaskStory {
  readonly frameworkId: number;
  readonly agentId: number;
  readonly info: TaskRecord['info'];
  readonly role: string;
  readonly state: TaskState;
  readonly statuses: readonly ToldStatus[];
}

export interface FrameworkStory {
  readonly id: number;
  info: FrameworkInfo;
  readonly registeredUs: number;
  reregisteredUs: number;
  unregisteredUs: number;
  /** Whether its scheduler has come to this master: agents may have told of it before. */
  hasSubscribed: boolean;
  /** How its tasks ended. */
  readonly ends: Map<TaskState, number>;
  /** Oldest first. */
  readonly completed: TaskStory[];
  /** Tasks of agents that do not answer, oldest first. */
  readonly unreachable: TaskStory[];
}

/** When an agent came, and came back; microseconds since 1970. */
export interface AgentStory {
  readonly registeredUs: number;
  readonly reregisteredUs: number | null;
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
  /** How often what was told of a task's end, such as `failed/source_executor/reason_…`. */
  readonly ends: Map<string, number>;
  offers: number;
  frameworksEntered: number;
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
    ends: new Map(),
    offers: 0,
    frameworksEntered: 0,
    agentsRegistered: 0,
    agentsRemoved: 0,
  };
  private readonly clock: Clock;
  private readonly tasks = new Map<TaskRecord, TaskStory>();
  private readonly frameworks = new Map<number, FrameworkStory>();
  private readonly agents = new Map<number, AgentStory>();
  /** Agents that are connected, to know one that comes back. */
  private readonly connected = new Set<number>();
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

  /** Tasks that are there, as they came. */
  present(): Iterable<[TaskRecord, TaskStory]> {
    return this.tasks;
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
      ...{ unregisteredUs: 0, hasSubscribed: record.connected, completed: [], unreachable: [] },
      ends: new Map(),
    };
    this.frameworks.set(record.id, story);
    return story;
  }

  agent(id: number): AgentStory {
    return this.agents.get(id) ?? { registeredUs: 0, reregisteredUs: null };
  }

  /** @returns what ends the listening */
  listen(listener: (event: HistoryEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** An update that goes to a framework, whether it is there to hear it or not. */
  told(status: TaskStatus, record: TaskRecord | undefined): void {
    const story = record === undefined ? this.lostTask(status) : this.task(record);
    if (story === undefined) return;
    const { statuses } = story;
    const last = statuses.at(-1)?.status;
    if (last?.uuid === status.uuid && status.uuid !== null) return;
    if (isTerminal(status.state)) this.countEnd(status);
    // Of one state the last is kept, as in Mesos: health checks tell of it again and again.
    const before = last?.state === status.state ? statuses.slice(0, -1) : statuses;
    const told = { status, atUs: this.clock.now() };
    const task = {
      ...story,
      state: record?.state ?? status.state,
      statuses: [...before, told],
    };
    if (record !== undefined) this.tasks.set(record, task);
    else keep(this.frameworks.get(status.frameworkId)?.completed ?? [], task);
    this.emit({ type: 'TASK_UPDATED', task, status });
  }

  /** What is told of a task whose agent does not answer: it may have come to its end. */
  private lostTask({ frameworkId, taskId, state }: TaskStatus): TaskStory | undefined {
    const framework = this.frameworks.get(frameworkId);
    const story = framework?.unreachable.find(({ info }) => info.taskId === taskId);
    if (framework === undefined || story === undefined || !isTerminal(state)) return undefined;
    framework.unreachable.splice(framework.unreachable.indexOf(story), 1);
    return story;
  }

  private countEnd({ state, source, reason }: TaskStatus): void {
    const words = `${state.slice(5)}/${source}${reason === null ? '' : `/REASON_${reason}`}`;
    const key = words.toLowerCase().replaceAll('agent', 'slave');
    this.counts.ends.set(key, (this.counts.ends.get(key) ?? 0) + 1);
  }

  offerMade(_offer: OpenOffer): void {
    this.counts.offers++;
  }

  offerEnded(): void {}

  taskEntered(task: TaskRecord): void {
    const { unreachable } = this.framework(task.framework);
    const place = unreachable.findIndex(({ info }) => info.taskId === task.info.taskId);
    if (place >= 0) unreachable.splice(place, 1);
    this.emit({ type: 'TASK_ADDED', task: this.task(task) });
  }

  taskChanged(task: TaskRecord): void {
    const { state } = task;
    this.tasks.set(task, { ...this.task(task), state });
    this.counts.tasks.set(state, (this.counts.tasks.get(state) ?? 0) + 1);
    if (!isTerminal(state)) return;
    const { ends } = this.framework(task.framework);
    ends.set(state, (ends.get(state) ?? 0) + 1);
  }

  taskForgotten(task: TaskRecord): void {
    const story = { ...this.task(task), state: task.state };
    this.tasks.delete(task);
    const { completed, unreachable } = this.framework(task.framework);
    keep(story.state === 'TASK_UNREACHABLE' ? unreachable : completed, story);
  }

  agentEntered(agent: AgentRecord): void {
    this.agents.set(agent.id, { registeredUs: this.clock.now(), reregisteredUs: null });
    this.connected.add(agent.id);
    this.counts.agentsRegistered++;
    this.emit({ type: 'AGENT_ADDED', agent });
  }

  agentChanged({ id, connected }: AgentRecord): void {
    const story = this.agents.get(id);
    if (story === undefined || connected === this.connected.has(id)) return;
    if (!connected) this.connected.delete(id);
    else this.agents.set(id, { ...story, reregisteredUs: this.clock.now() });
    if (connected) this.connected.add(id);
  }

  agentLeft(agent: AgentRecord): void {
    this.agents.delete(agent.id);
    this.connected.delete(agent.id);
    this.counts.agentsRemoved++;
    this.emit({ type: 'AGENT_REMOVED', agent });
  }

  frameworkEntered(framework: FrameworkRecord): void {
    this.counts.frameworksEntered++;
    this.framework(framework);
    this.emit({ type: 'FRAMEWORK_ADDED', framework });
  }

  frameworkChanged(framework: FrameworkRecord): void {
    const story = this.framework(framework);
    if (framework.connected) {
      story.reregisteredUs = this.clock.now();
      story.hasSubscribed = true;
    }
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

function keep(list: TaskStory[], story: TaskStory): void {
  list.push(story);
  if (list.length > TASKS_MAX) list.shift();
}
