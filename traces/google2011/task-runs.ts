import { GrowingColumn, newBytes, newFloats, newInts } from '../hadoop/growing-column.ts';
import { TextTable, ownText } from '../reading/text-table.ts';
import { AFTER, GoogleEvent, endsRun } from './google-events.ts';
import { NO_REQUEST, type TaskEvent } from './task-event.ts';

/** A job met in task events. */
export interface GoogleJob {
  readonly id: string;
  readonly user: string;
  readonly priority: number;
  /** First submission of one of its tasks, or its first event where that is not in the file. */
  submitUs: number;
  submitted: boolean;
  /** Slot of each task by its index; absent where the file has no such task. */
  readonly slots: number[];
}

/** How long tasks ran, as far as the file shows it: one slot a task, in columns. */
export class TaskRuns {
  readonly jobs: Map<string, GoogleJob> = new Map();
  /** Of all rows, jobs' or not. */
  readonly users: TextTable = new TextTable();
  /** Distinct requests in order of first use. */
  readonly requests: string[] = [];
  private readonly requestIndexes = new Map<string, number>();
  /** When the run under way began; -1 without one. */
  private readonly scheduledUs = new GrowingColumn(newFloats);
  /** Length of the task's last finished run, else of its longest one that ended; -1 without. */
  private readonly runUs = new GrowingColumn(newFloats);
  /** 1 when `runUs` is of a finished run. */
  private readonly finished = new GrowingColumn(newBytes);
  private readonly requestOf = new GrowingColumn(newInts);
  completedRuns = 0;
  completedUs = 0;
  /** Runs that ended otherwise than by FINISH. */
  failedRuns = 0;
  endsWithoutSchedule = 0;

  get tasks(): number {
    return this.scheduledUs.length;
  }

  take(event: TaskEvent): void {
    const job = this.jobOf(event);
    const slot = this.slotOf(job, event);
    if (event.event === GoogleEvent.SUBMIT) submit(job, event.timeUs);
    if (event.event === GoogleEvent.SCHEDULE) this.scheduledUs.set(slot, event.timeUs);
    if (endsRun(event.event)) this.endRun(slot, event);
    // Rows before the request is known leave it blank; a later one may be larger.
    if (event.request !== NO_REQUEST) this.requestOf.set(slot, this.requestIndex(event.request));
  }

  /** Tasks whose last run has no end in the file. */
  stillRunning(): number {
    let running = 0;
    for (let slot = 0; slot < this.tasks; slot++) if (this.scheduledUs.at(slot) >= 0) running++;
    return running;
  }

  /**
   * How long a task takes in a replay, microseconds: its finished run; else what is known of its
   * others, of which the one under way lasts to the end of the file.
   *
   * @returns 0 when it never ran
   */
  durationUs(slot: number, firstUs: number, lastUs: number): number {
    const ran = this.runUs.at(slot);
    if (this.finished.at(slot) === 1) return ran;
    const since = this.scheduledUs.at(slot);
    const running = since < 0 || since === AFTER ? 0 : lastUs - Math.max(since, firstUs);
    return Math.max(0, ran, running);
  }

  /** Index of a task's request in {@link requests}. */
  request(slot: number): number {
    return this.requestOf.at(slot);
  }

  private jobOf({ jobId, user, priority, timeUs }: TaskEvent): GoogleJob {
    const known = this.jobs.get(jobId);
    const ownUser = user === '' ? '' : this.users.own(user);
    if (known !== undefined) return known;
    const id = ownText(jobId);
    const job = { id, user: ownUser, priority, submitUs: timeUs, submitted: false, slots: [] };
    this.jobs.set(id, job);
    return job;
  }

  private slotOf(job: GoogleJob, { index, request }: TaskEvent): number {
    const known = job.slots[index] as number | undefined;
    if (known !== undefined) return known;
    const slot = this.tasks;
    job.slots[index] = slot;
    this.scheduledUs.push(-1);
    this.runUs.push(-1);
    this.finished.push(0);
    this.requestOf.push(this.requestIndex(request));
    return slot;
  }

  private endRun(slot: number, { event, timeUs }: TaskEvent): void {
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

  private requestIndex(request: string): number {
    const known = this.requestIndexes.get(request);
    if (known !== undefined) return known;
    const own = ownText(request);
    this.requestIndexes.set(own, this.requests.length);
    return this.requests.push(own) - 1;
  }
}

function submit(job: GoogleJob, timeUs: number): void {
  job.submitUs = job.submitted ? Math.min(job.submitUs, timeUs) : timeUs;
  job.submitted = true;
}
