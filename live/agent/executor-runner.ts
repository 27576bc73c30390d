import { randomBytes } from 'node:crypto';

import type { AgentExecutor, AgentInput, AgentTask } from '../../core/agent/agent-io.ts';
import type { ExecutorId, FrameworkId, TaskId } from '../../core/protocol/ids.ts';
import { executorKey } from '../../core/recording/effects.ts';
import type {
  ContainerExit,
  ContainerPlace,
  Containerizer,
  RecoveredContainer,
} from '../containers/containerizer.ts';
import { type ExecutorStatus, executorEvents } from '../mesos/executor-codec.ts';
import { MesosIds, NamedIds } from '../mesos/ids.ts';
import type { MesosResource } from '../mesos/resource-codec.ts';
import { carriedBy } from '../mesos/task-codec.ts';
import { imageOf } from './container-spec.ts';
import {
  type ExecutorSurroundings,
  executorSpec,
  limitsWith,
  mesosExecutorOf,
  shutdownGraceMs,
} from './executor-spec.ts';
import { ExecutorStreams } from './executor-streams.ts';
import { type Launcher, neverRan } from './launcher.ts';
import { type SandboxOwner, sandboxPath } from './sandbox.ts';
import {
  containerOf,
  executorEnding,
  mesosTaskOf,
  newContainer,
  noteUpdate,
  taskName,
} from './task-container.ts';

/** A task whose executor is its framework's own. */
export function isTheirs({ info }: AgentTask): boolean {
  return info.executor?.type === 'CUSTOM';
}

/**
 * Carries out what an agent's machine says about executors. The agent's own is nobody: its tasks
 * are containers. One of a framework's own is a container that subscribes, is told about its
 * tasks and says what becomes of them (`mesos-semantics` part 20).
 */
export class ExecutorRunner {
  readonly streams = new ExecutorStreams();
  /** Of tasks that executors have told of. */
  private readonly names = new NamedIds();
  private readonly workDir: string;
  private readonly around: () => ExecutorSurroundings;
  private containerizer: Containerizer | null = null;
  private launcher: Launcher | null = null;
  private ended: (container: string, how: string) => void = () => undefined;
  private hear: (input: AgentInput) => void = () => undefined;
  private readonly byKey = new Map<string, AgentExecutor>();
  private readonly byContainer = new Map<string, AgentExecutor>();
  private readonly owners = new Map<string, SandboxOwner>();
  /** Launched and not over, by executor: what its limits go by. */
  private readonly tasks = new Map<AgentExecutor, Set<AgentTask>>();
  /** Ends those that do not end in time by themselves, by container. */
  private readonly deadlines = new Map<string, NodeJS.Timeout>();
  /** Tasks of groups that were launched in this step, by executor and group. */
  private readonly groups = new Map<string, AgentTask[]>();

  /** @param around asked when an executor is launched */
  constructor(workDir: string, around: () => ExecutorSurroundings) {
    this.workDir = workDir;
    this.around = around;
  }

  /**
   * @param hear takes inputs for the machine
   * @param ended is told how an executor's container has ended, in words
   */
  begin(
    containerizer: Containerizer,
    launcher: Launcher,
    hear: (input: AgentInput) => void,
    ended: (container: string, how: string) => void,
  ): void {
    this.containerizer = containerizer;
    this.launcher = launcher;
    this.ended = ended;
    this.hear = hear;
  }

  /** One that runs here, by its ids. */
  find(framework: FrameworkId, executor: ExecutorId): AgentExecutor | undefined {
    return this.byKey.get(`${framework}/${executor}`);
  }

  /** Of frameworks' own, running or about to. */
  all(): AgentExecutor[] {
    return [...this.byContainer.values()];
  }

  /** Gives an executor of a framework's own its container and sandbox, before it is launched. */
  prepare(executor: AgentExecutor, cluster: string, agent: number, container: string): void {
    if (executor.info.type !== 'CUSTOM') return;
    executor.container = newContainer(container);
    this.place(executor, cluster, agent);
  }

  /** A task is where its executor is. */
  join(task: AgentTask): void {
    const { framework, info } = task;
    const executor = this.find(framework.id, info.executor?.executorId ?? -1);
    const theirs = executor === undefined ? null : containerOf(executor);
    if (theirs === null) return;
    const { id, sandbox, pid, ip } = theirs;
    task.container = Object.assign(newContainer(id), { sandbox, pid, ip });
  }

