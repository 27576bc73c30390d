import { quoted } from '../reading/fields.ts';
import type { FieldReader } from './field-reader.ts';
import { NONE, Outcome, TaskKind } from './hadoop-columns.ts';
import type { HadoopRecorder } from './hadoop-recorder.ts';
import type { HistoryIndex } from './history-index.ts';
import { type HistoryRecord, historyCounter } from './history-record.ts';
import { detached, parsePlace } from './host-table.ts';

const KINDS: ReadonlyMap<string, TaskKind> = new Map([
  ['MAP', TaskKind.MAP],
  ['REDUCE', TaskKind.REDUCE],
  ['SETUP', TaskKind.SETUP],
  ['CLEANUP', TaskKind.CLEANUP],
  ['JOB_SETUP', TaskKind.SETUP],
  ['JOB_CLEANUP', TaskKind.CLEANUP],
]);

/** Puts the records of version 1 into the trace: what one leaves out another may have said. */
export class HistoryRecordKeeper {
  private readonly recorder: HadoopRecorder;
  private readonly index: HistoryIndex;
  private readonly fields: FieldReader;

  constructor(recorder: HadoopRecorder, index: HistoryIndex, fields: FieldReader) {
    this.recorder = recorder;
    this.index = index;
    this.fields = fields;
  }

  /** @returns why the record cannot be used, or null */
  keep({ kind, values }: HistoryRecord): string | null {
    switch (kind) {
      case 'Meta':
        return null;
      case 'Job':
        return this.keepJob(values);
      case 'Task':
        return this.keepTask(values);
      case 'MapAttempt':
        return this.keepAttempt(values, TaskKind.MAP);
      case 'ReduceAttempt':
        return this.keepAttempt(values, TaskKind.REDUCE);
    }
  }

  private keepJob(values: ReadonlyMap<string, string>): string | null {
    const id = values.get('JOBID') ?? '';
    if (id === '') return 'JOBID: found nothing, wanted a job id';
    const { fields } = this;
    const job = this.recorder.jobs[this.index.job(fields.name(id) ?? '')];
    job.name = this.text(values, 'JOBNAME') ?? job.name;
    job.user = this.text(values, 'USER') ?? job.user;
    job.queue = this.text(values, 'JOB_QUEUE') ?? job.queue;
    job.priority = this.text(values, 'JOB_PRIORITY') ?? job.priority;
    job.outcome = fields.outcome(values.get('JOB_STATUS')) || job.outcome;
    job.submitMs = fields.timeOr(values.get('SUBMIT_TIME'), job.submitMs);
    job.launchMs = fields.timeOr(values.get('LAUNCH_TIME'), job.launchMs);
    job.finishMs = fields.timeOr(values.get('FINISH_TIME'), job.finishMs);
    job.declaredMaps = fields.countOrNull(values.get('TOTAL_MAPS')) ?? job.declaredMaps;
    job.declaredReduces = fields.countOrNull(values.get('TOTAL_REDUCES')) ?? job.declaredReduces;
    return null;
  }

  private keepTask(values: ReadonlyMap<string, string>): string | null {
    const id = values.get('TASKID') ?? '';
    const kind = KINDS.get(values.get('TASK_TYPE') ?? '');
    if (kind === undefined) return `TASK_TYPE: found ${quoted(values.get('TASK_TYPE') ?? '')}`;
    const task = this.index.task(id, kind);
    if (task === null) return `TASKID: found ${quoted(id)}, wanted a task id`;
    const { fields } = this;
    const { tasks, hosts } = this.recorder;
    tasks.startMs.setKnown(task, fields.time(values.get('START_TIME')));
    tasks.finishMs.setKnown(task, fields.time(values.get('FINISH_TIME')));
    const outcome = fields.outcome(values.get('TASK_STATUS'));
    if (outcome !== Outcome.UNKNOWN) tasks.outcome.set(task, outcome);
    const splits = values.get('SPLITS') ?? '';
    if (splits !== '') {
      const places = splits.split(',').map(parsePlace);
      tasks.setPreferred(
        task,
        places.flatMap((place) => (place === null ? [] : [hosts.indexOf(place)])),
      );
    }
    return null;
  }

  private keepAttempt(values: ReadonlyMap<string, string>, kindOfRecord: TaskKind): string | null {
    const id = values.get('TASK_ATTEMPT_ID') ?? '';
    const kind = KINDS.get(values.get('TASK_TYPE') ?? '') ?? kindOfRecord;
    const found = this.index.attempt(id, kind);
    if (found === null) return `TASK_ATTEMPT_ID: found ${quoted(id)}, wanted an attempt id`;
    const { fields, recorder } = this;
    const { attempts } = recorder;
    const { attempt } = found;
    attempts.startMs.setKnown(attempt, fields.time(values.get('START_TIME')));
    attempts.finishMs.setKnown(attempt, fields.time(values.get('FINISH_TIME')));
    attempts.shuffleMs.setKnown(attempt, fields.time(values.get('SHUFFLE_FINISHED')));
    attempts.sortMs.setKnown(attempt, fields.time(values.get('SORT_FINISHED')));
    const outcome = fields.outcome(values.get('TASK_STATUS'));
    if (outcome !== Outcome.UNKNOWN) attempts.outcome.set(attempt, outcome);
    this.keepHost(attempt, values);
    const counters = values.get('COUNTERS');
    if (counters !== undefined) {
      for (const counter of [
        'bytesRead',
        'bytesWritten',
        'mapOutputBytes',
        'shuffleBytes',
      ] as const) {
        recorder.setBytes(attempt, counter, historyCounter(counters, counter));
      }
    }
    return null;
  }

  /** At the end the machine has its rack; at the start only the tracker on it is named. */
  private keepHost(attempt: number, values: ReadonlyMap<string, string>): void {
    const { attempts, hosts } = this.recorder;
    const place = parsePlace(values.get('HOSTNAME') ?? '');
    if (place !== null) {
      attempts.host.set(attempt, hosts.indexOf(place));
    } else if (attempts.host.at(attempt) === NONE) {
      const host = trackerHost(values.get('TRACKER_NAME') ?? '');
      if (host !== '') attempts.host.set(attempt, hosts.indexOf({ host, rack: null }));
    }
  }

  private text(values: ReadonlyMap<string, string>, key: string): string | null {
    const name = this.fields.name(values.get(key));
    return name === null ? null : detached(name);
  }
}

/** `tracker_host.example.com:localhost/127.0.0.1:52187`, or `host/127.0.0.1:3333`. */
function trackerHost(tracker: string): string {
  return tracker.replace(/^tracker_/, '').split(/[:/]/, 1)[0];
}
