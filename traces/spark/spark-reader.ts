import { quoted } from '../reading/fields.ts';
import { ReportBuilder } from '../reading/read-report.ts';
import type { TraceReader } from '../reading/trace-reader.ts';
import { ApplicationEvents } from './application.ts';
import { type EventHandler, TimeSpan } from './event-handler.ts';
import { EventLines, MAX_EVENT_BYTES } from './event-lines.ts';
import { ExecutorEvents } from './executors.ts';
import { JobEvents } from './jobs.ts';
import { type FieldProblems, JsonFields } from './json-fields.ts';
import { JsonPruner } from './json-pruner.ts';
import { SparkTrace } from './spark-trace.ts';
import { TaskEvents } from './tasks.ts';
import { encodeUtf8 } from '../reading/utf8-encoder.ts';

/** Values that fill most of a log and that nobody here looks at. */
const PRUNED = [
  ...['Accumulables', 'Accumulator Updates', 'Task Executor Metrics', 'Updated Blocks'],
  ...['RDD Info', 'Details', 'Stack Trace', 'Full Stack Trace', 'Message', 'Description'],
  ...['Push Based Shuffle', 'Push based shuffle', 'Block Manager Address', 'Log Urls'],
  ...['JVM Information', 'System Properties', 'Hadoop Properties', 'Metrics Properties'],
  ...['Classpath Entries', 'Exception'],
];

/** Kinds of events counted apart; a log has twenty, a damaged one may have any number. */
const MAX_KINDS = 200;

/**
 * Push parser of Spark event logs, 1.0 to 3.5 and Databricks': one JSON object a line, its kind in
 * `Event`. Feed it the unpacked bytes of one file, or of the files of a rolled log in the order
 * of {@link rollingOrder} with `nextFile` in between.
 *
 * Kinds that say nothing of jobs, stages, tasks and executors are counted and passed over. A line
 * that cannot be used is refused; lines of later files are reported with the file's number.
 */
export class SparkReader implements TraceReader<SparkTrace> {
  private readonly report = new ReportBuilder();
  private readonly span = new TimeSpan();
  private readonly application = new ApplicationEvents(this.span);
  private readonly executors = new ExecutorEvents();
  private readonly jobs = new JobEvents(this.span, this.report);
  private readonly tasks = new TaskEvents(this.span, this.jobs.stages, this.executors, this.report);
  private readonly handlers: ReadonlyMap<string, EventHandler> = new Map([
    ...this.application.handlers(),
    ...this.executors.handlers(),
    ...this.jobs.handlers(),
    ...this.tasks.handlers(),
  ]);
  private readonly events = new Map<string, number>();
  private readonly lines = new EventLines({
    wants: (kind) => this.handlers.has(kind),
    line: (bytes, number, ended) => this.line(bytes, number, ended),
    passed: (kind, number, whole) => this.passed(kind, number, whole),
    tooLong: (number) => {
      this.report.row();
      this.refuse(number, `found a line above ${MAX_EVENT_BYTES} bytes`);
    },
  });
  private readonly pruner = new JsonPruner(PRUNED);
  private readonly problems: FieldProblems = { leftOut: false };
  private file = 1;

  push(chunk: Uint8Array | string): void {
    this.lines.push(typeof chunk === 'string' ? encodeUtf8(chunk) : chunk);
  }

  nextFile(): void {
    this.lines.endFile();
    this.file++;
  }

  /** A last line that is not whole is refused; a whole one is used, damage or not. */
  end(): SparkTrace {
    this.lines.endFile();
    this.jobs.stages.end();
    const { tasks, jobs } = this;
    const log = {
      application: this.application.application(),
      executors: this.executors.executors,
      jobs: jobs.jobs,
      stages: jobs.stages.stages,
      attempts: tasks.table,
      endReasons: tasks.reasons.names,
      localities: tasks.localities.names,
      taskEnds: tasks.counts,
      events: this.events,
      firstMs: this.span.first,
      lastMs: this.span.last,
    };
    return new SparkTrace(log, this.report.report());
  }

  private line(bytes: Uint8Array, number: number, ended: boolean): void {
    this.report.row();
    const text = this.pruner.text(bytes);
    const value = parsed(text);
    if (value === undefined) {
      const found = ended ? `text that is not JSON, ${quoted(text)}` : 'a line cut short';
      this.refuse(number, `found ${found}, wanted a JSON object`);
      return;
    }
    this.problems.leftOut = false;
    const event = JsonFields.of(value, this.problems);
    const kind = event?.text('Event') ?? null;
    if (event === null || kind === null) {
      this.refuse(number, `found ${quoted(text)}, wanted an object with an Event`);
      return;
    }
    const handler = this.handlers.get(kind);
    const refused = handler === undefined ? null : handler(event);
    if (refused === null) this.count(kind);
    else this.refuse(number, `${kind}: ${refused}`);
    if (this.problems.leftOut) this.report.repair('left out a value of a wrong type or size');
  }

  /** A line whose kind has no handler. */
  private passed(kind: string, number: number, whole: boolean): void {
    this.report.row();
    if (whole) this.count(kind);
    else this.refuse(number, `${quoted(kind)}: found a line cut short, wanted a JSON object`);
  }

  private refuse(line: number, reason: string): void {
    this.report.refuse(line, this.file === 1 ? reason : `file ${this.file}: ${reason}`);
  }

  private count(kind: string): void {
    const known = this.events.get(kind);
    const counted = known !== undefined || this.events.size < MAX_KINDS ? kind : 'others';
    this.events.set(counted, (this.events.get(counted) ?? 0) + 1);
  }
}

/** Reads a whole file at once. */
export function readSpark(content: Uint8Array | string): SparkTrace {
  const reader = new SparkReader();
  reader.push(content);
  return reader.end();
}

/** The value of a JSON text, or undefined when it is none. Engines word the reason differently. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
