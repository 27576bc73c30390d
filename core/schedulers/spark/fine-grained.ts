import type { Want } from '../../allocation/wants.ts';
import { IdMap } from '../../collections/id-map.ts';
import type { Machine, Micros, TimerFired } from '../../machine.ts';
import type { AgentId, OfferId, TaskId } from '../../protocol/ids.ts';
import type { Offer, ReconciledTask, SchedulerEvent } from '../../protocol/scheduler-api.ts';
import { holdsResources } from '../../protocol/task-states.ts';
import type { TaskInfo, TaskStatus } from '../../protocol/tasks.ts';
import { type Quantities, fits } from '../../resources/quantities.ts';
import {
  type DriverOptions,
  SchedulerDriver,
  type SchedulerOutput,
  type SchedulerDisconnected,
  type SchedulerTimer,
} from '../driver.ts';
import { REFUSE_SMALL_SECONDS, REFUSE_UNNEEDED_SECONDS } from './spark-io.ts';
import { executorInfo } from './executor-info.ts';
import { type FineExecutor, FineExecutors } from './fine-executors.ts';
import { distanceAt } from './locality-wait.ts';
import { sparkWants } from './spark-wants.ts';
import { type EndedJobs, type SparkJobSubmission, SparkWork } from './spark-work.ts';
import type { SparkOrder } from './task-queue.ts';
import type { TaskSet } from './task-set.ts';

/** `spark.scheduler.revive.interval`. */
const REVIVE_US: Micros = 1_000_000;

export interface FineGrainedOptions extends DriverOptions {
  readonly order: SparkOrder;
  readonly localityWaitUs: Micros;
  /** What the executor of an agent holds while it lives (`spark.mesos.mesosExecutor.cores`, memory). */
  readonly executorDemand: Quantities;
  readonly taskDemand: Quantities;
  /** As in {@link SparkOptions}. */
  readonly maxTaskFailures?: number;
  readonly refuseUnneededSeconds?: number;
  readonly needs?: readonly Want[];
  /**
   * An executor without tasks for so long, and without output that may be read, is killed. Absent:
   * it stays as long as the application, as Spark's do, which on small agents may leave room for
   * nobody's tasks.
   */
  readonly executorIdleUs?: Micros;
}

/** IDLE: executors to be killed. */
export type FineGrainedTimer = SchedulerTimer | 'IDLE';

export type FineGrainedInput =
  | { readonly type: 'START' }
  | SchedulerEvent
  | { readonly type: 'JOB'; readonly job: SparkJobSubmission }
  /** The driver's program is over: executors are killed, and nothing is wanted any more. */
  | { readonly type: 'STOP' }
  | SchedulerDisconnected
  | TimerFired<FineGrainedTimer>;

export interface FineGrainedOutput extends SchedulerOutput {
  setTimer(timer: FineGrainedTimer, delayUs: Micros): void;
  jobFinished(job: number): void;
  jobFailed(job: number, reason: string): void;
  backlogged(some: boolean): void;
}

interface Launched {
  readonly taskId: TaskId;
  readonly set: TaskSet;
  readonly task: number;
  readonly agentId: AgentId;
  readonly executor: TaskId;
}

/**
 * A Spark application on offers, fine-grained: each of its tasks is a task of Mesos's and gives
 * its CPUs back when it ends. The first on an agent is preceded by an executor, which holds what
 * it needs as long as the application lives, or until it has been idle for long; the output of
 * tasks is in it. After a break of its connection it asks what became of them all; what it does
 * not know, or knows no more, is killed when it is heard of.
 */
export class FineGrainedSpark implements Machine<FineGrainedInput, FineGrainedOutput> {
  private readonly options: FineGrainedOptions;
  private readonly driver: SchedulerDriver;
  private readonly work: SparkWork;
  private readonly launched = new IdMap<Launched>();
  private readonly executors = new FineExecutors();
  private nextTask = 0;
  private wasBacklogged = false;
  private reviveSet = false;
  private idleAtUs: Micros | null = null;
  private isStopped = false;

