import { LineSplitter, MAX_LINE_LENGTH } from '../reading/line-splitter.ts';
import { ReportBuilder } from '../reading/read-report.ts';
import type { FileStart, TraceFormat, TraceReader } from '../reading/trace-reader.ts';
import { FieldReader } from './field-reader.ts';
import { HadoopRecorder } from './hadoop-recorder.ts';
import type { HadoopTrace } from './hadoop-trace.ts';
import { HistoryIndex } from './history-index.ts';
import { parseJhistLine } from './jhist-event.ts';
import { JhistEventKeeper } from './jhist-event-keeper.ts';

const TEXT = 'Avro-Json';
const BINARY = 'Avro-Binary';

/**
 * Push parser of MapReduce's history since Hadoop 0.21 (`.jhist`): the word `Avro-Json`, a schema,
 * and one event a line, in Avro's JSON encoding. The schema is not needed.
 *
 * `rowsRead` counts events and lines that are none. What no number is taken from (an event of a
 * type not known here) is a row like any other.
 */
export class JhistReader implements TraceReader<HadoopTrace> {
  private readonly report = new ReportBuilder();
  private readonly fields = new FieldReader(this.report);
  private readonly recorder = new HadoopRecorder(this.report, this.fields);
  private readonly keeper = new JhistEventKeeper(
    this.recorder,
    new HistoryIndex(this.recorder),
    this.fields,
  );
  /** The rest is binary: a part of it that looks like a line is none. */
  private binary = false;
  private readonly lines = new LineSplitter({
    line: (text, number) => this.line(text, number),
    tooLong: (number) => {
      if (!this.binary) this.refuse(number, `found a line above ${MAX_LINE_LENGTH} characters`);
    },
  });

  push(chunk: Uint8Array | string): void {
    if (!this.binary) this.lines.push(chunk);
  }

  end(truncated: boolean = false): HadoopTrace {
    const cut = truncated ? this.lines.unfinishedLine() : null;
    if (cut === null) this.lines.end();
    else if (!this.binary) {
      this.refuse(cut, 'found the end of a damaged file in the middle of an event');
    }
    return this.recorder.finish('jhist');
  }

  private line(text: string, number: number): void {
    const line = text.trim();
    if (this.binary || line === '' || line === TEXT) return;
    if (line === BINARY) {
      this.binary = true;
      this.refuse(number, `found ${BINARY}, wanted ${TEXT} (mapreduce.jobhistory.jhist.format)`);
      return;
    }
    const event = parseJhistLine(line);
    if (event === null) return;
    if (typeof event === 'string') {
      this.refuse(number, event);
      return;
    }
    const problem = this.keeper.keep(event);
    if (problem === null) this.report.row();
    else this.refuse(number, problem);
  }

  private refuse(line: number, reason: string): void {
    this.report.row();
    this.report.refuse(line, reason);
  }
}

export const JHIST_FORMAT: TraceFormat = {
  name: 'jhist',
  title: 'a Hadoop .jhist file',
  detect({ lines }: FileStart): boolean {
    if (lines[0]?.trim() === TEXT || lines[0]?.trim() === BINARY) return true;
    return lines.some((line) => /^\s*\{"type":"[A-Z_]{1,60}","event":\{/.test(line));
  },
  reader: () => new JhistReader(),
};
