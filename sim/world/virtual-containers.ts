import type { AgentTask, ContainerEvent } from '../../core/agent/agent-io.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ResourceView } from './resource-view.ts';
import type { TaskDurations } from './task-durations.ts';

/** Told when tasks start and stop using resources. */
export interface ContainerObserver {
  started(task: AgentTask, agent: number): void;
  /**
   * @param idealUs the time it would have taken with its data and all it wants at hand, and
   *   without being held; 0 when it was killed
   */
  ended(task: AgentTask, agent: number, idealUs: number): void;
  /** Its machine stopped. */
  lost(task: AgentTask, agent: number): void;
}

/** A task in a container; the payload of the event that ends it. */
export interface Container {
  readonly task: AgentTask;
  readonly agent: number;
  /** Time the task needs once it works; -1 while it is held. */
  workUs: number;
  /** Time it would need with its data and all it wants at hand. */
  idealUs: number;
  killed: boolean;
  over: boolean;
}

/**
 * The containers of all virtual agents: a task runs for as long as the workload says. A held
 * task uses its resources but works only from its release on.
 */
export class VirtualContainers {
  private readonly kernel: Kernel;
  private readonly exitKind: number;
  private readonly durations: TaskDurations;
  private readonly view: ResourceView;
  private readonly stageDemand: Uint16Array;
  private readonly remoteFactor: number;
  private readonly observer: ContainerObserver;
  /** Containers that have started, from the next to report on. */
  private started: ContainerEvent[] = [];
  private reported = 0;
  /** Containers that run, by agent; kept only where machines may stop. */
  private readonly running: Set<Container>[] | null;

  constructor(options: {
    readonly kernel: Kernel;
    /** Kind of the kernel's event that ends a task; its subject is the agent. */
    readonly exitKind: number;
    readonly durations: TaskDurations;
    readonly view: ResourceView;
    /** Demand by stage. */
    readonly stageDemand: Uint16Array;
    readonly remoteFactor: number;
    readonly observer: ContainerObserver;
    /** Agents whose machines may stop; 0 where none may. */
    readonly mortals: number;
  }) {
    this.kernel = options.kernel;
    this.exitKind = options.exitKind;
    this.durations = options.durations;
    this.view = options.view;
    this.stageDemand = options.stageDemand;
    this.remoteFactor = options.remoteFactor;
    this.observer = options.observer;
    const { mortals } = options;
    this.running = mortals === 0 ? null : Array.from({ length: mortals }, () => new Set());
  }

  launch(task: AgentTask, agent: number): void {
    const container: Container = {
      task,
      agent,
      workUs: -1,
      idealUs: 0,
      killed: false,
      over: false,
    };
    task.container = container;
    this.running?.[agent].add(container);
    this.observer.started(task, agent);
    if (!task.info.held) this.work(container);
    this.started.push({ type: 'CONTAINER_RUNNING', task });
  }

  /** A held task may go to work. */
  release(task: AgentTask): void {
    const container = task.container as Container;
    if (container.workUs < 0 && !container.killed) this.work(container);
  }

  kill(task: AgentTask): void {
    const container = task.container as Container;
    if (container.killed) return;
    container.killed = true;
    this.kernel.schedule(0, this.exitKind, container.agent, container);
  }

  /** A machine stopped: its containers are gone, and nobody is told. */
  loseAll(agent: number): void {
    this.lose(agent, () => true);
  }

  /** An agent's process stopped: containers go with it unless their tasks are checkpointed. */
  loseUncheckpointed(agent: number): void {
    this.lose(agent, ({ task }) => !task.checkpoint);
  }

  private lose(agent: number, isLost: (container: Container) => boolean): void {
    for (const container of this.running?.[agent] ?? []) {
      if (!isLost(container)) continue;
      container.over = true;
      this.running?.[agent].delete(container);
      this.observer.lost(container.task, agent);
    }
  }

  /** A container's exit event happened; null when it was over before. */
  exit(container: Container): ContainerEvent | null {
    // The natural end of a task that was killed meanwhile.
    if (container.over) return null;
    container.over = true;
    this.running?.[container.agent].delete(container);
    const { task, agent, killed, idealUs } = container;
    this.observer.ended(task, agent, killed ? 0 : idealUs);
    return { type: 'CONTAINER_EXITED', task, exit: killed ? 'KILLED' : 'FINISHED' };
  }

  /** The next container that has started and was not reported, or null. */
  nextStarted(): ContainerEvent | null {
    if (this.reported < this.started.length) return this.started[this.reported++];
    if (this.reported > 0) {
      this.started = [];
      this.reported = 0;
    }
    return null;
  }

  private work(container: Container): void {
    const { task, agent } = container;
    const { stage, index, remote } = task.info;
    const { stretch } = this.view.agents[agent];
    const away = remote ? this.remoteFactor : 1;
    const times = stretch[this.stageDemand[stage]] * away;
    const idealUs = this.durations.durationUs(stage, index, 1);
    container.idealUs = idealUs;
    container.workUs = times === 1 ? idealUs : this.durations.durationUs(stage, index, times);
    this.kernel.schedule(container.workUs, this.exitKind, agent, container);
  }
}
