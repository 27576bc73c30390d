import { readFileSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';

import { RecordingProblem } from '../../core/recording/life-replay.ts';

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
