import { ByteNames } from '../reading/byte-names.ts';
import { GrowingColumn, newFloats, newInts } from '../reading/growing-column.ts';

/** A row of `batch_task`, its names as numbers in the tables of {@link BatchTable}. */
export interface NamedTask {
  readonly job: number;
  readonly status: number;
  readonly request: number;
  /**
   * In the job's graph, or `NO_NUMBER`. Its parents stand in {@link BatchTable.parents} already.
   */
  readonly number: number;
  readonly instances: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** What is counted over all rows. */
export interface BatchTotals {
  tasks: number;
  instances: number;
  dependencyEdges: number;
  taskSeconds: number;
  /** As if every instance had taken the time of its whole task. */
  instanceSeconds: number;
  negativeDurations: number;
  firstSeconds: number;
  lastSeconds: number;
}

/** The only status whose times are those of a whole run. */
const ENDED_WELL = 'Terminated';

/**
 * Rows of `batch_task`: all are counted, and of those that ended well what a workload needs is
 * kept in columns, some 40 bytes a row, and each job's name once.
 */
export class BatchTable {
  readonly totals: BatchTotals = {
    ...{ tasks: 0, instances: 0, dependencyEdges: 0, taskSeconds: 0, instanceSeconds: 0 },
    ...{ negativeDurations: 0, firstSeconds: Infinity, lastSeconds: -Infinity },
  };
  /** Of all rows. */
  readonly jobs: ByteNames = new ByteNames();
  readonly statuses: ByteNames = new ByteNames();
  private readonly statusCounts: number[] = [];
  private endedWell = -1;
  /** Pairs of requests: hundredths of a core, and a part of the machine; NaN where blank. */
  readonly requests: ByteNames = new ByteNames();
  readonly cpuPercent: GrowingColumn<Float64Array> = new GrowingColumn(newFloats);
  readonly memoryFraction: GrowingColumn<Float64Array> = new GrowingColumn(newFloats);
  /** Of the rows kept, as in {@link NamedTask}. */
  readonly job: GrowingColumn<Int32Array> = new GrowingColumn(newInts);
  readonly request: GrowingColumn<Int32Array> = new GrowingColumn(newInts);
  readonly number: GrowingColumn<Int32Array> = new GrowingColumn(newInts);
  readonly instances: GrowingColumn<Int32Array> = new GrowingColumn(newInts);
  readonly startSeconds: GrowingColumn<Float64Array> = new GrowingColumn(newFloats);
  readonly seconds: GrowingColumn<Float64Array> = new GrowingColumn(newFloats);
  /** Numbers of the tasks that are waited for, of one row behind those of another. */
  readonly parents: GrowingColumn<Int32Array> = new GrowingColumn(newInts);
  private readonly parentEnds = new GrowingColumn(newInts);
  private readonly keeps: boolean;

  /** @param keeps rows, not only their counts */
  constructor(keeps: boolean) {
    this.keeps = keeps;
  }

  /** Rows kept. */
  get count(): number {
    return this.job.length;
  }

  /** Where a kept row's parents begin; they end where the next row's begin. */
  firstParent(row: number): number {
    return row === 0 ? 0 : this.parentEnds.at(row - 1);
  }

  /** Rows by status, in order of first occurrence. */
  statusRecord(): Record<string, number> {
    return Object.fromEntries(
      this.statusCounts.map((count, status) => [this.statuses.text(status), count]),
    );
  }

  /** Says what the requests of a number are, the first time that it occurs. */
  describeRequest(request: number, cpuPercent: number, memoryFraction: number): void {
    if (request < this.cpuPercent.length) return;
    this.cpuPercent.push(cpuPercent);
    this.memoryFraction.push(memoryFraction);
  }

  take(task: NamedTask): void {
    const { totals } = this;
    const { startSeconds, endSeconds, instances } = task;
    const lasted = endSeconds - startSeconds;
    totals.tasks++;
    totals.instances += instances;
    totals.dependencyEdges += this.parents.length - this.firstParent(this.count);
    totals.taskSeconds += Math.max(0, lasted);
    totals.instanceSeconds += Math.max(0, lasted) * instances;
    if (lasted < 0) totals.negativeDurations++;
    totals.firstSeconds = Math.min(totals.firstSeconds, startSeconds);
    totals.lastSeconds = Math.max(totals.lastSeconds, endSeconds);
    this.countStatus(task.status);
    const usable = task.status === this.endedWell && lasted >= 0 && instances >= 1;
    if (this.keeps && usable) this.keep(task, lasted);
    else this.parents.truncate(this.firstParent(this.count));
  }

  private countStatus(status: number): void {
    if (status === this.statusCounts.length) {
      this.statusCounts.push(0);
      if (this.statuses.text(status) === ENDED_WELL) this.endedWell = status;
    }
    this.statusCounts[status]++;
  }

  private keep(task: NamedTask, seconds: number): void {
    this.job.push(task.job);
    this.request.push(task.request);
    this.number.push(task.number);
    this.instances.push(task.instances);
    this.startSeconds.push(task.startSeconds);
    this.seconds.push(seconds);
    this.parentEnds.push(this.parents.length);
  }
}
