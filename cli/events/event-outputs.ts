import { dirname } from 'node:path';

import { eventNamesOf } from '../../sim/experiment/event-names.ts';
import type { Experiment } from '../../sim/experiment/experiment.ts';
import type { RunResult } from '../../sim/experiment/run-result.ts';
import type { EventChunk } from '../../sim/log/event-log.ts';
import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import { UsageError } from '../errors.ts';
import { moved } from '../scenario/moved-scenario.ts';
import type { ScenarioFile } from '../scenario/read-scenario.ts';
import { engineVersion } from '../version.ts';
import { ChromeTrace } from '../../sim/chrome-trace/chrome-trace.ts';
import { type LogFilterOptions, EventLines, logFilterOf } from './event-lines.ts';
import { EventNdjson } from './event-ndjson.ts';
import type { EventSink, RunTitle } from '../../sim/log/event-sink.ts';
import { STANDARD_OUTPUT, TextFile } from './text-file.ts';

/** Where the events of a run are to go, as it was typed. */
export interface EventOptions extends LogFilterOptions {
  /** A file, or `-` for standard output; so are the others. */
  readonly events?: string;
  readonly traceOut?: string;
  /** `true`: no file was named. */
  readonly log?: string | true;
  readonly explain?: string;
  readonly json?: string | true;
}

/**
 * What is asked to stand on standard output in place of the results: `--log`, `--events -`; null
 * when nothing is.
 * @throws UsageError when two are, or an option of the log stands without it
 */
export function outputOnStandard(options: EventOptions): string | null {
  const { events, traceOut, log, explain, json } = options;
  const asked = [
    ...(events === STANDARD_OUTPUT ? ['--events -'] : []),
    ...(traceOut === STANDARD_OUTPUT ? ['--trace-out -'] : []),
    ...(log === true || log === STANDARD_OUTPUT ? ['--log'] : []),
    ...(explain === STANDARD_OUTPUT ? ['--explain -'] : []),
    ...(json === true ? ['--json'] : []),
  ];
  if (asked.length > 1) {
    throw new UsageError(
      `${asked.join(' and ')}: found ${asked.length} for standard output, wanted one; name files`,
    );
  }
  const { logKinds, logFrom, logTo } = options;
  if (log === undefined && (logKinds ?? logFrom ?? logTo) !== undefined) {
    throw new UsageError('--log-kinds, --log-from, --log-to: found no --log, wanted it too');
  }
  const [first] = asked;
  return first === undefined || first === '--json' ? null : first;
}

/** The files that the events of a run go to, open while it goes on. */
export class EventOutputs {
  /** In the order in which they were asked for. */
  readonly files: readonly TextFile[];
  /** Takes the decisions of the allocator; null when nobody asked. */
  readonly explained: ((text: string) => void) | null;
  private readonly sinks: readonly EventSink[];

  /** @throws UsageError when a file cannot be written or a filter is none */
  constructor(experiment: Experiment, options: EventOptions, source?: ScenarioFile) {
    const filter = logFilterOf(options);
    const files: TextFile[] = [];
    const open = (path: string, option: string): ((text: string) => void) => {
      const file = new TextFile(path, option);
      files.push(file);
      return (text) => file.write(text);
    };
    const names = eventNamesOf(experiment);
    const title = titleOf(experiment);
    const { events, log, traceOut, explain } = options;
    const sinks: EventSink[] = [];
    if (events !== undefined) {
      const document = source && documentBeside(source, events);
      const whole = document === undefined ? title : { ...title, document };
      sinks.push(new EventNdjson(whole, names, open(events, '--events')));
    }
    if (log !== undefined) {
      const write = open(log === true ? STANDARD_OUTPUT : log, '--log');
      sinks.push(new EventLines(names, filter, write));
    }
    if (traceOut !== undefined) {
      sinks.push(new ChromeTrace(title, names, open(traceOut, '--trace-out')));
    }
    this.explained = explain === undefined ? null : open(explain, '--explain');
    this.sinks = sinks;
    this.files = files;
  }

  /** Whether anybody wants the events. */
  get some(): boolean {
    return this.sinks.length > 0;
  }

  chunk(chunk: EventChunk): void {
    for (const sink of this.sinks) sink.chunk(chunk);
  }

  end(result: RunResult): void {
    for (const sink of this.sinks) sink.end(result);
  }

  /** Writes what is left; also when the run has failed, so that what led to it can be read. */
  close(): void {
    for (const file of this.files) file.close();
  }
}

/** The scenario as the log has it, which is read from where the log lies. */
function documentBeside({ file, document }: ScenarioFile, log: string): ScenarioDocument {
  return moved(document, { from: dirname(file), to: dirname(log) });
}

function titleOf({ workload, policy, seed }: Experiment): RunTitle {
  return { version: engineVersion(), scenario: workload.name, policy, seed };
}
