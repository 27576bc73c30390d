import type { Machine, Micros } from '../../machine.ts';
import type { OfferId } from '../../protocol/ids.ts';
import type { Offer } from '../../protocol/scheduler-api.ts';
import { type TaskInfo, type TaskStatus, isTerminal } from '../../protocol/tasks.ts';
import { fits } from '../../resources/quantities.ts';
import { SchedulerDriver } from '../driver.ts';
import { ExecutorTarget } from './executor-target.ts';
import { type SparkExecutor, SparkExecutors } from './executors.ts';
import {
  type ExecutorTaskEnded,
  REFUSE_SMALL_SECONDS,
  REFUSE_UNNEEDED_SECONDS,
  type SparkInput,
  type SparkOptions,
  type SparkOutput,
} from './spark-io.ts';
import { type EndedJobs, SparkWork } from './spark-work.ts';

/** `spark.scheduler.revive.interval`. */
const REVIVE_US: Micros = 1_000_000;

/**
 * A Spark application on offers, coarse-grained: executors are long tasks that hold their
 * resources; what runs in them is between the driver and them.
 *
 * Takes executors in turn from the offers of a batch until it has as many as it wants. What it
 * does not need it refuses for 120 s, what was too small for Mesos's 5 s. An executor that is lost
 * takes its running tasks and its output with it, and offers are revived for another.
 */
export class SparkScheduler implements Machine<SparkInput, SparkOutput> {
  private readonly options: SparkOptions;
  private readonly driver: SchedulerDriver;
  private readonly work: SparkWork;
  private readonly executors = new SparkExecutors();
  /** Null: a fixed number of executors. */
  private readonly target: ExecutorTarget | null;
  private nextTask = 0;
  private wasBacklogged = false;
  private reviveSet = false;
  private allocateAtUs: Micros | null = null;

  constructor(options: SparkOptions) {
    this.options = options;
    this.driver = new SchedulerDriver(options);
    this.work = new SparkWork(options.order, options.localityWaitUs);
    const { executors } = options;
    this.target = typeof executors === 'number' ? null : new ExecutorTarget(executors);
  }

  step(now: Micros, input: SparkInput, out: SparkOutput): void {
    switch (input.type) {
      case 'START':
        return this.driver.subscribe(out);
      case 'SUBSCRIBED':
        this.driver.onSubscribed(input.framework);
        return this.proceed(now, out);
      case 'OFFERS':
        this.offers(input.offers, out);
        return this.proceed(now, out);
      case 'UPDATE':
        this.update(now, input.status, out);
        return this.proceed(now, out);
      case 'JOB':
        this.tellEnded(this.work.submit(input.job, now), out);
        return this.proceed(now, out);
      case 'TASK_ENDED':
        this.taskEnded(now, input, out);
        return this.proceed(now, out);
      case 'DISCONNECTED':
        return this.driver.onDisconnected(now, input.backoffUs, out);
      case 'TIMER':
        if (input.timer === 'SUBSCRIBE' || input.timer === 'RECONCILE') {
          return this.driver.onTimer(now, input.timer, out);
        }
        if (input.timer === 'REVIVE') this.reviveSet = false;
        else this.allocateAtUs = null;
        return this.proceed(now, out);
      case 'ERROR':
        return this.driver.onError();
      case 'RESCIND':
      case 'FAILURE':
        // Offers are answered in the step that brings them, and lost tasks are reported one by one.
        return;
    }
  }

  private get wanted(): number {
    const { executors } = this.options;
    return this.target === null ? (executors as number) : this.target.executors;
  }

  private offers(offers: readonly Offer[], out: SparkOutput): void {
    const batch = offers.map((offer) => ({
      ...{ offer, left: [...offer.resources], launches: [] as TaskInfo[] },
    }));
    const { executorDemand, slotsPerExecutor } = this.options;
    for (let some = true; some; ) {
      some = false;
      for (const { offer, left, launches } of batch) {
        if (this.executors.count >= this.wanted || !fits(executorDemand, left)) continue;
        const taskId = this.nextTask++;
        launches.push(this.executorInfo(taskId));
        this.executors.add(taskId, offer.agentId, offer.hostname, slotsPerExecutor);
        for (let r = 0; r < left.length; r++) left[r] -= executorDemand[r];
        some = true;
      }
    }
    const enough = this.executors.count >= this.wanted;
    const refuseSeconds = enough ? REFUSE_UNNEEDED_SECONDS : REFUSE_SMALL_SECONDS;
    const unused: OfferId[] = [];
    for (const { offer, launches } of batch) {
      if (launches.length === 0) unused.push(offer.id);
      else this.driver.accept(offer.id, launches, refuseSeconds, out);
    }
    this.driver.decline(unused, refuseSeconds, out);
  }

  /** An executor has no place in the application's work: its number stands in for one. */
  private executorInfo(taskId: number): TaskInfo {
    const { executorDemand: resources } = this.options;
    return { taskId, resources, job: 0, stage: 0, index: taskId, held: false, remote: false };
  }