  /** A task that an earlier process launched. */
  adopt(task: AgentTask): void {
    const executor = this.executorOf(task);
    if (executor === undefined) return;
    this.tasks.set(executor, (this.tasks.get(executor) ?? new Set()).add(task));
  }

  launchExecutor(executor: AgentExecutor): void {
    const container = containerOf(executor);
    const owner = container === null ? undefined : this.owners.get(container.id);
    if (container === null || owner === undefined) {
      setImmediate(() => this.hear({ type: 'EXECUTOR_RUNNING', executor }));
      return;
    }
    const spec = executorSpec(executor, container, owner, this.around());
    if (typeof spec === 'string') return this.neverRuns(container.id, spec);
    const { command, resources: own = [] } = mesosExecutorOf(executor) ?? {};
    const resources = [...own, ...executor.waiting.flatMap((task) => resourcesOf(task))];
    const { user = '' } = executor.framework;
    const launch = { spec, command, owner, user, resources };
    this.launcher?.launch(launch, (exit) => this.exited(container.id, exit));
  }

  killExecutor(executor: AgentExecutor): void {
    const container = containerOf(executor);
    if (container === null) {
      setImmediate(() => this.hear({ type: 'EXECUTOR_EXITED', executor, status: 0 }));
      return;
    }
    const { id } = container;
    if (!this.byContainer.has(id) || this.deadlines.has(id)) return;
    const graceMs = shutdownGraceMs(executor, this.around().shutdownGraceMs);
    if (!this.streams.isOpen(executor)) return this.launcher?.kill(id, graceMs);
    this.streams.send(executor, executorEvents.shutdown());
    const end = (): void => this.launcher?.kill(id, 0);
    this.deadlines.set(id, setTimeout(end, graceMs));
  }

  /** To its executor, with the others of its group when the step is over. */
  launch(task: AgentTask): void {
    const executor = this.executorOf(task);
    if (executor === undefined || !this.giveVolumes(executor, task)) return;
    this.limit(executor, this.tasks.get(executor)?.add(task) ?? new Set([task]));
    const { group } = task.info;
    if (group === undefined) {
      return this.streams.send(executor, executorEvents.launch(carriedBy(task.info)));
    }
    const key = `${executorKey(executor)}/${group}`;
    this.groups.set(key, [...(this.groups.get(key) ?? []), task]);
  }

  /** A task's volumes go to its executor; one that cannot have them fails. */
  private giveVolumes(executor: AgentExecutor, task: AgentTask): boolean {
    const said = mesosExecutorOf(executor);
    const container = containerOf(executor);
    // Nothing can be mounted in an image's container that runs.
    if (container === null || said === null || imageOf(said.container, true) !== null) return true;
    const user = said.command?.user ?? executor.framework.user ?? '';
    try {
      this.launcher?.giveVolumes(container.sandbox, resourcesOf(task), user);
      return true;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const uuid = randomBytes(16).toString('base64');
      const failed = { task_id: { value: taskName(task) }, state: 'TASK_FAILED' as const };
      const source = 'SOURCE_EXECUTOR' as const;
      setImmediate(() => this.updated(executor, { ...failed, source, uuid, message }, task));
      return false;
    }
  }

  /** The step is over: groups go to their executors whole. */
  flush(): void {
    for (const tasks of this.groups.values()) {
      const executor = this.executorOf(tasks[0]);
      const said = tasks.map(({ info }) => carriedBy(info));
      if (executor !== undefined) this.streams.send(executor, executorEvents.launchGroup(said));
    }
    this.groups.clear();
  }

  kill(task: AgentTask, graceUs: number | undefined): void {
    const executor = this.executorOf(task);
    if (executor === undefined) return;
    this.streams.send(executor, executorEvents.kill(taskName(task), graceUs));
  }

  message(executor: AgentExecutor, bytes: string): void {
    this.streams.send(executor, executorEvents.message(bytes));
  }

  acknowledge(executor: AgentExecutor, taskId: TaskId, update: string): void {
    const task = this.names.textOf(taskId);
    this.streams.send(executor, executorEvents.acknowledged(task, update));
  }

