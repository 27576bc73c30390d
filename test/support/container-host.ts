import type {
  AgentExecutor,
  AgentInput,
  AgentOutput,
  AgentTask,
  Checkpoint,
} from '../../core/agent/agent-io.ts';
import { Agent } from '../../core/agent/agent.ts';
import type { AgentToMaster } from '../../core/protocol/agent-api.ts';
import type { FrameworkInfo } from '../../core/protocol/framework-info.ts';
import { isTerminal } from '../../core/protocol/task-states.ts';
import type { ExecutorInfo, TaskInfo, TaskState, TaskStatus } from '../../core/protocol/tasks.ts';
import { executorsOf, frameworkInfo, taskOf, vectorOf } from './machine-scripts.ts';

/** What a test lets happen; numbers choose among what there is then. */
export type HostEvent =
  | {
      readonly do: 'run';
      readonly framework: number;
      readonly tasks: number;
      readonly under: 'nothing' | 'executor' | 'group';
      readonly executor: number;
      readonly checked: boolean;
    }
  | { readonly do: 'kill' | 'end' | 'fail' | 'ill'; readonly which: number }
  | { readonly do: 'executor runs' | 'executor ends'; readonly which: number }
  | { readonly do: 'shut down executor'; readonly which: number }
  | { readonly do: 'acknowledge nothing' | 'acknowledge' }
  | { readonly do: 'restart'; readonly lost: number }
  | { readonly do: 'kill a stranger'; readonly framework: number };

const FRAMEWORKS: readonly FrameworkInfo[] = [
  frameworkInfo(0, { checkpoint: true }),
  frameworkInfo(1, {
    ...{ checkpoint: true, partitionAware: true, capabilities: ['TASK_KILLING_STATE'] },
  }),
];

/** Ids of tasks that were never launched. */
const STRANGERS = 1_000_000;

/**
 * A real agent between a master that answers at once and a containerizer whose containers start,
 * end and die when the test says so.
 */
export class ContainerHost {
  agent = this.newAgent(null);
  /** Terminal states told of each task that was launched, by task id. */
  readonly ends = new Map<number, TaskState[]>();
  /** Ids of executors, in the order of their launch and of their end. */
  private readonly launched: number[] = [];
  private readonly exited: number[] = [];
  /** What should not have happened. */
  readonly faults: string[] = [];
  /** Containers, and whether the agent wants them to stop. */
  private readonly containers = new Map<AgentTask, { killed: boolean }>();
  private readonly executors = new Map<AgentExecutor, { running: boolean; killed: boolean }>();
  private readonly infos: { readonly framework: number; readonly info: TaskInfo }[] = [];
  private readonly seen = new Set<number>();
  /** Tasks whose end is acknowledged. */
  private readonly forgotten = new Set<number>();
  private unacknowledged: TaskStatus[] = [];
  private isMute = false;
  private registering = false;
  private nextTask = 0;
  private nextLaunch = 0;
  private readonly out: AgentOutput = {
    send: (message) => this.heard(message),
    setTimer: () => undefined,
    launch: (task) => this.launch(task),
    kill: (task) => {
      const container = this.containers.get(task);
      if (container !== undefined) container.killed = true;
    },
    launchExecutor: (executor) => {
      this.launched.push(executor.info.executorId);
      this.executors.set(executor, { running: false, killed: false });
    },
    killExecutor: (executor) => this.killExecutor(executor),
    message: () => undefined,
  };

  constructor() {
    this.step({ type: 'START', backoffUs: 0 });
    this.step({ type: 'TIMER', timer: 'REGISTER' });
    this.settle();
  }

  get launchedExecutors(): number[] {
    return this.launched.toSorted((a, b) => a - b);
  }

  get exitedExecutors(): number[] {
    return this.exited.toSorted((a, b) => a - b);
  }

  /** Tasks that nobody stops, of groups of which one has ended otherwise than well. */
  get torn(): number[] {
    // While updates wait for their turn, not all that ended is known.
    if (this.isMute) return [];
    const broken = new Set(
      this.infos
        .filter(({ info }) => this.ends.get(info.taskId)?.some((end) => end !== 'TASK_FINISHED'))
        .flatMap(({ info }) => info.group ?? []),
    );
    return this.infos
      .filter(({ info }) => info.group !== undefined && broken.has(info.group))
      .filter(({ info }) => this.ends.get(info.taskId)?.length === 0)
      .filter(({ info }) => this.containerOf(info)?.killed !== true)
      .map(({ info }) => info.taskId);
  }

