import type {
  AgentExecutor,
  AgentTask,
  ContainerEvent,
  ContainerExited,
  ExecutorEvent,
} from '../../core/agent/agent-io.ts';
import type { Micros } from '../../core/machine.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { EVENT } from './kinds.ts';
import type { TaskModel } from './task-model.ts';
import type { TaskFates } from './task-troubles.ts';

/** Told when tasks start and stop using resources. */
export interface ContainerObserver {
  started(task: AgentTask, agent: number, framework: number): void;
  /**
   * @param idealUs the time it would have taken with its data and all it wants at hand, and
   *   without being held; 0 when it did not finish
   */
  ended(task: AgentTask, agent: number, framework: number, idealUs: number): void;
  /** Its machine stopped. */
  lost(task: AgentTask, agent: number, framework: number): void;
}

/** A task in a container; the payload of the event that ends it. */
export interface Container {
  readonly task: AgentTask;
  readonly agent: number;
  readonly framework: number;
  /** Whether it works, rather than being held. */
  working: boolean;
  /** Time it would need with its data and all it wants at hand. */
  idealUs: number;
  killed: boolean;
  /** When it stops because it was killed; infinite for one that was not. */
  stopsAtUs: Micros;
  /** Why it fails; null for one that does not. */
  failure: ContainerExited | null;
  over: boolean;
}

export interface ContainerOptions {
  readonly kernel: Kernel;
  /** By framework. */
  readonly models: readonly TaskModel[];
  /** The framework's place, by the id that a master gave it. */
  readonly frameworkOf: (id: number) => number;
  readonly observer: ContainerObserver;
  /** Null where no task fails. */
  readonly troubles: TaskFates | null;
  /** Agents whose machines may stop; 0 where none may. */
  readonly mortals: number;
  /** What a task takes to stop that is killed, microseconds, if it has the time; 0 unless given. */
  readonly stopUs?: Micros;
}

/**
 * The containers of all virtual agents: a task runs for as long as its framework's model says. A
 * held task uses its resources but works only from its release on.
 */
export class VirtualContainers {
  private readonly kernel: Kernel;
  private readonly models: readonly TaskModel[];
  private readonly frameworkOf: (id: number) => number;
  private readonly observer: ContainerObserver;
  private readonly troubles: TaskFates | null;
  /** How many times as long everything takes, by agent; absent where as usual. */
  private readonly slow = new Map<number, number>();
  /** Agents that can store nothing. */
  private readonly full = new Set<number>();
  /** What has started: from {@link reported} to {@link startedEnd}, in places used again. */
  private readonly started: (ContainerEvent | ExecutorEvent | null)[] = [];
  private startedEnd = 0;
  /** Executors that run, by the agent each is on. */
  private readonly executors = new Map<AgentExecutor, number>();
  private reported = 0;
  /** Containers that run, by agent; kept only where machines may stop. */
  private readonly running: Set<Container>[] | null;
  private readonly stopUs: Micros;

  constructor(options: ContainerOptions) {
    this.kernel = options.kernel;
    this.models = options.models;
    this.frameworkOf = options.frameworkOf;
    this.observer = options.observer;
    this.troubles = options.troubles;
    this.stopUs = options.stopUs ?? 0;
    const { mortals } = options;
    this.running = mortals === 0 ? null : Array.from({ length: mortals }, () => new Set());
  }

  launch(task: AgentTask, agent: number): void {
    const framework = this.frameworkOf(task.framework.id);
    const container: Container = {
      task,
      agent,
      framework,
      working: false,
      idealUs: 0,
      killed: false,
      stopsAtUs: Number.POSITIVE_INFINITY,
      failure: null,
      over: false,
    };
    task.container = container;
    this.running?.[agent].add(container);
    this.observer.started(task, agent, framework);
    if (this.full.has(agent)) return this.fail(container);
    if (!task.info.held) this.work(container);
    this.started[this.startedEnd++] = { type: 'CONTAINER_RUNNING', task };
  }

  /** An executor is there at once, and uses nothing besides its tasks. */
  launchExecutor(executor: AgentExecutor, agent: number): void {
    this.executors.set(executor, agent);
    this.started[this.startedEnd++] = { type: 'EXECUTOR_RUNNING', executor };
  }

  /** An executor ends; null when it was gone before. */
  endExecutor(executor: AgentExecutor): ExecutorEvent | null {
    if (!this.executors.delete(executor)) return null;
    return { type: 'EXECUTOR_EXITED', executor, status: 0 };
  }

  /** Whether an executor runs. */
  isRunning(executor: AgentExecutor): boolean {
    return this.executors.has(executor);
  }

  /** A held task may go to work. */
  release(task: AgentTask): void {
    const container = task.container as Container;
    if (!container.working && !container.killed) this.work(container);
  }

