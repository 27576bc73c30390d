const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

/** A buffer that a long line blew up beyond this is given back. */
const BUFFER_BYTES = 65_536;

/** Receives a file's lines in order; `number` counts from 1, blank lines included. */
export interface ByteLineSink {
  /** A line without its end: the bytes from `from` to before `to`, theirs only during the call. */
  line(bytes: Uint8Array, from: number, to: number, number: number): void;
  /** A line longer than allowed, which is dropped. */
  tooLong(number: number): void;
}

/**
 * Bytes to lines, a chunk at a time, without decoding or copying them: a table's rows are read
 * where they lie.
 *
 * Ends at LF or CRLF, a missing end on the last line counts as one, a byte order mark at the
 * start of the file is dropped.
 */
export class ByteLines {
  private readonly sink: ByteLineSink;
  private readonly maxBytes: number;
  /** The beginning of a line that goes on in the next chunk. */
  private buffer: Uint8Array = new Uint8Array(256);
  private filled = 0;
  private dropping = false;
  private number = 1;

  constructor(sink: ByteLineSink, maxBytes: number) {
    this.sink = sink;
    this.maxBytes = maxBytes;
  }

  push(chunk: Uint8Array): void {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      if (this.filled > 0 || this.dropping) {
        this.keep(chunk, from, end);
        this.finishBuffered();
      } else {
        this.finish(chunk, from, end);
      }
      from = end + 1;
    }
    if (from < chunk.length) this.keep(chunk, from, chunk.length);
  }

  /** Number of the line begun and not ended, or null between lines. */
  unfinishedLine(): number | null {
    return this.filled > 0 || this.dropping ? this.number : null;
  }

  /** The end of the file: gives out the last line when it has no end. */
  end(): void {
    if (this.unfinishedLine() !== null) this.finishBuffered();
  }

  private keep(chunk: Uint8Array, from: number, to: number): void {
    const length = this.filled + to - from;
    if (length > this.maxBytes) {
      this.dropping = true;
      this.filled = 0;
    }
    if (this.dropping) return;
    if (length > this.buffer.length) {
      const longer = new Uint8Array(Math.max(length, this.buffer.length * 2));
      longer.set(this.buffer.subarray(0, this.filled));
      this.buffer = longer;
    }
    this.buffer.set(chunk.subarray(from, to), this.filled);
    this.filled = length;
  }

  private finishBuffered(): void {
    const { filled } = this;
    this.filled = 0;
    if (this.dropping) {
      this.dropping = false;
      this.sink.tooLong(this.number++);
    } else {
      this.finish(this.buffer, 0, filled);
    }
    if (this.buffer.length > BUFFER_BYTES) this.buffer = new Uint8Array(256);
  }

  private finish(bytes: Uint8Array, from: number, to: number): void {
    const number = this.number++;
    const marked = number === 1 && BYTE_ORDER_MARK.every((byte, i) => bytes[from + i] === byte);
    const start = marked ? from + BYTE_ORDER_MARK.length : from;
    if (to - start > this.maxBytes) {
      this.sink.tooLong(number);
      return;
    }
    const end = to > start && bytes[to - 1] === CARRIAGE_RETURN ? to - 1 : to;
    this.sink.line(bytes, start, end, number);
  }
}
