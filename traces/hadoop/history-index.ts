import { parseHadoopId } from './hadoop-ids.ts';
import type { TaskKind } from './hadoop-columns.ts';
import type { HadoopRecorder } from './hadoop-recorder.ts';
import { detached } from './host-table.ts';

/** An attempt and the task it is one of. */
export interface FoundAttempt {
  readonly task: number;
  readonly attempt: number;
}

/** Above every number of an attempt. */
const ATTEMPTS = 1_000_000;

/**
 * Jobs, tasks and attempts by their ids, for logs that tell of each in several records: whatever
 * is named first is begun with that.
 */
export class HistoryIndex {
  private readonly recorder: HadoopRecorder;
  private readonly jobs = new Map<string, number>();
  /** By job: its tasks by key. */
  private readonly tasks: Map<number, number>[] = [];
  /** By task × {@link ATTEMPTS} + number. */
  private readonly attempts = new Map<number, number>();

  constructor(recorder: HadoopRecorder) {
    this.recorder = recorder;
  }

  /** @param id any name that is not empty */
  job(id: string): number {
    const known = this.jobs.get(id);
    if (known !== undefined) return known;
    const kept = detached(id);
    const job = this.recorder.addJob(kept);
    this.jobs.set(kept, job);
    this.tasks.push(new Map());
    return job;
  }

  /** @returns the task's index, or null when the id is no task's */
  task(id: string, kind: TaskKind): number | null {
    const parts = parseHadoopId(id);
    if (parts === null || parts.attemptNumber !== null) return null;
    return this.taskByKey(this.job(parts.job), parts.taskKey, parts.taskNumber, kind);
  }

  /** @returns the attempt and its task, or null when the id is no attempt's */
  attempt(id: string, kind: TaskKind): FoundAttempt | null {
    const parts = parseHadoopId(id);
    if (parts === null || parts.attemptNumber === null) return null;
    const task = this.taskByKey(this.job(parts.job), parts.taskKey, parts.taskNumber, kind);
    const key = task * ATTEMPTS + parts.attemptNumber;
    const known = this.attempts.get(key);
    if (known !== undefined) return { task, attempt: known };
    const attempt = this.recorder.attempts.add(task, parts.attemptNumber);
    this.attempts.set(key, attempt);
    return { task, attempt };
  }

  private taskByKey(job: number, key: number, number: number, kind: TaskKind): number {
    const known = this.tasks[job].get(key);
    if (known !== undefined) return known;
    const task = this.recorder.tasks.add(job, kind, number);
    this.tasks[job].set(key, task);
    return task;
  }
}
