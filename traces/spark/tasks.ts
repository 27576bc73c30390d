import type { ReportBuilder } from '../reading/read-report.ts';
import { Tally } from '../reading/tally.ts';
import { AttemptFlag, AttemptTable, Outcome } from './attempt-table.ts';
import type { EventHandlers, TimeSpan } from './event-handler.ts';
import type { ExecutorEvents } from './executors.ts';
import type { JsonFields } from './json-fields.ts';
import { NameTable } from './name-table.ts';
import { RowIndex } from './row-index.ts';
import type { StageEvents } from './stages.ts';

/** Numbers up to here are kept in 32 bits. */
const MAX_INT = 2_147_483_647;

/** Different end reasons and locality levels kept; Spark has nine and five. */
const MAX_NAMES = 32;

/** Reasons after which nobody counts the attempt as failed. */
const KILLED = new Set(['TaskKilled', 'TaskCommitDenied']);

/** Counts of task ends as the log has them, an attempt that ended twice twice. */
export interface TaskEndCounts {
  ends: number;
  /** Whose reason is not Success. */
  unsuccessful: number;
  speculative: number;
  readonly byReason: Tally;
  readonly byLocality: Tally;
}

/** A task event's own part, checked. */
interface TaskInfo {
  readonly fields: JsonFields;
  readonly row: number;
}

/** Task attempts as they happened. */
export class TaskEvents {
  readonly table: AttemptTable = new AttemptTable();
  readonly reasons: NameTable = new NameTable(MAX_NAMES);
  readonly localities: NameTable = new NameTable(MAX_NAMES);
  readonly counts: TaskEndCounts = {
    ...{ ends: 0, unsuccessful: 0, speculative: 0 },
    byReason: new Tally(),
    byLocality: new Tally(),
  };
  /** Rows of the table by task id. */
  private readonly rows = new RowIndex();
  private readonly span: TimeSpan;
  private readonly stages: StageEvents;
  private readonly executors: ExecutorEvents;
  private readonly report: ReportBuilder;

  constructor(
    span: TimeSpan,
    stages: StageEvents,
    executors: ExecutorEvents,
    report: ReportBuilder,
  ) {
    this.span = span;
    this.stages = stages;
    this.executors = executors;
    this.report = report;
  }

  handlers(): EventHandlers {
    return [
      ['SparkListenerTaskStart', (event) => this.taskStart(event)],
      ['SparkListenerTaskEnd', (event) => this.taskEnd(event)],
    ];
  }

  private taskStart(event: JsonFields): string | null {
    const info = this.infoOf(event);
    if (typeof info === 'string') return info;
    const { table } = this;
    const { row, fields } = info;
    if ((table.flags[row] & AttemptFlag.STARTED) !== 0) {
      return `found task ${table.taskId[row]} started a second time`;
    }
    table.flags[row] |= AttemptFlag.STARTED;
    const launchMs = fields.time('Launch Time');
    if (table.launchMs[row] === 0) table.launchMs[row] = launchMs ?? 0;
    this.span.see(launchMs);
    return null;
  }

  private taskEnd(event: JsonFields): string | null {
    const info = this.infoOf(event);
    if (typeof info === 'string') return info;
    const { row, fields } = info;
    const end = event.fields('Task End Reason');
    const reason = end?.text('Reason') ?? 'UnknownReason';
    this.count(row, reason);
    this.span.see(fields.time('Launch Time'));
    this.span.see(fields.time('Finish Time'));
    const { table } = this;
    if (reason === 'Resubmitted') table.flags[row] |= AttemptFlag.RESUBMITTED;
    if (table.outcome[row] !== Outcome.RUNNING) {
      if (reason !== 'Resubmitted') this.report.repair('used the first of two ends of a task');
      return null;
    }
    table.outcome[row] = outcomeOf(reason);
    table.reason[row] = this.reasons.positionOf(reason);
    const launchMs = fields.time('Launch Time') ?? table.launchMs[row];
    table.launchMs[row] = launchMs;
    table.finishMs[row] = fields.time('Finish Time') ?? 0;
    table.resultAfterMs[row] = inInt((fields.time('Getting Result Time') ?? 0) - launchMs);
    // Failed attempts of Spark 1 carry their metrics inside the reason.
    const metrics = event.fields('Task Metrics') ?? end?.fields('Metrics') ?? null;
    if (metrics !== null) this.takeMetrics(row, metrics);
    return null;
  }

