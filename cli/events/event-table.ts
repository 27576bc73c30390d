import { EVENT_KINDS } from '../../sim/log/event-kinds.ts';
import type { EventChunk } from '../../sim/log/event-log.ts';
import type { EventSink } from './event-sink.ts';

const HEADINGS = 'sequence\ttime\tevent\tframework\tagent\tsubject\tdetail\n';

/**
 * The event log as tab-separated text, one event a line: sequence number, time in seconds,
 * event, framework by name, agent by number, subject (the task, offer or job the event is about)
 * and detail (how many of them; for containers the job). Empty where it does not apply.
 */
export class EventTable implements EventSink {
  private readonly write: (text: string) => void;
  private readonly frameworks: readonly string[];

  constructor(frameworks: readonly string[], write: (text: string) => void) {
    this.write = write;
    this.frameworks = frameworks.map((name) => name.replace(/[\t\r\n]/g, ' '));
    write(HEADINGS);
  }

  chunk(chunk: EventChunk): void {
    const lines: string[] = [];
    for (let at = 0; at < chunk.count; at++) {
      const framework = chunk.framework[at] < 0 ? '' : this.frameworks[chunk.framework[at]];
      lines.push(
        `${chunk.first + at}\t${(chunk.timeUs[at] / 1e6).toFixed(6)}\t` +
          `${EVENT_KINDS[chunk.kind[at]]}\t${framework}\t${orEmpty(chunk.agent[at])}\t` +
          `${orEmpty(chunk.subject[at])}\t${orEmpty(chunk.detail[at])}\n`,
      );
    }
    this.write(lines.join(''));
  }

  end(): void {}
}

function orEmpty(number: number): string {
  return number < 0 ? '' : String(number);
}
