import type { ReportBuilder } from '../reading/read-report.ts';
import { isWideInteger, type JsonValue } from '../reading/exact-json.ts';
import type { FieldReader } from './field-reader.ts';
import {
  AttemptTable,
  type ByteCounter,
  Locality,
  NONE,
  Outcome,
  type TaskColumns,
  TaskKind,
  TaskTable,
} from './hadoop-columns.ts';
import type { ExactCounter, HadoopFormat, HadoopJob, JobDraft } from './hadoop-record.ts';
import { HadoopTrace } from './hadoop-trace.ts';
import { HostTable } from './host-table.ts';

/** A point to go back to when a job turns out to be unusable. */
export interface RecorderMark {
  readonly jobs: number;
  readonly tasks: number;
  readonly attempts: number;
  readonly exactCounters: number;
}

/** Collects a {@link HadoopTrace} while a reader runs. */
export class HadoopRecorder {
  readonly jobs: JobDraft[] = [];
  readonly tasks: TaskTable = new TaskTable();
  readonly attempts: AttemptTable = new AttemptTable();
  readonly hosts: HostTable = new HostTable();
  private readonly exactCounters: ExactCounter[] = [];
  private readonly report: ReportBuilder;
  private readonly fields: FieldReader;

  constructor(report: ReportBuilder, fields: FieldReader) {
    this.report = report;
    this.fields = fields;
  }

  /** @returns the index of a new job, of which nothing is known yet */
  addJob(id: string): number {
    this.jobs.push({
      id,
      name: null,
      user: null,
      queue: null,
      priority: null,
      outcome: Outcome.UNKNOWN,
      submitMs: Number.NaN,
      launchMs: Number.NaN,
      finishMs: Number.NaN,
      declaredMaps: null,
      declaredReduces: null,
      mapMemoryMb: null,
      reduceMemoryMb: null,
      mapCpus: null,
      reduceCpus: null,
    });
    return this.jobs.length - 1;
  }

  /** Keeps a counter: in its column, or digit for digit where that cannot hold it. */
  setBytes(attempt: number, counter: ByteCounter, value: JsonValue | undefined): void {
    if (isWideInteger(value) && !Number.isSafeInteger(Number(value)) && value[0] !== '-') {
      this.exactCounters.push({ attempt, counter, digits: value });
      this.report.repair('kept a number above 2^53 as text, out of all sums');
      return;
    }
    const bytes = this.fields.count(value);
    if (!Number.isNaN(bytes)) this.attempts[counter].set(attempt, bytes);
  }

  mark(): RecorderMark {
    return {
      jobs: this.jobs.length,
      tasks: this.tasks.count,
      attempts: this.attempts.count,
      exactCounters: this.exactCounters.length,
    };
  }

  /** Forgets every job, task and attempt since the mark. */
  rollBack(mark: RecorderMark): void {
    this.jobs.length = mark.jobs;
    this.tasks.truncate(mark.tasks);
    this.attempts.truncate(mark.attempts);
    this.exactCounters.length = mark.exactCounters;
  }

  finish(format: HadoopFormat): HadoopTrace {
    this.dropEndsOfNothing();
    const tasks = this.taskColumns();
    this.setLocalities(tasks);
    const jobs: readonly HadoopJob[] = this.jobs;
    return new HadoopTrace({
      format,
      jobs,
      tasks,
      attempts: this.attempts.columns(),
      hosts: this.hosts.names,
      racks: this.hosts.racks,
      rackNames: this.hosts.rackNames,
      exactCounters: this.exactCounters,
      report: this.report.report(),
    });
  }

  /** Some writers put 0 where they know no end. A trace of relative times may start at 0. */
  private dropEndsOfNothing(): void {
    const { attempts } = this;
    for (let attempt = 0; attempt < attempts.count; attempt++) {
      if (attempts.finishMs.at(attempt) !== 0 || !(attempts.startMs.at(attempt) > 0)) continue;
      attempts.finishMs.set(attempt, Number.NaN);
      this.report.repair('took an end at time 0 for unknown');
    }
  }

  private taskColumns(): TaskColumns {
    const { tasks } = this;
    return {
      count: tasks.count,
      job: tasks.job.values(),
      kind: tasks.kind.values(),
      number: tasks.number.values(),
      outcome: tasks.outcome.values(),
      startMs: tasks.startMs.values(),
      finishMs: tasks.finishMs.values(),
      ...this.preferences(),
      ...this.attemptsByTask(),
    };
  }

  /** The tasks' machines, put into the tasks' order: some tasks are told theirs late. */
  private preferences(): Pick<TaskColumns, 'firstPreferred' | 'preferred'> {
    const { tasks } = this;
    const firstPreferred = new Int32Array(tasks.count + 1);
    for (let task = 0; task < tasks.count; task++) {
      firstPreferred[task + 1] = firstPreferred[task] + tasks.preferredCount.at(task);
    }
    const preferred = new Int32Array(firstPreferred[tasks.count]);
    const all = tasks.preferred.values();
    for (let task = 0; task < tasks.count; task++) {
      const from = tasks.firstPreferred.at(task);
      const machines = all.subarray(from, from + tasks.preferredCount.at(task));
      preferred.set(machines, firstPreferred[task]);
    }
    return { firstPreferred, preferred };
  }

  private attemptsByTask(): Pick<TaskColumns, 'firstAttempt' | 'attempts'> {
    const { attempts, tasks } = this;
    const firstAttempt = new Int32Array(tasks.count + 1);
    for (let attempt = 0; attempt < attempts.count; attempt++) {
      firstAttempt[attempts.task.at(attempt) + 1]++;
    }
    for (let task = 0; task < tasks.count; task++) firstAttempt[task + 1] += firstAttempt[task];
    const next = firstAttempt.slice();
    const order = new Int32Array(attempts.count);
    for (let attempt = 0; attempt < attempts.count; attempt++) {
      order[next[attempts.task.at(attempt)]++] = attempt;
    }
    return { firstAttempt, attempts: order };
  }

  /** How near their input maps ran, where the log does not say it itself. */
  private setLocalities({ kind, firstPreferred, preferred }: TaskColumns): void {
    const { attempts } = this;
    for (let attempt = 0; attempt < attempts.count; attempt++) {
      const task = attempts.task.at(attempt);
      const host = attempts.host.at(attempt);
      if (kind[task] !== TaskKind.MAP || host === NONE) continue;
      if (attempts.locality.at(attempt) !== Locality.UNKNOWN) continue;
      const machines = preferred.subarray(firstPreferred[task], firstPreferred[task + 1]);
      attempts.locality.set(attempt, this.localityOf(host, machines));
    }
  }

  private localityOf(host: number, machines: Int32Array): Locality {
    if (machines.length === 0) return Locality.UNKNOWN;
    if (machines.includes(host)) return Locality.NODE_LOCAL;
    const { racks } = this.hosts;
    if (racks[host] < 0) return Locality.UNKNOWN;
    if (machines.some((machine) => racks[machine] === racks[host])) return Locality.RACK_LOCAL;
    return machines.every((machine) => racks[machine] >= 0)
      ? Locality.OFF_SWITCH
      : Locality.UNKNOWN;
  }
}
