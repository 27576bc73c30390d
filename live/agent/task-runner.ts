import type { AgentInput, AgentTask, ContainerExited } from '../../core/agent/agent-io.ts';
import type {
  ContainerExit,
  ContainerListener,
  ContainerPlace,
  ContainerUsage,
  Containerizer,
  RecoveredContainer,
} from '../containers/containerizer.ts';
import { MesosIds } from '../mesos/ids.ts';
import { containerSpec } from './container-spec.ts';
import { type ExecutorRunner, isTheirs } from './executor-runner.ts';
import { type Launcher, neverRan } from './launcher.ts';
import {
  Probe,
  type ProbeAnswer,
  type ProbePlace,
  checkQuestion,
  checkTimes,
  healthQuestion,
  isHealthy,
} from './probe.ts';
import { type SandboxOwner, sandboxPath } from './sandbox.ts';
import { containerOf, endingOf, executorName, mesosTaskOf } from './task-container.ts';

/** How long a task may take to end when nobody says (Mesos's command executor: 3 s). */
const USUAL_GRACE_MS = 3000;

/** How long all containers together may take to end when they are killed. */
const STOP_ALL_MS = 2000;

interface Running {
  readonly task: AgentTask;
  readonly probes: Probe[];
  /** Ends it when it has taken its `max_completion_time`. */
  deadline: NodeJS.Timeout | null;
  isLate: boolean;
}

/**
 * Carries out what an agent's machine says about tasks: a task is a container, and what becomes
 * of it an input. So is one of a group; those of executors of frameworks' own are theirs.
 */
export class TaskRunner implements ContainerListener {
  private readonly workDir: string;
  private readonly executors: ExecutorRunner;
  private readonly allowPrivileged: boolean;
  private containerizer: Containerizer | null = null;
  private launcher: Launcher | null = null;
  private hear: (input: AgentInput) => void = () => undefined;
  /** Containers that never ran. */
  launchErrors = 0;
  /** By container. */
  private readonly tasks = new Map<string, Running>();
  private readonly owners = new Map<string, SandboxOwner>();

  constructor(workDir: string, executors: ExecutorRunner, allowPrivileged: boolean) {
    this.workDir = workDir;
    this.allowPrivileged = allowPrivileged;
    this.executors = executors;
  }

  /** @param hear takes inputs for the machine */
  begin(containerizer: Containerizer, launcher: Launcher, hear: (input: AgentInput) => void): void {
    this.containerizer = containerizer;
    this.launcher = launcher;
    this.hear = hear;
  }

  /** Gives a task's container its sandbox. */
  place(task: AgentTask, cluster: string, agent: number): void {
    const container = containerOf(task);
    if (container === null) return;
    const ids = new MesosIds(cluster);
    const owner: SandboxOwner = {
      agent: ids.agent(agent),
      framework: ids.framework(task.framework.id),
      executor: executorName(task),
      container: container.id,
    };
    container.sandbox = sandboxPath(this.workDir, owner);
    this.owners.set(container.id, owner);
  }

  launch(task: AgentTask): void {
    const container = containerOf(task);
    const owner = container === null ? undefined : this.owners.get(container.id);
    if (container === null || owner === undefined) return;
    this.tasks.set(container.id, { task, probes: [], deadline: null, isLate: false });
    const spec = containerSpec(task, container, owner, this.allowPrivileged);
    if (typeof spec === 'string') return this.neverRuns(container.id, spec);
    const { command, resources = [] } = mesosTaskOf(task) ?? {};
    const { user = '' } = task.framework;
    const launch = { spec, command, owner, user, resources };
    this.launcher?.launch(launch, (exit) => this.exited(container.id, exit));
  }

  kill(task: AgentTask, graceUs: number | undefined): void {
    const container = containerOf(task);
    if (container === null) return;
    const graceMs = graceUs === undefined ? USUAL_GRACE_MS : Math.ceil(graceUs / 1000);
    this.launcher?.kill(container.id, graceMs);
  }

  /**
   * What an earlier process of the agent left: tasks that are still there run on, those that are
   * not have ended, and what nobody asks for any more is stopped.
   * @param left what the containerizer found; what is not taken out of it is nobody's
   */
  recover(tasks: readonly AgentTask[], left: Map<string, RecoveredContainer>): void {
    for (const task of tasks) {
      const container = containerOf(task);
      if (container === null || isTheirs(task)) continue;
      const one = left.get(container.id);
      left.delete(container.id);
      if (task.over) {
        if (one !== undefined) this.discard(one);
        continue;
      }
      this.tasks.set(container.id, { task, probes: [], deadline: null, isLate: false });
      if (one === undefined) this.exited(container.id, GONE);
      else if (one.exit !== null) this.exited(container.id, one.exit);
      else if (task.state === 'TASK_STAGING') this.running(container.id, one.place);
      else this.watch(container.id, one.place);
    }
  }

  /** The machine has forgotten a task. */
  forget(task: AgentTask): void {
    const container = containerOf(task);
    if (container === null || isTheirs(task)) return;
    this.owners.delete(container.id);
    if (!this.tasks.has(container.id)) void this.containerizer?.remove(container.id);
  }

