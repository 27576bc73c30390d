import type { SaidWants, Want } from '../../allocation/wants.ts';
import { assert } from '../../assert.ts';
import { IdMap } from '../../collections/id-map.ts';
import { MICROS_PER_SECOND, type Machine, type Micros, type TimerFired } from '../../machine.ts';
import type { AgentId, OfferId } from '../../protocol/ids.ts';
import type { Offer, ReconciledTask, SchedulerEvent } from '../../protocol/scheduler-api.ts';
import { holdsResources } from '../../protocol/task-states.ts';
import type { TaskInfo, TaskStatus } from '../../protocol/tasks.ts';
import type { Quantities } from '../../resources/quantities.ts';
import {
  type DriverOptions,
  type SchedulerDisconnected,
  SchedulerDriver,
  type SchedulerOutput,
  type SchedulerTimer,
} from '../driver.ts';
import { BlockLocality, type LocalityOptions } from './block-locality.ts';
import { Job, type JobSpec, type StageProgress } from './job.ts';
import { type JobOrder, PendingJobs } from './pending-jobs.ts';
import { RefusedDemands } from './refused-demands.ts';

export interface MapReduceOptions extends DriverOptions {
  readonly jobOrder: JobOrder;
  /**
   * Part of a job's maps that must have finished before its reduces may start
   * (Hadoop's `mapreduce.job.reduce.slowstart.completedmaps`, default 0.05).
   */
  readonly slowstart: number;
  /** How long declined resources are refused, seconds. */
  readonly refuseSeconds: number;
  /** Null: tasks run equally well everywhere. */
  readonly locality: LocalityOptions | null;
  /** What the master's policy needs to be told of the first job in order; absent: nothing. */
  readonly needs?: readonly Want[];
}

/** A user submits a job. */
export interface JobSubmitted {
  readonly type: 'JOB';
  readonly spec: JobSpec;
}

export type MapReduceInput =
  | { readonly type: 'START' }
  | SchedulerEvent
  | JobSubmitted
  | SchedulerDisconnected
  | TimerFired<SchedulerTimer>;

export interface MapReduceOutput extends SchedulerOutput {
  /** All tasks of a job have finished. */
  jobFinished(job: number): void;
  /** A job cannot be done: the master refused a task of it. */
  jobFailed(job: number, reason: string): void;
  /** Jobs with tasks to launch: some, or none any more. */
  backlogged(some: boolean): void;
}

/** A launched task as the scheduler remembers it. */
interface Launched {
  readonly info: TaskInfo;
  readonly job: Job;
  readonly stage: StageProgress;
  agentId: AgentId | null;
}

/**
 * A MapReduce framework: many jobs of maps, then reduces, sharing what it is offered.
 *
 * Takes an offer by launching the next task that fits of the first job in order, until nothing
 * fits. Maps come before reduces. Reduces may start once `slowstart` of the maps have finished
 * and none is left to launch; they then hold their resources and wait (Hadoop's shuffle) until
 * the last map has finished. With nothing to launch it suppresses offers.
 */
export class MapReduceScheduler implements Machine<MapReduceInput, MapReduceOutput> {
  private readonly options: MapReduceOptions;
  private readonly driver: SchedulerDriver;
  private readonly pending: PendingJobs;
  private readonly locality: BlockLocality | null;
  private readonly refused = new RefusedDemands();
  private readonly launched = new IdMap<Launched>();
  private nextTask = 0;
  private nextSequence = 0;
  private wasBacklogged = false;
  private reviveSet = false;

  constructor(options: MapReduceOptions) {
    this.options = options;
    this.driver = new SchedulerDriver(options);
    this.pending = new PendingJobs(options.jobOrder);
    this.locality = options.locality === null ? null : new BlockLocality(options.locality);
  }

  step(now: Micros, input: MapReduceInput, out: MapReduceOutput): void {
    switch (input.type) {
      case 'UPDATE':
        return this.update(input.status, out);
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
        return this.driver.reconcile(this.launchedTasks(), now, out);
      case 'DISCONNECTED':
        return this.driver.onDisconnected(now, input.backoffUs, out);
      case 'TIMER':
        if (input.timer !== 'REVIVE') return this.driver.onTimer(now, input.timer, out);
        this.reviveSet = false;
        if (!this.pending.isEmpty) this.revive(out);
        return;
      case 'ERROR':
        return this.driver.onError();
      case 'RESCIND':
      case 'FAILURE':
        // Offers are answered in the step that brings them, and lost tasks are reported one by one.
        return;
    }
  }

  private launchedTasks(): ReconciledTask[] {
    return this.launched.values().map(({ info, agentId }) => ({ taskId: info.taskId, agentId }));
  }

  private submit(spec: JobSpec, out: MapReduceOutput): void {
    const job = new Job(spec, this.nextSequence++);
    if (this.locality !== null) this.locality.add(job.stages[0]);
    this.place(job, out);
  }

  private offers(now: Micros, offers: readonly Offer[], out: MapReduceOutput): void {
    const unused: OfferId[] = [];
    const { demands } = this.pending;
    let refuseSeconds = this.options.refuseSeconds;
    for (const offer of offers) {
      const left = [...offer.resources];
      const launches = this.fill(now, offer, left, out);
      const wantsMore = !this.pending.isEmpty;
      if (launches.length === 0) unused.push(offer.id);
      else this.driver.accept(offer.id, launches, wantsMore ? refuseSeconds : 0, out);
      if (wantsMore) this.refused.refused(this.pending.demands);
    }
    if (this.pending.isEmpty) {
      // Declined without a refusal: the next job will want these agents at once.
      this.driver.suppress(out);
      refuseSeconds = 0;
    }
    this.driver.decline(unused, refuseSeconds, out);
    if (demands !== this.pending.demands) this.reconsiderRefused(out);
    this.tellWait(out);
  }

