import type { Micros } from '../machine.ts';
import { isTerminal } from '../protocol/task-states.ts';
import type { StatusReason, TaskState, TaskStatus } from '../protocol/tasks.ts';
import type {
  AgentExecutor,
  AgentOutput,
  AgentTask,
  ExecutorEvent,
  ExecutorRunning,
  ExecutorUpdate,
} from './agent-io.ts';
import { type Executors, groupOf, liveTasksOf } from './executors.ts';

/** Names of updates that are remembered of a task: an executor repeats only its latest. */
const HEARD_MAX = 32;

/** What an agent does about its tasks. */
export interface TaskBook {
  readonly tasks: readonly (AgentTask | null)[];
  report(
    task: AgentTask,
    state: TaskState,
    now: Micros,
    out: AgentOutput,
    reason?: StatusReason | null,
    said?: Pick<TaskStatus, 'healthy' | 'executorUpdate'>,
  ): void;
  /** It is not here: dropped, or lost. */
  neverHere(task: AgentTask, reason: StatusReason, now: Micros, out: AgentOutput): void;
  kill(task: AgentTask, now: Micros, out: AgentOutput): void;
}

/**
 * What becomes of tasks because of their executors (`mesos-semantics` parts 11.5 and 20). One of
 * a framework's own says itself what becomes of its tasks, and ends when it likes; the agent's own
 * ends with its last task.
 */
export class ExecutorTasks {
  private readonly book: TaskBook;
  private readonly executors: Executors;

  constructor(book: TaskBook, executors: Executors) {
    this.book = book;
    this.executors = executors;
  }

  /**
   * An executor takes tasks from now on. One of a framework's own that was here before says what
   * it has: what was on its way to it and did not arrive is not there.
   */
  runs({ executor, knows }: ExecutorRunning, now: Micros, out: AgentOutput): void {
    const isBack = executor.state === 'AWAY';
    if (isBack && knows !== undefined) {
      for (const task of this.liveOf(executor)) {
        const isKnown = task.state !== 'TASK_STAGING' || knows.includes(task.info.taskId);
        if (isKnown || executor.waiting.includes(task)) continue;
        this.book.neverHere(task, 'AGENT_RESTARTED', now, out);
      }
    }
    this.executors.runs(executor, out);
  }

  /** One of a framework's own tells of a task; the same may come again until it is acknowledged. */
  updated(input: ExecutorUpdate, now: Micros, out: AgentOutput): void {
    const { executor, taskId, state, update, healthy } = input;
    const { framework, info } = executor;
    const task = this.book.tasks.find(
      (one) =>
        one?.info.taskId === taskId &&
        one.framework.id === framework.id &&
        one.info.executor?.executorId === info.executorId,
    );
    if (task && task.heard?.includes(update) !== true) {
      task.heard = [...(task.heard ?? []), update].slice(-HEARD_MAX);
      const well = healthy === undefined ? {} : { healthy };
      this.book.report(task, state, now, out, null, { ...well, executorUpdate: update });
    }
    out.acknowledge?.(executor, taskId, update);
  }

  /** Executors that did not subscribe in time: their tasks have ended, and they are stopped. */
  late(now: Micros, out: AgentOutput): void {
    for (const executor of this.executors.late(now, out)) {
      const wasHere = executor.state === 'AWAY';
      for (const task of this.liveOf(executor)) {
        this.executors.withdraw(task);
        if (!wasHere) {
          this.book.report(task, 'TASK_FAILED', now, out, 'EXECUTOR_REGISTRATION_TIMEOUT');
          continue;
        }
        const gone = task.framework.partitionAware ? 'TASK_GONE' : 'TASK_LOST';
        this.book.report(task, gone, now, out, 'EXECUTOR_REREGISTRATION_TIMEOUT');
      }
      this.executors.stop(executor, out);
    }
  }

  /** A task is over: so is its group unless it finished, and perhaps its executor. */
  over(task: AgentTask, state: TaskState, now: Micros, out: AgentOutput): void {
    const executor = this.executors.of(task);
    // All its tasks end with an executor that is gone.
    if (executor === undefined || !isTerminal(state)) return;
    if (executor.info.type === 'CUSTOM') {
      // One that never ran has nothing to do any more; any other knows what it does.
      if (executor.state !== 'STARTING') return;
    } else if (state !== 'TASK_FINISHED') {
      for (const other of groupOf(this.book.tasks, task)) this.book.kill(other, now, out);
    }
    if (this.liveOf(executor).length > 0) return;
    this.executors.stop(executor, out);
  }

  /** @returns whether the executor was still wanted */
  exited(
    { executor }: Extract<ExecutorEvent, { readonly type: 'EXECUTOR_EXITED' }>,
    now: Micros,
    out: AgentOutput,
  ): boolean {
    if (!this.executors.remove(executor)) return false;
    for (const task of this.liveOf(executor)) {
      this.book.report(task, 'TASK_FAILED', now, out, 'EXECUTOR_TERMINATED');
    }
    return true;
  }

  private liveOf({ framework, info }: AgentExecutor): AgentTask[] {
    return liveTasksOf(this.book.tasks, framework.id, info.executorId);
  }
}
