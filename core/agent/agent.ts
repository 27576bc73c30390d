import type { Machine, Micros } from '../machine.ts';
import type { FrameworkInfo } from '../protocol/framework-info.ts';
import type { AgentId, FrameworkId, TaskId } from '../protocol/ids.ts';
import type {
  AgentReregistered,
  CheckpointResources,
  FrameworkMessage,
  KillTask,
  ReportedExecutor,
  RunTasks,
  ShutdownExecutor,
  StatusUpdateAcknowledgement,
} from '../protocol/agent-api.ts';
import { isTerminal } from '../protocol/task-states.ts';
import type { StatusReason, TaskInfo, TaskState, TaskStatus } from '../protocol/tasks.ts';
import type {
  AgentInput,
  AgentOptions,
  AgentOutput,
  AgentTask,
  AgentTotal,
  Checkpoint,
  ContainerExited,
  ContainerHealth,
  ExecutorEvent,
} from './agent-io.ts';
import { ExecutorTasks, type TaskBook } from './executor-tasks.ts';
import { Executors, liveTasksOf } from './executors.ts';
import { checkFound, healthTold } from './health.ts';
import { MasterDetector } from './master-detector.ts';
import { SeenLaunches } from './seen-launches.ts';
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
  /** Attempts to register so far. */
  private attempts = 0;
  /** Tasks not over, or over and not acknowledged; an update's uuid says where its task stands. */
  private readonly tasks: (AgentTask | null)[] = [];
  private readonly freeSlots: number[] = [];
  private readonly master: MasterDetector;
  private readonly updates: StatusUpdates;
  private readonly launches: SeenLaunches;
  private readonly executors: Executors;
  private readonly executorTasks: ExecutorTasks;
  /** What it has since reservations or volumes came or went; null for what it started with. */
  private total: AgentTotal | null;

  /** @param found what an earlier process of the agent left on its disk, if anything */
  constructor(options: AgentOptions, found: Checkpoint | null = null) {
    this.options = options;
    this.master = new MasterDetector(options.buggify);
    this.updates = new StatusUpdates(this.tasks, options.marks, options.buggify);
    this.launches = new SeenLaunches(found?.launches ?? []);
    this.executors = new Executors(found?.executors ?? [], options.executorTimeouts);
    this.executorTasks = new ExecutorTasks(this.taskBook(), this.executors);
    this.total = found?.total ?? null;
    if (found === null) return;
    this.id = found.agentId;
    this.nextUpdate = found.updates;
    for (const task of found.tasks) this.tasks[task.slot] = task;
    if (found.tasks.length > 0) options.marks?.sometimes('recovers-tasks');
    for (let slot = 0; slot < this.tasks.length; slot++) {
      if (this.tasks[slot] !== undefined) continue;
      this.tasks[slot] = null;
      this.freeSlots.push(slot);
    }
  }

  /** What a later process of the agent will find; null before it was named. */
  checkpoint(): Checkpoint | null {
    if (this.id === null || this.stopped) return null;
    const tasks = this.tasks.filter(
      (task): task is AgentTask => task?.framework.checkpoint === true,
    );
    const launches = this.launches.list();
    const { id: agentId, nextUpdate: updates, total } = this;
    return { agentId, updates, launches, total, tasks, executors: this.executors.checkpoint() };
  }

  /** As the master named it; null before that. */
  get agentId(): AgentId | null {
    return this.id;
  }

  /** Whether a master has answered it and was not lost since. */
  get isRegistered(): boolean {
    return this.master.registered && !this.stopped;
  }

  /** Its tasks by their slots: not over, or over and not acknowledged. To be read only. */
  get table(): readonly (AgentTask | null)[] {
    return this.tasks;
  }

  /** Executors that frameworks have named and that hold something here. */
  reportedExecutors(): readonly ReportedExecutor[] {
    return this.executors.reported();
  }

  step(now: Micros, input: AgentInput, out: AgentOutput): void {
    switch (input.type) {
      case 'CONTAINER_RUNNING':
        return this.running(input.task, now, out);
      case 'CONTAINER_HEALTH':
        return this.checked(input, now, out);
      case 'CONTAINER_CHECK': {
        const { task, found } = input;
        if (task.check === found || task.over) return;
        task.check = found;
        return this.report(task, 'TASK_RUNNING', now, out, 'TASK_CHECK_STATUS_UPDATED');
      }
      case 'CONTAINER_EXITED':
        return this.exited(input, now, out);
      case 'STATUS_UPDATE_ACKNOWLEDGEMENT':
        return this.acknowledged(input, now, out);
      case 'RUN_TASKS':
        return this.run(input, now, out);
      case 'RECOVERED':
        return this.executors.recovered(now, out);
      case 'EXECUTOR_RUNNING':
      case 'EXECUTOR_AWAY':
      case 'EXECUTOR_UPDATE':
      case 'EXECUTOR_MESSAGE':
      case 'EXECUTOR_EXITED':
        return this.executorSays(input, now, out);
      case 'FRAMEWORK_MESSAGE':
        return this.message(input, out);
      case 'KILL_TASK':
        return this.killAsked(input, now, out);
      case 'SHUTDOWN_EXECUTOR':
        return this.shutdownExecutor(input, now, out);
      case 'CHECKPOINT_RESOURCES':
        return this.checkpointResources(input, out);
      case 'SHUTDOWN_FRAMEWORK':
        return this.shutdownFramework(input.frameworkId, out);
      case 'SHUTDOWN_AGENT':
        this.stopped = true;
        this.options.marks?.sometimes('shut-down');
        for (const task of this.tasks) if (task) this.shutdownFramework(task.framework.id, out);
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
        if (this.isOutdated(input)) return;
        this.id = input.agentId;
        return this.registered(now, out);
      case 'AGENT_REREGISTERED':
        if (this.isOutdated(input)) return;
        // It may answer a registration that was tried again.
        this.id ??= input.agentId;
        this.registered(now, out);
        return this.answerMissing(input, now, out);
      case 'PING':
        out.send({ type: 'PONG', connection: this.options.connection });
        this.master.pinged(now, out);
        if (this.master.doubts(input.connected)) this.lookForMaster(now, 0, out);
        return;
      case 'START':
      case 'DISCONNECTED':
        return this.lookForMaster(now, input.backoffUs, out);
      case 'TIMER':
        if (input.timer === 'RETRY_UPDATES') return this.updates.retry(now, out);
        if (input.timer === 'REGISTER') return this.register(now, out);
        if (input.timer === 'EXECUTORS') return this.executorTasks.late(now, out);
        if (!this.master.silent(now, out)) return;
        this.options.marks?.sometimes('master-silent');
        this.lookForMaster(now, 0, out);
    }
  }

  private lookForMaster(now: Micros, backoffUs: Micros, out: AgentOutput): void {
    this.updates.pause();
    this.attempts++;
    this.master.begin(now, backoffUs, out);
  }

  /** An answer to an earlier attempt: the master may have given the agent up since. */
  private isOutdated({ attempt }: { readonly attempt?: number }): boolean {
    return attempt !== undefined && attempt !== this.attempts;
  }

  private registered(now: Micros, out: AgentOutput): void {
    if (this.master.registered) return;
    this.master.found(now);
    this.updates.resume(now, out);
  }

  private register(now: Micros, out: AgentOutput): void {
    if (!this.master.isDue(now)) return;
    const { marks: _, buggify: __, executorTimeouts: ___, ...options } = this.options;
    const self = { ...options, ...this.total, attempt: ++this.attempts };
    if (this.id === null) {
      out.send({ type: 'REGISTER_AGENT', ...self });
    } else {
      const held = this.tasks.filter((task): task is AgentTask => task !== null);
      const tasks = held.map(({ framework, info, state }) => {
        return { frameworkId: framework.id, info, state };
      });
      const frameworks = [...new Set(held.map(({ framework }) => framework))];
      const executors = this.executors.reported();
      const running = { tasks, frameworks, ...(executors.length === 0 ? {} : { executors }) };
      out.send({ type: 'REREGISTER_AGENT', agentId: this.id, ...self, ...running });
    }
    if (this.master.attempted(now, out)) this.options.marks?.sometimes('register-retry');
  }

  /** The master thinks there are more tasks here than it was told of. */
  private answerMissing({ missing }: AgentReregistered, now: Micros, out: AgentOutput): void {
    for (const { framework, tasks } of missing) {
      for (const info of tasks) {
        // It came while the list was on its way.
        if (this.holds(framework.id, info.taskId)) continue;
        this.options.marks?.sometimes('told-missing');
        this.neverHere(this.enter(framework, info), 'RECONCILIATION', now, out);
      }
    }
  }

  private run(message: RunTasks, now: Micros, out: AgentOutput): void {
    const { framework, launch, tasks, newExecutors } = message;
    // A master that it has to come back to asks what became of this, or has given it up; a copy of
    // it that comes after the answer must not be carried out.
    const isNew = this.launches.isNew(launch);
    if (!this.master.registered || !isNew) {
      const { marks } = this.options;
      marks?.sometimes(this.master.registered ? 'launch-again' : 'launch-unregistered');
      return;
    }
    const entered = tasks.map((info) => this.enter(framework, info));
    out.sync?.();
    for (const task of entered) {
      const { info } = task;
      if (info.executor === undefined) out.launch(task);
      else {
        const isFirst = newExecutors?.includes(info.executor.executorId) === true;
        if (this.executors.launch(task, info.executor, isFirst, now, out)) continue;
        this.neverHere(task, 'EXECUTOR_TERMINATED', now, out);
      }
    }
  }

  private enter(framework: FrameworkInfo, info: TaskInfo): AgentTask {
    const slot = this.freeSlots.pop() ?? this.tasks.length;
    const task: AgentTask = {
      info,
      framework,
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

  private running(task: AgentTask, now: Micros, out: AgentOutput): void {
    if (task.info.healthCheck !== undefined) {
      task.health = { sinceUs: now, healthy: null, failures: 0 };
    }
    this.report(task, 'TASK_RUNNING', now, out);
  }

  private checked({ task, healthy }: ContainerHealth, now: Micros, out: AgentOutput): void {
    if (task.over || this.tasks[task.slot] !== task) return;
    const { isNews, isFatal } = checkFound(task, healthy, now);
    if (isNews) this.report(task, 'TASK_RUNNING', now, out, 'TASK_HEALTH_CHECK_STATUS_UPDATED');
    if (isFatal) this.kill(task, now, out);
  }

  private killAsked(input: KillTask, now: Micros, out: AgentOutput): void {
    const { frameworkId, taskId, endsAs, graceUs } = input;
    const task = this.find(frameworkId, taskId);
    // Of one that it does not have the master is told when the agent comes back to it.
    if (task === undefined) return;
    task.endsAs = endsAs;
    this.kill(task, now, out, graceUs);
  }

  /** Says that it stops, to frameworks that say they understand that, and has it stopped. */
  private kill(task: AgentTask, now: Micros, out: AgentOutput, graceUs?: Micros): void {
    if (task.info.executor !== undefined && this.executors.withdraw(task)) {
      return this.report(task, 'TASK_KILLED', now, out, 'TASK_KILLED_DURING_LAUNCH');
    }
    // An executor of the framework's own says that itself.
    const isTheirs = task.info.executor?.type === 'CUSTOM';
    if (!isTheirs && task.framework.capabilities?.includes('TASK_KILLING_STATE') === true) {
      this.report(task, 'TASK_KILLING', now, out);
    }
    out.kill(task, graceUs ?? task.info.killGraceUs);
  }

  private neverHere(task: AgentTask, reason: StatusReason, now: Micros, out: AgentOutput): void {
    const state = task.framework.partitionAware ? 'TASK_DROPPED' : 'TASK_LOST';
    this.report(task, state, now, out, reason);
  }

  private report(
    task: AgentTask,
    state: TaskState,
    now: Micros,
    out: AgentOutput,
    reason: StatusReason | null = null,
    said: Pick<TaskStatus, 'healthy' | 'executorUpdate'> | null = null,
  ): void {
    // A framework that was shut down hears nothing more of its tasks.
    if (this.id === null || this.tasks[task.slot] !== task) return;
    // A task ends once, also where its end is found twice.
    if (task.over) return;
    if (isTerminal(state)) task.over = true;
    else if (task.state === 'TASK_KILLING') return;
    const wanted = state === 'TASK_KILLED' ? task.endsAs : undefined;
    const status: TaskStatus = {
      frameworkId: task.framework.id,
      taskId: task.info.taskId,
      agentId: this.id,
      state: wanted?.state ?? state,
      source: sourceOf(reason),
      reason: wanted?.reason ?? reason,
      message: '',
      uuid: this.nextUpdate++ * MAX_TASKS + task.slot,
    };
    const isPlain = task.health === undefined && task.check === undefined && said === null;
    const told = isPlain ? status : { ...status, ...healthTold(task, state), ...said };
    this.updates.add(task, told, now, out);
    if (task.over && task.info.executor !== undefined) {
      this.executorTasks.over(task, state, now, out);
    }
  }

  /** What is heard of executors, and by those of frameworks' own. */
  private executorSays(input: ExecutorEvent, now: Micros, out: AgentOutput): void {
    const { framework, info } = input.executor;
    const { executorId } = info;
    switch (input.type) {
      case 'EXECUTOR_RUNNING':
        return this.executorTasks.runs(input, now, out);
      case 'EXECUTOR_AWAY':
        return this.executors.away(input.executor);
      case 'EXECUTOR_UPDATE':
        return this.executorTasks.updated(input, now, out);
      case 'EXECUTOR_MESSAGE': {
        if (this.id === null || this.stopped) return;
        const from = { agentId: this.id, frameworkId: framework.id, executorId };
        return out.send({ type: 'EXECUTOR_TO_FRAMEWORK', ...from, bytes: input.bytes });
      }
      case 'EXECUTOR_EXITED': {
        const { status } = input;
        if (!this.executorTasks.exited(input, now, out)) return;
        if (this.id === null || this.stopped) return;
        out.send({
          ...{ type: 'EXITED_EXECUTOR', agentId: this.id, frameworkId: framework.id },
          ...{ executorId, ...(status === undefined ? {} : { status }) },
        });
      }
    }
  }

  private message({ frameworkId, taskId, data, toExecutor }: FrameworkMessage, out: AgentOutput) {
    if (toExecutor === undefined) {
      const task = this.find(frameworkId, taskId);
      if (task !== undefined) out.message(task, data);
      return;
    }
    const executor = this.executors.find(frameworkId, toExecutor.executorId);
    if (executor?.state === 'RUNNING') out.messageExecutor?.(executor, toExecutor.bytes);
  }

  private shutdownExecutor(input: ShutdownExecutor, now: Micros, out: AgentOutput): void {
    const { frameworkId, executorId } = input;
    const executor = this.executors.find(frameworkId, executorId);
    // It ends its tasks itself.
    if (executor?.info.type === 'CUSTOM') return this.executors.stop(executor, out);
    for (const task of liveTasksOf(this.tasks, frameworkId, executorId)) this.kill(task, now, out);
  }

  /** Reservations or volumes came or went: kept, and told to whoever waits for it. */
  private checkpointResources(
    { resources, rest, operations }: CheckpointResources,
    out: AgentOutput,
  ): void {
    this.total = { resources, rest };
    if (this.id === null || operations.length === 0) return;
    out.sync?.();
    out.send({ type: 'OPERATIONS_APPLIED', agentId: this.id, operations });
  }

  private acknowledged(message: StatusUpdateAcknowledgement, now: Micros, out: AgentOutput): void {
    const task = this.tasks[message.uuid % MAX_TASKS];
    if (!task || task.inFlight?.uuid !== message.uuid) {
      this.options.marks?.sometimes('acknowledged-again');
      return;
    }
    if (task.framework.id !== message.frameworkId || task.info.taskId !== message.taskId) return;
    if (this.updates.next(task, now, out)) return;
    this.forget(task);
    this.updates.store(out);
  }

  private exited({ task, exit, reason }: ContainerExited, now: Micros, out: AgentOutput): void {
    const why = exit === 'LOST' ? 'EXECUTOR_TERMINATED' : (reason ?? null);
    this.report(task, `TASK_${exit}`, now, out, why);
  }

  private forget(task: AgentTask): void {
    this.tasks[task.slot] = null;
    this.freeSlots.push(task.slot);
  }

  private shutdownFramework(frameworkId: FrameworkId, out: AgentOutput): void {
    for (const task of this.tasks) {
      if (task?.framework.id !== frameworkId) continue;
      this.forget(task);
      const isTheirs = task.info.executor?.type === 'CUSTOM';
      if (!task.over && !this.executors.withdraw(task) && !isTheirs) out.kill(task);
    }
    this.executors.shutdown(frameworkId, out);
  }

  private taskBook(): TaskBook {
    return {
      tasks: this.tasks,
      report: (task, state, now, out, reason, said) => {
        this.report(task, state, now, out, reason, said);
      },
      neverHere: (task, reason, now, out) => this.neverHere(task, reason, now, out),
      kill: (task, now, out) => this.kill(task, now, out),
    };
  }

  /** A task that is not over: for what is asked of a task seldom. */
  private find(frameworkId: FrameworkId, taskId: TaskId): AgentTask | undefined {
    for (const task of this.tasks) {
      if (task?.info.taskId !== taskId || task.framework.id !== frameworkId) continue;
      if (!task.over) return task;
    }
    return undefined;
  }

  /** Whether it has a task, also one that is over and not acknowledged. */
  private holds(frameworkId: FrameworkId, taskId: TaskId): boolean {
    return this.tasks.some(
      (task) => task?.info.taskId === taskId && task.framework.id === frameworkId,
    );
  }
}

/** Its executor says of itself; of what happens to a task without it, the agent does. */
function sourceOf(reason: StatusReason | null): TaskStatus['source'] {
  const isOwnWord =
    reason === null ||
    reason === 'TASK_HEALTH_CHECK_STATUS_UPDATED' ||
    reason === 'TASK_CHECK_STATUS_UPDATED';
  return isOwnWord ? 'SOURCE_EXECUTOR' : 'SOURCE_AGENT';
}
