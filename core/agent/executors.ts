import type { Micros } from '../machine.ts';
import type { ReportedExecutor } from '../protocol/agent-api.ts';
import type { ExecutorId, FrameworkId } from '../protocol/ids.ts';
import type { ExecutorInfo } from '../protocol/tasks.ts';
import type { AgentExecutor, AgentOutput, AgentTask, ExecutorTimeouts } from './agent-io.ts';

/** An agent's table of tasks. */
type Tasks = readonly (AgentTask | null)[];

/**
 * The executors of an agent that frameworks have named: each is launched before its first task
 * and stopped after the end of its last, and may end by itself before that (`mesos-semantics`
 * part 11.5). Tasks wait until theirs runs. Command executors are the containerizer's business.
 */
export class Executors {
  private readonly all: AgentExecutor[];
  private readonly timeouts: ExecutorTimeouts | null;

  /** @param found those that an earlier process of the agent left */
  constructor(found: readonly AgentExecutor[], timeouts: ExecutorTimeouts | null = null) {
    this.all = [...found];
    this.timeouts = timeouts;
  }

  /** One that is still wanted here, by its ids. */
  find(frameworkId: FrameworkId, executorId: ExecutorId): AgentExecutor | undefined {
    return this.all.find((one) => isOf(one, frameworkId, executorId));
  }

  of({ framework, info }: AgentTask): AgentExecutor | undefined {
    return this.all.find((one) => isOf(one, framework.id, info.executor?.executorId));
  }

  /**
   * Launches a task, when its executor runs; the executor first, where it is not there.
   * @param isNew the master has had it launched with this task, or one before in the same message
   * @returns false: its executor has ended or is about to, and takes no more tasks
   */
  launch(
    task: AgentTask,
    info: ExecutorInfo,
    isNew: boolean,
    now: Micros,
    out: AgentOutput,
  ): boolean {
    const executor = this.of(task);
    switch (executor?.state) {
      case undefined:
        // The master has not heard yet that it ended: it must not come back unbooked.
        if (!isNew) return false;
        this.begin(task, info, now, out);
        return true;
      case 'STARTING':
      case 'AWAY':
        executor?.waiting.push(task);
        return true;
      case 'RUNNING':
        out.launch(task);
        return true;
      case 'STOPPING':
        return false;
    }
  }

  /** It runs: what waited for it is launched. */
  runs(executor: AgentExecutor, out: AgentOutput): void {
    const isWaitedFor = executor.state === 'STARTING' || executor.state === 'AWAY';
    if (!isWaitedFor || !this.all.includes(executor)) return;
    executor.state = 'RUNNING';
    executor.dueUs = null;
    for (const task of executor.waiting.splice(0)) out.launch(task);
  }

  /** A task is not wanted any more; @returns whether it was waiting, so that nothing runs. */
  withdraw(task: AgentTask): boolean {
    const waiting = this.of(task)?.waiting ?? [];
    const place = waiting.indexOf(task);
    if (place >= 0) waiting.splice(place, 1);
    return place >= 0;
  }

  /** It has nothing to do any more. */
  stop(executor: AgentExecutor, out: AgentOutput): void {
    if (executor.state === 'STOPPING') return;
    executor.state = 'STOPPING';
    out.killExecutor(executor);
  }

  /** It has ended; @returns whether it was still wanted here. */
  remove(executor: AgentExecutor): boolean {
    const place = this.all.indexOf(executor);
    if (place >= 0) this.all.splice(place, 1);
    return place >= 0;
  }

  /** Those of a framework end, and nobody is told. */
  shutdown(frameworkId: FrameworkId, out: AgentOutput): void {
    for (const executor of this.all.filter(({ framework }) => framework.id === frameworkId)) {
      this.stop(executor, out);
      this.remove(executor);
    }
  }

  /** What an agent tells of them when it comes back. */
  reported(): ReportedExecutor[] {
    return this.all.map(({ framework, info, role }) => {
      return { frameworkId: framework.id, info, ...(role === undefined ? {} : { role }) };
    });
  }

  /** Those that live on when the agent's process ends. */
  checkpoint(): AgentExecutor[] {
    return this.all.filter(({ framework }) => framework.checkpoint);
  }

  /** One of a framework's own has lost its connection: what is to be launched waits for it. */
  away(executor: AgentExecutor): void {
    if (executor.state === 'RUNNING') executor.state = 'AWAY';
  }

  /** Those of an earlier process of the agent have so long to subscribe again. */
  recovered(now: Micros, out: AgentOutput): void {
    const waitUs = this.timeouts?.reregistrationUs;
    for (const executor of this.all) {
      if (executor.info.type !== 'CUSTOM' || executor.state === 'STOPPING') continue;
      this.away(executor);
      this.await(executor, waitUs, now, out);
    }
  }

  /** Those whose time is over, to be dealt with; the next one's is looked at in its time. */
  late(now: Micros, out: AgentOutput): AgentExecutor[] {
    const awaited = this.all.filter(({ dueUs, state }) => {
      return typeof dueUs === 'number' && state !== 'STOPPING';
    });
    const late = awaited.filter(({ dueUs }) => Number(dueUs) <= now);
    const next = Math.min(...awaited.map(({ dueUs }) => Number(dueUs)).filter((at) => at > now));
    if (Number.isFinite(next)) out.setTimer('EXECUTORS', next - now);
    return late;
  }

  private await(
    executor: AgentExecutor,
    waitUs: Micros | undefined,
    now: Micros,
    out: AgentOutput,
  ): void {
    if (waitUs === undefined) return;
    executor.dueUs = now + waitUs;
    out.setTimer('EXECUTORS', waitUs);
  }

  private begin(task: AgentTask, info: ExecutorInfo, now: Micros, out: AgentOutput): void {
    const { framework } = task;
    const { role } = task.info;
    const executor: AgentExecutor = {
      ...{ info, framework, container: null, state: 'STARTING', waiting: [task] },
      ...(role === undefined ? {} : { role }),
    };
    this.all.push(executor);
    out.launchExecutor(executor);
    if (info.type === 'CUSTOM') this.await(executor, this.timeouts?.registrationUs, now, out);
  }
}

function isOf(
  { framework, info }: AgentExecutor,
  frameworkId: FrameworkId,
  executorId: ExecutorId | undefined,
): boolean {
  return framework.id === frameworkId && info.executorId === executorId;
}

/** An executor's tasks that are not over. */
export function liveTasksOf(
  tasks: Tasks,
  frameworkId: FrameworkId,
  executorId: ExecutorId,
): AgentTask[] {
  return tasks.filter(
    (task): task is AgentTask =>
      task !== null &&
      !task.over &&
      task.framework.id === frameworkId &&
      task.info.executor?.executorId === executorId,
  );
}

/** The other tasks of a task's group that are not over: when one is killed or fails, all end. */
export function groupOf(tasks: Tasks, { framework, info }: AgentTask): AgentTask[] {
  const { group } = info;
  if (group === undefined) return [];
  return tasks.filter(
    (task): task is AgentTask =>
      task !== null &&
      !task.over &&
      task.framework.id === framework.id &&
      task.info.group === group &&
      task.info.taskId !== info.taskId,
  );
}
