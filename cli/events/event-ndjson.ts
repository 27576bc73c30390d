import { meaningOf } from '../../core/protocol/event-meanings.ts';
import {
  EVENT_FIELDS,
  EVENT_FORMAT,
  type EventEnd,
  type EventFieldName,
  type EventHeader,
  type EventNames,
} from '../../core/protocol/event-record.ts';
import type { RunResult } from '../../sim/experiment/run-result.ts';
import { EVENT_KINDS, KIND } from '../../sim/log/event-kinds.ts';
import type { EventChunk } from '../../sim/log/event-log.ts';
import { nameOf } from '../../sim/log/event-names.ts';
import type { EventSink, RecordingTitle } from '../../sim/log/event-sink.ts';

/** Lines joined before they are written. */
const LINES_AT_ONCE = 256;

/** The start of a line of some kind and how its columns go on, made once. */
interface LineForm {
  /** `,"kind":"OFFER"`. */
  readonly kind: string;
  readonly framework: ColumnText | null;
  readonly agent: ColumnText | null;
  readonly subject: ColumnText | null;
  readonly detail: ColumnText | null;
}

/** `,"offer":17` for a number of the log. */
type ColumnText = (value: number) => string;

/**
 * The event log as the lines of `core/protocol/event-record`: a header, a line for each event with
 * the names of what it concerns, and a last line with the run's hash. Memory does not grow with
 * the run.
 */
export class EventNdjson implements EventSink {
  private readonly write: (text: string) => void;
  private readonly names: EventNames;
  private readonly forms: readonly LineForm[];
  private lastUs = 0;

  constructor(title: RecordingTitle, names: EventNames, write: (text: string) => void) {
    this.write = write;
    this.names = names;
    const named = new Map<EventFieldName, ColumnText>([
      ['framework', quoted(names.frameworks, 'framework')],
      ['agent', quoted(names.agents, 'agent')],
      ['fault', quoted(names.faults, 'fault')],
    ]);
    this.forms = EVENT_KINDS.map((kind) => lineForm(kind, named));
    const { version, scenario, policy, seed, document } = title;
    const header: EventHeader = {
      ...{ format: EVENT_FORMAT, version, host: 'simulated', scenario, policy, seed },
      ...{ frameworks: names.frameworks, agents: names.agents },
      ...(document === undefined ? {} : { document }),
    };
    write(`${JSON.stringify(header)}\n`);
  }

  chunk(chunk: EventChunk): void {
    for (let from = 0; from < chunk.count; from += LINES_AT_ONCE) {
      const to = Math.min(chunk.count, from + LINES_AT_ONCE);
      let text = '';
      for (let at = from; at < to; at++) text += this.line(chunk, at);
      this.write(text);
    }
    this.lastUs = chunk.timeUs[chunk.count - 1];
  }

  end({ events, hash }: RunResult): void {
    const end: EventEnd = { events, t: this.lastUs / 1e6, hash };
    this.write(`${JSON.stringify(end)}\n`);
  }

  private line(chunk: EventChunk, at: number): string {
    const kind = chunk.kind[at];
    const form = this.forms[kind];
    const submitted = kind === KIND.JOB_SUBMITTED;
    const jobs = submitted ? this.names.jobs[chunk.framework[at]] : undefined;
    const job = jobs?.[chunk.subject[at]];
    return (
      `{"seq":${chunk.first + at},"t":${chunk.timeUs[at] / 1e6}${form.kind}` +
      column(form.framework, chunk.framework[at]) +
      column(form.agent, chunk.agent[at]) +
      column(form.subject, chunk.subject[at]) +
      column(form.detail, chunk.detail[at]) +
      (job === undefined ? '}\n' : `,"name":${JSON.stringify(job)}}\n`)
    );
  }
}

/** Nothing where the column does not apply. */
function column(text: ColumnText | null, value: number): string {
  return text === null || value === -1 ? '' : text(value);
}

function lineForm(kind: string, named: ReadonlyMap<EventFieldName, ColumnText>): LineForm {
  const { framework, agent, subject, detail } = meaningOf(kind);
  const text = (field: EventFieldName | null): ColumnText | null =>
    field === null ? null : (named.get(field) ?? columnText(field));
  return {
    kind: `,"kind":"${kind}"`,
    framework: text(framework),
    agent: text(agent),
    subject: text(subject),
    detail: text(detail),
  };
}

function columnText(field: EventFieldName): ColumnText {
  const start = `,"${field}":`;
  const { form, words } = EVENT_FIELDS[field];
  if (form === 'seconds') return (micros) => `${start}${micros / 1e6}`;
  if (words === undefined) return (value) => `${start}${value}`;
  return (value) => start + (words[value] === undefined ? value : JSON.stringify(words[value]));
}

/** Each name as it stands in a line, made once. */
function quoted(names: readonly string[], field: EventFieldName): ColumnText {
  const texts = names.map((name) => `,"${field}":${JSON.stringify(name)}`);
  return (number) => texts[number] ?? `,"${field}":${JSON.stringify(nameOf(names, number, field))}`;
}
