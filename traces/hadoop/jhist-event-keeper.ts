import { quoted } from '../reading/fields.ts';
import type { JsonObject } from '../reading/exact-json.ts';
import type { FieldReader } from './field-reader.ts';
import { Locality, NONE, Outcome, TaskKind } from './hadoop-columns.ts';
import type { JobDraft } from './hadoop-record.ts';
import type { HadoopRecorder } from './hadoop-recorder.ts';
import type { HistoryIndex } from './history-index.ts';
import { parsePlace } from './host-table.ts';
import { type JhistEvent, countersOf, member } from './jhist-event.ts';

const KINDS: ReadonlyMap<unknown, TaskKind> = new Map<unknown, TaskKind>([
  ['MAP', TaskKind.MAP],
  ['REDUCE', TaskKind.REDUCE],
  ['JOB_SETUP', TaskKind.SETUP],
  ['SETUP', TaskKind.SETUP],
  ['JOB_CLEANUP', TaskKind.CLEANUP],
  ['TASK_CLEANUP', TaskKind.CLEANUP],
  ['CLEANUP', TaskKind.CLEANUP],
]);

const LOCALITIES: ReadonlyMap<unknown, Locality> = new Map<unknown, Locality>([
  ['NODE_LOCAL', Locality.NODE_LOCAL],
  ['RACK_LOCAL', Locality.RACK_LOCAL],
  ['OFF_SWITCH', Locality.OFF_SWITCH],
]);

/** How a job ended, by the event that says so; a status in the event goes before. */
const JOB_ENDS: ReadonlyMap<string, Outcome> = new Map([
  ['JOB_FINISHED', Outcome.SUCCESS],
  ['JOB_FAILED', Outcome.FAILED],
  ['JOB_ERROR', Outcome.FAILED],
  ['JOB_KILLED', Outcome.KILLED],
]);

const TASK_EVENT = /^TASK_(?:STARTED|UPDATED|FINISHED|FAILED)$/;
const ATTEMPT_EVENT = /^(MAP|REDUCE|SETUP|CLEANUP)_ATTEMPT_(STARTED|FINISHED|FAILED|KILLED)$/;

/** How an attempt ended, by the event that says so. */
const ATTEMPT_ENDS: ReadonlyMap<string, Outcome> = new Map([
  ['FINISHED', Outcome.SUCCESS],
  ['FAILED', Outcome.FAILED],
  ['KILLED', Outcome.KILLED],
]);

/** Puts the events of a `.jhist` file into the trace. */
export class JhistEventKeeper {
  private readonly recorder: HadoopRecorder;
  private readonly index: HistoryIndex;
  private readonly fields: FieldReader;

  constructor(recorder: HadoopRecorder, index: HistoryIndex, fields: FieldReader) {
    this.recorder = recorder;
    this.index = index;
    this.fields = fields;
  }

  /** @returns why the event cannot be used, or null; other types are passed over */
  keep({ type, event }: JhistEvent): string | null {
    if (TASK_EVENT.test(type)) return this.keepTask(event);
    const attempt = ATTEMPT_EVENT.exec(type);
    if (attempt !== null) return this.keepAttempt(event, attempt[1], attempt[2]);
    return type.startsWith('JOB_') ? this.keepJob(type, event) : null;
  }

  private keepJob(type: string, event: JsonObject): string | null {
    const { fields } = this;
    const id = fields.name(member(event, 'jobid'));
    if (id === null) return 'jobid: found nothing, wanted a job id';
    const job = this.recorder.jobs[this.index.job(id)];
    job.name = fields.name(member(event, 'jobName')) ?? job.name;
    job.user = fields.name(member(event, 'userName')) ?? job.user;
    job.queue = fields.name(member(event, 'jobQueueName')) ?? job.queue;
    job.priority = fields.name(member(event, 'priority')) ?? job.priority;
    job.submitMs = fields.timeOr(member(event, 'submitTime'), job.submitMs);
    job.launchMs = fields.timeOr(member(event, 'launchTime'), job.launchMs);
    job.declaredMaps = fields.countOrNull(member(event, 'totalMaps')) ?? job.declaredMaps;
    job.declaredReduces = fields.countOrNull(member(event, 'totalReduces')) ?? job.declaredReduces;
    this.keepJobEnd(job, type, event);
    return null;
  }