  constructor(options: FineGrainedOptions) {
    const { order, localityWaitUs, maxTaskFailures } = options;
    this.options = options;
    this.driver = new SchedulerDriver(options);
    this.work = new SparkWork(order, localityWaitUs, maxTaskFailures);
  }

  step(now: Micros, input: FineGrainedInput, out: FineGrainedOutput): void {
    switch (input.type) {
      case 'START':
        return this.driver.subscribe(out);
      case 'SUBSCRIBED':
        this.driver.onSubscribed(input.framework);
        this.resume(now, out);
        return this.settle(now, out);
      case 'OFFERS':
        this.offers(now, input.offers, out);
        return this.settle(now, out);
      case 'UPDATE':
        return this.watchPending(now, out, () => this.update(now, input.status, out));
      case 'JOB':
        return this.watchPending(now, out, () =>
          this.tellEnded(this.work.submit(input.job, now), out),
        );
      case 'STOP':
        this.isStopped = true;
        this.driver.suppress(out);
        for (const executor of this.executors.all) this.kill(now, executor, out);
        return this.settle(now, out);
      case 'DISCONNECTED':
        // Timers may have been lost with the process: they are set anew.
        this.reviveSet = false;
        this.idleAtUs = null;
        return this.driver.take(now, input, out);
      case 'TIMER':
        return this.timer(now, input.timer, out);
      default:
        return this.driver.take(now, input, out);
    }
  }

  private known(): ReconciledTask[] {
    const executors = [...this.executors.all].map(({ id, agentId }) => ({ taskId: id, agentId }));
    const tasks = this.launched.values().map(({ taskId, agentId }) => ({ taskId, agentId }));
    return [...executors, ...tasks];
  }

  /** What was said during a break of the connection may be lost. */
  private resume(now: Micros, out: FineGrainedOutput): void {
    if (this.isStopped) this.driver.suppress(out);
    this.driver.reconcile(this.known(), now, out);
    // What was given up before may have come back meanwhile: it is to be killed.
    if (this.driver.isBack) this.driver.reconcileAll(out);
    for (const executor of this.executors.all) {
      if (executor.killedUs !== null) this.kill(now, executor, out);
    }
  }

  private timer(now: Micros, timer: FineGrainedTimer, out: FineGrainedOutput): void {
    switch (timer) {
      case 'REVIVE':
        this.reviveSet = false;
        if (this.work.pending > 0) this.driver.revive(out);
        return;
      case 'IDLE':
        // One that was set before, and is overtaken.
        if (this.idleAtUs === null || now < this.idleAtUs) return;
        this.idleAtUs = null;
        return this.settle(now, out);
      default:
        return this.driver.onTimer(now, timer, out);
    }
  }

  private kill(now: Micros, executor: FineExecutor, out: FineGrainedOutput): void {
    executor.killedUs = now;
    this.driver.kill(executor.id, out);
  }

  /** Carries something out, and asks for refused offers again if it left more tasks to launch. */
  private watchPending(now: Micros, out: FineGrainedOutput, step: () => void): void {
    const before = this.work.pending;
    step();
    if (this.work.pending > before) this.driver.revive(out);
    this.settle(now, out);
  }

  private settle(now: Micros, out: FineGrainedOutput): void {
    const nextUs = this.executors.killIdle(
      now,
      this.options.executorIdleUs ?? null,
      ({ id }) => !this.work.holdsOutput(id),
      (executor) => this.kill(now, executor, out),
    );
    if (nextUs !== null && (this.idleAtUs === null || this.idleAtUs > nextUs)) {
      this.idleAtUs = nextUs;
      out.setTimer('IDLE', nextUs - now);
    }
    this.tellBacklog(out);
  }

  private offers(now: Micros, offers: readonly Offer[], out: FineGrainedOutput): void {
    const unused: OfferId[] = [];
    for (const offer of offers) {
      const launches = this.fill(now, offer);
      if (launches.length === 0) unused.push(offer.id);
      else this.driver.accept(offer.id, launches, this.refuseSeconds, out);
    }
    this.driver.decline(unused, this.refuseSeconds, out);
    this.waitForNearSlots(now, out);
  }

