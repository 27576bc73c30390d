import { openSync, readSync, closeSync } from 'node:fs';

import { LifeCounts } from '../../core/recording/life-counts.ts';
import { type LifeReplay, RecordingProblem, replayLife } from '../../core/recording/life-replay.ts';
import { recordingLines } from '../../live/host/recording-lines.ts';
import { machineOf } from '../../live/replay-machine.ts';
import { CheckFailed, UsageError } from '../errors.ts';
import { type Json, writeJson } from '../output/json.ts';
import { formatCount } from '../output/numbers.ts';
import { engineVersion } from '../version.ts';

/** Whether a file is a recording of a live machine: those are gzipped, simulated ones are not. */
export function isLiveRecording(file: string): boolean {
  if (!file.endsWith('.gz')) return false;
  const handle = openSync(file, 'r');
  try {
    const start = Buffer.alloc(2);
    return readSync(handle, start, 0, 2, 0) === 2 && start[0] === 0x1f && start[1] === 0x8b;
  } finally {
    closeSync(handle);
  }
}

/**
 * Does the life of a master or an agent again.
 * @throws CheckFailed when it says something else, UsageError when the file cannot be read
 */
export function replayLiveRecording(file: string, json: string | true | undefined): void {
  const counts = new LifeCounts();
  let outcome: LifeReplay;
  try {
    outcome = replayLife(file, recordingLines(file), (header) => machineOf(header, counts));
  } catch (error) {
    if (error instanceof RecordingProblem) throw new UsageError(error.message);
    throw error;
  }
  if (json !== undefined) writeJson(documentOf(outcome, counts), json);
  if (json !== true) process.stdout.write(textOf(outcome, counts));
  const { difference } = outcome;
  if (difference !== null) {
    throw new CheckFailed(`${file}:${difference.line}: the machine says otherwise from here on`);
  }
}

function documentOf(
  { header, inputs, spanUs, difference }: LifeReplay,
  { offers, tasks }: LifeCounts,
): Json {
  return {
    version: engineVersion(),
    recordedBy: header.version,
    machine: header.machine,
    confirmed: difference === null,
    inputs,
    seconds: spanUs / 1e6,
    ...(header.machine === 'master' ? { offers, tasks } : {}),
    difference: difference && { ...difference },
  };
}

function textOf(
  { header, inputs, spanUs, difference }: LifeReplay,
  { offers, tasks }: LifeCounts,
): string {
  const life = `${formatCount(inputs)} inputs of ${header.machine} in ${(spanUs / 1e6).toFixed(1)} s`;
  const made =
    header.machine === 'master'
      ? `, ${formatCount(offers)} offers and ${formatCount(tasks)} tasks among what it did`
      : '';
  if (difference === null) return `confirmed: ${life} are answered as recorded${made}\n`;
  const { input, line, recorded, again } = difference;
  const engine = engineVersion();
  const older =
    header.version === engine ? '' : `recorded by version ${header.version}, this is ${engine}\n`;
  return (
    `not confirmed: ${life} are, line ${formatCount(line)} (${input}) is not\n` +
    `  recorded: ${recorded ?? 'nothing more'}\n  again:    ${again ?? 'nothing more'}\n${older}`
  );
}
