import type { EventNames } from '../../core/protocol/event-record.ts';
import { EVENT_KINDS } from '../../sim/log/event-kinds.ts';
import type { EventChunk } from '../../sim/log/event-log.ts';
import { recordAt } from '../../sim/log/log-record.ts';
import { parseDurationUs } from '../options/durations.ts';
import { UsageError } from '../errors.ts';
import type { EventSink } from '../../sim/log/event-sink.ts';
import { LogLine } from './log-line.ts';

/** Which events are wanted; both ends of the time count. */
export interface LogFilter {
  /** By number of the kind. */
  readonly kinds: readonly boolean[];
  readonly fromUs: number;
  readonly toUs: number;
}

/** The options of the filter as they were typed. */
export interface LogFilterOptions {
  readonly logKinds?: string;
  readonly logFrom?: string;
  readonly logTo?: string;
}

/** The event log as lines for people, those that pass a filter. */
export class EventLines implements EventSink {
  private readonly lines: LogLine;
  private readonly filter: LogFilter;
  private readonly write: (text: string) => void;

  constructor(names: EventNames, filter: LogFilter, write: (text: string) => void) {
    this.lines = new LogLine(names);
    this.filter = filter;
    this.write = write;
  }

  chunk(chunk: EventChunk): void {
    const { kinds, fromUs, toUs } = this.filter;
    for (let at = 0; at < chunk.count; at++) {
      const timeUs = chunk.timeUs[at];
      if (!kinds[chunk.kind[at]] || timeUs < fromUs || timeUs > toUs) continue;
      this.write(`${this.lines.text(recordAt(chunk, at))}\n`);
    }
  }

  end(): void {}
}

/**
 * Reads `--log-kinds OFFER,ACCEPT --log-from 10m --log-to 11m`; what is left out filters nothing.
 * @throws UsageError for an unknown kind, a wrong duration, or a time that ends before it begins
 */
export function logFilterOf({ logKinds, logFrom, logTo }: LogFilterOptions): LogFilter {
  const fromUs = logFrom === undefined ? 0 : parseDurationUs(logFrom, '--log-from');
  const toUs = logTo === undefined ? Infinity : parseDurationUs(logTo, '--log-to');
  if (toUs < fromUs) {
    throw new UsageError(`--log-to: found ${logTo}, wanted --log-from ${logFrom} or later`);
  }
  if (logKinds === undefined) return { kinds: EVENT_KINDS.map(() => true), fromUs, toUs };
  const wanted = logKinds.split(',').map((kind) => kind.trim());
  const known: readonly string[] = EVENT_KINDS;
  const unknown = wanted.find((kind) => !known.includes(kind));
  if (unknown !== undefined) {
    throw new UsageError(
      `--log-kinds: found "${unknown}", wanted kinds of events such as OFFER,ACCEPT; ` +
        '`evenhand schema events` lists them',
    );
  }
  return { kinds: EVENT_KINDS.map((kind) => wanted.includes(kind)), fromUs, toUs };
}
