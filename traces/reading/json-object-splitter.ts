import { Utf8Decoder } from './utf8-decoder.ts';
import { JsonValueScanner, isBlank } from './json-value-scanner.ts';

/** Longest member or element handed out, UTF-16 units: a task of a Rumen trace has thousands. */
export const MAX_VALUE_LENGTH: number = 16 * 1024 * 1024;

/** Which members of the objects are wanted. */
export interface ObjectShape {
  /** Members handed out whole. */
  readonly members: ReadonlySet<string>;
  /** Members that are lists, handed out one element after the other. */
  readonly lists: ReadonlySet<string>;
}

/** Receives the parts of a sequence of objects in order; lines count from 1. */
export interface ObjectSink {
  begin(line: number): void;
  /** The text of a wanted member's value: JSON, unless the file is damaged in it. */
  member(name: string, text: string, line: number): void;
  /** The text of one element of a wanted list. */
  element(name: string, text: string, line: number): void;
  /** The object begun is whole. */
  end(): void;
  /** The object begun breaks off here, or something stands between objects that is none. */
  broken(line: number, reason: string): void;
}

/** What comes next. `LOST`: beyond damage, looking for a line that begins an object. */
const Next = {
  OBJECT: 0,
  FIRST_NAME: 1,
  NAME: 2,
  COLON: 3,
  VALUE: 4,
  AFTER_VALUE: 5,
  FIRST_ELEMENT: 6,
  ELEMENT: 7,
  AFTER_ELEMENT: 8,
  LOST: 9,
} as const;
type Next = (typeof Next)[keyof typeof Next];

/** In words, by {@link Next}. */
const WANTED = [
  'an object',
  'a name or "}"',
  'a name',
  '":"',
  'a value',
  '"," or "}"',
  'a value or "]"',
  'a value',
  '"," or "]"',
];

/** Objects begin in a column up to this, from 0: Rumen puts a blank before all but the first. */
const MARGIN = 1;

/**
 * Cuts a sequence of JSON objects (behind each other, one a line, or in one list) into members and
 * elements of lists, so that no object needs to be held whole: a job may have a million attempts.
 *
 * Damage costs the object it is in: reading goes on at the next line that begins an object. Where
 * objects are indented, one in the margin shows too that the object before has no end.
 */
export class JsonObjectSplitter {
  private readonly shape: ObjectShape;
  private readonly sink: ObjectSink;
  private readonly maxLength: number;
  private readonly decoder = new Utf8Decoder();
  private readonly value = new JsonValueScanner();
  private next: Next = Next.OBJECT;
  private line = 1;
  /** Blanks at the start of the line, as long as it has nothing else; then -1. */
  private column = 0;
  /** Column up to which a line that begins with a brace begins an object. */
  private margin = MARGIN;
  /**
   * Whether the object's second line begins in the margin: then braces there say nothing. Null in
   * its first.
   */
  private flat: boolean | null = null;
  private begun = false;
  private name = '';
  private valueLine = 1;
  private atStart = true;

  constructor(shape: ObjectShape, sink: ObjectSink, maxLength: number = MAX_VALUE_LENGTH) {
    this.shape = shape;
    this.sink = sink;
    this.maxLength = maxLength;
  }

  push(chunk: Uint8Array | string): void {
    this.pushText(typeof chunk === 'string' ? chunk : this.decoder.push(chunk));
  }

  /** The end of the file. An object without its end is broken. */
  end(): void {
    this.pushText(this.decoder.end());
    if (this.next !== Next.OBJECT && this.next !== Next.LOST) {
      this.sink.broken(this.line, 'found the end of the file in the middle of an object');
    }
    this.next = Next.OBJECT;
  }

  private pushText(chunk: string): void {
    let from = 0;
    if (this.atStart && chunk !== '') {
      this.atStart = false;
      if (chunk.startsWith('\uFEFF')) from = 1;
    }
    this.value.resume(from);
    for (let end = chunk.indexOf('\n', from); end >= 0; end = chunk.indexOf('\n', from)) {
      this.part(chunk, from, end);
      this.endLine(chunk, end);
      from = end + 1;
    }
    this.part(chunk, from, chunk.length);
    this.value.pause(chunk);
    if (this.value.length > this.maxLength) this.refuseLongValue();
  }

  /** A line, or as much of it as the chunk has. */
  private part(text: string, from: number, to: number): void {
    let at = this.column < 0 ? from : this.lineStart(text, from, to);
    while (at < to) {
      if (!this.value.open) {
        at = this.step(text, at, to);
        continue;
      }
      at = this.value.scan(text, at, to);
      if (this.value.closed) this.finishValue(text, at);
    }
  }

