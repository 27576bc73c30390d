import { type ReadReport, ReportBuilder } from '../reading/read-report.ts';
import { LineSplitter, MAX_LINE_LENGTH } from '../reading/line-splitter.ts';
import {
  type FileStart,
  NO_COUNTS,
  type ReadTrace,
  type TraceCounts,
  type TraceFormat,
  type TraceReader,
} from '../reading/trace-reader.ts';

/** A job's configuration, as Hadoop writes it beside the history (`…_conf.xml`). */
export class JobConfiguration implements ReadTrace {
  /** By name, the last of a name. Values as written, XML's entities resolved. */
  readonly properties: ReadonlyMap<string, string>;
  readonly report: ReadReport;
  readonly counts: TraceCounts;

  constructor(properties: ReadonlyMap<string, string>, report: ReadReport) {
    this.properties = properties;
    this.report = report;
    const get = (name: string): string | null => properties.get(name) ?? null;
    this.counts = {
      ...NO_COUNTS,
      facts: {
        properties: properties.size,
        jobName: get('mapreduce.job.name') ?? get('mapred.job.name'),
        user: get('mapreduce.job.user.name') ?? get('user.name'),
        queue: get('mapreduce.job.queuename') ?? get('mapred.job.queue.name'),
        mapMemoryMb: get('mapreduce.map.memory.mb'),
        reduceMemoryMb: get('mapreduce.reduce.memory.mb'),
      },
    };
  }

  toWorkload(): string {
    return "found a job's configuration, wanted its history (the file without _conf.xml)";
  }
}

const PROPERTY_END = '</property>';
const NAME = /<name>([^<]*)<\/name>/;
const VALUE = /<value>([^<]*)<\/value>/;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * Push parser of job configurations. A row is a `<property>`; what stands between is passed over,
 * and nothing in it is followed: no entity of the document's own, no included file.
 */
export class JobConfigurationReader implements TraceReader<JobConfiguration> {
  private readonly report = new ReportBuilder();
  private readonly properties = new Map<string, string>();
  /** Lines of a property that ends in a later one, and where it began. */
  private begun: string[] = [];
  private begunLength = 0;
  private begunLine = 1;
  private readonly lines = new LineSplitter({
    line: (text, number) => this.line(text, number),
    tooLong: (number) => this.refuse(number, `found a line above ${MAX_LINE_LENGTH} characters`),
  });

  push(chunk: Uint8Array | string): void {
    this.lines.push(chunk);
  }

  end(): JobConfiguration {
    this.lines.end();
    if (this.begun.length > 0) {
      this.refuse(this.begunLine, `found the end of the file, wanted ${PROPERTY_END}`);
    }
    return new JobConfiguration(this.properties, this.report.report());
  }

  private line(text: string, number: number): void {
    let line = text;
    if (this.begun.length > 0) {
      this.begun.push(text);
      this.begunLength += text.length + 1;
      const ends = text.includes(PROPERTY_END);
      if (!ends && this.begunLength <= MAX_PROPERTY_LENGTH) return;
      line = this.begun.join('\n');
      this.begun = [];
      if (!ends) {
        this.refuse(this.begunLine, `found no ${PROPERTY_END} up to line ${number}`);
        return;
      }
    } else {
      this.begunLine = number;
    }
    this.propertiesIn(line, number);
  }

  /** Takes the properties of a line; the last may go on in the next. */
  private propertiesIn(line: string, number: number): void {
    let from = line.indexOf('<property>');
    while (from >= 0) {
      const to = line.indexOf(PROPERTY_END, from);
      if (to < 0) {
        this.begun = [line.slice(from)];
        this.begunLength = line.length - from;
        return;
      }
      this.property(line.slice(from, to), this.begunLine);
      this.begunLine = number;
      from = line.indexOf('<property>', to);
    }
  }

  private property(text: string, line: number): void {
    const name = NAME.exec(text)?.[1];
    if (name === undefined || name.trim() === '') {
      this.refuse(line, 'found a property without a name');
      return;
    }
    this.report.row();
    // A property without a value sets an empty one.
    this.properties.set(resolved(name.trim()), resolved(VALUE.exec(text)?.[1] ?? ''));
  }

  private refuse(line: number, reason: string): void {
    this.report.row();
    this.report.refuse(line, reason);
  }
}

/** Longest property of several lines, UTF-16 units. */
const MAX_PROPERTY_LENGTH = 65_536;

function resolved(text: string): string {
  return text.replace(/&(\w+);/g, (all, name: string) => ENTITIES.get(name) ?? all);
}

export const JOB_CONFIGURATION_FORMAT: TraceFormat = {
  name: 'job-conf-xml',
  title: "a Hadoop job's configuration",
  detect({ text }: FileStart): boolean {
    return /^\s*(?:<\?xml[^>]{0,200}\?>\s*)?<configuration[\s>]/.test(text);
  },
  reader: () => new JobConfigurationReader(),
};