  private update(now: Micros, status: TaskStatus, out: SparkOutput): void {
    this.driver.acknowledge(status, out);
    const executor = this.executors.find(status.taskId);
    // A duplicate of an update that was seen.
    if (executor === undefined) return;
    if (status.state === 'TASK_RUNNING') {
      if (!executor.isUp) executor.idleSinceUs = now;
      executor.isUp = true;
    }
    if (!isTerminal(status.state)) return;
    this.executors.remove(executor);
    for (const { set, task } of executor.running) this.work.lost(set, task);
    this.work.executorLost(executor.id, now);
    // One given back was not wanted any more; another is wanted in the place of one lost.
    if (!executor.isReleased) this.driver.revive(out);
  }

  private taskEnded(now: Micros, { ended, failed }: ExecutorTaskEnded, out: SparkOutput): void {
    const executor = this.executors.find(ended.executor);
    const place = executor?.running.findIndex(
      ({ set, task }) => set.stage === ended.stage && set.job === ended.job && task === ended.task,
    );
    // The executor was lost, or the message came twice.
    if (executor === undefined || place === undefined || place < 0) return;
    const [{ set, task }] = executor.running.splice(place, 1);
    executor.free++;
    if (executor.running.length === 0) executor.idleSinceUs = now;
    const done = failed
      ? this.work.failed(set, task, now)
      : this.work.finished(set, task, executor.id, now);
    this.tellEnded(done, out);
  }

  /** Fills free slots, then sees to the number of executors. */
  private proceed(now: Micros, out: SparkOutput): void {
    for (let some = true; some; ) {
      some = false;
      for (const executor of this.executors.all) {
        some = this.launchOne(now, executor, out) || some;
      }
    }
    this.allocate(now, out);
    this.waitForNearSlots(now, out);
    this.tellBacklog(out);
  }

  private launchOne(now: Micros, executor: SparkExecutor, out: SparkOutput): boolean {
    if (!executor.isUp || executor.isReleased || executor.free === 0) return false;
    const launch = this.work.next(executor.slot, now);
    if (launch === null) return false;
    const { set, task } = launch;
    executor.free--;
    executor.running.push({ set, task });
    const { agentId, id } = executor;
    out.runTask(agentId, { executor: id, job: set.job, stage: set.stage, task });
    return true;
  }

  private allocate(now: Micros, out: SparkOutput): void {
    if (this.target === null) return;
    const { pending } = this.work;
    const needed = Math.ceil((pending + this.executors.running) / this.options.slotsPerExecutor);
    const before = this.target.executors;
    const askAtUs = this.target.update(now, pending, needed);
    if (this.target.executors > before) this.driver.revive(out);
    const idleAtUs = this.releaseIdle(now, out);
    const times = [askAtUs, idleAtUs].filter((time) => time !== null);
    if (times.length === 0) return;
    const nextUs = times.reduce((a, b) => Math.min(a, b));
    if (this.allocateAtUs !== null && this.allocateAtUs <= nextUs) return;
    this.allocateAtUs = nextUs;
    out.setTimer('ALLOCATE', nextUs - now);
  }

  /** @returns when the next executor will have been idle for long enough, or null */
  private releaseIdle(now: Micros, out: SparkOutput): Micros | null {
    const { executors } = this.options;
    if (typeof executors === 'number') return null;
    let nextUs: Micros | null = null;
    for (const executor of this.executors.all) {
      if (!executor.isUp || executor.isReleased || executor.running.length > 0) continue;
      if (this.executors.count <= executors.minExecutors) return nextUs;
      const idleAtUs = executor.idleSinceUs + executors.idleUs;
      if (now < idleAtUs) {
        nextUs = nextUs === null ? idleAtUs : Math.min(nextUs, idleAtUs);
        continue;
      }
      executor.isReleased = true;
      this.target?.released();
      this.driver.kill(executor.id, out);
    }
    return nextUs;
  }

  private waitForNearSlots(now: Micros, out: SparkOutput): void {
    const { givesWayAtUs } = this.work;
    const isFree = this.executors.all.some(({ isUp, free }) => isUp && free > 0);
    if (givesWayAtUs === null || !isFree || this.reviveSet) return;
    this.reviveSet = true;
    out.setTimer('REVIVE', Math.max(REVIVE_US, givesWayAtUs - now));
  }

  private tellEnded({ finished, failed }: EndedJobs, out: SparkOutput): void {
    for (const job of finished) out.jobFinished(job);
    for (const job of failed) out.jobFailed(job, 'a task of it failed too often');
  }

  private tellBacklog(out: SparkOutput): void {
    const some = this.work.pending > 0;
    if (some !== this.wasBacklogged) {
      this.wasBacklogged = some;
      out.backlogged(some);
    }
    const { oldestSubmitUs } = this.work;
    if (some && oldestSubmitUs !== null) this.driver.request(oldestSubmitUs, null, out);
  }
}
