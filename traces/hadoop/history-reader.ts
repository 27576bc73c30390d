import { LineSplitter, MAX_LINE_LENGTH } from '../reading/line-splitter.ts';
import { quoted } from '../reading/fields.ts';
import { ReportBuilder } from '../reading/read-report.ts';
import type { FileStart, TraceFormat, TraceReader } from '../reading/trace-reader.ts';
import { FieldReader } from './field-reader.ts';
import { HadoopRecorder } from './hadoop-recorder.ts';
import type { HadoopTrace } from './hadoop-trace.ts';
import { HistoryIndex } from './history-index.ts';
import {
  beginsRecord,
  certainlyBeginsRecord,
  leavesValueOpen,
  parseHistoryRecord,
} from './history-record.ts';
import { HistoryRecordKeeper } from './history-record-keeper.ts';

/** A line in front of each of several files in one, as Rumen's tests have them. */
const FILE_MARK = /^!!FILE=(.*)!!$/;

/**
 * Push parser of the JobTracker's history, version 1 (Hadoop 0.18 to 1.x): records of escaped
 * `KEY="value"` pairs, several of which make a job, task or attempt together.
 *
 * A record ends where its quotes are closed at the end of a line, since values may have lines of
 * their own; one that is open when the next begins has broken off. `rowsRead` counts records and
 * lines that belong to none. Job configurations between the records are passed over.
 */
export class HistoryReader implements TraceReader<HadoopTrace> {
  private readonly report = new ReportBuilder();
  private readonly fields = new FieldReader(this.report);
  private readonly recorder = new HadoopRecorder(this.report, this.fields);
  private readonly keeper = new HistoryRecordKeeper(
    this.recorder,
    new HistoryIndex(this.recorder),
    this.fields,
  );
  /** Lines of the record begun; empty between records. */
  private record: string[] = [];
  private recordLength = 0;
  private recordLine = 1;
  private open = false;
  private inConfiguration = false;
  private readonly lines = new LineSplitter({
    line: (text, number) => this.line(text, number),
    tooLong: (number) => {
      this.breakOff('found another record or a very long line before its end');
      this.refuse(number, `found a line above ${MAX_LINE_LENGTH} characters`);
    },
  });

  push(chunk: Uint8Array | string): void {
    this.lines.push(chunk);
  }

  end(truncated: boolean = false): HadoopTrace {
    const cut = truncated ? this.lines.unfinishedLine() : null;
    if (cut === null) {
      this.lines.end();
    } else if (this.record.length === 0) {
      this.refuse(cut, 'found the end of a damaged file in the middle of a record');
    }
    this.breakOff('found the end of the file before its closing quote');
    return this.recorder.finish('jobhistory-v1');
  }

  private line(text: string, number: number): void {
    if (this.open) {
      if (!certainlyBeginsRecord(text) && !FILE_MARK.test(text)) {
        this.add(text, number);
        return;
      }
      this.breakOff('found another record before its closing quote');
    }
    const line = text.trimStart();
    if (line === '') return;
    const file = FILE_MARK.exec(line)?.[1];
    if (file !== undefined) {
      this.inConfiguration = file.endsWith('_conf.xml');
    } else if (beginsRecord(line)) {
      this.inConfiguration = false;
      this.recordLine = number;
      this.add(line, number);
    } else if (line.startsWith('<')) {
      this.inConfiguration = true;
    } else if (!this.inConfiguration) {
      this.refuse(number, `found ${quoted(line)}, wanted a record: Meta, Job, Task, …`);
    }
  }

  private add(line: string, number: number): void {
    this.record.push(line);
    this.recordLength += line.length + 1;
    this.open = leavesValueOpen(line, this.open);
    if (!this.open) {
      this.finishRecord();
    } else if (this.recordLength > MAX_LINE_LENGTH) {
      this.breakOff(`found no closing quote up to line ${number}`);
    }
  }

  private finishRecord(): void {
    const record = parseHistoryRecord(this.record.join('\n'));
    const line = this.recordLine;
    this.record = [];
    this.recordLength = 0;
    this.report.row();
    if (typeof record === 'string') {
      this.report.refuse(line, record);
      return;
    }
    const problem = this.keeper.keep(record);
    if (problem !== null) this.report.refuse(line, problem);
    else if (record.unmarked) this.report.repair('took a record without its end mark');
  }

  /** Refuses the record begun, if there is one. */
  private breakOff(reason: string): void {
    if (this.record.length === 0) return;
    this.record = [];
    this.recordLength = 0;
    this.open = false;
    this.refuse(this.recordLine, reason);
  }

  private refuse(line: number, reason: string): void {
    this.report.row();
    this.report.refuse(line, reason);
  }
}

export const JOB_HISTORY_FORMAT: TraceFormat = {
  name: 'jobhistory-v1',
  title: 'a Hadoop job history file',
  detect({ lines }: FileStart): boolean {
    return lines.some((line) => FILE_MARK.test(line) || certainlyBeginsRecord(line.trimStart()));
  },
  reader: () => new HistoryReader(),
};
