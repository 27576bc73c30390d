import { Fields, wholeOf } from '../reading/fields.ts';
import { someLine } from '../reading/detect-format.ts';
import { RowReader } from '../reading/row-reader.ts';
import { TextTable } from '../reading/text-table.ts';
import { Tally } from '../reading/tally.ts';
import {
  NO_COUNTS,
  type ReadTrace,
  type TraceCounts,
  type TraceFormat,
  type TraceReader,
} from '../reading/trace-reader.ts';
import { EVENT_NAMES, countedByName, googleTime } from './google-events.ts';
import { COMMENT } from './task-events-format.ts';

/** `job_events` of Google's clusterdata-2011-2: counted; the tasks are in `task_events`. */
export const GOOGLE_JOB_EVENTS_FORMAT: TraceFormat = {
  name: 'google2011-job_events',
  title: 'job events of Google 2011',
  detect: detector(/^\d+,[0-2]?,\d+,[0-8],[^,]*,[0-3]?,[^,]*,[^,]*$/),
  reader: () => new TableReader(jobEvents()),
};

/** `machine_events`: counted. */
export const GOOGLE_MACHINE_EVENTS_FORMAT: TraceFormat = {
  name: 'google2011-machine_events',
  title: 'machine events of Google 2011',
  detect: detector(/^\d+,\d+,[0-2],[^,]*,[\d.eE-]*,[\d.eE-]*$/),
  reader: () => new TableReader(machineEvents()),
};

/** `task_usage`: counted. */
export const GOOGLE_TASK_USAGE_FORMAT: TraceFormat = {
  name: 'google2011-task_usage',
  title: 'task usage of Google 2011',
  detect: detector(/^\d+,\d+,\d+,\d+,\d*(,[\d.eE+-]*){14,15}$/),
  reader: () => new TableReader(taskUsage()),
};

function detector(row: RegExp): TraceFormat['detect'] {
  return (start) => someLine(start, (line) => row.test(line), COMMENT);
}

/** A table of which rows are counted, not kept. */
interface CountedTable {
  /** Takes a row; says why it is refused, or null. */
  row(fields: readonly string[]): string | null;
  counts(): TraceCounts;
}

class TableReader implements TraceReader<ReadTrace> {
  private readonly table: CountedTable;
  private readonly rows = new RowReader((text) => this.table.row(text.split(',')), {
    comment: COMMENT,
  });

  constructor(table: CountedTable) {
    this.table = table;
  }

  push(chunk: Uint8Array | string): void {
    this.rows.push(chunk);
  }

  end(truncated: boolean = false): ReadTrace {
    const report = this.rows.end(truncated).report();
    const { facts, ...counts } = this.table.counts();
    return {
      counts: { ...counts, facts: { ...facts, commentRows: this.rows.comments.length } },
      report,
      toWorkload: () => 'found a table without tasks, wanted task_events',
    };
  }
}

function jobEvents(): CountedTable {
  const names = ['time', 'missing info', 'job id', 'event type'];
  const events = EVENT_NAMES.map(() => 0);
  const jobs = new TextTable();
  const users = new TextTable();
  return {
    row: (texts) => {
      const fields = new Fields(texts, names);
      timeOf(fields, 0);
      const job = fields.name(2);
      const event = eventOf(fields, 3, EVENT_NAMES.length);
      if (fields.problem !== null) return fields.problem;
      events[event]++;
      jobs.own(job);
      if (fields.text(4) !== '') users.own(fields.text(4));
      return null;
    },
    counts: () => ({
      ...NO_COUNTS,
      jobs: jobs.size,
      facts: { events: countedByName(events), users: users.size },
    }),
  };
}

const MACHINE_EVENTS = ['ADD', 'REMOVE', 'UPDATE'];

function machineEvents(): CountedTable {
  const names = ['time', 'machine id', 'event type', 'platform id', 'CPU', 'memory'];
  const events = new Tally();
  const machines = new TextTable();
  return {
    row: (texts) => {
      const fields = new Fields(texts, names, 3);
      timeOf(fields, 0);
      const machine = fields.name(1);
      const event = eventOf(fields, 2, MACHINE_EVENTS.length);
      fields.decimalOrBlank(4);
      fields.decimalOrBlank(5);
      if (fields.problem !== null) return fields.problem;
      events.add(MACHINE_EVENTS[event]);
      machines.own(machine);
      return null;
    },
    counts: () => ({ ...NO_COUNTS, facts: { machines: machines.size, events: events.record() } }),
  };
}

function taskUsage(): CountedTable {
  const names = ['start time', 'end time', 'job id', 'task index', 'machine id', 'mean CPU usage'];
  const jobs = new TextTable();
  const tasks = new TextTable();
  return {
    row: (texts) => {
      const fields = new Fields(texts, names);
      timeOf(fields, 0);
      timeOf(fields, 1);
      const job = fields.name(2);
      const index = fields.whole(3);
      fields.decimalOrBlank(5);
      if (fields.problem !== null) return fields.problem;
      jobs.own(job);
      tasks.own(`${job}/${index}`);
      return null;
    },
    counts: () => ({ ...NO_COUNTS, jobs: jobs.size, tasks: tasks.size }),
  };
}

function timeOf(fields: Fields, column: number): void {
  const text = fields.text(column);
  if (googleTime(text, wholeOf) === null) fields.refuse(column, text, 'whole microseconds');
}

function eventOf(fields: Fields, column: number, types: number): number {
  const event = fields.whole(column);
  if (event >= types) {
    fields.refuse(column, fields.text(column), `a number from 0 to ${types - 1}`);
  }
  return event;
}
