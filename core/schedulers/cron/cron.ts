import { assert } from '../../assert.ts';
import { IdMap } from '../../collections/id-map.ts';
import type { Machine, Micros } from '../../machine.ts';
import type { OfferId } from '../../protocol/ids.ts';
import type { Offer, ReconciledTask } from '../../protocol/scheduler-api.ts';
import { holdsResources } from '../../protocol/task-states.ts';
import { Locality, type TaskInfo, type TaskStatus } from '../../protocol/tasks.ts';
import { fits } from '../../resources/quantities.ts';
import { Alarm, earlier } from '../alarm.ts';
import { SchedulerDriver } from '../driver.ts';
import { OfferDemand } from '../offer-demand.ts';
import type { CronInput, CronOptions, CronOutput, CronSnapshot } from './cron-io.ts';
import { type CronJobConfig, type CronJobSpec, readJob } from './cron-job.ts';
import { parentsFirst } from './job-graph.ts';
import { type RepeatingInterval, parseSchedule } from './repeating-interval.ts';
import { type Attempt, type Outcome, type Run, isInTime } from './run.ts';
import { type JobView, ScheduledJob } from './scheduled-job.ts';

/** An attempt, and whose it is. */
interface Known {
  readonly job: ScheduledJob;
  readonly run: Run;
  readonly attempt: Attempt;
}

/** A run that may be launched. */
interface Waiting {
  readonly job: ScheduledJob;
  readonly run: Run;
}

/**
 * A framework of repeated jobs, after Chronos: a run for each time a job's schedule names, or for
 * each time all its parents have succeeded, and more attempts when one fails.
 *
 * The schedule goes on whether or not there is a master: what becomes due without one starts when
 * offers come again, if that is soon enough, and is recorded as missed if not. So no partition can
 * end it, as it ended Chronos's (https://jepsen.io/analyses/chronos).
 *
 * An attempt that is lost before it was heard of as running is made again as long as it is in time;
 * one that failed, or was lost while it ran, is made again after a while. So a run may happen more
 * than once, but only where Mesos cannot say what became of a task.
 */
export class CronScheduler implements Machine<CronInput, CronOutput> {
  private readonly options: CronOptions;
  private readonly driver: SchedulerDriver;
  private readonly alarm = new Alarm();
  private readonly demand: OfferDemand;
  /** By name, in the order in which they came. */
  private readonly byName = new Map<string, ScheduledJob>();
  private readonly known = new IdMap<Known>();
  private nextTask = 0;
  private nextJob = 0;
  private reconcileAtUs: Micros | null = null;
  /** Runs that could have been launched after the last step. */
  private wanted: ReadonlySet<Run> = new Set();

  /** @param found what an earlier process of this framework left behind; null for a new one */
  constructor(options: CronOptions, found: CronSnapshot | null = null) {
    this.options = options;
    this.driver = new SchedulerDriver({ ...options, framework: found?.framework ?? null });
    this.demand = new OfferDemand(this.driver, this.alarm, options.minReviveUs);
    if (found === null) return;
    this.nextTask = found.nextTask;
    this.nextJob = found.nextJob;
    for (const snapshot of found.jobs) {
      const config = readJob(snapshot.spec, options.space);
      assert(typeof config !== 'string', `job ${snapshot.spec.name} can be read as it was before`);
      const job = ScheduledJob.restored(snapshot, config);
      this.byName.set(job.name, job);
      for (const run of job.runs) {
        const attempt = run.attempts.at(-1);
        if (attempt === undefined || run.phase !== 'LAUNCHED') continue;
        this.known.set(attempt.taskId, { job, run, attempt });
      }
    }
  }

  step(now: Micros, input: CronInput, out: CronOutput): void {
    switch (input.type) {
      case 'START':
        this.driver.subscribe(out);
        return this.proceed(now, out);
      case 'SUBSCRIBED':
        this.driver.onSubscribed(input.framework);
        this.demand.onSubscribed();
        this.reconcile(now, out);
        return this.proceed(now, out);
      case 'OFFERS':
        this.makeDue(now, out);
        this.offers(now, input.offers, out);
        return this.proceed(now, out);
      case 'UPDATE':
        this.update(now, input.status, out);
        return this.proceed(now, out);
      case 'JOB':
        this.describe(now, input.spec, out);
        return this.proceed(now, out);
      case 'REMOVE_JOB':
        this.remove(now, input.job, out);
        return this.proceed(now, out);
      case 'TIMER':
        if (input.timer !== 'WAKE') return this.driver.onTimer(now, input.timer, out);
        if (!this.alarm.rings(now)) return;
        if (this.reconcileAtUs !== null && now >= this.reconcileAtUs) this.reconcile(now, out);
        return this.proceed(now, out);
      default:
        return this.driver.take(now, input, out);
    }
  }

