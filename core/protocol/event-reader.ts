import { meaningOf } from './event-meanings.ts';
import {
  EVENT_FIELDS,
  EVENT_FORMAT,
  type EventEnd,
  type EventFieldName,
  type EventHeader,
  type EventRecord,
} from './event-record.ts';

/** Longest line taken, UTF-16 units; a header names every agent, nothing else is longer. */
const LINE_LENGTH_MAX = 16 * 1024 * 1024;

/** Receives an event log as it is read. */
export interface EventListener {
  /** Once, before any record. */
  header(header: EventHeader): void;
  record(record: EventRecord): void;
}

/** A line is not what it should be. The message says which, what was found and what was wanted. */
export class EventFormatError extends Error {
  override readonly name = 'EventFormatError';
}

/**
 * Reads an event log, in pieces of any size. Records are handed on as they come; fields and kinds
 * that this version does not know are let through, so that a log of a later version can be read.
 */
export class EventReader {
  private readonly listener: EventListener;
  private begun: string[] = [];
  private begunLength = 0;
  /** Lines that are over. */
  private lines = 0;
  private records = 0;
  private lastSeconds = 0;
  private headed = false;
  private ended: EventEnd | null = null;

  constructor(listener: EventListener) {
    this.listener = listener;
  }

  /** @throws EventFormatError at the first line that is none of an event log */
  push(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.keep(text.slice(from, end));
      this.finishLine();
      from = end + 1;
    }
    this.keep(text.slice(from));
  }

  /**
   * The end of the text.
   * @returns the last line; null when it is missing, as when the run was stopped: then what stands
   *   after the last whole line was not read
   * @throws EventFormatError when there was not even a header
   */
  end(): EventEnd | null {
    // Only the last line may lack its line break: anything else was cut off inside.
    const rest = this.begun.join('');
    if (this.ended === null && isWhole(rest)) this.finishLine();
    else if (this.ended !== null && rest.trim() !== '')
      this.refuse('text', 'nothing after the end');
    if (!this.headed) this.refuse('nothing', `a header with the format ${EVENT_FORMAT}`);
    return this.ended;
  }

  private keep(part: string): void {
    this.begunLength += part.length;
    if (this.begunLength > LINE_LENGTH_MAX) {
      this.refuse(`${this.begunLength} characters`, `at most ${LINE_LENGTH_MAX}`);
    }
    if (part !== '') this.begun.push(part);
  }

  private finishLine(): void {
    const line = this.begun.length === 1 ? this.begun[0] : this.begun.join('');
    this.begun = [];
    this.begunLength = 0;
    const value = this.parse(line);
    if (!this.headed) this.readHeader(value);
    else if (this.ended !== null) this.refuse('a line', 'nothing after the end');
    else if ('seq' in value) this.readRecord(value);
    else this.readEnd(value);
    this.lines++;
  }

  private parse(line: string): Readonly<Record<string, unknown>> {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.refuse(`${excerpt(line)} (${why})`, 'a JSON object');
    }
    if (!isObject(value)) this.refuse(excerpt(line), 'a JSON object');
    return value;
  }

  private readHeader(value: Readonly<Record<string, unknown>>): void {
    const { format, version, host, scenario, policy, seed, frameworks, agents, document } = value;
    if (format !== EVENT_FORMAT) {
      this.refuse(`the format ${excerpt(JSON.stringify(format) ?? 'of nothing')}`, EVENT_FORMAT);
    }
    if (host !== 'simulated' && host !== 'live') {
      this.refuse(`the host ${JSON.stringify(host)}`, '"simulated" or "live"');
    }
    this.headed = true;
    this.listener.header({
      format: EVENT_FORMAT,
      version: this.text(version, 'version'),
      host,
      scenario: this.text(scenario, 'scenario'),
      policy: this.text(policy, 'policy'),
      seed: seed === null ? null : this.text(seed, 'seed'),
      frameworks: this.texts(frameworks, 'frameworks'),
      agents: this.texts(agents, 'agents'),
      ...(isObject(document) && { document }),
    });
  }

  private readRecord(value: Readonly<Record<string, unknown>>): void {
    const { seq, kind } = value;
    if (seq !== this.records) this.refuse(`seq ${JSON.stringify(seq)}`, `${this.records}`);
    this.seconds(value['t']);
    for (const field of fieldsOf(this.text(kind, 'kind'))) {
      if (value[field] !== undefined) this.checkField(field, value[field]);
    }
    this.records++;
    // Every field that is known has been looked at.
    this.listener.record(value as unknown as EventRecord);
  }

  private readEnd(value: Readonly<Record<string, unknown>>): void {
    const { events, hash } = value;
    if (events !== this.records) {
      this.refuse(`an end after ${JSON.stringify(events)} events`, `one after ${this.records}`);
    }
    if (hash !== null && !(typeof hash === 'string' && /^[0-9a-f]{16}$/.test(hash))) {
      this.refuse(`the hash ${JSON.stringify(hash)}`, '16 hexadecimal digits or null');
    }
    this.ended = { events: this.records, t: this.seconds(value['t']), hash };
  }

  private checkField(field: EventFieldName, value: unknown): void {
    const { form, words } = EVENT_FIELDS[field];
    if (form === 'name') this.text(value, field);
    else if (form === 'word' && typeof value === 'string') {
      if (words?.includes(value) === true) return;
      this.refuse(`${field} ${JSON.stringify(value)}`, `one of ${words?.join(', ') ?? 'none'}`);
    } else if (typeof value !== 'number') {
      this.refuse(`${field} ${JSON.stringify(value)}`, 'a number');
    } else if (form !== 'seconds' && !Number.isSafeInteger(value)) {
      this.refuse(`${field} ${value}`, 'a whole number');
    }
  }

  private seconds(value: unknown): number {
    if (typeof value !== 'number' || !(value >= this.lastSeconds)) {
      this.refuse(`t ${JSON.stringify(value)}`, `seconds, ${this.lastSeconds} or more`);
    }
    this.lastSeconds = value;
    return value;
  }

  private text(value: unknown, field: string): string {
    if (typeof value !== 'string') this.refuse(`${field} ${JSON.stringify(value)}`, 'text');
    return value;
  }

  private texts(value: unknown, field: string): readonly string[] {
    if (!Array.isArray(value)) this.refuse(`${field} ${JSON.stringify(value)}`, 'a list of names');
    return value.map((name) => this.text(name, field));
  }

  private refuse(found: string, wanted: string): never {
    throw new EventFormatError(`line ${this.lines + 1}: found ${found}, wanted ${wanted}`);
  }
}

/** The fields whose form is known for a kind. */
function fieldsOf(kind: string): readonly EventFieldName[] {
  const { framework, agent, subject, detail } = meaningOf(kind);
  const known = [framework, agent, subject, detail].filter((field) => field !== null);
  return [...known, 'name'];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a line that lacks its line break is whole otherwise. */
function isWhole(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch (error) {
    // What is no JSON was cut off; anything else is no business of ours.
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function excerpt(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
