import type { AgentTask } from '../../core/agent/agent-io.ts';
import { MICROS_PER_SECOND } from '../../core/machine.ts';
import type { TaskId } from '../../core/protocol/ids.ts';
import type { Locality, TaskInfo } from '../../core/protocol/tasks.ts';
import type {
  ExecutorSilent,
  ExecutorTask,
  ExecutorTaskEnded,
} from '../../core/schedulers/spark/spark-io.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Draws } from '../random/draws.ts';
import { EVENT } from './kinds.ts';
import type { LatencyDistribution } from './latency.ts';
import type { TaskModel } from './task-model.ts';
import type { TaskTroubles } from './task-troubles.ts';

/** `spark.executor.heartbeatInterval`, `spark.network.timeout`. */
const HEARTBEAT_US = 10 * MICROS_PER_SECOND;
const SILENCE_US = 120 * MICROS_PER_SECOND;

/** What could not be delivered is tried again so often, as TCP would. */
const AGAIN_US = MICROS_PER_SECOND;

/** Tasks in executors have numbers above those of Mesos's tasks, for the draws of their fates. */
const FIRST_ATTEMPT = 0x40000000;

/** What an executor tells its driver, or what the driver finds it does not. */
export type ExecutorSaid = ExecutorTaskEnded | ExecutorSilent;

/** What executors are wired to. */
export interface ExecutorSurroundings {
  readonly kernel: Kernel;
  readonly latency: LatencyDistribution;
  readonly seed: string;
  /** By framework. */
  readonly models: readonly TaskModel[];
  /** Null where no task fails. */
  readonly troubles: TaskTroubles | null;
  /** Whether anything may break: heartbeats are counted only then. */
  readonly faulty: boolean;
  /** How many times as long everything takes on an agent at the moment. */
  slowness(agent: number): number;
  /** Whether nothing passes to or from an agent's machine, a framework's driver. */
  isAgentCutOff(agent: number): boolean;
  isDriverAway(framework: number): boolean;
  /** Something reaches the driver. */
  heard(framework: number, said: ExecutorSaid): void;
  /** A task in an executor begins; ends, well or not; is lost with its executor. */
  taskStarted(executor: ExecutorPlace, info: TaskInfo): void;
  /** @param idealUs as of a container's end: 0 when it did not finish */
  taskEnded(executor: ExecutorPlace, info: TaskInfo, idealUs: number): void;
  taskLost(executor: ExecutorPlace, info: TaskInfo): void;
}

/** Which executor, and where it is. */
export interface ExecutorPlace {
  readonly id: TaskId;
  readonly agent: number;
  readonly framework: number;
}

/** A process that runs tasks for its driver. */
interface Executor extends ExecutorPlace {
  readonly running: Set<TaskInfo>;
  /** When the connection last worked, as far as heartbeats tell. */
  heardUs: number;
  dead: boolean;
  /** Messages so far, and when the last one of each way arrives. */
  messages: number;
  readonly arrivalUs: { toExecutor: number; toDriver: number };
  /** Arrived while nothing passed, in order; null while all is well. */
  waiting: (() => void)[] | null;
}

/**
 * The executors of coarse-grained Spark: containers that run until killed, and inside them the
 * tasks that their driver sends, each for as long as the workload says.
 *
 * Driver and executor talk over a connection of their own, past the master. While an agent is cut
 * off or the driver's process is away, what is said waits and is delivered when the way is open
 * again; a driver that hears nothing of an executor for 120 s counts it lost. An executor whose
 * container is gone says nothing any more.
 */
export class SparkExecutors {
  private readonly world: ExecutorSurroundings;
  private readonly draws: Draws;
  /** By framework. */
  private readonly alive: Map<TaskId, Executor>[];
  /** Gone with their machines, and their drivers may not know. */
  private readonly unmissed: Executor[][];
  private readonly beating: boolean[];
  private attempts = 0;
  /** By framework: what became of its executors. */
  private readonly counts: { begun: number; most: number; lost: number }[];

  constructor(world: ExecutorSurroundings) {
    this.world = world;
    this.draws = new Draws(world.seed, 'executor-latency');
    this.alive = world.models.map(() => new Map());
    this.unmissed = world.models.map(() => []);
    this.beating = world.models.map(() => false);
    this.counts = world.models.map(() => ({ begun: 0, most: 0, lost: 0 }));
  }

  /** Executors of a framework that began, most at a time, and those whose machine stopped. */
  countsOf(framework: number): Readonly<{ begun: number; most: number; lost: number }> {
    return this.counts[framework];
  }

  /** The container of an executor runs. */
  began({ info }: AgentTask, agent: number, framework: number): void {
    const { now } = this.world.kernel;
    this.alive[framework].set(info.taskId, {
      ...{ id: info.taskId, agent, framework, running: new Set(), heardUs: now, dead: false },
      ...{ messages: 0, arrivalUs: { toExecutor: now, toDriver: now }, waiting: null },
    });
    const counts = this.counts[framework];
    counts.begun++;
    counts.most = Math.max(counts.most, this.alive[framework].size);
    if (this.world.faulty && !this.beating[framework]) this.beat(framework);
  }

