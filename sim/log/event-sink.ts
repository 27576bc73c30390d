import type { RunResult } from '../experiment/run-result.ts';
import type { EventChunk } from './event-log.ts';
import type { ScenarioDocument } from '../scenario/scenario-document.ts';

/** Takes the event log of a run, chunk by chunk, and writes it in some form. */
export interface EventSink {
  chunk(chunk: EventChunk): void;
  /** The run is over. */
  end(result: RunResult): void;
}

/** Of what run a log is. */
export interface RunTitle {
  /** Of the engine. */
  readonly version: string;
  readonly scenario: string;
  readonly policy: string;
  readonly seed: string;
}

/** What a log begins with that can be done again. */
export interface RecordingTitle extends RunTitle {
  /** The scenario, as a file beside the log would have it. */
  readonly document?: ScenarioDocument;
}