  running(id: string, place: ContainerPlace): void {
    if (this.executors.owns(id)) return this.executors.running(id, place);
    const running = this.tasks.get(id);
    if (running === undefined) return;
    this.watch(id, place);
    this.hear({ type: 'CONTAINER_RUNNING', task: running.task });
  }

  exited(id: string, exit: ContainerExit): void {
    if (this.executors.owns(id)) return this.executors.exited(id, exit);
    const running = this.tasks.get(id);
    if (running === undefined) return void this.containerizer?.remove(id);
    this.tasks.delete(id);
    for (const probe of running.probes) probe.stop();
    if (running.deadline !== null) clearTimeout(running.deadline);
    const container = containerOf(running.task);
    if (container !== null) container.ending = endingOf(exit);
    if (exit.reason === 'LAUNCH_FAILED') this.launchErrors++;
    this.hear({ type: 'CONTAINER_EXITED', task: running.task, ...endOf(exit, running.isLate) });
    if (!this.owners.has(id)) void this.containerizer?.remove(id);
  }

  /** What a container has used; null for one that does not run. */
  async usage(id: string): Promise<ContainerUsage | null> {
    return (await this.containerizer?.usage(id)) ?? null;
  }

  /**
   * Stops all containers: of a cluster that is only for trying. Resolves when they have ended, or
   * when they have had their time for that.
   */
  async stopAll(): Promise<void> {
    for (const id of this.tasks.keys()) this.launcher?.kill(id, 0);
    this.executors.stopAll();
    const giveUpMs = performance.now() + STOP_ALL_MS;
    while (this.tasks.size + this.executors.count > 0 && performance.now() < giveUpMs) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Nothing is watched any more; containers run on. */
  async close(): Promise<void> {
    for (const { probes, deadline } of this.tasks.values()) {
      for (const probe of probes) probe.stop();
      if (deadline !== null) clearTimeout(deadline);
    }
    this.executors.close();
    this.launcher?.close();
    await this.containerizer?.close();
  }

  private watch(id: string, { pid, ip }: ContainerPlace): void {
    const running = this.tasks.get(id);
    const { containerizer } = this;
    if (running === undefined || containerizer === null) return;
    const { task } = running;
    const container = containerOf(task);
    if (container === null) return;
    Object.assign(container, { pid, ip });
    running.probes.push(...this.probesOf(task, { containerizer, container: id, ip }));
    const { maxCompletionUs } = task.info;
    if (maxCompletionUs === undefined) return;
    running.deadline = setTimeout(
      () => {
        running.isLate = true;
        this.kill(task, undefined);
      },
      Math.min(Math.ceil(maxCompletionUs / 1000), 2 ** 31 - 1),
    );
  }

  private probesOf(task: AgentTask, place: ProbePlace): Probe[] {
    const { health_check: health, check } = mesosTaskOf(task) ?? {};
    const { healthCheck } = task.info;
    const probes: Probe[] = [];
    const healthAsked = health === undefined ? null : healthQuestion(health);
    if (healthAsked !== null && healthCheck !== undefined) {
      const tell = (answer: ProbeAnswer): void => {
        this.hear({ type: 'CONTAINER_HEALTH', task, healthy: isHealthy(answer) });
      };
      probes.push(new Probe(healthAsked, healthCheck, place, tell));
    }
    const asked = check === undefined ? null : checkQuestion(check);
    if (asked !== null && check !== undefined) {
      const tell = (answer: ProbeAnswer): void => {
        this.hear({ type: 'CONTAINER_CHECK', task, found: JSON.stringify(answer) });
      };
      probes.push(new Probe(asked, checkTimes(check), place, tell));
    }
    return probes;
  }

  private neverRuns(id: string, message: string): void {
    setImmediate(() => this.exited(id, neverRan('LAUNCH_FAILED', message)));
  }

  /** What an earlier process left and nobody asks for. */
  discard(one: RecoveredContainer): void {
    if (one.exit === null) this.containerizer?.kill(one.id, 0);
    else void this.containerizer?.remove(one.id);
  }
}

const GONE: ContainerExit = {
  code: null,
  signal: null,
  oomKilled: false,
  reason: 'LOST',
  message: 'The container was gone when the agent looked for it again',
};

/** A container's end in the machine's words. */
function endOf(exit: ContainerExit, isLate: boolean): Pick<ContainerExited, 'exit' | 'reason'> {
  if (isLate) return { exit: 'FAILED', reason: 'MAX_COMPLETION_TIME_REACHED' };
  if (exit.oomKilled) return { exit: 'FAILED', reason: 'CONTAINER_LIMITATION_MEMORY' };
  switch (exit.reason) {
    case 'EXITED':
      return { exit: exit.code === 0 ? 'FINISHED' : 'FAILED' };
    case 'KILLED':
      return { exit: 'KILLED' };
    case 'LAUNCH_FAILED':
      return { exit: 'FAILED', reason: 'CONTAINER_LAUNCH_FAILED' };
    case 'LOST':
      return { exit: 'LOST' };
  }
}
