import { eventNamesOf } from '../experiment/event-names.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { KIND } from '../log/event-kinds.ts';
import { type LogRecord, equalRecords } from '../log/log-record.ts';
import { ControlledRun } from './controlled-run.ts';
import { eventSentence } from './event-text.ts';
import type { Difference, DifferenceOf } from './session-api.ts';
import type { Work } from './work.ts';

/** Records that a run writes before they are compared. */
const STRIDE = 10_000;

/** Runs two experiments side by side until their logs differ; null when they never do. */
export function* firstDifference(
  one: Experiment,
  other: Experiment,
  of: DifferenceOf,
): Work<Difference | null> {
  const readers = [new LogReader(one, of), new LogReader(other, of)] as const;
  for (;;) {
    const a = yield* readers[0].next();
    const b = yield* readers[1].next();
    if (a === null && b === null) return null;
    if (a === null || b === null || !isSame(a, b, of)) {
      const [left, right] = [readers[0].told(a), readers[1].told(b)];
      return {
        seq: [left.seq, right.seq],
        timeUs: [left.timeUs, right.timeUs],
        events: [left.text, right.text],
      };
    }
  }
}

/** Offers are the same when they offer the same agent to the same framework. */
function isSame(a: LogRecord, b: LogRecord, of: DifferenceOf): boolean {
  if (of === 'event') return equalRecords(a, b);
  return a.framework === b.framework && a.agent === b.agent;
}

/** Reads the log of a run while it is written. */
class LogReader {
  private readonly run: ControlledRun;
  private readonly of: DifferenceOf;
  private place = 0;

  constructor(experiment: Experiment, of: DifferenceOf) {
    this.run = new ControlledRun(experiment);
    this.of = of;
  }

  /** The next record that is compared; null at the end of the log. */
  *next(): Work<LogRecord | null> {
    const { run } = this;
    const { store } = run;
    for (;;) {
      while (this.place < store.end) {
        const record = store.at(this.place++);
        if (this.of === 'event' || record.kind === KIND.OFFER) return record;
      }
      if (run.end !== null) return null;
      const goal = run.goalOf({ to: 'event', count: STRIDE });
      while (run.slice(goal)) {
        yield { part: 0, position: { seq: run.seq, timeUs: run.timeUs } };
      }
    }
  }

  told(record: LogRecord | null): { seq: number; timeUs: number; text: string | null } {
    const { seq, timeUs, experiment } = this.run;
    if (record === null) return { seq, timeUs, text: null };
    const text = eventSentence(record, eventNamesOf(experiment));
    return { seq: record.sequence, timeUs: record.timeUs, text };
  }
}
