import { readFileSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';

import { readMachineJson } from './machine-json.ts';
import type { RecordingHeader } from './recording-writer.ts';

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

/** The lines of a recording, as far as they reached the disk. */
export function recordingLines(file: string): string[] {
  let text: string;
  try {
    // A process that was killed has not ended its file.
    const options = { finishFlush: constants.Z_SYNC_FLUSH };
    text = gunzipSync(readFileSync(file), options).toString('utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordingProblem(`${file}: ${reason}`);
  }
  const lines = text.split('\n');
  // What is behind the last line break is cut off, or nothing.
  lines.pop();
  return lines;
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
    (value.machine === 'master' || value.machine === 'agent') &&
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
    const entry = readMachineJson(line);
    if (!isEntry(entry)) {
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

interface Entry {
  readonly t: number;
  readonly i: { readonly type: string };
  readonly o: readonly string[];
}

function isEntry(value: unknown): value is Entry {
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
