import { readMachineJson } from './machine-json.ts';

/** First line of a recording: which machine, and how it was made. */
export interface RecordingHeader {
  readonly evenhand: 'live-recording';
  readonly format: 1;
  readonly machine: 'master' | 'agent' | 'election';
  /** Of the engine that wrote it. */
  readonly version: string;
  /** What the machine was made of, in machine JSON. */
  readonly made: unknown;
}

/** A machine that does a recorded life again: one input, and what it says to it. */
export type Redo = (now: number, input: unknown) => readonly string[];

/** The first input to which the machine said something else than it did. */
export interface LifeDifference {
  /** Of the recording, from 1. */
  readonly line: number;
  /** Type of the input. */
  readonly input: string;
  readonly recorded: string | null;
  readonly again: string | null;
}

export interface LifeReplay {
  readonly header: RecordingHeader;
  /** Inputs that were answered as recorded. */
  readonly inputs: number;
  /** The machine's time between the first and the last, microseconds. */
  readonly spanUs: number;
  readonly difference: LifeDifference | null;
}

/** A file that is no recording of a live machine, or is damaged. */
export class RecordingProblem extends Error {
  override readonly name = 'RecordingProblem';
}

/** The first line of a recording; null where it is none of a live machine. */
export function readLifeHeader(line: string): RecordingHeader | null {
  let header: unknown;
  try {
    header = readMachineJson(line);
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
  return isHeader(header) ? header : null;
}

function isHeader(value: unknown): value is RecordingHeader {
  return (
    typeof value === 'object' &&
    value !== null &&
    'evenhand' in value &&
    value.evenhand === 'live-recording' &&
    'machine' in value &&
    (value.machine === 'master' || value.machine === 'agent' || value.machine === 'election') &&
    'made' in value
  );
}

/**
 * Feeds a recording to the machine that it is of, made anew, and compares what it says.
 * @throws RecordingProblem
 */
export function replayLife(
  file: string,
  lines: readonly string[],
  redo: (header: RecordingHeader) => Redo,
): LifeReplay {
  const header = lines.length === 0 ? null : readLifeHeader(lines[0]);
  if (header === null) throw new RecordingProblem(`${file}: no recording of a live machine`);
  const step = redo(header);
  let [firstUs, lastUs] = [0, 0];
  for (const [at, line] of lines.entries()) {
    if (at === 0) continue;
    const entry = readLifeEntry(line);
    if (entry === null) {
      if (at === lines.length - 1)
        return { header, inputs: at - 1, spanUs: lastUs - firstUs, difference: null };
      throw new RecordingProblem(`${file}:${at + 1}: wanted an input with its time`);
    }
    if (at === 1) firstUs = entry.t;
    lastUs = entry.t;
    const again = step(entry.t, entry.i);
    const place = entry.o.findIndex((said, index) => said !== again[index]);
    const first = place < 0 && again.length > entry.o.length ? entry.o.length : place;
    if (first < 0) continue;
    const difference = {
      line: at + 1,
      input: entry.i.type,
      recorded: entry.o[first] ?? null,
      again: again[first] ?? null,
    };
    return { header, inputs: at - 1, spanUs: lastUs - firstUs, difference };
  }
  return { header, inputs: lines.length - 1, spanUs: lastUs - firstUs, difference: null };
}

/** A recorded life, lived again one input at a time and told as changes of a cluster. */
export interface RecordedLife {
  readonly machine: 'master' | 'agent';
  /** Of the engine that recorded it. */
  readonly version: string;
  /** Inputs of the recording. */
  readonly inputs: number;
  /** Inputs done so far. */
  readonly done: number;
  /**
   * Does the next input.
   * @returns its time; null where the recording is over
   */
  step(): number | null;
}

/** One input of a recorded life. */
export interface LifeEntry {
  /** The machine's time, microseconds. */
  readonly t: number;
  readonly i: { readonly type: string };
  /** What the machine said to it. */
  readonly o: readonly string[];
}

/** A line after the first; null for what is no input, such as the mark of a recording's bound. */
export function readLifeEntry(line: string): LifeEntry | null {
  const entry = readMachineJson(line);
  return isEntry(entry) ? entry : null;
}

function isEntry(value: unknown): value is LifeEntry {
  return (
    typeof value === 'object' &&
    value !== null &&
    't' in value &&
    typeof value.t === 'number' &&
    'i' in value &&
    typeof value.i === 'object' &&
    value.i !== null &&
    'type' in value.i &&
    'o' in value &&
    Array.isArray(value.o)
  );
}
