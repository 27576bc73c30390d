import { someLine } from '../reading/detect-format.ts';
import { RowReader } from '../reading/row-reader.ts';
import { TextTable } from '../reading/text-table.ts';
import type { TraceFormat, TraceReader } from '../reading/trace-reader.ts';
import { AFTER, BEFORE, EVENT_NAMES } from './google-events.ts';
import { NO_REQUEST, parseTaskEvent } from './task-event.ts';
import { GoogleTaskEvents } from './task-events-trace.ts';
import { TaskRuns } from './task-runs.ts';

/** `task_events` of Google's clusterdata-2011-2. */
export const GOOGLE_TASK_EVENTS_FORMAT: TraceFormat = {
  name: 'google2011-task_events',
  title: 'task events of Google 2011',
  detect: (start) => someLine(start, (line) => TASK_EVENT.test(line), COMMENT),
  reader: () => new GoogleTaskEventReader(),
};

/** Copies of the trace may have the columns' names in such a line. */
export const COMMENT = '#';

const TASK_EVENT = /^\d+,[0-2]?,\d+,\d+,\d*,[0-8],[^,]*,[0-3]?,\d*(,[\d.eE-]*){3},[01]?$/;

/** Push parser of the parts, which may come behind each other in one stream. */
export class GoogleTaskEventReader implements TraceReader<GoogleTaskEvents> {
  private readonly runs = new TaskRuns();
  private readonly events = EVENT_NAMES.map(() => 0);
  private readonly machines = new TextTable();
  private rowsTimeZero = 0;
  private rowsTimeMax = 0;
  private rowsWithoutRequests = 0;
  private firstUs = Infinity;
  private lastUs = 0;
  private readonly table = new RowReader((text) => this.row(text), { comment: COMMENT });

  push(chunk: Uint8Array | string): void {
    this.table.push(chunk);
  }

  end(truncated: boolean = false): GoogleTaskEvents {
    const report = this.table.end(truncated).report();
    const totals = {
      events: this.events,
      users: this.runs.users.size,
      machines: this.machines.size,
      rowsTimeZero: this.rowsTimeZero,
      rowsTimeMax: this.rowsTimeMax,
      rowsWithoutRequests: this.rowsWithoutRequests,
      firstUs: this.firstUs === Infinity ? 0 : this.firstUs,
      lastUs: this.lastUs,
      commentRows: this.table.comments.length,
    };
    return new GoogleTaskEvents(this.runs, totals, report);
  }

  private row(text: string): string | null {
    const event = parseTaskEvent(text);
    if (typeof event === 'string') return event;
    this.events[event.event]++;
    if (event.machineId !== '') this.machines.own(event.machineId);
    if (event.request === NO_REQUEST) this.rowsWithoutRequests++;
    if (event.timeUs === BEFORE) this.rowsTimeZero++;
    else if (event.timeUs === AFTER) this.rowsTimeMax++;
    else {
      this.firstUs = Math.min(this.firstUs, event.timeUs);
      this.lastUs = Math.max(this.lastUs, event.timeUs);
    }
    this.runs.take(event);
    return null;
  }
}