  private endLine(text: string, at: number): void {
    if (this.value.inString) {
      this.value.drop();
      this.break('found the end of a line in a text, wanted its closing quote');
    } else if (this.value.endsAtBlank) {
      this.finishValue(text, at);
    }
    this.line++;
    this.column = 0;
  }

  /** Skips the blanks at the start of a line and looks at what stands there first. */
  private lineStart(text: string, from: number, to: number): number {
    let at = from;
    while (at < to && isBlank(text.charCodeAt(at))) at++;
    this.column += at - from;
    if (at === to) return at;
    const inMargin = this.column <= this.margin;
    if (inMargin && text[at] === '{') {
      if (this.next === Next.LOST) {
        this.next = Next.OBJECT;
      } else if (this.next !== Next.OBJECT && this.flat !== true) {
        this.value.drop();
        this.break('found the beginning of an object in the middle of another');
        this.next = Next.OBJECT;
      }
    }
    this.flat ??= inMargin;
    if (this.next === Next.OBJECT && !this.begun) this.margin = Math.max(MARGIN, this.column);
    this.column = -1;
    return at;
  }

  /** One character of the object's own grammar. @returns the index to go on at */
  private step(text: string, at: number, to: number): number {
    if (this.next === Next.LOST) return to;
    const character = text[at];
    if (isBlank(text.charCodeAt(at))) return at + 1;
    switch (this.next) {
      case Next.OBJECT:
        if (character === '{') this.begin();
        else if (!',[]'.includes(character)) this.lose(character);
        return at + 1;
      case Next.FIRST_NAME:
        if (character === '}') return this.finishObject(at);
        return this.beginName(character, at);
      case Next.NAME:
        return this.beginName(character, at);
      case Next.COLON:
        if (character === ':') this.next = Next.VALUE;
        else this.lose(character);
        return at + 1;
      case Next.VALUE:
        if (character === '[' && this.shape.lists.has(this.name)) {
          this.next = Next.FIRST_ELEMENT;
          return at + 1;
        }
        return this.beginValue(character, at, this.shape.members.has(this.name));
      case Next.AFTER_VALUE:
        if (character === '}') return this.finishObject(at);
        if (character === ',') this.next = Next.NAME;
        else this.lose(character);
        return at + 1;
      case Next.FIRST_ELEMENT:
      case Next.AFTER_ELEMENT:
        if (character === ']') this.next = Next.AFTER_VALUE;
        else if (this.next === Next.FIRST_ELEMENT) return this.beginValue(character, at, true);
        else if (character === ',') this.next = Next.ELEMENT;
        else this.lose(character);
        return at + 1;
      case Next.ELEMENT:
        return this.beginValue(character, at, true);
    }
  }

  private begin(): void {
    this.begun = true;
    this.flat = null;
    this.next = Next.FIRST_NAME;
    this.sink.begin(this.line);
  }

  private finishObject(at: number): number {
    this.next = Next.OBJECT;
    this.sink.end();
    return at + 1;
  }

  private beginName(character: string, at: number): number {
    if (character !== '"') {
      this.lose(character);
      return at + 1;
    }
    this.next = Next.NAME;
    return this.beginValue(character, at, true);
  }

  private beginValue(character: string, at: number, wanted: boolean): number {
    this.valueLine = this.line;
    if (this.value.begin(character, at, wanted)) return at + 1;
    this.lose(character);
    return at + 1;
  }

  private finishValue(text: string, at: number): void {
    const found = this.value.take(text, at);
    switch (this.next) {
      case Next.NAME:
        this.name = found.slice(1, -1);
        this.next = Next.COLON;
        break;
      case Next.VALUE:
        if (this.shape.members.has(this.name)) {
          this.sink.member(this.name, found, this.valueLine);
        }
        this.next = Next.AFTER_VALUE;
        break;
      default:
        this.sink.element(this.name, found, this.valueLine);
        this.next = Next.AFTER_ELEMENT;
    }
  }

  private refuseLongValue(): void {
    this.value.drop();
    this.break(`found a value above ${this.maxLength} characters`);
  }

  /** Something else stands where {@link WANTED} should: a brace at least may begin an object. */
  private lose(character: string): void {
    this.break(`found ${JSON.stringify(character)}, wanted ${WANTED[this.next]}`);
    if (character === '{') this.begin();
  }

  private break(reason: string): void {
    this.next = Next.LOST;
    this.sink.broken(this.line, reason);
  }
}