  /** It stops when it has taken the time it needs, at the latest when its time of grace is over. */
  kill(task: AgentTask, graceUs: Micros = USUAL_GRACE_US): void {
    const container = task.container as Container;
    const delayUs = Math.min(this.stopUs, graceUs);
    const stopsAtUs = this.kernel.now + delayUs;
    if (container.over || stopsAtUs >= container.stopsAtUs) return;
    container.killed = true;
    container.stopsAtUs = stopsAtUs;
    this.kernel.schedule(delayUs, EVENT.CONTAINER_EXIT, container.agent, container);
  }

  /** A first look at a task's health: whatever runs is well, and stays so. Null: it does not run. */
  check(task: AgentTask): ContainerEvent | null {
    return this.isThere(task) ? { type: 'CONTAINER_HEALTH', task, healthy: true } : null;
  }

  /** Whether a task's container runs. */
  isThere(task: AgentTask): boolean {
    const container = task.container as Container | null;
    return container !== null && !container.over;
  }

  /** From now on tasks that go to work on an agent take so many times as long. */
  setSlow(agent: number, factor: number): void {
    if (factor === 1) this.slow.delete(agent);
    else this.slow.set(agent, factor);
  }

  /** How many times as long everything takes on an agent that begins now. */
  slowness(agent: number): number {
    return this.slow.get(agent) ?? 1;
  }

  setFull(agent: number, full: boolean): void {
    if (full) this.full.add(agent);
    else this.full.delete(agent);
  }

  /** A machine stopped: its containers are gone, and nobody is told. */
  loseAll(agent: number): void {
    this.lose(agent, () => true);
    this.loseExecutors(agent, () => true);
  }

  /** An agent's process stopped: containers go with it unless their tasks are checkpointed. */
  loseUncheckpointed(agent: number): void {
    this.lose(agent, ({ task }) => !task.framework.checkpoint);
    this.loseExecutors(agent, ({ framework }) => !framework.checkpoint);
  }

  private loseExecutors(agent: number, isLost: (executor: AgentExecutor) => boolean): void {
    for (const [executor, where] of this.executors) {
      if (where === agent && isLost(executor)) this.executors.delete(executor);
    }
  }

  private lose(agent: number, isLost: (container: Container) => boolean): void {
    for (const container of this.running?.[agent] ?? []) {
      if (!isLost(container)) continue;
      container.over = true;
      this.running?.[agent].delete(container);
      this.observer.lost(container.task, agent, container.framework);
    }
  }

  /** A container's exit event happened; null when it was over before. */
  exit(container: Container): ContainerEvent | null {
    // The natural end of a task that was killed meanwhile.
    if (container.over) return null;
    container.over = true;
    this.running?.[container.agent].delete(container);
    const { task, agent, framework, killed, failure, idealUs } = container;
    const finished = !killed && failure === null;
    this.observer.ended(task, agent, framework, finished ? idealUs : 0);
    if (killed) return { type: 'CONTAINER_EXITED', task, exit: 'KILLED' };
    return failure ?? { type: 'CONTAINER_EXITED', task, exit: 'FINISHED' };
  }

  /** The next container that has started and was not reported, or null. */
  nextStarted(): ContainerEvent | ExecutorEvent | null {
    if (this.reported === this.startedEnd) {
      this.reported = 0;
      this.startedEnd = 0;
      return null;
    }
    const event = this.started[this.reported];
    this.started[this.reported++] = null;
    return event;
  }

  private work(container: Container): void {
    const { task, agent, framework } = container;
    const { info } = task;
    const model = this.models[framework];
    let times = model.stretch(info, agent);
    if (this.slow.size > 0) times *= this.slow.get(agent) ?? 1;
    const fate = this.troubles?.fateOf(framework, task, agent);
    if (fate !== undefined) times *= fate.factor;
    container.working = true;
    container.idealUs = model.idealUs(info);
    let workUs = times === 1 ? container.idealUs : model.stretchedUs(info, times);
    if (fate?.fails === true) {
      container.failure = {
        ...exited(task),
        ...(fate.reason === null ? {} : { reason: fate.reason }),
      };
      workUs = Math.min(workUs, LONGEST_TO_FAIL_US) * fate.after;
    }
    // One that runs until it is killed has no end of its own.
    if (workUs === Number.POSITIVE_INFINITY) return;
    this.kernel.schedule(Math.floor(workUs), EVENT.CONTAINER_EXIT, agent, container);
  }

  private fail(container: Container): void {
    container.failure = { ...exited(container.task), reason: 'CONTAINER_LIMITATION_DISK' };
    this.kernel.schedule(LAUNCH_FAILS_US, EVENT.CONTAINER_EXIT, container.agent, container);
  }
}

/** What it takes to find that a container cannot be made. */
const LAUNCH_FAILS_US = 1_000_000;

/** How long Mesos's command executor lets a task end whose kill policy does not say. */
const USUAL_GRACE_US = 3_000_000;

/** A task without an end of its own fails within ten minutes, if it fails. */
const LONGEST_TO_FAIL_US = 600_000_000;

function exited(task: AgentTask): ContainerExited {
  return { type: 'CONTAINER_EXITED', task, exit: 'FAILED' };
}
