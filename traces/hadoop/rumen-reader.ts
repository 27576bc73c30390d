import { ReportBuilder } from '../reading/read-report.ts';
import type { FileStart, TraceFormat, TraceReader } from '../reading/trace-reader.ts';
import {
  type JsonValue,
  describeJson,
  isJsonObject,
  parseExactJson,
} from '../reading/exact-json.ts';
import { FieldReader } from './field-reader.ts';
import type { JobDraft } from './hadoop-record.ts';
import { HadoopRecorder, type RecorderMark } from './hadoop-recorder.ts';
import type { HadoopTrace } from './hadoop-trace.ts';
import { JsonObjectSplitter } from '../reading/json-object-splitter.ts';
import { RumenTaskReader } from './rumen-task.ts';

/** The members of a job (`LoggedJob`) that are read; statistics of other members are skipped. */
const MEMBERS: ReadonlySet<string> = new Set([
  ...['jobID', 'jobName', 'user', 'queue', 'priority', 'outcome'],
  ...['submitTime', 'launchTime', 'finishTime', 'totalMaps', 'totalReduces'],
  ...['jobMapMB', 'jobReduceMB', 'jobProperties'],
]);
const LISTS: ReadonlySet<string> = new Set(['mapTasks', 'reduceTasks', 'otherTasks']);

/**
 * Push parser of Rumen's job traces: JSON objects behind each other, one a job. A job that breaks
 * off is refused with all of it, a task that cannot be read alone; a job id that occurs again (as
 * in the output of Rumen's Folder) gets a number.
 *
 * `rowsRead` counts jobs and what was refused.
 */
export class RumenReader implements TraceReader<HadoopTrace> {
  private readonly report = new ReportBuilder();
  private readonly fields = new FieldReader(this.report);
  private readonly recorder = new HadoopRecorder(this.report, this.fields);
  private readonly tasks = new RumenTaskReader(this.recorder, this.fields, this.report);
  /** Jobs seen by id. */
  private readonly ids = new Map<string, number>();
  /** The job under way: where it began, and its members. */
  private mark: RecorderMark | null = null;
  private jobLine = 1;
  private job = 0;
  private members = new Map<string, JsonValue>();

  private readonly objects = new JsonObjectSplitter(
    { members: MEMBERS, lists: LISTS },
    {
      begin: (line) => this.beginJob(line),
      member: (name, text, line) => this.member(name, text, line),
      element: (list, text, line) => this.tasks.read(this.job, list, text, line),
      end: () => this.endJob(),
      broken: (line, reason) => this.refuseJob(line, reason),
    },
  );

  push(chunk: Uint8Array | string): void {
    this.objects.push(chunk);
  }

  /** A job cut off has no end, whether the damage is known or not. */
  end(): HadoopTrace {
    this.objects.end();
    return this.recorder.finish('rumen');
  }

  private beginJob(line: number): void {
    this.mark = this.recorder.mark();
    this.jobLine = line;
    this.job = this.recorder.addJob('');
    this.members = new Map();
  }

  private member(name: string, text: string, line: number): void {
    const value = parseExactJson(text);
    if (value !== undefined) {
      this.members.set(name, value);
      return;
    }
    this.report.row();
    this.report.refuse(line, `${name}: found what is no JSON value`);
  }

  private endJob(): void {
    const id = this.members.get('jobID');
    if (typeof id !== 'string' || id === '') {
      this.refuseJob(this.jobLine, `jobID: found ${describeJson(id)}, wanted a name`);
      return;
    }
    this.mark = null;
    this.report.row();
    this.fill(this.recorder.jobs[this.job], this.uniqueId(this.fields.name(id) ?? ''));
  }

  private fill(job: JobDraft, id: string): void {
    const { fields, members } = this;
    job.id = id;
    job.name = fields.name(members.get('jobName'));
    job.user = fields.name(members.get('user'));
    job.queue = fields.name(members.get('queue'));
    job.priority = fields.name(members.get('priority'));
    job.outcome = fields.outcome(members.get('outcome'));
    job.submitMs = fields.time(members.get('submitTime'));
    job.launchMs = fields.time(members.get('launchTime'));
    job.finishMs = fields.time(members.get('finishTime'));
    job.declaredMaps = fields.countOrNull(members.get('totalMaps'));
    job.declaredReduces = fields.countOrNull(members.get('totalReduces'));
    // The configuration is what the job asked for; the other is the heap of old task trackers.
    job.mapMemoryMb = this.property('mapreduce.map.memory.mb') ?? this.megabytes('jobMapMB');
    job.reduceMemoryMb =
      this.property('mapreduce.reduce.memory.mb') ?? this.megabytes('jobReduceMB');
    job.mapCpus = this.property('mapreduce.map.cpu.vcores');
    job.reduceCpus = this.property('mapreduce.reduce.cpu.vcores');
  }

  private megabytes(member: string): number | null {
    return this.fields.countOrNull(this.members.get(member));
  }

  /** A number in the job's configuration, whose values are texts. */
  private property(name: string): number | null {
    const properties = this.members.get('jobProperties');
    return isJsonObject(properties) ? this.fields.countOrNull(properties[name]) : null;
  }

  private uniqueId(id: string): string {
    const seen = this.ids.get(id) ?? 0;
    this.ids.set(id, seen + 1);
    if (seen === 0) return id;
    let unique = `${id}#${seen + 1}`;
    // Somebody's own id may look like ours.
    while (this.ids.has(unique)) unique += "'";
    this.ids.set(unique, 1);
    this.report.repair('numbered a repeated job id');
    return unique;
  }

  /** Forgets the job under way, if there is one, and what it has recorded so far. */
  private refuseJob(line: number, reason: string): void {
    if (this.mark !== null) this.recorder.rollBack(this.mark);
    this.mark = null;
    this.report.row();
    this.report.refuse(line, reason);
  }
}

/** Known by its members, whose order differs by writer; a long list of tasks may come first. */
export const RUMEN_FORMAT: TraceFormat = {
  name: 'rumen',
  title: 'a Rumen job trace',
  detect({ text }: FileStart): boolean {
    if (!/^[\s[]*\{/.test(text)) return false;
    const isJob = /"jobID"\s*:/.test(text) && /"submitTime"\s*:/.test(text);
    return isJob || /"(?:map|reduce|other)Tasks"\s*:/.test(text);
  },
  reader: () => new RumenReader(),
};