  happen(event: HostEvent): void {
    switch (event.do) {
      case 'run':
        this.run(event);
        break;
      case 'kill': {
        // A master does not ask for what it knows to be over.
        const known = this.infos.filter(({ info }) => !this.forgotten.has(info.taskId));
        const task = at(known, event.which);
        if (task !== undefined) this.kill(task.framework, task.info.taskId);
        break;
      }
      case 'kill a stranger':
        this.kill(event.framework, STRANGERS + this.nextTask++);
        break;
      case 'end':
      case 'fail': {
        const task = at([...this.containers.keys()], event.which);
        if (task !== undefined) this.exit(task, event.do === 'end' ? 'FINISHED' : 'FAILED');
        break;
      }
      case 'ill': {
        const task = at([...this.containers.keys()], event.which);
        if (task !== undefined) this.step({ type: 'CONTAINER_HEALTH', task, healthy: false });
        break;
      }
      case 'acknowledge nothing':
      case 'acknowledge':
        this.isMute = event.do === 'acknowledge nothing';
        break;
      case 'restart':
        this.restart(event.lost);
        break;
      default: {
        const executor = at([...this.executors.keys()], event.which);
        if (executor !== undefined) this.toExecutor(event.do, executor);
      }
    }
    this.settle();
  }

  /** Everything that runs comes to its end, and every update is acknowledged. */
  finish(): void {
    this.isMute = false;
    this.settle();
    while (this.executors.size + this.containers.size > 0) {
      for (const executor of this.executors.keys()) this.toExecutor('executor runs', executor);
      for (const [task, { killed }] of this.containers) {
        this.exit(task, killed ? 'KILLED' : 'FINISHED');
      }
      for (const [executor, { killed }] of this.executors) {
        if (killed) this.toExecutor('executor ends', executor);
      }
      this.settle();
    }
  }

  private toExecutor(
    what: 'executor runs' | 'executor ends' | 'shut down executor',
    executor: AgentExecutor,
  ): void {
    const { framework, info } = executor;
    const { executorId } = info;
    if (what === 'shut down executor') {
      this.step({ type: 'SHUTDOWN_EXECUTOR', frameworkId: framework.id, executorId });
    } else if (what === 'executor runs') {
      const state = this.executors.get(executor);
      if (state === undefined || state.running) return;
      state.running = true;
      this.step({ type: 'EXECUTOR_RUNNING', executor });
    } else {
      this.executors.delete(executor);
      for (const task of this.containers.keys()) {
        if (this.executorOf(task) === undefined && task.info.executor !== undefined) {
          this.containers.delete(task);
        }
      }
      this.step({ type: 'EXECUTOR_EXITED', executor, status: 1 });
    }
  }

  private run({ framework, tasks, under, executor, checked }: RunEvent): void {
    const first = this.nextTask;
    const by: ExecutorInfo = {
      ...{ executorId: framework * 10 + executor, resources: vectorOf('cpus:0.1') },
      type: 'DEFAULT',
    };
    const healthCheck = {
      ...{ delayUs: 0, intervalUs: 1, timeoutUs: 1, gracePeriodUs: 0, consecutiveFailures: 2 },
    };
    const infos = Array.from({ length: tasks }, () =>
      taskOf(this.nextTask++, 'cpus:1', {
        ...(under === 'nothing' ? {} : { executor: by }),
        ...(under === 'group' ? { group: first } : {}),
        ...(checked ? { healthCheck } : {}),
      }),
    );
    for (const info of infos) {
      this.infos.push({ framework, info });
      this.ends.set(info.taskId, []);
    }
    const to = FRAMEWORKS[framework];
    const run = {
      type: 'RUN_TASKS',
      framework: to,
      launch: this.nextLaunch++,
      tasks: infos,
    } as const;
    this.step({ ...run, ...executorsOf(infos) });
  }

  private kill(frameworkId: number, taskId: number): void {
    this.step({ type: 'KILL_TASK', frameworkId, taskId });
  }

