import { assert } from '../../core/assert.ts';
import type { AgentTask, ContainerEvent } from '../../core/agent/agent-io.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ResourceView } from './resource-view.ts';
import type { TaskDurations } from './task-durations.ts';

/** Told when tasks start and stop using resources. */
export interface ContainerObserver {
  started(task: AgentTask, agent: number): void;
  /** @param workedUs its own time, without what it was held */
  ended(task: AgentTask, agent: number, workedUs: number): void;
}

/** A task in a container. */
interface Running {
  readonly agent: number;
  /** Time the task needs once it works; -1 while it is held. */
  workUs: number;
  killed: boolean;
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
  private readonly running = new Map<AgentTask, Running>();
  /** Containers that have started since they were last collected. */
  private readonly started: ContainerEvent[] = [];

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
  }) {
    this.kernel = options.kernel;
    this.exitKind = options.exitKind;
    this.durations = options.durations;
    this.view = options.view;
    this.stageDemand = options.stageDemand;
    this.remoteFactor = options.remoteFactor;
    this.observer = options.observer;
  }

  launch(task: AgentTask, agent: number): void {
    const running: Running = { agent, workUs: -1, killed: false };
    this.running.set(task, running);
    this.observer.started(task, agent);
    if (!task.info.held) this.work(task, running);
    this.started.push({ type: 'CONTAINER_RUNNING', task });
  }

  /** A held task may go to work. */
  release(task: AgentTask): void {
    const running = this.running.get(task);
    if (running !== undefined && running.workUs < 0 && !running.killed) this.work(task, running);
  }

  kill(task: AgentTask): void {
    const running = this.running.get(task);
    if (running === undefined || running.killed) return;
    running.killed = true;
    this.kernel.schedule(0, this.exitKind, running.agent, task);
  }

  /** The task's exit event happened; null when it was over before. */
  exit(task: AgentTask): ContainerEvent | null {
    const running = this.running.get(task);
    // The natural end of a task that was killed meanwhile.
    if (running === undefined) return null;
    this.running.delete(task);
    const finished = !running.killed;
    this.observer.ended(task, running.agent, finished ? running.workUs : 0);
    return { type: 'CONTAINER_EXITED', task, exit: finished ? 'FINISHED' : 'KILLED' };
  }

  /** The next container that has started and was not reported, or null. */
  nextStarted(): ContainerEvent | null {
    return this.started.shift() ?? null;
  }

  private work(task: AgentTask, running: Running): void {
    const { stage, index, remote } = task.info;
    const { stretch } = this.view.agents[running.agent].group;
    const away = remote ? this.remoteFactor : 1;
    const times = stretch[this.stageDemand[stage]] * away;
    running.workUs = this.durations.durationUs(stage, index, times);
    assert(running.workUs >= 0, 'a task takes no negative time');
    this.kernel.schedule(running.workUs, this.exitKind, running.agent, task);
  }
}