  snapshot(): CronSnapshot {
    const jobs = [...this.byName.values()].map((job) => job.snapshot());
    const { nextTask, nextJob } = this;
    return { framework: this.driver.frameworkId, nextTask, nextJob, jobs };
  }

  /** In the order in which they came. */
  get jobs(): JobView[] {
    return [...this.byName.values()].map((job) => job.view());
  }

  private describe(now: Micros, spec: CronJobSpec, out: CronOutput): void {
    const config = readJob(spec, this.options.space);
    if (typeof config === 'string') return out.refused(spec.name, config);
    const others = [...this.byName.values()].filter(({ name }) => name !== spec.name);
    const family = parentsFirst([...others.map((job) => job.spec), spec]);
    if (typeof family === 'string') return out.refused(spec.name, family);
    const interval = this.intervalOf(config, now);
    if (typeof interval === 'string') return out.refused(spec.name, interval);
    const known = this.byName.get(spec.name);
    if (known !== undefined) return known.describe(spec, config, interval, now);
    const job = new ScheduledJob(this.nextJob++, spec, config, interval, now);
    this.byName.set(spec.name, job);
  }

  private intervalOf(config: CronJobConfig, now: Micros): RepeatingInterval | null | string {
    const { originUs } = this.options;
    return config.schedule === null
      ? null
      : parseSchedule(config.schedule, { nowUs: now, originUs });
  }

  private remove(now: Micros, name: string, out: CronOutput): void {
    const job = this.byName.get(name);
    if (job === undefined) {
      const names = [...this.byName.keys()].join(', ') || 'none';
      return out.refused(name, `found job "${name}", wanted one of ${names}`);
    }
    const waits = [...this.byName.values()].find(({ config }) => config.parents.includes(name));
    if (waits !== undefined) {
      const child = `${waits.name} waits for it`;
      return out.refused(name, `found job "${name}", wanted one without children: ${child}`);
    }
    for (const run of job.runs) {
      const attempt = run.attempts.at(-1);
      if (attempt !== undefined && run.phase === 'LAUNCHED') {
        // If that gets lost, it is killed when it is heard of again.
        this.driver.kill(attempt.taskId, out);
        this.known.delete(attempt.taskId);
      }
      this.over(now, { job, run }, 'KILLED', out);
    }
    this.byName.delete(name);
  }

  private offers(now: Micros, offers: readonly Offer[], out: CronOutput): void {
    let waiting = this.waiting(now);
    const unused: OfferId[] = [];
    const { refuseSeconds } = this.options;
    for (const offer of offers) {
      const left = [...offer.resources];
      const launches: TaskInfo[] = [];
      waiting = waiting.filter(({ job, run }) => {
        const { demand } = job.config;
        if (!fits(demand, left)) return true;
        for (let r = 0; r < left.length; r++) left[r] -= demand[r];
        launches.push(this.launch(now, { job, run }, offer));
        return false;
      });
      if (launches.length === 0) unused.push(offer.id);
      else this.driver.accept(offer.id, launches, refuseSeconds, out);
    }
    this.driver.decline(unused, refuseSeconds, out);
    this.demand.offersRefused();
  }

  /** Runs that may be launched: those of high priority first, then by when they were due. */
  private waiting(now: Micros): Waiting[] {
    const waiting = [...this.byName.values()].flatMap((job) =>
      job.launchable(now).map((run) => ({ job, run })),
    );
    const rank = ({ job }: Waiting): number => (job.config.highPriority ? 0 : 1);
    return waiting.sort(
      (a, b) => rank(a) - rank(b) || a.run.dueUs - b.run.dueUs || a.job.number - b.job.number,
    );
  }

  private launch(now: Micros, { job, run }: Waiting, { agentId }: Offer): TaskInfo {
    const taskId = this.nextTask++;
    const attempt: Attempt = {
      ...{ taskId, agentId, launchedUs: now, startedUs: null, endedUs: null, end: null },
    };
    run.attempts.push(attempt);
    run.phase = 'LAUNCHED';
    this.known.set(taskId, { job, run, attempt });
    const index = run.attempts.length - 1;
    const place = { job: job.number, stage: run.run, index, held: false, locality: Locality.NODE };
    return { taskId, resources: job.config.demand, ...place };
  }

