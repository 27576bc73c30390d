import { someLine } from '../reading/detect-format.ts';
import { ByteNames } from '../reading/byte-names.ts';
import { RowCursor } from '../reading/row-cursor.ts';
import { RowReader } from '../reading/row-reader.ts';
import type { TraceFormat, TraceReader } from '../reading/trace-reader.ts';
import { AFTER, BEFORE, EVENT_NAMES } from './google-events.ts';
import { MAX_INDEX, MAX_PRIORITY, NO_REQUEST, parseTaskEvent } from './task-event.ts';
import { GoogleTaskEvents } from './task-events-trace.ts';
import { NOBODY, type NamedEvent, TaskRuns } from './task-runs.ts';

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
  private readonly machines = new ByteNames();
  private rowsTimeZero = 0;
  private rowsTimeMax = 0;
  private rowsWithoutRequests = 0;
  private firstUs = Infinity;
  private lastUs = 0;
  private readonly cursor = new RowCursor();
  private readonly table = new RowReader((text) => this.row(text), {
    comment: COMMENT,
    plain: (bytes, from, to) => this.plainRow(bytes, from, to),
  });

  push(chunk: Uint8Array | string): void {
    this.table.push(chunk);
  }

  end(truncated: boolean = false): GoogleTaskEvents {
    const report = this.table.end(truncated).report();
    const firstUs = this.firstUs === Infinity ? 0 : this.firstUs;
    this.runs.end(firstUs, this.lastUs);
    const totals = {
      events: this.events,
      users: this.runs.users.size,
      machines: this.machines.size,
      rowsTimeZero: this.rowsTimeZero,
      rowsTimeMax: this.rowsTimeMax,
      rowsWithoutRequests: this.rowsWithoutRequests,
      firstUs,
      lastUs: this.lastUs,
      commentRows: this.table.comments.length,
    };
    return new GoogleTaskEvents(this.runs, totals, report);
  }

  /** What {@link row} makes of a row as the trace has them: nine in ten of its time are spared. */
  private plainRow(bytes: Uint8Array, from: number, to: number): boolean {
    const { cursor, runs } = this;
    cursor.begin(bytes, from, to);
    const timeUs = cursor.whole();
    cursor.skip(1);
    cursor.whole();
    const { from: jobFrom, to: jobTo } = cursor;
    const index = cursor.whole();
    cursor.name();
    const { from: machineFrom, to: machineTo } = cursor;
    const event = cursor.whole();
    cursor.name();
    const { from: userFrom, to: userTo } = cursor;
    cursor.skip(1);
    const priority = cursor.wholeOr(0);
    cursor.name();
    const requestFrom = cursor.from;
    cursor.skip(2);
    const requestTo = cursor.to;
    const isEvent = event < EVENT_NAMES.length && index <= MAX_INDEX && priority <= MAX_PRIORITY;
    if (!cursor.plain || !isEvent) return false;
    if (machineTo > machineFrom) this.machines.idOf(bytes, machineFrom, machineTo);
    this.take({
      timeUs,
      index,
      event,
      priority,
      job: runs.jobIds.idOf(bytes, jobFrom, jobTo),
      user: userTo > userFrom ? runs.users.idOf(bytes, userFrom, userTo) : NOBODY,
      request: runs.requests.idOf(bytes, requestFrom, requestTo),
      requested: requestTo - requestFrom > NO_REQUEST.length,
    });
    return true;
  }

  private row(text: string): string | null {
    const { runs } = this;
    const event = parseTaskEvent(text);
    if (typeof event === 'string') return event;
    const { timeUs, index, priority, machineId, user, request } = event;
    if (machineId !== '') this.machines.idOfText(machineId);
    this.take({
      ...{ timeUs, index, event: event.event, priority },
      job: runs.jobIds.idOfText(event.jobId),
      user: user === '' ? NOBODY : runs.users.idOfText(user),
      request: runs.requests.idOfText(request),
      requested: request !== NO_REQUEST,
    });
    return null;
  }

  private take(event: NamedEvent): void {
    const { timeUs } = event;
    this.events[event.event]++;
    if (!event.requested) this.rowsWithoutRequests++;
    if (timeUs === BEFORE) this.rowsTimeZero++;
    else if (timeUs === AFTER) this.rowsTimeMax++;
    else {
      this.firstUs = Math.min(this.firstUs, timeUs);
      this.lastUs = Math.max(this.lastUs, timeUs);
    }
    this.runs.take(event);
  }
}
