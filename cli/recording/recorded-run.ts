import { EventFormatError, EventReader } from '../../core/protocol/event-reader.ts';
import type { EventHeader } from '../../core/protocol/event-record.ts';
import { UsageError } from '../errors.ts';
import { type ScenarioFile, parseScenario, readScenario } from '../scenario/read-scenario.ts';
import { RecordingLines } from './recording-lines.ts';

/**
 * The first line of a recording.
 * @throws UsageError when the file is none, or one of a live run
 */
export function readRecordingHeader(file: string): EventHeader {
  const lines = new RecordingLines(file);
  let header: EventHeader | null = null;
  try {
    const reader = new EventReader({ header: (read) => (header = read), record: () => undefined });
    reader.push(`${lines.next() ?? ''}\n`);
  } catch (error) {
    if (error instanceof EventFormatError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  } finally {
    lines.close();
  }
  return requireSimulated(header, file);
}

function requireSimulated(header: EventHeader | null, file: string): EventHeader {
  if (header?.host === 'simulated') return header;
  const found = header === null ? 'nothing' : `a recording of a ${header.host} run`;
  throw new UsageError(`${file}: found ${found}, wanted one of a simulated run`);
}

/**
 * The scenario that a recording is of: its own, or the one given.
 * @param given path of a scenario, for recordings without one
 * @throws UsageError when there is none, or it cannot be read
 */
export function scenarioOfRecording(
  file: string,
  { document, policy, seed }: EventHeader,
  given: string | undefined,
): ScenarioFile {
  if (given !== undefined) return readScenario(given, { policy, seed: seed ?? undefined });
  if (document !== undefined) return parseScenario(JSON.stringify(document), file);
  throw new UsageError(
    `${file}: found a recording without its scenario, wanted one, or --scenario FILE`,
  );
}
