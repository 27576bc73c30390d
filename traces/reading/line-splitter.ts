import { Utf8Decoder } from './utf8-decoder.ts';

/** Longest line kept, UTF-16 units: event logs have lines of megabytes, a damaged file may be one line. */
export const MAX_LINE_LENGTH: number = 16 * 1024 * 1024;

/** Receives a file's lines in order; `number` counts from 1, blank lines included. */
export interface LineSink {
  line(text: string, number: number): void;
  /** A line longer than allowed, which is dropped. */
  tooLong(number: number): void;
}

/**
 * Bytes or text to lines, a chunk at a time.
 *
 * Ends at LF or CRLF, a missing end on the last line counts as one, a byte order mark at the
 * start of the file is dropped. Lines come without their ends.
 */
export class LineSplitter {
  private readonly sink: LineSink;
  private readonly maxLength: number;
  private readonly decoder = new Utf8Decoder();
  /** Parts of the line begun, and their length. */
  private parts: string[] = [];
  private length = 0;
  private number = 1;
  private atStart = true;

  constructor(sink: LineSink, maxLength: number = MAX_LINE_LENGTH) {
    this.sink = sink;
    this.maxLength = maxLength;
  }

  push(chunk: Uint8Array | string): void {
    this.pushText(typeof chunk === 'string' ? chunk : this.decoder.push(chunk));
  }

  /** Number of the line begun and not ended, or null between lines. */
  unfinishedLine(): number | null {
    return this.length > 0 ? this.number : null;
  }

  /** The end of the file: gives out the last line when it has no end. */
  end(): void {
    this.pushText(this.decoder.end());
    if (this.length > 0) this.finishLine();
  }

  private pushText(chunk: string): void {
    let text = chunk;
    if (this.atStart && text.length > 0) {
      this.atStart = false;
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.keep(text.slice(from, end));
      this.finishLine();
      from = end + 1;
    }
    this.keep(text.slice(from));
  }

  private keep(part: string): void {
    this.length += part.length;
    if (this.length > this.maxLength) this.parts = [];
    else if (part !== '') this.parts.push(part);
  }

  private finishLine(): void {
    if (this.length > this.maxLength) {
      this.sink.tooLong(this.number);
    } else {
      const line = this.parts.length === 1 ? this.parts[0] : this.parts.join('');
      this.sink.line(line.endsWith('\r') ? line.slice(0, -1) : line, this.number);
    }
    this.parts = [];
    this.length = 0;
    this.number++;
  }
}
