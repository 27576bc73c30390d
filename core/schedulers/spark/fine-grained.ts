import { IdMap } from '../../collections/id-map.ts';
import type { Machine, Micros, TimerFired } from '../../machine.ts';
import type { AgentId, OfferId, TaskId } from '../../protocol/ids.ts';
import type { Offer, SchedulerEvent } from '../../protocol/scheduler-api.ts';
import { type TaskInfo, type TaskStatus, isTerminal } from '../../protocol/tasks.ts';
import { type Quantities, fits } from '../../resources/quantities.ts';
import {
  type DriverOptions,
  SchedulerDriver,
  type SchedulerOutput,
  type SchedulerDisconnected,
  type SchedulerTimer,
} from '../driver.ts';
import { REFUSE_SMALL_SECONDS, REFUSE_UNNEEDED_SECONDS } from './spark-io.ts';
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
}

export type FineGrainedInput =
  | { readonly type: 'START' }
  | SchedulerEvent
  | { readonly type: 'JOB'; readonly job: SparkJobSubmission }
  | SchedulerDisconnected
  | TimerFired<SchedulerTimer>;

export interface FineGrainedOutput extends SchedulerOutput {
  jobFinished(job: number): void;
  jobFailed(job: number, reason: string): void;
  backlogged(some: boolean): void;
}

interface Launched {
  readonly set: TaskSet;
  readonly task: number;
  readonly agentId: AgentId;
}

/** Stands in {@link TaskInfo.index} for an executor, which has no place in the work. */
const NO_TASK = 0;

/**
 * A Spark application on offers, fine-grained: each of its tasks is a task of Mesos's and gives
 * its CPUs back when it ends. The first on an agent is preceded by an executor, which holds what
 * it needs as long as the application lives; the output of tasks is in it.
 */
export class FineGrainedSpark implements Machine<FineGrainedInput, FineGrainedOutput> {
  private readonly options: FineGrainedOptions;
  private readonly driver: SchedulerDriver;
  private readonly work: SparkWork;
  private readonly launched = new IdMap<Launched>();
  /** Task ids of executors, by agent. */
  private readonly executors = new Map<AgentId, TaskId>();
  private nextTask = 0;
  private wasBacklogged = false;
  private reviveSet = false;

  constructor(options: FineGrainedOptions) {
    this.options = options;
    this.driver = new SchedulerDriver(options);
    this.work = new SparkWork(options.order, options.localityWaitUs);
  }

  step(now: Micros, input: FineGrainedInput, out: FineGrainedOutput): void {
    switch (input.type) {
      case 'START':
        return this.driver.subscribe(out);
      case 'SUBSCRIBED':
        this.driver.onSubscribed(input.framework);
        return this.tellBacklog(out);
      case 'OFFERS':
        this.offers(now, input.offers, out);
        return this.tellBacklog(out);
      case 'UPDATE':
        return this.watchPending(out, () => this.update(now, input.status, out));
      case 'JOB':
        return this.watchPending(out, () => this.tellEnded(this.work.submit(input.job, now), out));
      case 'DISCONNECTED':
        return this.driver.onDisconnected(now, input.backoffUs, out);
      case 'TIMER':
        if (input.timer !== 'REVIVE') return this.driver.onTimer(now, input.timer, out);
        this.reviveSet = false;
        if (this.work.pending > 0) this.driver.revive(out);
        return;
      case 'ERROR':
        return this.driver.onError();
      case 'RESCIND':
      case 'FAILURE':
        // Offers are answered in the step that brings them, and lost tasks are reported one by one.
        return;
    }
  }

  /** Carries something out, and asks for refused offers again if it left more tasks to launch. */
  private watchPending(out: FineGrainedOutput, step: () => void): void {
    const before = this.work.pending;
    step();
    if (this.work.pending > before) this.driver.revive(out);
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
    return this.work.pending === 0 ? REFUSE_UNNEEDED_SECONDS : REFUSE_SMALL_SECONDS;
  }

  private fill(now: Micros, { agentId, hostname, resources }: Offer): TaskInfo[] {
    const { executorDemand, taskDemand } = this.options;
    const left = [...resources];
    const known = this.executors.get(agentId);
    const executor = known ?? this.nextTask;
    if (known === undefined) subtract(left, executorDemand);
    const launches: TaskInfo[] = [];
    const slot = { executor, host: hostname, rack: null };
    while (left.every((amount) => amount >= 0) && fits(taskDemand, left)) {
      const launch = this.work.next(slot, now);
      if (launch === null) break;
      const { set, task } = launch;
      if (known === undefined && launches.length === 0) {
        launches.push(this.info(this.nextTask++, executorDemand, 0, 0, NO_TASK));
        this.executors.set(agentId, executor);
      }
      const taskId = this.nextTask++;
      this.launched.set(taskId, { set, task, agentId });
      launches.push(this.info(taskId, taskDemand, set.job, set.stage, task));
      subtract(left, taskDemand);
    }
    return launches;
  }

  private info(
    taskId: TaskId,
    resources: Quantities,
    job: number,
    stage: number,
    index: number,
  ): TaskInfo {
    return { taskId, resources, job, stage, index, held: false, remote: false };
  }

  private update(now: Micros, status: TaskStatus, out: FineGrainedOutput): void {
    this.driver.acknowledge(status, out);
    if (!isTerminal(status.state)) return;
    const ended = this.launched.get(status.taskId);
    if (ended === undefined) return this.executorEnded(now, status);
    this.launched.delete(status.taskId);
    const { set, task, agentId } = ended;
    const executor = this.executors.get(agentId);
    switch (status.state) {
      case 'TASK_FINISHED':
        // With its executor gone, what it made is gone as well.
        if (executor === undefined) this.work.lost(set, task);
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

  private executorEnded(now: Micros, { taskId, agentId }: TaskStatus): void {
    if (this.executors.get(agentId) !== taskId) return;
    this.executors.delete(agentId);
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
    if (some && oldestSubmitUs !== null) this.driver.request(oldestSubmitUs, null, out);
  }
}

function subtract(from: number[], amount: Quantities): void {
  for (let r = 0; r < from.length; r++) from[r] -= amount[r];
}
