import type { SaidWants } from '../../allocation/wants.ts';
import { IdMap } from '../../collections/id-map.ts';
import { MICROS_PER_SECOND, type Machine, type Micros } from '../../machine.ts';
import type { AgentId, OfferId } from '../../protocol/ids.ts';
import type { Offer, ReconciledTask } from '../../protocol/scheduler-api.ts';
import { holdsResources } from '../../protocol/task-states.ts';
import type { TaskInfo, TaskStatus } from '../../protocol/tasks.ts';
import type { Quantities } from '../../resources/quantities.ts';
import { SchedulerDriver } from '../driver.ts';
import { FailureCounts } from './attempt-limits.ts';
import { BlockLocality } from './block-locality.ts';
import { Gangs } from './gangs.ts';
import { type Attempt, Job, type JobSpec } from './job.ts';
import { MapOutputs } from './map-outputs.ts';
import type {
  MapReduceInput,
  MapReduceOptions,
  MapReduceOutput,
  MapReduceTimer,
} from './mapreduce-io.ts';
import { PendingJobs } from './pending-jobs.ts';
import { RefusedDemands } from './refused-demands.ts';
import { Speculation } from './speculation.ts';
import { type ChosenTask, TaskChoice } from './task-choice.ts';

export type {
  JobSubmitted,
  MapReduceInput,
  MapReduceOptions,
  MapReduceOutput,
} from './mapreduce-io.ts';

/**
 * A MapReduce framework: many jobs of maps, then reduces, sharing what it is offered.
 *
 * Takes an offer by launching the next task that fits of the first job in order, until nothing
 * fits. Maps come before reduces. Reduces may start once `slowstart` of the maps have finished
 * and none is left to launch; they then hold their resources and wait (Hadoop's shuffle) until
 * the last map has finished. With nothing to launch it suppresses offers.
 *
 * A task is the work, an attempt is one try at it: there may be several, one after the other or
 * two at a time, and the first that finishes is the task's result.
 */
export class MapReduceScheduler implements Machine<MapReduceInput, MapReduceOutput> {
  private readonly options: MapReduceOptions;
  private readonly driver: SchedulerDriver;
  private readonly pending: PendingJobs;
  private readonly locality: BlockLocality | null;
  private readonly failures: FailureCounts | null;
  private readonly speculation: Speculation | null;
  private readonly outputs: MapOutputs | null;
  private readonly gangs: Gangs;
  private readonly choice: TaskChoice;
  private readonly refused = new RefusedDemands();
  private readonly attempts = new IdMap<Attempt>();
  /** Jobs that have not ended, by submission. */
  private readonly jobs = new Set<Job>();
  private nextTask = 0;
  private nextSequence = 0;
  private wasBacklogged = false;
  private reviveSet = false;
  private speculateSet = false;
  private repeatSet = false;
  private gatherSet = false;

  constructor(options: MapReduceOptions) {
    const { jobOrder, slowstart, locality, attempts = null, speculation = null } = options;
    this.options = options;
    this.driver = new SchedulerDriver(options);
    this.pending = new PendingJobs(jobOrder);
    this.locality = locality === null ? null : new BlockLocality(locality);
    this.failures = attempts === null ? null : new FailureCounts(attempts);
    this.speculation = speculation === null ? null : new Speculation(speculation);
    this.outputs = options.rerunLostMaps === true ? new MapOutputs() : null;
    this.gangs = new Gangs(options.connection);
    const { pending, failures, gangs } = this;
    this.choice = new TaskChoice({ pending, slowstart, locality: this.locality, failures, gangs });
  }

  step(now: Micros, input: MapReduceInput, out: MapReduceOutput): void {
    switch (input.type) {
      case 'UPDATE':
        return this.update(now, input.status, out);
      case 'OFFERS':
        return this.offers(now, input.offers, out);
      case 'JOB':
        return this.submit(input.spec, out);
      case 'START':
        return this.driver.subscribe(out);
      case 'SUBSCRIBED':
        this.driver.onSubscribed(input.framework);
        if (this.pending.isEmpty) this.driver.suppress(out);
        this.tellWait(out);
        return this.resume(now, out);
      case 'DISCONNECTED':
        // Timers may have been lost with the process: they are set anew.
        this.reviveSet = false;
        this.speculateSet = false;
        this.repeatSet = false;
        return this.driver.take(now, input, out);
      case 'TIMER':
        return this.timer(now, input.timer, out);
      case 'FAILURE':
        return this.agentLost(input.agentId, out);
      default:
        return this.driver.take(now, input, out);
    }
  }

