import type { EventHeader } from '../../core/protocol/event-record.ts';
import { EVENT_FORMAT } from '../../core/protocol/event-record.ts';
import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import type { Workload } from '../../traces/model/workload.ts';
import type { Fingerprint } from '../links/linked-file.ts';
import { type ScenarioText, readScenarioText } from '../scenario/read-scenario-text.ts';
import { fingerprintOf } from './fingerprint.ts';
import { type ReadProgress, type TraceAnswer, readTrace } from './read-trace.ts';

/** What a file is, by its content, and what it holds. */
export type FileAnswer =
  | { readonly kind: 'scenario'; readonly text: string; readonly read: ScenarioText }
  | {
      readonly kind: 'trace';
      readonly workload: Workload;
      readonly format: string;
      readonly warnings: readonly string[];
      /** By which it is known again. */
      readonly fingerprint: Fingerprint;
    }
  | {
      /** The event log of a run: with the scenario in it the run can be done again. */
      readonly kind: 'events';
      readonly policy: string;
      readonly seed: string | null;
      readonly document: ScenarioDocument;
      /** Of the engine that wrote it. */
      readonly version: string;
    }
  | { readonly kind: 'nothing known'; readonly message: string };

/** What the file worker offers: everything that could keep the page's thread busy. */
export interface FileReader {
  /** Reads and validates a scenario's text. */
  scenario(text: string): ScenarioText;
  trace(name: string, content: Blob, progress?: ReadProgress): Promise<TraceAnswer>;
  fingerprint(content: Blob): Promise<Fingerprint>;
  /** Tells a file by its content and reads it. */
  file(name: string, content: Blob, progress?: ReadProgress): Promise<FileAnswer>;
}

/** Scenarios are small; what is larger is a trace. */
const SCENARIO_BYTES = 1_000_000;
/** The first line of an event log has the whole scenario in it. */
const HEADER_BYTES = 4_000_000;

export function createFileReader(): FileReader {
  return {
    scenario: readScenarioText,
    trace: readTrace,
    fingerprint: fingerprintOf,
    async file(name, content, progress) {
      const start = await content.slice(0, 200).text();
      if (start.startsWith(`{"format":"${EVENT_FORMAT}"`)) return recorded(name, content);
      const isText = /\.(?:ya?ml|json)$/i.test(name) && content.size <= SCENARIO_BYTES;
      if (isText) {
        const text = await content.text();
        const read = readScenarioText(text);
        if (read.ok || looksLikeScenario(text)) return { kind: 'scenario', text, read };
      }
      const answer = await readTrace(name, content, progress);
      if (!answer.ok) return { kind: 'nothing known', message: answer.message };
      const { workload, format, warnings } = answer;
      const fingerprint = await fingerprintOf(content);
      return { kind: 'trace', workload, format, warnings, fingerprint };
    },
  };
}

function looksLikeScenario(text: string): boolean {
  return /^\s*"?(?:cluster|frameworks)"?\s*:/m.test(text);
}

async function recorded(name: string, content: Blob): Promise<FileAnswer> {
  const start = await content.slice(0, HEADER_BYTES).text();
  const header = headerOf(start.slice(0, start.indexOf('\n')));
  if (header === null) return unknown(name, 'a damaged first line', 'an event log');
  const { document, policy, seed, version, host } = header;
  if (document === undefined) {
    return unknown(name, `the event log of a ${host} run`, 'one with its scenario in it');
  }
  const read = readScenarioText(JSON.stringify(document));
  if (!read.ok)
    return unknown(name, `a scenario that is none (${read.problems[0].message})`, 'one');
  return { kind: 'events', policy, seed, document: read.document, version };
}

function headerOf(line: string): EventHeader | null {
  try {
    return JSON.parse(line) as EventHeader;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function unknown(name: string, found: string, wanted: string): FileAnswer {
  return { kind: 'nothing known', message: `${name}: found ${found}, wanted ${wanted}` };
}
