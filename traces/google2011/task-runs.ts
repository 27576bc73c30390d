import { ByteNames } from '../reading/byte-names.ts';
import { GrowingColumn, newBytes, newFloats, newInts } from '../reading/growing-column.ts';
import { PairIndex } from '../reading/pair-index.ts';
import { AFTER, GoogleEvent, endsRun } from './google-events.ts';

/** An event of a task, its names as numbers in the tables of {@link TaskRuns}. */
export interface NamedEvent {
  readonly timeUs: number;
  readonly job: number;
  readonly index: number;
  readonly event: number;
  /** {@link NOBODY} where blank. */
  readonly user: number;
  readonly priority: number;
  readonly request: number;
  /** The row's requests are not blank. */
  readonly requested: boolean;
}

/** {@link NamedEvent.user} of a row without one. */
export const NOBODY = -1;

/** A job met in task events. */
export interface GoogleJob {
  readonly user: number;
  readonly priority: number;
  /** First submission of one of its tasks, or its first event where that is not in the file. */
  submitUs: number;
  submitted: boolean;
}

/** How long tasks ran, as far as the file shows it: one slot a task, in columns. */
export class TaskRuns {
  /** Ids of jobs, digits of up to 64 bits. */
  readonly jobIds: ByteNames = new ByteNames();
  /** By number in {@link jobIds}. */
  readonly jobs: GoogleJob[] = [];
  readonly users: ByteNames = new ByteNames();
  /** Distinct requests, as {@link TaskEvent.request} writes them. */
  readonly requests: ByteNames = new ByteNames();
  /** Slots by job and index. */
  private readonly slots = new PairIndex();
  /** When the run under way began; -1 without one. */
  private scheduledUs = new GrowingColumn(newFloats);
  /**
   * Length of the task's last finished run, else of its longest one that ended; -1 without. What
   * {@link durationUs} says, from the end of the file on.
   */
  private readonly runUs = new GrowingColumn(newFloats);
  /** 1 when `runUs` is of a finished run. */
  private finished = new GrowingColumn(newBytes);
  private readonly requestOf = new GrowingColumn(newInts);
  completedRuns = 0;
  completedUs = 0;
  /** Runs that ended otherwise than by FINISH. */
  failedRuns = 0;
  endsWithoutSchedule = 0;
  /** Tasks whose last run has no end in the file; known at its end. */
  stillRunning = 0;

  get tasks(): number {
    return this.slots.size;
  }

  take(event: NamedEvent): void {
    const job = this.jobOf(event);
    const slot = this.slotOf(event);
    if (event.event === GoogleEvent.SUBMIT) submit(job, event.timeUs);
    if (event.event === GoogleEvent.SCHEDULE) this.scheduledUs.set(slot, event.timeUs);
    if (endsRun(event.event)) this.endRun(slot, event);
    // Rows before the request is known leave it blank; a later one may be larger.
    if (event.requested) this.requestOf.set(slot, event.request);
  }

  /**
   * The end of the file: settles how long each task takes, and gives back what only reading needs.
   * A task takes the time of its finished run; else what is known of its others, of which the one
   * under way lasts from `firstUs` at the earliest to `lastUs`.
   */
  end(firstUs: number, lastUs: number): void {
    for (let slot = 0; slot < this.tasks; slot++) {
      const since = this.scheduledUs.at(slot);
      if (since >= 0) this.stillRunning++;
      if (this.finished.at(slot) === 1) continue;
      const running = since < 0 || since === AFTER ? 0 : lastUs - Math.max(since, firstUs);
      this.runUs.set(slot, Math.max(0, this.runUs.at(slot), running));
    }
    this.scheduledUs = new GrowingColumn(newFloats);
    this.finished = new GrowingColumn(newBytes);
    this.slots.close();
  }

  /** How long a task takes in a replay, whole microseconds; 0 when it never ran. */
  durationUs(slot: number): number {
    return Math.round(this.runUs.at(slot));
  }

  /** Number of a task's request in {@link requests}. */
  request(slot: number): number {
    return this.requestOf.at(slot);
  }

  /** Number of a task's job in {@link jobs}. */
  job(slot: number): number {
    return this.slots.first(slot);
  }

  /** A task's index in its job. */
  index(slot: number): number {
    return this.slots.second(slot);
  }

  private jobOf({ job, user, priority, timeUs }: NamedEvent): GoogleJob {
    if (job === this.jobs.length) {
      this.jobs.push({ user, priority, submitUs: timeUs, submitted: false });
    }
    return this.jobs[job];
  }

  private slotOf({ job, index, request }: NamedEvent): number {
    const before = this.tasks;
    const slot = this.slots.idOf(job, index);
    if (slot < before) return slot;
    this.scheduledUs.push(-1);
    this.runUs.push(-1);
    this.finished.push(0);
    this.requestOf.push(request);
    return slot;
  }

  private endRun(slot: number, { event, timeUs }: NamedEvent): void {
    const since = this.scheduledUs.at(slot);
    if (since < 0) {
      this.endsWithoutSchedule++;
      return;
    }
    this.scheduledUs.set(slot, -1);
    if (timeUs === AFTER || since === AFTER) return;
    const lasted = timeUs - since;
    this.completedRuns++;
    this.completedUs += lasted;
    if (event === GoogleEvent.FINISH) {
      this.runUs.set(slot, lasted);
      this.finished.set(slot, 1);
      return;
    }
    this.failedRuns++;
    if (this.finished.at(slot) === 0) this.runUs.set(slot, Math.max(this.runUs.at(slot), lasted));
  }
}

function submit(job: GoogleJob, timeUs: number): void {
  job.submitUs = job.submitted ? Math.min(job.submitUs, timeUs) : timeUs;
  job.submitted = true;
}
