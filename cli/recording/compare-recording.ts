import { eventNamesOf } from '../../sim/experiment/event-names.ts';
import type { Experiment } from '../../sim/experiment/experiment.ts';
import { type RunHooks, runExperiment } from '../../sim/experiment/run-experiment.ts';
import type { RunResult } from '../../sim/experiment/run-result.ts';
import { EventNdjson } from '../events/event-ndjson.ts';
import { RecordingLines } from './recording-lines.ts';

/** What came of doing a recorded run again. */
export interface ReplayOutcome {
  /** Lines that are equal, up to the first that is not. */
  readonly events: number;
  /** Hash of the run that was done again. */
  readonly hash: string;
  /** The recording has its last line; else the run was stopped, and so much of it is equal. */
  readonly whole: boolean;
  /** The run that was done again was ended by a broken invariant. */
  readonly broken: boolean;
  /** The first lines that differ; null when all are equal. */
  readonly difference: LineDifference | null;
}

export interface LineDifference {
  /** In the recording; null where it is over. */
  readonly recorded: string | null;
  /** In the run that was done again; null where it is over. */
  readonly again: string | null;
  /** Line of the file, from 1. */
  readonly line: number;
}

/**
 * Does a recorded run again and compares each line as it comes.
 * @throws UsageError when the file cannot be read
 */
export function compareRecording(
  file: string,
  experiment: Experiment,
  hooks: Pick<RunHooks, 'checkers' | 'progress'>,
): ReplayOutcome {
  const lines = new RecordingLines(file);
  try {
    // The header says what was run: that is not compared.
    lines.next();
    const comparison = new LineComparison(lines);
    const result = runAgain(experiment, hooks, (text) => comparison.add(text));
    return comparison.end(result);
  } finally {
    lines.close();
  }
}

function runAgain(
  experiment: Experiment,
  hooks: Pick<RunHooks, 'checkers' | 'progress'>,
  write: (text: string) => void,
): RunResult {
  const { workload, policy, seed } = experiment;
  const title = { version: '', scenario: workload.name, policy, seed };
  let headed = false;
  const log = new EventNdjson(title, eventNamesOf(experiment), (text) => {
    if (headed) write(text);
    headed = true;
  });
  const result = runExperiment(experiment, { ...hooks, events: (chunk) => log.chunk(chunk) });
  log.end(result);
  return result;
}

class LineComparison {
  private readonly lines: RecordingLines;
  private equal = 0;
  private stopped = false;
  private difference: LineDifference | null = null;

  constructor(lines: RecordingLines) {
    this.lines = lines;
  }

  /** @param text whole lines */
  add(text: string): void {
    let from = 0;
    while (from < text.length && !this.stopped) {
      const end = text.indexOf('\n', from);
      this.compare(text.slice(from, end));
      from = end + 1;
    }
  }

  end({ hash, violation }: RunResult): ReplayOutcome {
    const rest = this.stopped ? null : this.lines.next();
    if (rest !== null) this.part(rest, null);
    const whole = !this.stopped && this.difference === null;
    // The last line is that of the end, which is no event.
    const events = whole ? this.equal - 1 : this.equal;
    const broken = violation !== null;
    return { events, hash, whole, broken, difference: this.difference };
  }

  private compare(again: string): void {
    const recorded = this.lines.next();
    if (recorded === again || (recorded !== null && sameJson(recorded, again))) {
      this.equal++;
      return;
    }
    // A run that was stopped left no last line, and perhaps half of another one.
    if (recorded === null || (again.startsWith(recorded) && recorded !== '')) this.stopped = true;
    else this.part(recorded, again);
  }

  private part(recorded: string | null, again: string | null): void {
    this.stopped = true;
    this.difference = { recorded, again, line: this.equal + 2 };
  }
}

/** The same, written by somebody else: other spaces, other signs for the same text. */
function sameJson(one: string, two: string): boolean {
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(two));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
