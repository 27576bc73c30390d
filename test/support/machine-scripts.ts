import type {
  AgentExecutor,
  AgentInput,
  AgentOptions,
  AgentOutput,
  AgentTask,
  AgentTimer,
  Checkpoint,
} from '../../core/agent/agent-io.ts';
import { Agent } from '../../core/agent/agent.ts';
import { policyNamed } from '../../core/allocation/policies/index.ts';
import { MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';
import type {
  MasterInput,
  MasterOutput,
  PeerTimer,
  PeerTimerFired,
} from '../../core/master/master-io.ts';
import { Master, type MasterOptions } from '../../core/master/master.ts';
import type { ReportedTask, RunTasks } from '../../core/protocol/agent-api.ts';
import type { FrameworkInfo } from '../../core/protocol/framework-info.ts';
import type { Call, Subscribe } from '../../core/protocol/scheduler-api.ts';
import {
  Locality,
  type TaskInfo,
  type TaskState,
  type TaskStatus,
} from '../../core/protocol/tasks.ts';
import { parseScalars } from '../../core/resources/notation.ts';
import { ResourceSpace } from '../../core/resources/resource-space.ts';
import { drf } from '../../core/allocation/policies/drf.ts';
import {
  type JobSubmitted,
  type MapReduceInput,
  type MapReduceOptions,
  type MapReduceOutput,
  MapReduceScheduler,
} from '../../core/schedulers/mapreduce/mapreduce.ts';
import type { StageSpec } from '../../core/schedulers/mapreduce/job.ts';
import { LcgStream } from './lcg-stream.ts';
import { UuidNames, messageText } from './message-texts.ts';

/** CPUs and memory in MB, as all scripts have them. */
export const SPACE = new ResourceSpace(['cpus', 'mem']);

export function vectorOf(text: string): number[] {
  return SPACE.vector(parseScalars(text));
}

/** A framework of role `*` as agents are told of it. */
export function frameworkInfo(id: number, more: Partial<FrameworkInfo> = {}): FrameworkInfo {
  const plain = { name: `f${id}`, role: `f${id}`, checkpoint: false, partitionAware: false };
  return { id, ...plain, failoverTimeoutUs: 0, ...more };
}

/** A task as frameworks ask for it. */
export function taskOf(taskId: number, resources: string, more: Partial<TaskInfo> = {}): TaskInfo {
  const plain = { job: 0, stage: 0, index: 0, held: false, locality: Locality.NODE };
  return { taskId, resources: vectorOf(resources), ...plain, ...more };
}

export function masterOptions(more: Partial<MasterOptions> = {}): MasterOptions {
  return {
    space: SPACE,
    policy: drf,
    random: new LcgStream(1),
    allocationIntervalUs: MICROS_PER_SECOND,
    maxOffersPerClient: 0,
    weights: [],
    quotas: [],
    health: null,
    ...more,
  };
}

/** A master and what it says to each input: `to 1: SUBSCRIBED framework 0`. */
export class MasterScript {
  readonly master: Master;
  now: Micros = 0;
  private lines: string[] = [];
  private readonly uuids = new UuidNames();
  /** Timers about agents and frameworks that were set. */
  private due: { readonly at: Micros; readonly fired: PeerTimerFired }[] = [];
  private readonly out: MasterOutput = {
    send: (to, message) => this.lines.push(`to ${to}: ${messageText(message, this.uuids)}`),
    setTimer: (timer, delayUs, subject) => {
      this.lines.push(`timer ${timer} ${delayUs / 1e6} s`);
      if (subject !== undefined) {
        this.due.push({ at: this.now + delayUs, fired: timerOf(timer as PeerTimer, subject) });
      }
    },
    store: (registry) => this.lines.push(`store ${registry}`),
    reject: (input, reason) => this.lines.push(`reject ${input.type}: ${reason}`),
  };

  constructor(options: Partial<MasterOptions> & { readonly policyName?: string } = {}) {
    const { policyName, ...rest } = options;
    const policy = policyNamed(policyName ?? 'drf') ?? drf;
    this.master = new Master(masterOptions({ policy, ...rest }));
  }

  step(input: MasterInput): string[] {
    this.lines = [];
    this.master.step(this.now, input, this.out);
    return this.lines;
  }

  /** Lets time pass; timers about agents and frameworks fire when due, allocations do not. */
  wait(seconds: number): string[] {
    const end = this.now + seconds * 1e6;
    const said: string[] = [];
    for (;;) {
      const [next] = this.due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.due = this.due.filter((timer) => timer !== next);
      this.now = next.at;
      said.push(...this.step(next.fired));
    }
    this.now = end;
    return said;
  }

  /** An agent comes back under its id with these tasks of framework 0. */
  reregister(
    connection: number,
    agentId: number,
    total: string,
    tasks: ReportedTask[] = [],
    frameworks: FrameworkInfo[] = [],
  ) {
    const resources = vectorOf(total);
    const hostname = `node${agentId}`;
    return this.step({
      ...{ type: 'REREGISTER_AGENT', connection, agentId, hostname, resources, tasks, frameworks },
    });
  }

  /** A framework subscribes on a connection; its role is its name unless stated. */
  subscribe(
    connection: number,
    name: string,
    role = name,
    more: Partial<Subscribe> = {},
  ): string[] {
    return this.step({ type: 'SUBSCRIBE', connection, name, role, ...more });
  }

  register(connection: number, hostname: string, total: string): string[] {
    const resources = vectorOf(total);
    return this.step({ type: 'REGISTER_AGENT', connection, hostname, resources });
  }

  /** The allocation an event asked for. */
  allocate(): string[] {
    return this.step({ type: 'TIMER', timer: 'EVENT_ALLOCATION' });
  }

  /** The next periodic allocation. */
  batch(): string[] {
    this.now += MICROS_PER_SECOND;
    return this.step({ type: 'TIMER', timer: 'BATCH_ALLOCATION' }).filter(
      (line) => line !== 'timer BATCH_ALLOCATION 1 s',
    );
  }

  accept(offers: number | number[], launches: TaskInfo[], refuseSeconds = 0, framework = 0) {
    const ids = typeof offers === 'number' ? [offers] : offers;
    return this.step({ type: 'ACCEPT', framework, offers: ids, launches, refuseSeconds });
  }

  /** An agent tells the state of a task. */
  update(agentId: number, taskId: number, state: TaskState, uuid: number, frameworkId = 0) {
    const status: TaskStatus = {
      frameworkId,
      taskId,
      agentId,
      state,
      source: 'SOURCE_EXECUTOR',
      reason: null,
      message: '',
      uuid,
    };
    return this.step({ type: 'STATUS_UPDATE', status, latestState: state });
  }

  acknowledge(agentId: number, taskId: number, uuid: number, framework = 0): string[] {
    return this.step({ type: 'ACKNOWLEDGE', framework, agentId, taskId, uuid });
  }

  call(type: 'REVIVE' | 'SUPPRESS' | 'TEARDOWN', framework: number): string[] {
    return this.step({ type, framework });
  }
}

function timerOf(timer: PeerTimer, subject: number): PeerTimerFired {
  return { type: 'TIMER', timer, subject };
}

/** An agent and what it says: `send REGISTER_AGENT …`, `launch task 0`. */
export class AgentScript {
  readonly agent: Agent;
  /** Tasks given to the containerizer, by id. */
  readonly tasks = new Map<number, AgentTask>();
  /** Executors likewise. */
  readonly executors = new Map<number, AgentExecutor>();
  private lines: string[] = [];
  private readonly uuids = new UuidNames();
  /** The uuid of the last status update sent. */
  lastUuid = -1;
  private launches = 0;
  now: Micros = 0;
  /** When each timer that was set last is due. */
  private readonly due = new Map<AgentTimer, Micros>();
  private readonly out: AgentOutput = {
    send: (message) => {
      if (message.type === 'STATUS_UPDATE') this.lastUuid = message.status.uuid ?? -1;
      this.lines.push(`send ${messageText(message, this.uuids)}`);
    },
    setTimer: (timer, delayUs) => {
      this.due.set(timer, this.now + delayUs);
      this.lines.push(`timer ${timer} ${delayUs / 1e6} s`);
    },
    launch: (task) => {
      this.tasks.set(task.info.taskId, task);
      this.lines.push(`launch task ${task.info.taskId}`);
    },
    kill: (task, graceUs) => {
      const time = graceUs === undefined ? '' : ` in ${graceUs / 1e6} s`;
      this.lines.push(`kill task ${task.info.taskId}${time}`);
    },
    launchExecutor: (executor) => {
      this.executors.set(executor.info.executorId, executor);
      this.lines.push(`launch executor ${executor.info.executorId}`);
    },
    killExecutor: ({ info }) => this.lines.push(`kill executor ${info.executorId}`),
    message: (task, data) => this.lines.push(`message ${data} to task ${task.info.taskId}`),
    acknowledge: (_executor, taskId, update) => {
      this.lines.push(`acknowledge ${update} of task ${taskId}`);
    },
    messageExecutor: ({ info }, bytes) => {
      this.lines.push(`message ${bytes} to executor ${info.executorId}`);
    },
  };

  constructor(found: Checkpoint | null = null, options: Partial<AgentOptions> = {}) {
    const resources = vectorOf('cpus:4;mem:4096');
    this.agent = new Agent({ connection: 10, hostname: 'node1', resources, ...options }, found);
  }

  step(input: AgentInput): string[] {
    // A timer comes when it is due.
    if (input.type === 'TIMER') this.now = Math.max(this.now, this.due.get(input.timer) ?? 0);
    this.lines = [];
    this.agent.step(this.now, input, this.out);
    return this.lines;
  }

  fire(timer: AgentTimer): string[] {
    return this.step({ type: 'TIMER', timer });
  }

  /** Starts, registers, and is agent 0. */
  registered(): this {
    this.step({ type: 'START', backoffUs: 0 });
    this.step({ type: 'TIMER', timer: 'REGISTER' });
    this.step({ type: 'AGENT_REGISTERED', agentId: 0 });
    return this;
  }

  run(frameworkId: number, ...tasks: TaskInfo[]): string[] {
    const framework = frameworkInfo(frameworkId, { checkpoint: true });
    const launch = this.launches++;
    return this.step({ type: 'RUN_TASKS', framework, launch, tasks, ...executorsOf(tasks) });
  }

  running(taskId: number): string[] {
    return this.step({ type: 'CONTAINER_RUNNING', task: this.task(taskId) });
  }

  exited(taskId: number, exit: 'FINISHED' | 'FAILED' | 'KILLED' | 'LOST'): string[] {
    return this.step({ type: 'CONTAINER_EXITED', task: this.task(taskId), exit });
  }

  acknowledge(taskId: number, uuid: number = this.lastUuid, frameworkId = 0): string[] {
    return this.step({ type: 'STATUS_UPDATE_ACKNOWLEDGEMENT', frameworkId, taskId, uuid });
  }

  executorRunning(executorId: number): string[] {
    return this.step({ type: 'EXECUTOR_RUNNING', executor: this.executor(executorId) });
  }

  executorExited(executorId: number, status = 0): string[] {
    return this.step({ type: 'EXECUTOR_EXITED', executor: this.executor(executorId), status });
  }

  executor(executorId: number): AgentExecutor {
    const executor = this.executors.get(executorId);
    if (executor === undefined) throw new Error(`executor ${executorId} was never launched`);
    return executor;
  }

  private task(taskId: number): AgentTask {
    const task = this.tasks.get(taskId);
    if (task === undefined) throw new Error(`task ${taskId} was never launched`);
    return task;
  }
}

/** A stage of a job in a script. */
export interface StageText {
  readonly tasks: number;
  /** Resource text of one task; stages with the same text have the same demand class. */
  readonly demand: string;
  readonly slowstart?: boolean;
  /** Expected time of a task. */
  readonly taskSeconds?: number;
}

/** A MapReduce framework and what it says: calls as `SUPPRESS`, the rest in small letters. */
export class MapReduceScript {
  readonly scheduler: MapReduceScheduler;
  /** Calls in full, for those who answer them. */
  readonly calls: Call[] = [];
  now: Micros = 0;
  private lines: string[] = [];
  private readonly uuids = new UuidNames();
  private readonly demands: string[] = [];
  private jobs = 0;
  private offers = 0;
  private readonly out: MapReduceOutput = {
    send: (call) => {
      this.calls.push(call);
      this.lines.push(messageText(call, this.uuids));
    },
    setTimer: (timer, delayUs) => this.lines.push(`timer ${timer} ${delayUs / 1e6} s`),
    jobFinished: (job) => this.lines.push(`job ${job} finished`),
    jobFailed: (job, reason) => this.lines.push(`job ${job} failed: ${reason}`),
    backlogged: (some) => this.lines.push(some ? 'backlogged' : 'not backlogged'),
  };

  constructor(options: Partial<MapReduceOptions> = {}) {
    this.scheduler = new MapReduceScheduler({
      connection: 1,
      name: 'hadoop',
      role: 'hadoop',
      jobOrder: 'fifo',
      slowstart: 0.5,
      refuseSeconds: 5,
      locality: null,
      ...options,
    });
  }

  step(input: MapReduceInput): string[] {
    this.lines = [];
    this.scheduler.step(this.now, input, this.out);
    return this.lines;
  }

  subscribed(): this {
    this.step({ type: 'START' });
    this.step({ type: 'SUBSCRIBED', framework: 0 });
    return this;
  }

  submit(...stages: StageText[]): string[] {
    return this.submitOf(0, ...stages);
  }

  /** A job of a priority. */
  submitOf(priority: number, ...stages: StageText[]): string[] {
    const spec = {
      job: this.jobs++,
      priority,
      submitUs: this.now,
      stages: stages.map((stage, index) => this.stage(stage, index)),
    };
    return this.step({ type: 'JOB', spec } satisfies JobSubmitted);
  }

  /** Offers `cpus:4;mem:4096` or others of agents 0, 1, …, named `node0`, `node1`, …. */
  offer(...resources: string[]): string[] {
    return this.offerOf(resources.map((text, agentId) => ({ agentId, text })));
  }

  /** Offers of agents of one's choice. */
  offerOf(offers: readonly { readonly agentId: number; readonly text: string }[]): string[] {
    return this.step({
      type: 'OFFERS',
      offers: offers.map(({ agentId, text }) => ({
        id: this.offers++,
        agentId,
        hostname: `node${agentId}`,
        resources: vectorOf(text),
      })),
    });
  }

  update(taskId: number, state: TaskState, uuid: number | null = null): string[] {
    const status: TaskStatus = {
      frameworkId: 0,
      taskId,
      agentId: 0,
      state,
      source: uuid === null ? 'SOURCE_MASTER' : 'SOURCE_EXECUTOR',
      reason: null,
      message: '',
      uuid,
    };
    return this.step({ type: 'UPDATE', status });
  }

  private stage({ tasks, demand, slowstart, taskSeconds }: StageText, stage: number): StageSpec {
    if (!this.demands.includes(demand)) this.demands.push(demand);
    return {
      stage,
      tasks,
      demand: vectorOf(demand),
      demandClass: this.demands.indexOf(demand),
      slowstart: slowstart ?? false,
      ...(taskSeconds !== undefined && { taskUs: taskSeconds * MICROS_PER_SECOND }),
    };
  }
}

/** For a RUN_TASKS whose tasks launch their executors where these are not there. */
export function executorsOf(tasks: readonly TaskInfo[]): Pick<RunTasks, 'newExecutors'> {
  const newExecutors = tasks.flatMap(({ executor }) => executor?.executorId ?? []);
  return newExecutors.length === 0 ? {} : { newExecutors };
}