  private timer(now: Micros, timer: MapReduceTimer, out: MapReduceOutput): void {
    switch (timer) {
      case 'REVIVE':
        this.reviveSet = false;
        if (!this.pending.isEmpty) this.revive(out);
        return;
      case 'SPECULATE':
        this.speculateSet = false;
        for (const { job } of this.speculation?.look(now) ?? []) this.place(job, out);
        return this.watch(out);
      case 'REPEAT':
        this.repeatSet = false;
        return this.repeat(out);
      case 'GATHER':
        this.gatherSet = false;
        return this.gatherOrGiveUp(now, out);
      default:
        return this.driver.onTimer(now, timer, out);
    }
  }

  /** After a new subscription: says again what was said to nobody, and asks what tasks became of. */
  private resume(now: Micros, out: MapReduceOutput): void {
    const tasks: ReconciledTask[] = [];
    for (const { info, agentId } of this.attempts.values()) {
      tasks.push({ taskId: info.taskId, agentId });
    }
    this.repeat(out);
    this.watch(out);
    this.gatherSet = false;
    this.watchGang(now, out);
    this.driver.reconcile(tasks, now, out);
    // Nor is it told of tasks that it gave up and that came back meanwhile.
    if (this.driver.isBack) this.driver.reconcileAll(out);
  }

  /** Tells tasks once more that they are to end, or may go to work. */
  private repeat(out: MapReduceOutput): void {
    for (const attempt of this.attempts.values()) {
      const { info, agentId, job, unwanted } = attempt;
      const released = info.held && !job.held.includes(attempt);
      if (unwanted) this.driver.kill(info.taskId, out);
      else if (released) this.driver.message(agentId, info.taskId, 'RELEASE', out);
      if (unwanted || released) this.repeatLater(out);
    }
  }

  private repeatLater(out: MapReduceOutput): void {
    const { repeatUs = null } = this.options;
    if (repeatUs === null || this.repeatSet) return;
    this.repeatSet = true;
    out.setTimer('REPEAT', repeatUs);
  }

  private submit(spec: JobSpec, out: MapReduceOutput): void {
    const job = new Job(spec, this.nextSequence++);
    this.jobs.add(job);
    this.locality?.add(job.stages[0]);
    this.place(job, out);
  }

  private offers(now: Micros, offers: readonly Offer[], out: MapReduceOutput): void {
    const unused: OfferId[] = [];
    const { demands } = this.pending;
    const { tasksPerOffer = Number.POSITIVE_INFINITY } = this.options;
    let { refuseSeconds } = this.options;
    for (const offer of offers) {
      const launches = this.fill(now, offer, tasksPerOffer, out);
      const refuses = !this.pending.isEmpty && launches.length < tasksPerOffer;
      if (launches.length === 0) unused.push(offer.id);
      else this.driver.accept(offer.id, launches, refuses ? refuseSeconds : 0, out);
      if (!refuses) continue;
      if (this.choice.passedOver) this.refused.refusedWithRoom();
      else this.refused.refused(this.pending.demands);
    }
    if (this.pending.isEmpty) {
      // Declined without a refusal: the next job will want these agents at once.
      this.driver.suppress(out);
      refuseSeconds = 0;
    }
    this.driver.decline(unused, refuseSeconds, out);
    this.gather(now, out);
    if (demands !== this.pending.demands) this.reconsiderRefused(out);
    this.tellWait(out);
  }

  /** Lets a gang that has all its tasks start, and the next one gather. */
  private gather(now: Micros, out: MapReduceOutput): void {
    const started = this.gangs.isGathering ? this.gangs.complete() : null;
    for (const attempt of started ?? []) this.release(now, attempt, out);
    if (started !== null && !this.pending.isEmpty) this.revive(out);
    this.watchGang(now, out);
  }

  private gatherOrGiveUp(now: Micros, out: MapReduceOutput): void {
    for (const { info } of this.gangs.giveUp(now)) this.driver.kill(info.taskId, out);
    if (this.gangs.dueInUs(now) === null && !this.pending.isEmpty) this.revive(out);
    this.watchGang(now, out);
  }

  private watchGang(now: Micros, out: MapReduceOutput): void {
    const dueInUs = this.gatherSet ? null : this.gangs.dueInUs(now);
    if (dueInUs === null) return;
    this.gatherSet = true;
    out.setTimer('GATHER', dueInUs);
  }

