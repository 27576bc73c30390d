/** Longest event kept, bytes. Only kinds that are wanted count: SQL plans are never kept. */
export const MAX_EVENT_BYTES: number = 32 * 1024 * 1024;

/** Bytes from a line's beginning within which its kind is looked for. */
const HEAD_BYTES = 512;

/** A buffer that a long line blew up beyond this is given back. */
const BUFFER_BYTES = 1024 * 1024;

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;
/** `"Event"` */
const EVENT_KEY = [0x22, 0x45, 0x76, 0x65, 0x6e, 0x74, 0x22] as const;

/** Receives the lines of an event log in order, blank ones left out. */
export interface EventLineSink {
  /** Whether events of this kind are looked at; asked once a line. */
  wants(kind: string): boolean;
  /**
   * A line to look at: of a wanted kind, or one that does not begin as an event does.
   * @param bytes without the line's end; theirs only during the call
   * @param number counted from 1 in each file, blank lines included
   * @param ended whether a line feed closed it: the last line of a log may be cut
   */
  line(bytes: Uint8Array, number: number, ended: boolean): void;
  /**
   * A line of a kind not wanted, however long.
   * @param whole it ends as an object does
   */
  passed(kind: string, number: number, whole: boolean): void;
  /** A line of more than {@link MAX_EVENT_BYTES}, which is dropped. */
  tooLong(number: number): void;
}

/**
 * Bytes to the lines of an event log, a chunk at a time.
 *
 * Decides by a line's first bytes whether anyone wants it, and lets the others go by without
 * keeping or decoding them: most long lines are plans of SQL queries.
 */
export class EventLines {
  private readonly sink: EventLineSink;
  private readonly maxBytes: number;
  /** The beginning of a line that goes on in the next chunk. */
  private buffer = new Uint8Array(4096);
  private filled = 0;
  /** Kind of the line begun, when it is one to let by; its last byte that is not blank. */
  private passing: string | null = null;
  private lastByte = 0;
  private dropping = false;
  private number = 1;

  constructor(sink: EventLineSink, maxBytes: number = MAX_EVENT_BYTES) {
    this.sink = sink;
    this.maxBytes = maxBytes;
  }

  push(chunk: Uint8Array): void {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      const part = chunk.subarray(from, end);
      if (this.filled > 0 || this.passing !== null || this.dropping) {
        this.keep(part);
        this.finish(true);
      } else {
        this.whole(part, true);
      }
      this.number++;
      from = end + 1;
    }
    if (from < chunk.length) this.keep(chunk.subarray(from));
  }

  /** The end of a file: gives out the last line when it has no end. The next begins at line 1. */
  endFile(): void {
    this.finish(false);
    this.number = 1;
  }

  private keep(part: Uint8Array): void {
    if (this.passing !== null) {
      this.lastByte = lastInk(part) ?? this.lastByte;
      return;
    }
    if (this.dropping) return;
    const undecided = this.filled < HEAD_BYTES;
    this.append(part);
    if (undecided && this.filled >= HEAD_BYTES) this.decide();
    if (this.filled > this.maxBytes) {
      this.dropping = true;
      this.release();
    }
  }

  /** Enough of the line is there to know its kind, unless it does not begin with it. */
  private decide(): void {
    const bytes = this.buffer.subarray(0, this.filled);
    const kind = kindOf(bytes, this.number);
    if (kind === null || this.sink.wants(kind)) return;
    this.passing = kind;
    this.lastByte = lastInk(bytes) ?? 0;
    this.release();
  }

  private finish(ended: boolean): void {
    if (this.dropping) {
      this.sink.tooLong(this.number);
    } else if (this.passing !== null) {
      this.sink.passed(this.passing, this.number, this.lastByte === CLOSE_BRACE);
    } else if (this.filled > 0) {
      this.whole(this.buffer.subarray(0, this.filled), ended);
    }
    this.dropping = false;
    this.passing = null;
    this.release();
  }

  private whole(bytes: Uint8Array, ended: boolean): void {
    const from = startOf(bytes, this.number);
    const last = lastInk(bytes.subarray(from));
    if (last === null) return;
    const kind = kindOf(bytes, this.number);
    if (kind !== null && !this.sink.wants(kind)) {
      this.sink.passed(kind, this.number, last === CLOSE_BRACE);
    } else if (bytes.length > this.maxBytes) {
      this.sink.tooLong(this.number);
    } else {
      this.sink.line(bytes.subarray(from), this.number, ended);
    }
  }

  private append(part: Uint8Array): void {
    const needed = this.filled + part.length;
    if (needed > this.buffer.length) {
      const longer = new Uint8Array(Math.max(needed, this.buffer.length * 2));
      longer.set(this.buffer.subarray(0, this.filled));
      this.buffer = longer;
    }
    this.buffer.set(part, this.filled);
    this.filled = needed;
  }

  private release(): void {
    this.filled = 0;
    if (this.buffer.length > BUFFER_BYTES) this.buffer = new Uint8Array(4096);
  }
}

/**
 * The kind of the event that a line begins with, `{"Event":"SparkListenerTaskEnd"…`; null when
 * another key stands first, as in logs rewritten by others, or it is no event.
 */
function kindOf(bytes: Uint8Array, line: number): string | null {
  const head = bytes.subarray(0, HEAD_BYTES);
  let at = pastBlanks(head, startOf(head, line));
  if (head[at] !== OPEN_BRACE) return null;
  at = pastBlanks(head, at + 1);
  if (!EVENT_KEY.every((byte, i) => head[at + i] === byte)) return null;
  at = pastBlanks(head, at + EVENT_KEY.length);
  if (head[at] !== COLON) return null;
  at = pastBlanks(head, at + 1);
  if (head[at] !== QUOTE) return null;
  const end = head.indexOf(QUOTE, at + 1);
  if (end < 0) return null;
  const name = head.subarray(at + 1, end);
  if (name.some((byte) => byte === BACKSLASH || byte >= 0x80)) return null;
  return String.fromCharCode(...name);
}

/** Where a line's text begins: behind a byte order mark on the first line. */
function startOf(bytes: Uint8Array, line: number): number {
  return line === 1 && BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte) ? 3 : 0;
}

function pastBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && isBlank(bytes[at])) at++;
  return at;
}

/** The last byte that is not blank, or null when all are. */
function lastInk(bytes: Uint8Array): number | null {
  for (let i = bytes.length - 1; i >= 0; i--) {
    if (!isBlank(bytes[i])) return bytes[i];
  }
  return null;
}

/** JSON's blanks: space, tab, line feed, carriage return. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09 || byte === 0x0a;
}