  /** A demand that came up while offers were answered might have had room in an earlier one. */
  private reconsiderRefused(out: MapReduceOutput): void {
    for (const demand of this.pending.demands.values()) {
      if (this.mightFit(demand)) return this.revive(out);
    }
  }

  /** Launches what fits into one offer; `left` becomes what is left of it. */
  private fill(now: Micros, offer: Offer, left: number[], out: MapReduceOutput): TaskInfo[] {
    const launches: TaskInfo[] = [];
    for (;;) {
      const info =
        this.locality === null ? this.nextAnywhere(left) : this.nextLocal(now, offer, left, out);
      if (info === null) return launches;
      launches.push(info);
      for (let r = 0; r < left.length; r++) left[r] -= info.resources[r];
      this.remember(info, offer.agentId);
    }
  }

  /** Without locality: the next task of the first job in order that fits. */
  private nextAnywhere(left: readonly number[]): TaskInfo | null {
    const job = this.pending.firstFitting(left);
    if (job === null) return null;
    const stage = this.launchable(job);
    return this.launch(job, stage, stage.again.pop() ?? stage.next++, false);
  }

  /**
   * With locality: delay scheduling (Zaharia et al., EuroSys 2010, algorithm 2). A job that has
   * no local task for the offer is passed over until it has waited long enough.
   */
  private nextLocal(
    now: Micros,
    offer: Offer,
    left: readonly number[],
    out: MapReduceOutput,
  ): TaskInfo | null {
    const locality = this.locality as BlockLocality;
    for (const job of this.pending.fitting(left)) {
      const stage = this.launchable(job);
      if (!locality.has(stage)) {
        return this.launch(job, stage, stage.again.pop() ?? stage.next++, false);
      }
      const local = locality.localTask(stage, offer.hostname);
      if (local >= 0) {
        job.waitingForLocalSinceUs = null;
        return this.launchBlock(job, stage, local, false);
      }
      const insistUs = locality.insistUs(job, now);
      if (insistUs === 0) {
        const lost = stage.again.pop();
        const any = lost ?? locality.anyTask(stage);
        const remote = !locality.isLocal(stage, any, offer.hostname);
        return lost === undefined
          ? this.launchBlock(job, stage, any, remote)
          : this.launch(job, stage, any, remote);
      }
      this.reviveAfter(insistUs, out);
    }
    return null;
  }

  private launchBlock(job: Job, stage: StageProgress, index: number, remote: boolean): TaskInfo {
    this.locality?.launched(stage, index);
    stage.next++;
    return this.launch(job, stage, index, remote);
  }

  private launch(job: Job, stage: StageProgress, index: number, remote: boolean): TaskInfo {
    const { demand: resources, stage: stageId } = stage.spec;
    const held = stage !== job.stages[job.current];
    const taskId = this.nextTask++;
    const info = {
      taskId,
      resources,
      job: job.spec.job,
      stage: stageId,
      index,
      held,
      remote,
    } satisfies TaskInfo;
    job.running++;
    this.launched.set(taskId, { info, job, stage, agentId: null });
    return info;
  }

  private remember(info: TaskInfo, agentId: AgentId): void {
    const launched = this.launched.get(info.taskId) as Launched;
    launched.agentId = agentId;
    const { job } = launched;
    if (info.held) job.held.push({ taskId: info.taskId, agentId });
    this.pending.place(job, this.options.slowstart);
  }

  private update(status: TaskStatus, out: MapReduceOutput): void {
    this.driver.acknowledge(status, out);
    const task = this.launched.get(status.taskId);
    if (holdsResources(status.state)) {
      // Lost with its agent and back with it: its work has been given to another task.
      if (task === undefined) this.driver.kill(status.taskId, out);
      return;
    }
    // A duplicate of an update that was seen.
    if (task === undefined) return;
    this.launched.delete(status.taskId);
    const { job, stage, info } = task;
    job.running--;
    if (status.state === 'TASK_FINISHED') {
      job.taskFinished(stage);
      if (stage.finished === stage.spec.tasks) this.stageFinished(job, out);
    } else {
      job.held = job.held.filter((held) => held.taskId !== info.taskId);
      if (status.state === 'TASK_ERROR') return this.fail(job, status.message, out);
      stage.again.push(info.index);
      // What waits for this task might hold the only room for it: it gives way and comes again.
      if (!info.held) for (const { taskId } of job.held) this.driver.kill(taskId, out);
    }
    this.place(job, out);
  }

  /** A task that is refused as it is would be refused again: its job launches nothing more. */
  private fail(job: Job, reason: string, out: MapReduceOutput): void {
    if (!job.failed) out.jobFailed(job.spec.job, reason);
    job.failed = true;
    this.place(job, out);
  }

  private stageFinished(job: Job, out: MapReduceOutput): void {
    while (!job.isOver) {
      const { finished, spec } = job.stages[job.current];
      if (finished < spec.tasks) break;
      this.locality?.remove(job.stages[job.current]);
      job.current++;
      for (const { agentId, taskId } of job.held)
        this.driver.message(agentId, taskId, 'RELEASE', out);
      job.held = [];
    }
    if (job.isOver) out.jobFinished(job.spec.job);
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

  private launchable(job: Job): StageProgress {
    const stage = job.launchable(this.options.slowstart);
    assert(stage !== null, 'a pending job has a stage to launch');
    return stage;
  }
}
