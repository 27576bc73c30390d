/** Event types of Google's trace of 2011, by their number (ClusterData2011_2.md). */
export const EVENT_NAMES: readonly string[] = [
  ...['SUBMIT', 'SCHEDULE', 'EVICT', 'FAIL', 'FINISH', 'KILL', 'LOST'],
  ...['UPDATE_PENDING', 'UPDATE_RUNNING'],
];

export const GoogleEvent = {
  SUBMIT: 0,
  SCHEDULE: 1,
  EVICT: 2,
  FAIL: 3,
  FINISH: 4,
  KILL: 5,
  LOST: 6,
  UPDATE_PENDING: 7,
  UPDATE_RUNNING: 8,
} as const;

/** Whether an event ends a run. */
export function endsRun(event: number): boolean {
  return event >= GoogleEvent.EVICT && event <= GoogleEvent.LOST;
}

/** Counts of events by name, only those that occur, in the order of their numbers. */
export function countedByName(counts: readonly number[]): Record<string, number> {
  return Object.fromEntries(
    EVENT_NAMES.flatMap((name, event) => (counts[event] > 0 ? [[name, counts[event]]] : [])),
  );
}

/** What is written for times after the trace's end: 2^63 - 1, which no double holds. */
const AFTER_TEXT = '9223372036854775807';

/**
 * When something happened, whole microseconds: `BEFORE` and `AFTER` the time that the trace covers
 * are marks, not times.
 */
export const BEFORE = 0;
export const AFTER: number = Infinity;

/** Reads a time stamp; null when it is none. */
export function googleTime(text: string, whole: (text: string) => number | null): number | null {
  return text.trim() === AFTER_TEXT ? AFTER : whole(text);
}