  /** An executor's word about a task, the latter if it is here. */
  updated(executor: AgentExecutor, status: ExecutorStatus, task: AgentTask | undefined): void {
    const { state, uuid, healthy } = status;
    const taskId = this.names.of(status.task_id.value);
    if (task !== undefined) noteUpdate(task, status);
    const well = healthy === undefined ? {} : { healthy };
    this.hear({ type: 'EXECUTOR_UPDATE', executor, taskId, state, update: uuid, ...well });
    const tasks = this.tasks.get(executor);
    if (task?.over === true && tasks?.delete(task) === true) this.limit(executor, tasks);
  }

  /** What an earlier process of the agent left; what is found of it is taken out of `left`. */
  recover(
    executors: readonly AgentExecutor[],
    left: Map<string, RecoveredContainer>,
    cluster: string,
    agent: number,
  ): void {
    for (const executor of executors) {
      const container = containerOf(executor);
      if (container === null) {
        if (executor.state === 'STOPPING') this.killExecutor(executor);
        else if (executor.state === 'STARTING') this.launchExecutor(executor);
        continue;
      }
      this.place(executor, cluster, agent);
      const found = left.get(container.id);
      left.delete(container.id);
      if (found === undefined || found.exit !== null)
        this.exited(container.id, found?.exit ?? null);
      else if (executor.state === 'STOPPING') this.launcher?.kill(container.id, 0);
    }
  }

  /** Whether a container is one of an executor here. */
  owns(container: string): boolean {
    return this.byContainer.has(container);
  }

  running(container: string, { pid, ip }: ContainerPlace): void {
    const executor = this.byContainer.get(container);
    const known = executor === undefined ? null : containerOf(executor);
    if (known !== null) Object.assign(known, { pid, ip });
  }

  /** @param exit null where nobody knows how it ended */
  exited(container: string, exit: ContainerExit | null): void {
    const executor = this.byContainer.get(container);
    if (executor === undefined) return;
    this.byContainer.delete(container);
    this.owners.delete(container);
    this.byKey.delete(executorKey(executor));
    this.tasks.delete(executor);
    clearTimeout(this.deadlines.get(container));
    this.deadlines.delete(container);
    this.streams.end(executor);
    this.ended(container, executorEnding(exit));
    const status = exit?.code ?? null;
    const how = status === null ? {} : { status };
    this.hear({ type: 'EXECUTOR_EXITED', executor, ...how });
    void this.containerizer?.remove(container);
  }

  stopAll(): void {
    for (const id of this.byContainer.keys()) this.launcher?.kill(id, 0);
  }

  get count(): number {
    return this.byContainer.size;
  }

  close(): void {
    for (const deadline of this.deadlines.values()) clearTimeout(deadline);
    this.streams.endAll();
  }

  /** What it may use goes with its tasks. */
  private limit(executor: AgentExecutor, tasks: Set<AgentTask>): void {
    this.tasks.set(executor, tasks);
    const id = containerOf(executor)?.id;
    if (id !== undefined) this.containerizer?.limit(id, limitsWith(executor, tasks));
  }

  private executorOf({ framework, info }: AgentTask): AgentExecutor | undefined {
    return this.find(framework.id, info.executor?.executorId ?? -1);
  }

  private place(executor: AgentExecutor, cluster: string, agent: number): void {
    const container = containerOf(executor);
    if (container === null) return;
    const ids = new MesosIds(cluster);
    const owner: SandboxOwner = {
      agent: ids.agent(agent),
      framework: ids.framework(executor.framework.id),
      executor: executorText(executor),
      container: container.id,
    };
    container.sandbox = sandboxPath(this.workDir, owner);
    this.owners.set(container.id, owner);
    this.byContainer.set(container.id, executor);
    this.byKey.set(executorKey(executor), executor);
  }

  private neverRuns(container: string, message: string): void {
    setImmediate(() => this.exited(container, neverRan('LAUNCH_FAILED', message)));
  }
}

function resourcesOf(task: AgentTask): readonly MesosResource[] {
  return mesosTaskOf(task)?.resources ?? [];
}

/** The executor's id as its framework wrote it. */
export function executorText(executor: AgentExecutor): string {
  return mesosExecutorOf(executor)?.executor_id.value ?? String(executor.info.executorId);
}