  /**
   * The container of an executor is gone, and what it ran with it.
   * @param unheard its machine stopped: no agent will tell of it soon
   */
  over({ info }: AgentTask, framework: number, unheard: boolean): void {
    const executor = this.alive[framework].get(info.taskId);
    if (executor === undefined) return;
    this.alive[framework].delete(info.taskId);
    executor.dead = true;
    for (const task of executor.running) this.world.taskLost(executor, task);
    if (!unheard) return;
    this.counts[framework].lost++;
    this.unmissed[framework].push(executor);
  }

  /** The driver sends a task to an executor. */
  run(framework: number, task: ExecutorTask, locality: Locality): void {
    const executor = this.alive[framework].get(task.executor);
    if (executor === undefined) return;
    this.send(executor, 'toExecutor', () => this.begin(executor, task, locality));
  }

  private begin(executor: Executor, task: ExecutorTask, locality: Locality): void {
    const { kernel, models, troubles } = this.world;
    const { framework, agent } = executor;
    const info: TaskInfo = {
      ...{ taskId: FIRST_ATTEMPT + this.attempts++, resources: [] },
      ...{ job: task.job, stage: task.stage, index: task.task, held: false, locality },
    };
    const fate = troubles?.fateOf(framework, { info });
    const slow = this.world.slowness(agent) * (fate?.factor ?? 1);
    const times = models[framework].stretch(info, agent) * slow;
    const idealUs = models[framework].idealUs(info);
    const wholeUs = times === 1 ? idealUs : models[framework].stretchedUs(info, times);
    const failed = fate?.fails === true;
    executor.running.add(info);
    this.world.taskStarted(executor, info);
    kernel.schedule(Math.floor(failed ? wholeUs * fate.after : wholeUs), EVENT.ACTION, 0, () => {
      if (executor.dead) return;
      executor.running.delete(info);
      this.world.taskEnded(executor, info, failed ? 0 : idealUs);
      const said: ExecutorTaskEnded = { type: 'TASK_ENDED', ended: task, failed };
      this.send(executor, 'toDriver', () => this.world.heard(framework, said));
    });
  }

  private send(executor: Executor, way: 'toExecutor' | 'toDriver', deliver: () => void): void {
    const { kernel, latency } = this.world;
    const address = executor.framework * 0x10000 + executor.agent;
    const bits = this.draws.bits(address, executor.id * 0x10000 + executor.messages++);
    const atUs = Math.max(kernel.now + latency.delayUs(bits), executor.arrivalUs[way]);
    executor.arrivalUs[way] = atUs;
    kernel.scheduleAt(atUs, EVENT.ACTION, 0, () => this.arrive(executor, deliver));
  }

  private arrive(executor: Executor, deliver: () => void): void {
    if (executor.dead) return;
    if (executor.waiting === null && this.isOpen(executor)) return deliver();
    executor.waiting ??= this.tryAgain(executor);
    executor.waiting.push(deliver);
  }

  private tryAgain(executor: Executor): [] {
    this.world.kernel.schedule(AGAIN_US, EVENT.ACTION, 0, () => {
      if (executor.dead) return;
      if (!this.isOpen(executor)) {
        this.tryAgain(executor);
        return;
      }
      const waiting = executor.waiting ?? [];
      executor.waiting = null;
      for (const deliver of waiting) deliver();
    });
    return [];
  }

  private isOpen({ agent, framework }: Executor): boolean {
    return !this.world.isAgentCutOff(agent) && !this.world.isDriverAway(framework);
  }

  /** Heartbeats of all executors of a framework, taken together. */
  private beat(framework: number): void {
    const { kernel } = this.world;
    this.beating[framework] = true;
    kernel.schedule(HEARTBEAT_US, EVENT.ACTION, 0, () => {
      this.beating[framework] = false;
      if (!this.world.isDriverAway(framework)) this.listen(framework);
      const some = this.alive[framework].size + this.unmissed[framework].length > 0;
      if (some) this.beat(framework);
    });
  }

  private listen(framework: number): void {
    const { now } = this.world.kernel;
    const isSilent = (executor: Executor): boolean => {
      if (!executor.dead && this.isOpen(executor)) executor.heardUs = now;
      return now - executor.heardUs >= SILENCE_US;
    };
    const silent = [...this.alive[framework].values(), ...this.unmissed[framework]].filter(
      isSilent,
    );
    this.unmissed[framework] = this.unmissed[framework].filter((one) => !silent.includes(one));
    for (const { id } of silent) {
      this.world.heard(framework, { type: 'EXECUTOR_SILENT', executor: id });
    }
  }
}
