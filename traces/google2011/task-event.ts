import { decimalOf, quoted, wholeOf } from '../reading/fields.ts';
import { EVENT_NAMES, googleTime } from './google-events.ts';

/** One row of `task_events`, as far as it is used. */
export interface TaskEvent {
  /** Microseconds; see `google-events.ts` for the marks before and after the trace. */
  readonly timeUs: number;
  /** Text: ids have up to 64 bits. */
  readonly jobId: string;
  readonly index: number;
  readonly machineId: string;
  readonly event: number;
  readonly user: string;
  readonly priority: number;
  /** The requests as written, `cpu,memory,disk`: fractions of the largest machine, or blank. */
  readonly request: string;
}

/** {@link TaskEvent.request} of a row whose requests are blank. */
export const NO_REQUEST = ',,';

/** Columns that a row must have; the others may be blank, or missing at its end. */
const LEAST = 6;

/** Largest task index taken: real jobs have up to some ten thousand tasks. */
export const MAX_INDEX = 9_999_999;

/** Largest priority taken: the trace has 0 to 11. */
export const MAX_PRIORITY = 1000;

/** Ids are digits, 64 bits at most. */
const ID = /^\d{1,20}$/;

/** Reads one row (ClusterData2011_2.md, task events). @returns the event, or why it is none */
export function parseTaskEvent(line: string): TaskEvent | string {
  const [time, , jobId, taskIndex, machineId = '', type, user = '', , priority = '', ...requests] =
    line.split(',');
  if (type === undefined) {
    return `found ${line.split(',').length} columns, wanted at least ${LEAST}`;
  }
  const timeUs = googleTime(time, wholeOf);
  const index = wholeOf(taskIndex);
  const event = wholeOf(type);
  if (timeUs === null) return bad(1, 'time', time, 'whole microseconds');
  if (!ID.test(jobId)) return bad(3, 'job id', jobId, 'digits');
  if (index === null || index > MAX_INDEX) {
    return bad(4, 'task index', taskIndex, `a whole number up to ${MAX_INDEX}`);
  }
  if (event === null || event >= EVENT_NAMES.length) {
    return bad(6, 'event type', type, `a number from 0 to ${EVENT_NAMES.length - 1}`);
  }
  const rank = priority === '' ? 0 : wholeOf(priority);
  if (rank === null || rank > MAX_PRIORITY) {
    return bad(9, 'priority', priority, `a whole number up to ${MAX_PRIORITY}`);
  }
  const [cpu = '', memory = '', disk = ''] = requests;
  const request = `${cpu},${memory},${disk}`;
  return { timeUs, jobId, index, machineId, event, user, priority: rank, request };
}

function bad(column: number, name: string, found: string, wanted: string): string {
  return `column ${column} (${name}): found ${quoted(found)}, wanted ${wanted}`;
}

/** The requests of {@link TaskEvent.request}, null where blank or no fraction. */
export function fractionsOf(request: string): (number | null)[] {
  return request.split(',').map((text) => {
    const value = decimalOf(text.trim());
    return value === null || value < 0 ? null : value;
  });
}