  /** A demand that came up while offers were answered might have had room in an earlier one. */
  private reconsiderRefused(out: MapReduceOutput): void {
    for (const demand of this.pending.demands.values()) {
      if (this.mightFit(demand)) return this.revive(out);
    }
  }

  /** Launches what fits into one offer, so many tasks at most. */
  private fill(now: Micros, offer: Offer, most: number, out: MapReduceOutput): TaskInfo[] {
    let launches: TaskInfo[] = [];
    const left = offer.resources.slice();
    const { choice } = this;
    this.failures?.offered(offer.hostname);
    choice.passedOver = false;
    choice.widensInUs = null;
    while (launches.length < most) {
      const chosen = choice.next(now, offer, left);
      if (chosen === null) break;
      const info = this.launch(now, chosen, offer);
      // A list that grows from nothing makes room for 17, and one task is the rule.
      if (launches.length === 0) launches = [info];
      else launches.push(info);
      for (let r = 0; r < left.length; r++) left[r] -= info.resources[r];
    }
    if (choice.widensInUs !== null) this.reviveAfter(choice.widensInUs, out);
    return launches;
  }

  private launch(now: Micros, chosen: ChosenTask, offer: Offer): TaskInfo {
    const { agentId, hostname: host } = offer;
    const { job, stage, index, locality, original } = chosen;
    const { demand: resources, stage: stageId } = stage.spec;
    const early = stage !== job.stages[job.current];
    const held = this.gangs.launched(job, stage, now) || early;
    const taskId = this.nextTask++;
    // Written out, here and below: spreads are slow, and this is made for every task.
    const info: TaskInfo = {
      taskId,
      resources,
      job: job.spec.job,
      stage: stageId,
      index,
      held,
      locality,
    };
    const attempt: Attempt = {
      info,
      job,
      stage,
      agentId,
      host,
      sinceUs: -1,
      twin: null,
      unwanted: false,
    };
    this.attempts.set(taskId, attempt);
    job.running++;
    if (held) job.held.push(attempt);
    if (original !== null) this.speculation?.paired(original, attempt);
    this.pending.place(job, this.options.slowstart);
    return info;
  }

  private update(now: Micros, status: TaskStatus, out: MapReduceOutput): void {
    this.driver.acknowledge(status, out);
    const attempt = this.attempts.get(status.taskId);
    if (holdsResources(status.state)) {
      // Lost with its agent and back with it: its work has been given to another task.
      if (attempt === undefined) this.driver.kill(status.taskId, out);
      else if (status.state === 'TASK_RUNNING' && !attempt.info.held) this.began(now, attempt, out);
      return;
    }
    // A duplicate of an update that was seen.
    if (attempt === undefined) return;
    this.attempts.delete(status.taskId);
    attempt.job.running--;
    this.ended(now, attempt, status, out);
    this.place(attempt.job, out);
  }

  private began(now: Micros, attempt: Attempt, out: MapReduceOutput): void {
    this.speculation?.began(attempt, now);
    this.watch(out);
  }

  private ended(now: Micros, attempt: Attempt, status: TaskStatus, out: MapReduceOutput): void {
    const { job, stage, info } = attempt;
    if (attempt.unwanted) {
      job.unwanted--;
      return;
    }
    const twin = this.speculation?.ended(attempt) ?? null;
    if (status.state === 'TASK_FINISHED') {
      this.speculation?.finished(attempt, now);
      this.outputs?.made(attempt);
      if (twin !== null) this.abandon(twin, out);
      job.taskFinished(stage);
      if (stage.finished === stage.spec.tasks) this.stageFinished(now, job, out);
      return;
    }
    job.held = job.held.filter((held) => held !== attempt);
    if (status.state === 'TASK_ERROR') return this.fail(job, status.message, out);
    if (status.state === 'TASK_FAILED') {
      const failures = this.failures?.failed(attempt) ?? null;
      if (failures !== null) return this.fail(job, tooOften(info, failures), out);
    }
    if (twin !== null) return;
    stage.again.push(info.index);
    if (!info.held) this.giveWay(job, out);
  }

  /** What waits for a task might hold the only room for it: it gives way and comes again. */
  private giveWay(job: Job, out: MapReduceOutput): void {
    for (const { info } of job.held) this.driver.kill(info.taskId, out);
  }

  /** An attempt is needed no more. */
  private abandon(attempt: Attempt, out: MapReduceOutput): void {
    if (attempt.unwanted) return;
    attempt.unwanted = true;
    attempt.job.unwanted++;
    this.speculation?.ended(attempt);
    this.driver.kill(attempt.info.taskId, out);
    this.repeatLater(out);
  }