  private count(row: number, reason: string): void {
    const { counts, table } = this;
    const { names } = this.reasons;
    counts.ends++;
    if (reason !== 'Success') counts.unsuccessful++;
    if ((table.flags[row] & AttemptFlag.SPECULATIVE) !== 0) counts.speculative++;
    counts.byReason.add(names[this.reasons.positionOf(reason)]);
    counts.byLocality.add(this.localities.names[table.locality[row]]);
  }

  private takeMetrics(row: number, metrics: JsonFields): void {
    const { table } = this;
    const shuffleRead = metrics.fields('Shuffle Read Metrics');
    const shuffleWrite = metrics.fields('Shuffle Write Metrics');
    table.flags[row] |= AttemptFlag.METRICS;
    table.deserializeMs[row] = inInt(metrics.whole('Executor Deserialize Time') ?? 0);
    table.runMs[row] = inInt(metrics.whole('Executor Run Time') ?? 0);
    table.serializeMs[row] = inInt(metrics.whole('Result Serialization Time') ?? 0);
    table.inputBytes[row] = metrics.fields('Input Metrics')?.whole('Bytes Read') ?? 0;
    table.outputBytes[row] = metrics.fields('Output Metrics')?.whole('Bytes Written') ?? 0;
    table.shuffleReadBytes[row] =
      (shuffleRead?.whole('Remote Bytes Read') ?? 0) +
      (shuffleRead?.whole('Local Bytes Read') ?? 0);
    table.shuffleWriteBytes[row] = shuffleWrite?.whole('Shuffle Bytes Written') ?? 0;
  }

  /** The row of an event's task, made when it is new; or why there is none. */
  private infoOf(event: JsonFields): TaskInfo | string {
    const stageId = event.whole('Stage ID');
    if (stageId === null) return event.wanted('Stage ID', 'a whole number');
    const fields = event.fields('Task Info');
    if (fields === null) return event.wanted('Task Info', 'an object');
    const taskId = fields.whole('Task ID');
    if (taskId === null) return fields.wanted('Task ID', 'a whole number');
    const index = fields.whole('Index');
    if (index === null || index > MAX_INT) {
      return fields.wanted('Index', 'a whole number below 2^31');
    }
    const stage = this.stages.positionOf(stageId);
    const known = this.rows.get(taskId);
    if (known === undefined) return { fields, row: this.addRow(event, fields, stage) };
    const { table } = this;
    if (table.stage[known] !== stage || table.index[known] !== index) {
      return `found task ${taskId} in a second place, wanted one stage and index`;
    }
    return { fields, row: known };
  }

  private addRow(event: JsonFields, fields: JsonFields, stage: number): number {
    const { table } = this;
    const row = table.add();
    const taskId = fields.whole('Task ID') ?? 0;
    this.rows.set(taskId, row);
    table.taskId[row] = taskId;
    table.stage[row] = stage;
    table.stageAttempt[row] = inInt(event.whole('Stage Attempt ID') ?? 0);
    table.index[row] = fields.whole('Index') ?? 0;
    table.attempt[row] = inInt(fields.whole('Attempt') ?? 0);
    table.executor[row] = this.executors.positionOf(
      fields.text('Executor ID') ?? 'unknown',
      fields.text('Host'),
    );
    table.locality[row] = this.localities.positionOf(fields.text('Locality') ?? 'unknown');
    if (fields.flag('Speculative')) table.flags[row] |= AttemptFlag.SPECULATIVE;
    return row;
  }
}

/** Resubmitted alone says that it had succeeded, in a part of the log that is not there. */
function outcomeOf(reason: string): Outcome {
  if (reason === 'Success' || reason === 'Resubmitted') return Outcome.SUCCESS;
  return KILLED.has(reason) ? Outcome.KILLED : Outcome.FAILED;
}

/** Into 32 bits: what is negative or above cannot be meant. */
function inInt(value: number): number {
  return value >= 0 && value <= MAX_INT ? value : 0;
}
