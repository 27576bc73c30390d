import type { ReportBuilder } from '../reading/read-report.ts';
import {
  type JsonObject,
  type JsonValue,
  describeJson,
  isJsonObject,
  parseExactJson,
} from '../reading/exact-json.ts';
import type { FieldReader } from './field-reader.ts';
import { NONE, TaskKind } from './hadoop-columns.ts';
import type { HadoopRecorder } from './hadoop-recorder.ts';
import { attemptNumber, taskNumber } from './hadoop-ids.ts';
import { parsePlace } from './host-table.ts';

/** Kinds by `taskType`, and by the list for writers that leave it out. */
const KINDS: ReadonlyMap<JsonValue | undefined, TaskKind> = new Map<
  JsonValue | undefined,
  TaskKind
>([
  ['MAP', TaskKind.MAP],
  ['REDUCE', TaskKind.REDUCE],
  ['SETUP', TaskKind.SETUP],
  ['JOB_SETUP', TaskKind.SETUP],
  ['CLEANUP', TaskKind.CLEANUP],
  ['JOB_CLEANUP', TaskKind.CLEANUP],
  ['TASK_CLEANUP', TaskKind.CLEANUP],
]);
const KINDS_BY_LIST: ReadonlyMap<string, TaskKind> = new Map([
  ['mapTasks', TaskKind.MAP],
  ['reduceTasks', TaskKind.REDUCE],
]);

/** Records the tasks of Rumen's jobs (`LoggedTask`, `LoggedTaskAttempt`). */
export class RumenTaskReader {
  private readonly recorder: HadoopRecorder;
  private readonly fields: FieldReader;
  private readonly report: ReportBuilder;

  constructor(recorder: HadoopRecorder, fields: FieldReader, report: ReportBuilder) {
    this.recorder = recorder;
    this.fields = fields;
    this.report = report;
  }

  /** Records a task with its attempts, or refuses it. */
  read(job: number, list: string, text: string, line: number): void {
    const value = parseExactJson(text);
    if (value === null) return;
    if (!isJsonObject(value)) {
      this.refuse(line, `${list}: found what is no object, wanted a task`);
      return;
    }
    const kind = KINDS.get(value['taskType']) ?? KINDS_BY_LIST.get(list);
    if (kind === undefined) {
      const found = describeJson(value['taskType']);
      this.refuse(line, `${list}: found taskType ${found}, wanted SETUP or CLEANUP`);
      return;
    }
    const attempts = value['attempts'] ?? [];
    if (!Array.isArray(attempts)) {
      this.refuse(line, `${list}: found attempts that are no list`);
      return;
    }
    const task = this.readTask(job, kind, value);
    for (const attempt of attempts) {
      if (isJsonObject(attempt)) this.readAttempt(task, attempt);
      else this.refuse(line, `${list}: found what is no object, wanted an attempt`);
    }
  }

  private readTask(job: number, kind: TaskKind, value: JsonObject): number {
    const { recorder, fields } = this;
    const { tasks } = recorder;
    const task = tasks.add(job, kind, taskNumber(value['taskID']) ?? NONE);
    tasks.outcome.set(task, fields.outcome(value['taskStatus']));
    tasks.startMs.set(task, fields.time(value['startTime']));
    tasks.finishMs.set(task, fields.time(value['finishTime']));
    tasks.setPreferred(task, this.hostsOf(value['preferredLocations'] ?? []));
    return task;
  }

  private readAttempt(task: number, value: JsonObject): void {
    const { recorder, fields } = this;
    const { attempts } = recorder;
    const attempt = attempts.add(task, attemptNumber(value['attemptID']) ?? NONE);
    attempts.outcome.set(attempt, fields.outcome(value['result']));
    attempts.startMs.set(attempt, fields.time(value['startTime']));
    attempts.finishMs.set(attempt, fields.time(value['finishTime']));
    attempts.shuffleMs.set(attempt, fields.time(value['shuffleFinished']));
    attempts.sortMs.set(attempt, fields.time(value['sortFinished']));
    attempts.host.set(attempt, this.hostOf(value));
    recorder.setBytes(attempt, 'bytesRead', value['hdfsBytesRead']);
    recorder.setBytes(attempt, 'bytesWritten', value['hdfsBytesWritten']);
    recorder.setBytes(attempt, 'mapOutputBytes', value['mapOutputBytes']);
    recorder.setBytes(attempt, 'shuffleBytes', value['reduceShuffleBytes']);
  }

  /** By `location`, which failed attempts do not have, or by `hostName`. */
  private hostOf({ location, hostName }: JsonObject): number {
    const located = this.hostsOf(location === undefined || location === null ? [] : [location]);
    if (located.length > 0) return located[0];
    const place = parsePlace(this.fields.name(hostName) ?? '');
    return place === null ? NONE : this.recorder.hosts.indexOf(place);
  }

  /** Machines of a list of `{ "layers": [rack, host] }`. */
  private hostsOf(locations: JsonValue): number[] {
    if (!Array.isArray(locations)) {
      this.report.repair('took unusable locations for none');
      return [];
    }
    return locations.flatMap((location: JsonValue) => {
      const layers = isJsonObject(location) ? location['layers'] : null;
      const path = Array.isArray(layers) ? layers.filter((layer) => typeof layer === 'string') : [];
      const place = parsePlace(path.join('/'));
      if (place !== null) return [this.recorder.hosts.indexOf(place)];
      this.report.repair('took an unusable location for none');
      return [];
    });
  }

  private refuse(line: number, reason: string): void {
    this.report.row();
    this.report.refuse(line, reason);
  }
}