  private get refuseSeconds(): number {
    const { refuseUnneededSeconds = REFUSE_UNNEEDED_SECONDS } = this.options;
    return this.work.pending === 0 ? refuseUnneededSeconds : REFUSE_SMALL_SECONDS;
  }

  private fill(now: Micros, { agentId, hostname, resources }: Offer): TaskInfo[] {
    const { executorDemand, taskDemand } = this.options;
    const left = [...resources];
    let executor = this.executors.on(agentId);
    if (executor !== undefined && executor.killedUs !== null) return [];
    if (executor === undefined) subtract(left, executorDemand);
    const launches: TaskInfo[] = [];
    const slot = { executor: executor?.id ?? this.nextTask, host: hostname, rack: null };
    while (left.every((amount) => amount >= 0) && fits(taskDemand, left)) {
      const launch = this.work.next(slot, now);
      if (launch === null) break;
      const { set, task, level } = launch;
      if (executor === undefined) {
        executor = this.executors.add(this.nextTask++, agentId);
        launches.push(executorInfo(executor.id, executorDemand));
      }
      executor.tasks++;
      const taskId = this.nextTask++;
      this.launched.set(taskId, { taskId, set, task, agentId, executor: executor.id });
      launches.push({
        ...{ taskId, resources: taskDemand, job: set.job, stage: set.stage, index: task },
        ...{ held: false, locality: distanceAt(level) },
      });
      subtract(left, taskDemand);
    }
    return launches;
  }

  private update(now: Micros, status: TaskStatus, out: FineGrainedOutput): void {
    this.driver.acknowledge(status, out);
    const ended = this.launched.get(status.taskId);
    if (holdsResources(status.state)) {
      const isKnown = ended !== undefined || this.executors.find(status.taskId) !== undefined;
      if (!isKnown) this.driver.kill(status.taskId, out);
      return;
    }
    if (ended === undefined) return this.executorEnded(now, status.taskId);
    this.launched.delete(status.taskId);
    const { set, task, executor } = ended;
    this.executors.taskEnded(executor, now);
    switch (status.state) {
      case 'TASK_FINISHED':
        // With its executor gone, what it made is gone as well.
        if (this.executors.find(executor) === undefined) this.work.lost(set, task);
        else this.tellEnded(this.work.finished(set, task, executor, now), out);
        return;
      case 'TASK_FAILED':
      case 'TASK_ERROR':
        this.tellEnded(this.work.failed(set, task, now), out);
        return;
      default:
        this.work.lost(set, task);
    }
  }

  private executorEnded(now: Micros, taskId: TaskId): void {
    const executor = this.executors.find(taskId);
    if (executor === undefined) return;
    this.executors.remove(executor);
    this.work.executorLost(taskId, now);
  }

  /** Tasks that wait for near agents take any after a while: refused offers are asked for then. */
  private waitForNearSlots(now: Micros, out: FineGrainedOutput): void {
    const { givesWayAtUs } = this.work;
    if (givesWayAtUs === null || this.reviveSet) return;
    this.reviveSet = true;
    out.setTimer('REVIVE', Math.max(REVIVE_US, givesWayAtUs - now));
  }

  private tellEnded({ finished, failed }: EndedJobs, out: FineGrainedOutput): void {
    for (const job of finished) out.jobFinished(job);
    for (const job of failed) out.jobFailed(job, 'a task of it failed too often');
  }

  private tellBacklog(out: FineGrainedOutput): void {
    const some = this.work.pending > 0;
    if (some !== this.wasBacklogged) {
      this.wasBacklogged = some;
      out.backlogged(some);
    }
    const { oldestSubmitUs } = this.work;
    if (!some || oldestSubmitUs === null) return;
    const { needs = [], taskDemand } = this.options;
    this.driver.request(oldestSubmitUs, sparkWants(needs, taskDemand, oldestSubmitUs), out);
  }
}

function subtract(from: number[], amount: Quantities): void {
  for (let r = 0; r < from.length; r++) from[r] -= amount[r];
}
