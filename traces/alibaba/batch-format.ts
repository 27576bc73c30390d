import { someLine } from '../reading/detect-format.ts';
import { RowCursor } from '../reading/row-cursor.ts';
import { RowReader } from '../reading/row-reader.ts';
import type { ReadPurpose, TraceFormat, TraceReader } from '../reading/trace-reader.ts';
import { BatchTable } from './batch-table.ts';
import { type BatchTask, parseBatchTask2017, parseBatchTask2018 } from './batch-task.ts';
import { AlibabaBatch } from './batch-trace.ts';
import {
  type ReadPlainRow,
  newPlainBatchRow,
  readPlain2017,
  readPlain2018,
} from './plain-batch-row.ts';
import { NO_NUMBER, parseTaskName, readTaskName } from './task-name.ts';

const NAME_2017 = 'alibaba2017-batch_task';
const NAME_2018 = 'alibaba2018-batch_task';

/** `batch_task.csv` of Alibaba's cluster-trace-v2017. */
export const ALIBABA_2017_FORMAT: TraceFormat = {
  name: NAME_2017,
  title: 'batch tasks of Alibaba 2017',
  detect: (start) => someLine(start, (line) => ROW_2017.test(line)),
  reader: (purpose) => new BatchReader(V2017, purpose),
};

/** `batch_task.csv` of Alibaba's cluster-trace-v2018. */
export const ALIBABA_2018_FORMAT: TraceFormat = {
  name: NAME_2018,
  title: 'batch tasks of Alibaba 2018',
  detect: (start) => someLine(start, (line) => ROW_2018.test(line)),
  reader: (purpose) => new BatchReader(V2018, purpose),
};

const STATUS = '(Ready|Waiting|Running|Terminated|Failed|Cancelled|Interrupted)';
const ROW_2017 = new RegExp(`^-?\\d+,-?\\d+,\\w+,\\w+,\\d+,${STATUS}(,[\\d.eE-]*){0,2}$`);
const ROW_2018 = new RegExp(`^[^,]+,[\\d.]*,[^,]+,[^,]*,${STATUS},\\d*,\\d*(,[\\d.]*){0,2}$`);

/** How the rows of one of the traces are read. */
interface BatchVersion {
  readonly format: string;
  readonly parse: (line: string) => BatchTask | string;
  readonly readPlain: ReadPlainRow;
  /** How a line of names begins: the originals have none, copies may. */
  readonly header: string;
}

const V2017: BatchVersion = {
  format: NAME_2017,
  parse: parseBatchTask2017,
  readPlain: readPlain2017,
  header: 'task_create_time,',
};

const V2018: BatchVersion = {
  format: NAME_2018,
  parse: parseBatchTask2018,
  readPlain: readPlain2018,
  header: 'task_name,',
};

/** Push parser of either table. */
class BatchReader implements TraceReader<AlibabaBatch> {
  private readonly version: BatchVersion;
  private readonly purpose: ReadPurpose;
  private readonly tasks: BatchTable;
  private readonly cursor = new RowCursor();
  private readonly plain = newPlainBatchRow();
  private readonly table: RowReader;

  constructor(version: BatchVersion, purpose: ReadPurpose = 'workload') {
    this.version = version;
    this.purpose = purpose;
    this.tasks = new BatchTable(purpose === 'workload');
    this.table = new RowReader((text) => this.row(text), {
      comment: version.header,
      plain: (bytes, from, to) => this.plainRow(bytes, from, to),
    });
  }

  push(chunk: Uint8Array | string): void {
    this.table.push(chunk);
  }

  end(truncated: boolean = false): AlibabaBatch {
    const report = this.table.end(truncated).report();
    return new AlibabaBatch(this.version.format, this.purpose, this.tasks, report);
  }

  private plainRow(bytes: Uint8Array, from: number, to: number): boolean {
    const { plain, tasks } = this;
    this.cursor.begin(bytes, from, to);
    if (!this.version.readPlain(this.cursor, plain)) return false;
    const request = tasks.requests.idOf(bytes, plain.requestFrom, plain.requestTo);
    tasks.describeRequest(request, plain.cpuPercent, plain.memoryFraction);
    tasks.take({
      job: tasks.jobs.idOf(bytes, plain.jobFrom, plain.jobTo),
      status: tasks.statuses.idOf(bytes, plain.statusFrom, plain.statusTo),
      number: readTaskName(bytes, plain.nameFrom, plain.nameTo, tasks.parents),
      request,
      instances: plain.instances,
      startSeconds: plain.startSeconds,
      endSeconds: plain.endSeconds,
    });
    return true;
  }

  private row(text: string): string | null {
    const task = this.version.parse(text);
    if (typeof task === 'string') return task;
    const { tasks } = this;
    const { cpuPercent, memoryFraction, instances, startSeconds, endSeconds } = task;
    // Its own key: the bytes of requests have no sign in front.
    const request = tasks.requests.idOfText(`=${cpuPercent ?? ''},${memoryFraction ?? ''}`);
    tasks.describeRequest(request, cpuPercent ?? Number.NaN, memoryFraction ?? Number.NaN);
    const { number, parents } = parseTaskName(task.name);
    for (const parent of parents) tasks.parents.push(parent);
    tasks.take({
      job: tasks.jobs.idOfText(task.job),
      status: tasks.statuses.idOfText(task.status),
      number: number ?? NO_NUMBER,
      ...{ request, instances, startSeconds, endSeconds },
    });
    return null;
  }
}
