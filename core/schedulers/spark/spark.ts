import type { Machine, Micros } from '../../machine.ts';
import type { OfferId } from '../../protocol/ids.ts';
import type { Offer } from '../../protocol/scheduler-api.ts';
import { holdsResources } from '../../protocol/task-states.ts';
import type { TaskInfo, TaskStatus } from '../../protocol/tasks.ts';
import { fits } from '../../resources/quantities.ts';
import { earlier } from '../alarm.ts';
import { SchedulerDriver } from '../driver.ts';
import { ExecutorTarget } from './executor-target.ts';
import { distanceAt } from './locality-wait.ts';
import { executorInfo } from './executor-info.ts';
import { type SparkExecutor, SparkExecutors } from './executors.ts';
import {
  type ExecutorTaskEnded,
  KILL_AGAIN_US,
  REFUSE_SMALL_SECONDS,
  REFUSE_UNNEEDED_SECONDS,
  type SparkInput,
  type SparkOptions,
  type SparkOutput,
} from './spark-io.ts';
import { sparkWants } from './spark-wants.ts';
import { type EndedJobs, SparkWork } from './spark-work.ts';

/** `spark.scheduler.revive.interval`. */
const REVIVE_US: Micros = 1_000_000;

/**
 * A Spark application on offers, coarse-grained: executors are long tasks that hold their
 * resources; what runs in them is between the driver and them.
 *
 * Takes executors in turn from the offers of a batch until it has as many as it wants. What it
 * does not need it refuses for 120 s, what was too small for Mesos's 5 s. An executor that is lost
 * takes its running tasks and its output with it, and offers are revived for another. After a
 * break of its connection it asks what became of its executors; one that it does not know, or
 * knows no more, is killed when it is heard of.
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
  private isStopped = false;
  /** Since executors were looked at: output that was kept may be read by nobody any more. */
  private jobEnded = false;
  /** How soon executors whose state changes may have to be looked at again. */
  private readonly reviewUs: Micros;
  /** When timers are to fire; one that fires earlier was set before and is overtaken. */
  private reviveAtUs: Micros | null = null;
  private allocateAtUs: Micros | null = null;

  constructor(options: SparkOptions) {
    const { order, localityWaitUs, maxTaskFailures, executors } = options;
    this.options = options;
    this.driver = new SchedulerDriver(options);
    this.work = new SparkWork(order, localityWaitUs, maxTaskFailures);
    const idleUs = typeof executors === 'number' ? KILL_AGAIN_US : executors.idleUs;
    this.reviewUs = Math.min(idleUs, KILL_AGAIN_US);
    this.target = typeof executors === 'number' ? null : new ExecutorTarget(executors);
  }

  step(now: Micros, input: SparkInput, out: SparkOutput): void {
    switch (input.type) {
      case 'START':
        return this.driver.subscribe(out);
      case 'SUBSCRIBED':
        this.driver.onSubscribed(input.framework);
        this.resume(now, out);
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
      case 'EXECUTOR_SILENT':
        this.giveUp(now, this.executors.find(input.executor), out);
        return this.proceed(now, out);
      case 'STOP':
        this.isStopped = true;
        this.jobEnded = true;
        this.driver.suppress(out);
        return this.proceed(now, out);
      case 'DISCONNECTED':
        // Timers may have been lost with the process: they are set anew.
        this.reviveAtUs = null;
        this.allocateAtUs = null;
        return this.driver.take(now, input, out);
      case 'TIMER':
        return this.timer(now, input.timer, out);
      default:
        return this.driver.take(now, input, out);
    }
  }

  private timer(
    now: Micros,
    timer: 'SUBSCRIBE' | 'RECONCILE' | 'REVIVE' | 'ALLOCATE',
    out: SparkOutput,
  ): void {
    if (timer === 'SUBSCRIBE' || timer === 'RECONCILE') {
      return this.driver.onTimer(now, timer, out);
    }
    const dueUs = timer === 'REVIVE' ? this.reviveAtUs : this.allocateAtUs;
    if (dueUs === null || now < dueUs) return;
    if (timer === 'REVIVE') this.reviveAtUs = null;
    else this.allocateAtUs = null;
    this.proceed(now, out);
  }

  /** What was said during a break of the connection may be lost. */
  private resume(now: Micros, out: SparkOutput): void {
    if (this.isStopped) this.driver.suppress(out);
    const known = this.executors.all.map(({ id, agentId }) => ({ taskId: id, agentId }));
    this.driver.reconcile(known, now, out);
    // Executors given up before may have come back meanwhile: they are to be killed.
    if (this.driver.isBack) this.driver.reconcileAll(out);
    for (const executor of this.executors.all) {
      if (executor.killedUs !== null) this.kill(now, executor, out);
    }
  }

  private get wanted(): number {
    if (this.isStopped) return 0;
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
        launches.push(executorInfo(taskId, executorDemand));
        this.executors.add(taskId, offer.agentId, offer.hostname, slotsPerExecutor);
        for (let r = 0; r < left.length; r++) left[r] -= executorDemand[r];
        some = true;
      }
    }
    const enough = this.executors.count >= this.wanted;
    const { refuseUnneededSeconds = REFUSE_UNNEEDED_SECONDS } = this.options;
    const refuseSeconds = enough ? refuseUnneededSeconds : REFUSE_SMALL_SECONDS;
    const unused: OfferId[] = [];
    for (const { offer, launches } of batch) {
      if (launches.length === 0) unused.push(offer.id);
      else this.driver.accept(offer.id, launches, refuseSeconds, out);
    }
    this.driver.decline(unused, refuseSeconds, out);
  }

  private update(now: Micros, status: TaskStatus, out: SparkOutput): void {
    this.driver.acknowledge(status, out);
    const executor = this.executors.find(status.taskId);
    if (executor === undefined) {
      // Given up before, or a duplicate of an update that was seen.
      if (holdsResources(status.state)) this.driver.kill(status.taskId, out);
      return;
    }
    if (status.state === 'TASK_RUNNING') {
      if (!executor.isUp) executor.idleSinceUs = now;
      executor.isUp = true;
    }
    if (holdsResources(status.state)) return;
    this.executors.remove(executor);
    this.loseWork(now, executor);
    // One given back was not wanted any more; another is wanted in the place of one lost.
    if (executor.killedUs === null) this.driver.revive(out);
  }

  private loseWork(now: Micros, executor: SparkExecutor): void {
    for (const { set, task } of this.executors.lost(executor)) this.work.lost(set, task);
    this.work.executorLost(executor.id, now);
  }

  /** Its agent may keep it alive: it stays known until it has ended. */
  private giveUp(now: Micros, executor: SparkExecutor | undefined, out: SparkOutput): void {
    if (executor === undefined) return;
    this.loseWork(now, executor);
    if (executor.killedUs !== null) return;
    this.kill(now, executor, out);
    this.driver.revive(out);
  }

  private kill(now: Micros, executor: SparkExecutor, out: SparkOutput): void {
    this.executors.killed(executor, now);
    this.driver.kill(executor.id, out);
  }

  private taskEnded(now: Micros, { ended, failed }: ExecutorTaskEnded, out: SparkOutput): void {
    const executor = this.executors.find(ended.executor);
    const place = executor?.running.findIndex(
      ({ set, task }) => set.stage === ended.stage && set.job === ended.job && task === ended.task,
    );
    // The executor was lost, or the message came twice.
    if (executor === undefined || place === undefined || place < 0) return;
    const { set, task } = this.executors.ended(executor, place, now);
    const done = failed
      ? this.work.failed(set, task, now)
      : this.work.finished(set, task, executor.id, now);
    this.tellEnded(done, out);
  }

  /** Fills free slots, then sees to the number of executors. */
  private proceed(now: Micros, out: SparkOutput): void {
    let free = this.work.pending > 0 ? this.executors.free : 0;
    for (let before = free + 1; free > 0 && free < before; ) {
      before = free;
      for (const executor of this.executors.all) {
        if (this.launchOne(now, executor, free, out)) free--;
      }
    }
    this.allocate(now, out);
    this.waitForNearSlots(now, out);
    this.tellBacklog(out);
  }

  /** @param free slots of all executors that take tasks */
  private launchOne(now: Micros, executor: SparkExecutor, free: number, out: SparkOutput): boolean {
    if (!executor.isUp || executor.killedUs !== null || executor.free === 0) return false;
    const launch = this.work.next(executor.slot, now, free);
    if (launch === null) return false;
    const { set, task, level } = launch;
    this.executors.begun(executor, { set, task });
    const { agentId, id } = executor;
    const launched = { executor: id, job: set.job, stage: set.stage, task };
    out.runTask(agentId, launched, distanceAt(level));
    return true;
  }

  private allocate(now: Micros, out: SparkOutput): void {
    const askAtUs = this.ask(now, out);
    const nextUs = earlier(askAtUs, this.reviewExecutors(now, out));
    if (nextUs === null || (this.allocateAtUs !== null && this.allocateAtUs <= nextUs)) return;
    this.allocateAtUs = nextUs;
    out.setTimer('ALLOCATE', nextUs - now);
  }

  /** @returns when more executors may be asked for, or null */
  private ask(now: Micros, out: SparkOutput): Micros | null {
    if (this.target === null || this.isStopped) return null;
    const { pending } = this.work;
    const needed = Math.ceil((pending + this.executors.running) / this.options.slotsPerExecutor);
    const before = this.target.executors;
    const askAtUs = this.target.update(now, pending, needed);
    if (this.target.executors > before) this.driver.revive(out);
    return askAtUs;
  }

  /** @returns when executors are to be looked at again, or null */
  private reviewExecutors(now: Micros, out: SparkOutput): Micros | null {
    // What has changed just now is due in a minute: the timer that is set comes before.
    const soon = this.allocateAtUs !== null && this.allocateAtUs <= now + this.reviewUs;
    if (soon && !this.jobEnded) return null;
    this.jobEnded = false;
    if (!this.isStopped) return earlier(this.releaseIdle(now, out), this.killAgain(now, out));
    this.killAll(now, out);
    return this.killAgain(now, out);
  }

  /** @returns when the next executor will have been idle for long enough, or null */
  private releaseIdle(now: Micros, out: SparkOutput): Micros | null {
    const { executors } = this.options;
    if (typeof executors === 'number') return null;
    const { minExecutors, idleUs, shuffleTracking = false } = executors;
    let nextUs: Micros | null = null;
    for (const executor of this.executors.all) {
      if (!executor.isUp || executor.killedUs !== null || executor.running.length > 0) continue;
      // When that is forgotten a job has ended, and this is looked at again.
      if (shuffleTracking && this.work.holdsOutput(executor.id)) continue;
      if (this.executors.count <= Math.max(minExecutors, this.wanted)) return nextUs;
      const idleAtUs = executor.idleSinceUs + idleUs;
      if (now < idleAtUs) {
        nextUs = earlier(nextUs, idleAtUs);
        continue;
      }
      this.kill(now, executor, out);
    }
    return nextUs;
  }

  private killAll(now: Micros, out: SparkOutput): void {
    for (const executor of this.executors.all) {
      if (executor.killedUs === null) this.kill(now, executor, out);
    }
  }

  /** @returns when the next executor is to be killed again that has not gone, or null */
  private killAgain(now: Micros, out: SparkOutput): Micros | null {
    if (this.executors.dying === 0) return null;
    let nextUs: Micros | null = null;
    for (const executor of this.executors.all) {
      const { killedUs } = executor;
      if (killedUs === null) continue;
      if (now >= killedUs + KILL_AGAIN_US) this.kill(now, executor, out);
      nextUs = earlier(nextUs, (executor.killedUs ?? now) + KILL_AGAIN_US);
    }
    return nextUs;
  }

  private waitForNearSlots(now: Micros, out: SparkOutput): void {
    const { givesWayAtUs } = this.work;
    if (givesWayAtUs === null || this.reviveAtUs !== null) return;
    if (!this.executors.all.some(({ isUp, free }) => isUp && free > 0)) return;
    const delayUs = Math.max(REVIVE_US, givesWayAtUs - now);
    this.reviveAtUs = now + delayUs;
    out.setTimer('REVIVE', delayUs);
  }

  private tellEnded({ finished, failed }: EndedJobs, out: SparkOutput): void {
    this.jobEnded ||= finished.length + failed.length > 0;
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
    if (!some || oldestSubmitUs === null) return;
    const { needs = [], executorDemand } = this.options;
    this.driver.request(oldestSubmitUs, sparkWants(needs, executorDemand, oldestSubmitUs), out);
  }
}