  private update(now: Micros, status: TaskStatus, out: CronOutput): void {
    this.driver.acknowledge(status, out);
    const { state, taskId } = status;
    const known = this.known.get(taskId);
    if (known === undefined) {
      // Given up, and back: another has been launched for its run.
      if (holdsResources(state)) this.driver.kill(taskId, out);
      return;
    }
    const { attempt } = known;
    if (holdsResources(state)) {
      if (state === 'TASK_RUNNING') attempt.startedUs ??= now;
      return;
    }
    this.known.delete(taskId);
    attempt.endedUs = now;
    attempt.end = state;
    this.ended(now, known, status, out);
  }

  /** An attempt is over, or on an agent that may not come back. */
  private ended(now: Micros, known: Known, status: TaskStatus, out: CronOutput): void {
    const { job, run, attempt } = known;
    switch (status.state) {
      case 'TASK_FINISHED':
        return this.over(now, known, 'SUCCEEDED', out);
      case 'TASK_KILLED':
        if (status.reason === 'AGENT_DRAINING') break;
        return this.over(now, known, 'KILLED', out);
      case 'TASK_ERROR':
        // What is refused as it is would be refused again.
        return this.over(now, known, 'FAILED', out);
      case 'TASK_FAILED':
        break;
      default:
        if (attempt.startedUs !== null) break;
        // As far as is known it never began: that is no failure of the job.
        if (isInTime(run, now)) {
          run.phase = 'WAITING';
          return;
        }
        if (run.failures === 0) return this.over(now, known, 'MISSED', out);
    }
    run.failures++;
    if (run.failures > job.config.retries) return this.over(now, known, 'FAILED', out);
    run.phase = 'RESTING';
    run.againUs = now + job.config.retryAfterUs;
  }

  private over(now: Micros, { job, run }: Waiting, outcome: Outcome, out: CronOutput): void {
    job.end(run, outcome);
    const { run: number, dueUs, latestUs, attempts } = run;
    out.ran({ job: job.name, run: number, dueUs, latestUs, endedUs: now, attempts, outcome });
    if (outcome === 'SUCCEEDED') job.failuresInRow = 0;
    if (outcome === 'FAILED') {
      job.failuresInRow++;
      const { disableAfterFailures } = job.config;
      if (disableAfterFailures > 0 && job.failuresInRow >= disableAfterFailures) {
        job.disabled = true;
      }
    }
    const counts = outcome === 'SUCCEEDED' || (outcome === 'FAILED' && job.config.softError);
    if (counts) this.tellChildren(now, job.name);
  }

  private tellChildren(now: Micros, parent: string): void {
    for (const child of this.byName.values()) {
      const { parents } = child.config;
      if (!parents.includes(parent)) continue;
      child.done.add(parent);
      if (child.disabled || !parents.every((name) => child.done.has(name))) continue;
      child.done.clear();
      child.addRun(now, null);
    }
  }

  /** Asks what became of the tasks, and whether there are some that should not be. */
  private reconcile(now: Micros, out: CronOutput): void {
    const tasks = this.known
      .values()
      .map(({ attempt: { taskId, agentId } }): ReconciledTask => ({ taskId, agentId }));
    this.driver.reconcile(tasks, now, out);
    this.driver.reconcileAll(out);
    this.reconcileAtUs = now + this.options.reconcileUs;
  }

  /** What time has brought: runs that are due, that are missed, that may be attempted again. */
  private makeDue(now: Micros, out: CronOutput): void {
    for (const job of this.byName.values()) {
      job.makeDue(now);
      for (const run of job.runs) {
        if (run.phase === 'RESTING' && run.againUs <= now) run.phase = 'WAITING';
      }
      for (const run of job.missed(now)) this.over(now, { job, run }, 'MISSED', out);
    }
  }

  private proceed(now: Micros, out: CronOutput): void {
    this.makeDue(now, out);
    let wakeUs = this.reconcileAtUs;
    for (const job of this.byName.values()) wakeUs = earlier(wakeUs, job.wakeUs);
    if (wakeUs !== null) this.alarm.by(wakeUs, now, out);
    const waiting = this.waiting(now);
    const some = waiting.length > 0;
    const before = this.wanted;
    if (waiting.some(({ run }) => !before.has(run))) this.demand.changed();
    this.wanted = new Set(waiting.map(({ run }) => run));
    this.demand.settle(now, some, out);
    if (some !== before.size > 0) out.backlogged(some);
    if (!some) return;
    const oldestUs = waiting.map(({ run }) => run.dueUs).reduce((a, b) => Math.min(a, b));
    this.driver.request(oldestUs, null, out);
  }
}
