import { someLine } from '../reading/detect-format.ts';
import { RowReader } from '../reading/row-reader.ts';
import { TextTable } from '../reading/text-table.ts';
import type { TraceFormat, TraceReader } from '../reading/trace-reader.ts';
import { type BatchTask, parseBatchTask2017, parseBatchTask2018 } from './batch-task.ts';
import { AlibabaBatch } from './batch-trace.ts';

/** `batch_task.csv` of Alibaba's cluster-trace-v2017. */
export const ALIBABA_2017_FORMAT: TraceFormat = {
  name: 'alibaba2017-batch_task',
  title: 'batch tasks of Alibaba 2017',
  detect: (start) => someLine(start, (line) => ROW_2017.test(line)),
  reader: () => new BatchReader(ALIBABA_2017_FORMAT.name, parseBatchTask2017, HEADER_2017),
};

/** `batch_task.csv` of Alibaba's cluster-trace-v2018. */
export const ALIBABA_2018_FORMAT: TraceFormat = {
  name: 'alibaba2018-batch_task',
  title: 'batch tasks of Alibaba 2018',
  detect: (start) => someLine(start, (line) => ROW_2018.test(line)),
  reader: () => new BatchReader(ALIBABA_2018_FORMAT.name, parseBatchTask2018, HEADER_2018),
};

const STATUS = '(Ready|Waiting|Running|Terminated|Failed|Cancelled|Interrupted)';
const ROW_2017 = new RegExp(`^-?\\d+,-?\\d+,\\w+,\\w+,\\d+,${STATUS}(,[\\d.eE-]*){0,2}$`);
const ROW_2018 = new RegExp(`^[^,]+,[\\d.]*,[^,]+,[^,]*,${STATUS},\\d*,\\d*(,[\\d.]*){0,2}$`);

/** The originals have no header; copies may. */
const HEADER_2017 = 'task_create_time,';
const HEADER_2018 = 'task_name,';

/** Push parser of either table. */
class BatchReader implements TraceReader<AlibabaBatch> {
  private readonly tasks: BatchTask[] = [];
  private readonly texts = new TextTable();
  private readonly format: string;
  private readonly parse: (line: string) => BatchTask | string;
  private readonly table: RowReader;

  constructor(format: string, parse: (line: string) => BatchTask | string, header: string) {
    this.format = format;
    this.parse = parse;
    this.table = new RowReader((text) => this.row(text), { comment: header });
  }

  push(chunk: Uint8Array | string): void {
    this.table.push(chunk);
  }

  end(truncated: boolean = false): AlibabaBatch {
    return new AlibabaBatch(this.format, this.tasks, this.table.end(truncated).report());
  }

  private row(text: string): string | null {
    const task = this.parse(text);
    if (typeof task === 'string') return task;
    const { job, name, status } = task;
    this.tasks.push({
      ...task,
      job: this.texts.own(job),
      name: this.texts.own(name),
      status: this.texts.own(status),
    });
    return null;
  }
}