  private launch(task: AgentTask): void {
    const executor = this.executorOf(task);
    const { taskId } = task.info;
    if (task.info.executor !== undefined && executor?.running !== true) {
      this.faults.push(`task ${taskId} is launched without its executor`);
    }
    this.containers.set(task, { killed: false });
    this.started.push(task);
  }

  private readonly started: AgentTask[] = [];

  private killExecutor(executor: AgentExecutor): void {
    const state = this.executors.get(executor);
    if (state === undefined) this.faults.push('an executor is stopped that is not there');
    else state.killed = true;
    for (const task of this.containers.keys()) {
      if (this.executorOf(task) === state && !task.over) {
        this.faults.push(`an executor is stopped while task ${task.info.taskId} runs`);
      }
    }
  }

  private exit(task: AgentTask, exit: 'FINISHED' | 'FAILED' | 'KILLED' | 'LOST'): void {
    if (this.containers.delete(task)) this.step({ type: 'CONTAINER_EXITED', task, exit });
  }

  /** Another process of the agent; some containers have gone meanwhile. */
  private restart(lost: number): void {
    this.agent = this.newAgent(this.agent.checkpoint());
    this.step({ type: 'START', backoffUs: 0 });
    this.step({ type: 'TIMER', timer: 'REGISTER' });
    this.settle();
    for (const task of [...this.containers.keys()].slice(0, lost)) this.exit(task, 'LOST');
  }

  private newAgent(found: Checkpoint | null): Agent {
    const resources = vectorOf('cpus:4;mem:4096');
    return new Agent({ connection: 10, hostname: 'node1', resources }, found);
  }

  private step(input: AgentInput): void {
    this.agent.step(0, input, this.out);
  }

  private heard(message: AgentToMaster): void {
    switch (message.type) {
      case 'REGISTER_AGENT':
      case 'REREGISTER_AGENT':
        this.registering = true;
        return;
      case 'EXITED_EXECUTOR':
        this.exited.push(message.executorId);
        return;
      case 'STATUS_UPDATE':
        return this.updated(message.status);
      default:
        this.faults.push(`the agent says ${message.type}`);
    }
  }

  private updated(status: TaskStatus): void {
    const { uuid, taskId, state } = status;
    const before = this.unacknowledged.find((one) => one.taskId === taskId);
    if (before !== undefined && before.uuid !== uuid) {
      this.faults.push(`task ${taskId} has two updates in flight`);
    }
    if (before === undefined) this.unacknowledged.push(status);
    if (uuid === null || this.seen.has(uuid)) return;
    this.seen.add(uuid);
    if (isTerminal(state) && taskId < STRANGERS) this.ends.get(taskId)?.push(state);
  }

  /** Containers start, the master answers. */
  private settle(): void {
    for (;;) {
      const task = this.started.shift();
      const status = this.isMute ? undefined : this.unacknowledged.shift();
      if (this.registering) {
        this.registering = false;
        this.step({ type: 'AGENT_REREGISTERED', agentId: 0, missing: [] });
      }
      if (task !== undefined) this.step({ type: 'CONTAINER_RUNNING', task });
      if (status !== undefined) this.acknowledge(status);
      if (task === undefined && status === undefined && !this.registering) return;
    }
  }

  private acknowledge({ frameworkId, taskId, uuid, state }: TaskStatus): void {
    if (uuid === null) return;
    if (isTerminal(state)) this.forgotten.add(taskId);
    this.step({ type: 'STATUS_UPDATE_ACKNOWLEDGEMENT', frameworkId, taskId, uuid });
  }

  private containerOf(info: TaskInfo): { readonly killed: boolean } | undefined {
    for (const [task, container] of this.containers) if (task.info === info) return container;
    return undefined;
  }

  private executorOf({ framework, info }: AgentTask): { readonly running: boolean } | undefined {
    for (const [executor, state] of this.executors) {
      if (executor.framework.id !== framework.id) continue;
      if (executor.info.executorId === info.executor?.executorId) return state;
    }
    return undefined;
  }
}

type RunEvent = Extract<HostEvent, { readonly do: 'run' }>;

function at<T>(list: readonly T[], place: number): T | undefined {
  return list.length === 0 ? undefined : list[place % list.length];
}
