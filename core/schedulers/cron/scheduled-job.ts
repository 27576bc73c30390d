import type { Micros } from '../../machine.ts';
import { earlier } from '../alarm.ts';
import type { CronJobConfig, CronJobSpec } from './cron-job.ts';
import { type RepeatingInterval, dueAt, firstFrom } from './repeating-interval.ts';
import { type Outcome, type Run, isInTime } from './run.ts';

/** How many runs ended how. */
export type RunCounts = { [outcome in Outcome]: number };

/** What a cron keeps of a job over a restart of its own. */
export interface JobSnapshot {
  readonly number: number;
  readonly spec: CronJobSpec;
  readonly interval: RepeatingInterval | null;
  readonly next: number;
  readonly nextRun: number;
  readonly disabled: boolean;
  readonly failuresInRow: number;
  readonly done: readonly string[];
  readonly counts: RunCounts;
  readonly runs: readonly Run[];
}

/** How a job is doing, for others to read. */
export interface JobView {
  readonly name: string;
  /** Its tasks carry it as `job`. */
  readonly number: number;
  readonly disabled: boolean;
  /** When it is due next; null for a job that has parents, or has had all its runs. */
  readonly nextDueUs: Micros | null;
  /** Runs that are due and not over. */
  readonly runs: readonly Readonly<Run>[];
  readonly counts: Readonly<RunCounts>;
}

/** A job in a cron: where its schedule stands, and its runs that are not over. */
export class ScheduledJob {
  readonly number: number;
  spec: CronJobSpec;
  config: CronJobConfig;
  disabled: boolean;
  /** Runs that failed since the last success. */
  failuresInRow = 0;
  /** Parents that succeeded since the last run. */
  readonly done: Set<string> = new Set();
  readonly counts: RunCounts = { SUCCEEDED: 0, FAILED: 0, MISSED: 0, KILLED: 0 };
  /** Due and not over, in the order in which they became due. */
  runs: Run[] = [];
  private interval: RepeatingInterval | null;
  /** The next of the interval. */
  private next: number;
  private nextRun = 0;

  /** @param interval null for a job that has parents */
  constructor(
    number: number,
    spec: CronJobSpec,
    config: CronJobConfig,
    interval: RepeatingInterval | null,
    now: Micros,
  ) {
    this.number = number;
    this.spec = spec;
    this.config = config;
    this.disabled = config.disabled;
    this.interval = interval;
    // What could not have started in time before it was known was never promised.
    this.next = interval === null ? 0 : firstFrom(interval, now - config.epsilonUs);
  }

  static restored(snapshot: JobSnapshot, config: CronJobConfig): ScheduledJob {
    const { number, spec, interval } = snapshot;
    const job = new ScheduledJob(number, spec, config, interval, 0);
    job.next = snapshot.next;
    job.nextRun = snapshot.nextRun;
    job.disabled = snapshot.disabled;
    job.failuresInRow = snapshot.failuresInRow;
    for (const parent of snapshot.done) job.done.add(parent);
    Object.assign(job.counts, snapshot.counts);
    job.runs = snapshot.runs.map(copyOf);
    return job;
  }

  snapshot(): JobSnapshot {
    const { number, spec, interval, next, nextRun, disabled, failuresInRow, counts } = this;
    return {
      ...{ number, spec, interval, next, nextRun, disabled, failuresInRow },
      done: [...this.done],
      counts: { ...counts },
      runs: this.runs.map(copyOf),
    };
  }

  view(): JobView {
    const { name, number, disabled, nextDueUs, runs, counts } = this;
    return { name, number, disabled, nextDueUs, runs, counts };
  }

  get name(): string {
    return this.spec.name;
  }

  get nextDueUs(): Micros | null {
    return this.interval === null ? null : dueAt(this.interval, this.next);
  }

  /** Takes another description; the schedule goes on unless it is another. */
  describe(
    spec: CronJobSpec,
    config: CronJobConfig,
    interval: RepeatingInterval | null,
    now: Micros,
  ): void {
    if (config.schedule !== this.config.schedule) {
      this.interval = interval;
      this.next = interval === null ? 0 : firstFrom(interval, now - config.epsilonUs);
    }
    this.spec = spec;
    this.config = config;
    this.disabled = config.disabled;
    this.failuresInRow = 0;
  }

  /** Makes runs of what has become due; a disabled job lets it pass. */
  makeDue(now: Micros): void {
    for (;;) {
      const dueUs = this.nextDueUs;
      if (this.interval === null || dueUs === null || dueUs > now) return;
      if (this.disabled) {
        this.next = firstFrom(this.interval, now + 1);
        continue;
      }
      this.next++;
      this.addRun(dueUs, dueUs + this.config.epsilonUs);
    }
  }

  /** @param latestUs null: it may start at any time */
  addRun(dueUs: Micros, latestUs: Micros | null): void {
    const run = this.nextRun++;
    const nothing = { againUs: 0, failures: 0, attempts: [] };
    this.runs.push({ run, dueUs, latestUs, phase: 'WAITING', ...nothing });
  }

  /** A run is over. */
  end(run: Run, outcome: Outcome): void {
    this.runs = this.runs.filter((one) => one !== run);
    this.counts[outcome]++;
  }

  /** Runs that have waited too long. One that started once has kept its time. */
  missed(now: Micros): Run[] {
    return this.runs.filter(
      (run) => run.phase === 'WAITING' && !isInTime(run, now) && run.failures === 0,
    );
  }

  /** Runs that may be launched now: one at a time, the first, unless they may run side by side. */
  launchable(now: Micros): Run[] {
    if (this.disabled) return [];
    const runs = this.config.concurrent ? this.runs : this.runs.slice(0, 1);
    return runs.filter(
      (run) => run.phase === 'WAITING' && (run.failures > 0 || isInTime(run, now)),
    );
  }

  /** When something is due: the next run, the end of a wait. */
  get wakeUs(): Micros | null {
    let wakeUs = this.nextDueUs;
    for (const run of this.runs) {
      if (run.phase === 'RESTING') wakeUs = earlier(wakeUs, run.againUs);
      if (run.phase === 'WAITING' && run.latestUs !== null && run.failures === 0) {
        wakeUs = earlier(wakeUs, run.latestUs + 1);
      }
    }
    return wakeUs;
  }
}

function copyOf(run: Run): Run {
  return { ...run, attempts: run.attempts.map((attempt) => ({ ...attempt })) };
}
