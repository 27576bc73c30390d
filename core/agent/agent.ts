import { MICROS_PER_SECOND, type Machine, type Micros } from '../machine.ts';
import type { AgentId, FrameworkId, TaskId } from '../protocol/ids.ts';
import type { StatusUpdateAcknowledgement } from '../protocol/agent-api.ts';
import type { StatusReason, TaskInfo, TaskState, TaskStatus } from '../protocol/tasks.ts';
import type { AgentInput, AgentOptions, AgentOutput, AgentTask } from './agent-io.ts';

/** First and longest wait between attempts to register (Mesos `docs/configuration/agent.md`). */
const FIRST_RETRY_US = MICROS_PER_SECOND;
const LONGEST_RETRY_US = 60 * MICROS_PER_SECOND;
/** Tasks an agent can hold: a uuid is (number of the update) × this + (place of the task). */
const MAX_TASKS = 1 << 20;

/**
 * The agent: registers, launches tasks through its containerizer, and reports their states,
 * one update of a task at a time, each held until it is acknowledged (`mesos-semantics` 10, 11).
 */
export class Agent implements Machine<AgentInput, AgentOutput> {
  private readonly options: AgentOptions;
  private id: AgentId | null = null;
  private stopped = false;
  private retryUs = FIRST_RETRY_US;
  private nextUpdate = 0;
  /** Tasks not over, or over and not acknowledged; an update's uuid says where its task stands. */
  private readonly tasks: (AgentTask | null)[] = [];
  private readonly freeSlots: number[] = [];

  constructor(options: AgentOptions) {
    this.options = options;
  }

  step(_now: Micros, input: AgentInput, out: AgentOutput): void {
    switch (input.type) {
      case 'CONTAINER_RUNNING':
        return this.report(input.task, 'TASK_RUNNING', null, out);
      case 'CONTAINER_EXITED':
        return this.report(input.task, `TASK_${input.exit}`, null, out);
      case 'STATUS_UPDATE_ACKNOWLEDGEMENT':
        return this.acknowledged(input, out);
      case 'RUN_TASKS':
        for (const info of input.tasks) this.run(input.frameworkId, info, out);
        return;
      case 'FRAMEWORK_MESSAGE': {
        const task = this.find(input.frameworkId, input.taskId);
        if (task !== undefined) out.message(task, input.data);
        return;
      }
      case 'KILL_TASK': {
        const task = this.find(input.frameworkId, input.taskId);
        if (task !== undefined) out.kill(task);
        return;
      }
      case 'SHUTDOWN_FRAMEWORK':
        return this.shutdownFramework(input.frameworkId, out);
      case 'AGENT_REGISTERED':
        this.id = input.agentId;
        return;
      case 'SHUTDOWN_AGENT':
        this.stopped = true;
        for (const task of this.tasks) if (task) this.shutdownFramework(task.frameworkId, out);
        return;
      case 'TIMER':
        return this.register(out);
      case 'START':
        return out.setTimer('REGISTER', input.backoffUs);
    }
  }

  private register(out: AgentOutput): void {
    if (this.id !== null || this.stopped) return;
    const { connection, hostname, resources } = this.options;
    out.send({ type: 'REGISTER_AGENT', connection, hostname, resources });
    out.setTimer('REGISTER', this.retryUs);
    this.retryUs = Math.min(this.retryUs * 2, LONGEST_RETRY_US);
  }

  private run(frameworkId: FrameworkId, info: TaskInfo, out: AgentOutput): void {
    const slot = this.freeSlots.pop() ?? this.tasks.length;
    const task: AgentTask = {
      info,
      frameworkId,
      slot,
      container: null,
      inFlight: null,
      queued: null,
      over: false,
    };
    this.tasks[slot] = task;
    out.launch(task);
  }

  private report(
    task: AgentTask,
    state: TaskState,
    reason: StatusReason | null,
    out: AgentOutput,
  ): void {
    // A framework that was shut down hears nothing more of its tasks.
    if (this.id === null || this.tasks[task.slot] !== task) return;
    if (state !== 'TASK_RUNNING') task.over = true;
    const status: TaskStatus = {
      frameworkId: task.frameworkId,
      taskId: task.info.taskId,
      agentId: this.id,
      state,
      source: 'SOURCE_EXECUTOR',
      reason,
      message: '',
      uuid: this.nextUpdate++ * MAX_TASKS + task.slot,
    };
    if (task.inFlight === null) {
      task.inFlight = status;
      out.send({ type: 'STATUS_UPDATE', status });
    } else if (task.queued === null) {
      task.queued = [status];
    } else {
      task.queued.push(status);
    }
  }

  private acknowledged(message: StatusUpdateAcknowledgement, out: AgentOutput): void {
    const task = this.tasks[message.uuid % MAX_TASKS];
    if (!task || task.inFlight?.uuid !== message.uuid) return;
    if (task.frameworkId !== message.frameworkId || task.info.taskId !== message.taskId) return;
    task.inFlight = task.queued?.shift() ?? null;
    if (task.inFlight !== null) out.send({ type: 'STATUS_UPDATE', status: task.inFlight });
    else if (task.over) this.forget(task);
  }

  private forget(task: AgentTask): void {
    this.tasks[task.slot] = null;
    this.freeSlots.push(task.slot);
  }

  private shutdownFramework(frameworkId: FrameworkId, out: AgentOutput): void {
    for (const task of this.tasks) {
      if (task?.frameworkId !== frameworkId) continue;
      this.forget(task);
      if (!task.over) out.kill(task);
    }
  }

  /** A task that is not over: for what is asked of a task seldom. */
  private find(frameworkId: FrameworkId, taskId: TaskId): AgentTask | undefined {
    for (const task of this.tasks) {
      if (task?.info.taskId === taskId && task.frameworkId === frameworkId && !task.over)
        return task;
    }
    return undefined;
  }
}