  private keepJobEnd(job: JobDraft, type: string, event: JsonObject): void {
    const end = JOB_ENDS.get(type);
    if (end === undefined) return;
    const status = this.fields.outcome(member(event, 'jobStatus'));
    job.outcome = status === Outcome.UNKNOWN ? end : status;
    job.finishMs = this.fields.timeOr(member(event, 'finishTime'), job.finishMs);
  }

  private keepTask(event: JsonObject): string | null {
    const { fields, recorder } = this;
    const id = fields.name(member(event, 'taskid')) ?? '';
    const kind = KINDS.get(member(event, 'taskType')) ?? kindByLetter(id);
    const task = kind === null ? null : this.index.task(id, kind);
    if (task === null) return `taskid: found ${quoted(id)}, wanted a task id`;
    const { tasks, hosts } = recorder;
    tasks.startMs.setKnown(task, fields.time(member(event, 'startTime')));
    tasks.finishMs.setKnown(task, fields.time(member(event, 'finishTime')));
    const outcome = fields.outcome(member(event, 'status'));
    if (outcome !== Outcome.UNKNOWN) tasks.outcome.set(task, outcome);
    const splits = fields.name(member(event, 'splitLocations')) ?? '';
    if (splits !== '') {
      const places = splits.split(',').flatMap((split) => parsePlace(split) ?? []);
      tasks.setPreferred(task, [...new Set(places.map((place) => hosts.indexOf(place)))]);
    }
    return null;
  }

  private keepAttempt(event: JsonObject, slot: string, what: string): string | null {
    const { fields, recorder } = this;
    const id = fields.name(member(event, 'attemptId')) ?? '';
    const kind = KINDS.get(member(event, 'taskType')) ?? KINDS.get(slot) ?? TaskKind.MAP;
    const found = this.index.attempt(id, kind);
    if (found === null) return `attemptId: found ${quoted(id)}, wanted an attempt id`;
    const { attempt } = found;
    const { attempts } = recorder;
    attempts.startMs.setKnown(attempt, fields.time(member(event, 'startTime')));
    attempts.finishMs.setKnown(attempt, fields.time(member(event, 'finishTime')));
    attempts.shuffleMs.setKnown(attempt, fields.time(member(event, 'shuffleFinishTime')));
    attempts.sortMs.setKnown(attempt, fields.time(member(event, 'sortFinishTime')));
    const end = ATTEMPT_ENDS.get(what);
    if (end !== undefined) {
      const status = fields.outcome(member(event, 'taskStatus') ?? member(event, 'status'));
      attempts.outcome.set(attempt, status === Outcome.UNKNOWN ? end : status);
    }
    const locality = LOCALITIES.get(member(event, 'locality'));
    if (locality !== undefined) attempts.locality.set(attempt, locality);
    if (member(event, 'avataar') === 'SPECULATIVE') attempts.speculative.set(attempt, 1);
    this.keepHost(attempt, event);
    for (const [counter, value] of countersOf(event)) recorder.setBytes(attempt, counter, value);
    return null;
  }

  /** At the end the machine has its rack; at the start only the node manager is named. */
  private keepHost(attempt: number, event: JsonObject): void {
    const { attempts, hosts } = this.recorder;
    const host = this.fields.name(member(event, 'hostname'));
    const tracker = this.fields.name(member(event, 'trackerName'));
    const rack = this.fields.name(member(event, 'rackname')) ?? '';
    const place = parsePlace(host === null ? (tracker ?? '') : `${rack}/${host}`);
    if (place === null || (host === null && attempts.host.at(attempt) !== NONE)) return;
    attempts.host.set(attempt, hosts.indexOf(place));
  }
}

function kindByLetter(taskId: string): TaskKind | null {
  if (/_m_\d+$/.test(taskId)) return TaskKind.MAP;
  return /_r_\d+$/.test(taskId) ? TaskKind.REDUCE : null;
}
