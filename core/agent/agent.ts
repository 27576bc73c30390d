import type { Machine, Micros } from '../machine.ts';
import type { AgentId, FrameworkId, TaskId } from '../protocol/ids.ts';
import type {
  AgentReregistered,
  RunTasks,
  StatusUpdateAcknowledgement,
} from '../protocol/agent-api.ts';
import { isTerminal } from '../protocol/task-states.ts';
import type { StatusReason, TaskInfo, TaskState, TaskStatus } from '../protocol/tasks.ts';
import type { AgentInput, AgentOptions, AgentOutput, AgentTask, Checkpoint } from './agent-io.ts';
import { MasterDetector } from './master-detector.ts';
import { StatusUpdates } from './status-updates.ts';

/** Inputs about where the master is. */
type MasterTalk =
  | 'START'
  | 'DISCONNECTED'
  | 'AGENT_REGISTERED'
  | 'AGENT_REREGISTERED'
  | 'PING'
  | 'TIMER';

/** Tasks an agent can hold: a uuid is (number of the update) × this + (place of the task). */
const MAX_TASKS = 1 << 20;

/**
 * The agent: registers, launches tasks through its containerizer, and reports their states,
 * one update of a task at a time, each held until it is acknowledged (`mesos-semantics` 10, 11).
 *
 * Without a master its tasks run on; it comes back under its id and says what it has.
 */
export class Agent implements Machine<AgentInput, AgentOutput> {
  private readonly options: AgentOptions;
  private id: AgentId | null = null;
  private stopped = false;
  private nextUpdate = 0;
  /** Tasks not over, or over and not acknowledged; an update's uuid says where its task stands. */
  private readonly tasks: (AgentTask | null)[] = [];
  private readonly freeSlots: number[] = [];
  private readonly master = new MasterDetector();
  private readonly updates = new StatusUpdates(this.tasks);

  /** @param found what an earlier process of the agent left on its disk, if anything */
  constructor(options: AgentOptions, found: Checkpoint | null = null) {
    this.options = options;
    if (found === null) return;
    this.id = found.agentId;
    this.nextUpdate = found.updates;
    for (const task of found.tasks) this.tasks[task.slot] = task;
    for (let slot = 0; slot < this.tasks.length; slot++) {
      if (this.tasks[slot] !== undefined) continue;
      this.tasks[slot] = null;
      this.freeSlots.push(slot);
    }
  }

  /** What a later process of the agent will find; null before it was named. */
  checkpoint(): Checkpoint | null {
    if (this.id === null || this.stopped) return null;
    const tasks = this.tasks.filter((task): task is AgentTask => task?.checkpoint === true);
    return { agentId: this.id, updates: this.nextUpdate, tasks };
  }

  step(now: Micros, input: AgentInput, out: AgentOutput): void {
    switch (input.type) {
      case 'CONTAINER_RUNNING':
        return this.report(input.task, 'TASK_RUNNING', now, out);
      case 'CONTAINER_EXITED':
        return this.report(input.task, `TASK_${input.exit}`, now, out);
      case 'STATUS_UPDATE_ACKNOWLEDGEMENT':
        return this.acknowledged(input, now, out);
      case 'RUN_TASKS':
        for (const info of input.tasks) this.run(input, info, out);
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
      case 'SHUTDOWN_AGENT':
        this.stopped = true;
        for (const task of this.tasks) if (task) this.shutdownFramework(task.frameworkId, out);
        return;
      default:
        return this.talk(now, input, out);
    }
  }

  /** Finding the master, being found by it. */
  private talk(
    now: Micros,
    input: Extract<AgentInput, { readonly type: MasterTalk }>,
    out: AgentOutput,
  ): void {
    if (this.stopped) return;
    switch (input.type) {
      case 'AGENT_REGISTERED':
        this.id = input.agentId;
        return this.registered(now, out);
      case 'AGENT_REREGISTERED':
        this.registered(now, out);
        return this.answerMissing(input, now, out);
      case 'PING':
        out.send({ type: 'PONG', connection: this.options.connection });
        this.master.pinged(now, out);
        if (!input.connected && this.master.registered) this.lookForMaster(now, 0, out);
        return;
      case 'START':
      case 'DISCONNECTED':
        return this.lookForMaster(now, input.backoffUs, out);
      case 'TIMER':
        if (input.timer === 'RETRY_UPDATES') return this.updates.retry(now, out);
        if (input.timer === 'REGISTER') return this.register(now, out);
        if (this.master.silent(now, out)) this.lookForMaster(now, 0, out);
    }
  }