  /** A task that is refused as it is, or fails again and again, would for ever: its job ends. */
  private fail(job: Job, reason: string, out: MapReduceOutput): void {
    job.failed = true;
    out.jobFailed(job.spec.job, reason);
    this.forget(job, out);
  }

  private stageFinished(now: Micros, job: Job, out: MapReduceOutput): void {
    const from = job.current;
    job.advance();
    for (let s = from; s < job.current; s++) {
      // Where its outputs may be lost a stage may come back.
      if (this.outputs === null) this.locality?.remove(job.stages[s]);
    }
    const released = job.held.filter(({ stage }) => stage === job.stages[job.current]);
    job.held = job.held.filter(({ stage }) => stage !== job.stages[job.current]);
    for (const attempt of released) this.release(now, attempt, out);
    if (!job.isOver) return;
    out.jobFinished(job.spec.job);
    this.forget(job, out);
  }

  private release(now: Micros, attempt: Attempt, out: MapReduceOutput): void {
    this.driver.message(attempt.agentId, attempt.info.taskId, 'RELEASE', out);
    this.repeatLater(out);
    this.began(now, attempt, out);
  }

  /** A job has ended: what still runs of it is killed, such as maps that no reduce waits for. */
  private forget(job: Job, out: MapReduceOutput): void {
    this.jobs.delete(job);
    job.held = [];
    if (job.running > job.unwanted) {
      for (const attempt of this.attempts.values()) {
        if (attempt.job === job) this.abandon(attempt, out);
      }
    }
    for (const stage of job.stages) {
      this.locality?.remove(stage);
      this.speculation?.remove(stage);
    }
    this.failures?.remove(job);
    this.gangs.remove(job);
    this.outputs?.remove(job);
  }

  private agentLost(agentId: AgentId, out: MapReduceOutput): void {
    if (this.outputs === null) return;
    for (const job of this.jobs) {
      const lost = this.outputs.lost(job, agentId);
      if (lost.length === 0) continue;
      for (const { stage, index } of lost) job.taskUndone(stage, index);
      this.giveWay(job, out);
      this.place(job, out);
    }
  }

  /** Looks for slow tasks from time to time, while any works. */
  private watch(out: MapReduceOutput): void {
    if (this.speculation === null || this.speculation.isIdle || this.speculateSet) return;
    this.speculateSet = true;
    out.setTimer('SPECULATE', this.speculation.everyUs);
  }

  /** Files a job under what it can launch now, and asks for offers if that is news. */
  private place(job: Job, out: MapReduceOutput): void {
    const news = this.pending.place(job, this.options.slowstart);
    const suppressed = this.driver.isSuppressed && !this.pending.isEmpty;
    if (suppressed || (news !== null && this.mightFit(news))) this.revive(out);
    this.tellWait(out);
  }

  /** Whether refused offers might have room for a demand; with locality they may be refused with room. */
  private mightFit(demand: Quantities): boolean {
    return this.locality !== null || this.refused.mightFit(demand);
  }

  private revive(out: MapReduceOutput): void {
    this.refused.revived();
    this.driver.revive(out);
  }

  private tellWait(out: MapReduceOutput): void {
    const { oldest } = this.pending;
    if ((oldest !== null) !== this.wasBacklogged) {
      this.wasBacklogged = oldest !== null;
      out.backlogged(this.wasBacklogged);
    }
    if (oldest !== null) this.driver.request(oldest.spec.submitUs, this.wants(), out);
  }

  /** What the policy needs to be told; null when it needs nothing. */
  private wants(): SaidWants | null {
    const { needs = [], slowstart } = this.options;
    const job = needs.length === 0 ? null : this.pending.first;
    if (job === null) return null;
    const wants: Required<SaidWants> = {
      taskDemand: job.launchable(slowstart)?.spec.demand ?? null,
      jobSubmittedUs: job.spec.submitUs,
      jobWork: job.work,
      remainingWork: job.remainingWork,
    };
    return Object.fromEntries(needs.map((want) => [want, wants[want]]));
  }

  private reviveAfter(delayUs: Micros, out: MapReduceOutput): void {
    if (this.reviveSet) return;
    this.reviveSet = true;
    out.setTimer('REVIVE', Math.min(delayUs, MICROS_PER_SECOND * 3600));
  }
}

function tooOften({ index, stage }: TaskInfo, failures: number): string {
  return `task ${index} of stage ${stage} failed ${failures === 1 ? 'once' : `${failures} times`}`;
}