  private lookForMaster(now: Micros, backoffUs: Micros, out: AgentOutput): void {
    this.updates.pause();
    this.master.begin(now, backoffUs, out);
  }

  private registered(now: Micros, out: AgentOutput): void {
    if (this.master.registered) return;
    this.master.found(now);
    this.updates.resume(now, out);
  }

  private register(now: Micros, out: AgentOutput): void {
    if (!this.master.isDue(now)) return;
    const { connection, hostname, resources } = this.options;
    if (this.id === null) {
      out.send({ type: 'REGISTER_AGENT', connection, hostname, resources });
    } else {
      const tasks = this.tasks
        .filter((task): task is AgentTask => task !== null)
        .map(({ frameworkId, info, state }) => ({ frameworkId, info, state }));
      const agentId = this.id;
      out.send({ type: 'REREGISTER_AGENT', connection, agentId, hostname, resources, tasks });
    }
    this.master.attempted(now, out);
  }

  /** The master thinks there are more tasks here than it was told of. */
  private answerMissing({ missing }: AgentReregistered, now: Micros, out: AgentOutput): void {
    for (const { frameworkId, partitionAware, tasks } of missing) {
      for (const info of tasks) {
        // It came while the list was on its way.
        if (this.holds(frameworkId, info.taskId)) continue;
        const task = this.enter(frameworkId, info, false);
        const state = partitionAware ? 'TASK_DROPPED' : 'TASK_LOST';
        this.report(task, state, now, out, 'RECONCILIATION');
      }
    }
  }

  private run({ frameworkId, checkpoint }: RunTasks, info: TaskInfo, out: AgentOutput): void {
    out.launch(this.enter(frameworkId, info, checkpoint));
  }

  private enter(frameworkId: FrameworkId, info: TaskInfo, checkpoint: boolean): AgentTask {
    const slot = this.freeSlots.pop() ?? this.tasks.length;
    const task: AgentTask = {
      info,
      frameworkId,
      checkpoint,
      slot,
      container: null,
      inFlight: null,
      queued: null,
      retryUs: 0,
      retryAfterUs: 0,
      state: 'TASK_STAGING',
      over: false,
    };
    this.tasks[slot] = task;
    return task;
  }

  private report(
    task: AgentTask,
    state: TaskState,
    now: Micros,
    out: AgentOutput,
    reason: StatusReason | null = null,
  ): void {
    // A framework that was shut down hears nothing more of its tasks.
    if (this.id === null || this.tasks[task.slot] !== task) return;
    if (isTerminal(state)) task.over = true;
    const status: TaskStatus = {
      frameworkId: task.frameworkId,
      taskId: task.info.taskId,
      agentId: this.id,
      state,
      source: reason === null ? 'SOURCE_EXECUTOR' : 'SOURCE_AGENT',
      reason,
      message: '',
      uuid: this.nextUpdate++ * MAX_TASKS + task.slot,
    };
    this.updates.add(task, status, now, out);
  }

  private acknowledged(message: StatusUpdateAcknowledgement, now: Micros, out: AgentOutput): void {
    const task = this.tasks[message.uuid % MAX_TASKS];
    if (!task || task.inFlight?.uuid !== message.uuid) return;
    if (task.frameworkId !== message.frameworkId || task.info.taskId !== message.taskId) return;
    if (!this.updates.next(task, now, out)) this.forget(task);
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

  /** Whether it has a task, also one that is over and not acknowledged. */
  private holds(frameworkId: FrameworkId, taskId: TaskId): boolean {
    return this.tasks.some(
      (task) => task?.info.taskId === taskId && task.frameworkId === frameworkId,
    );
  }
}
