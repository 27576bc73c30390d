import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

import { UsageError, fileProblem } from '../errors.ts';

const PIECE_BYTES = 1 << 16;

/** Longest line taken, UTF-16 units: that of a header. */
const LINE_LENGTH_MAX = 1 << 24;

/**
 * The lines of a file, one after the other, while a run goes on: synchronous, as the run is.
 * What follows the last line break is a line as well unless it is empty.
 */
export class RecordingLines {
  private readonly file: string;
  private readonly descriptor: number;
  private readonly bytes = new Uint8Array(PIECE_BYTES);
  private readonly decoder = new StringDecoder('utf8');
  private text = '';
  private from = 0;
  private over = false;

  /** @throws UsageError when the file cannot be read */
  constructor(file: string) {
    this.file = file;
    this.descriptor = this.attempt(() => openSync(file, 'r'));
  }

  /** The next line, without its line break; null when there is none. */
  next(): string | null {
    for (;;) {
      const end = this.text.indexOf('\n', this.from);
      if (end >= 0) {
        const line = this.text.slice(this.from, end);
        this.from = end + 1;
        return line;
      }
      if (this.over) break;
      this.read();
    }
    const rest = this.text.slice(this.from);
    this.text = '';
    this.from = 0;
    return rest === '' ? null : rest;
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private read(): void {
    const count = this.attempt(() => readSync(this.descriptor, this.bytes));
    const rest = this.text.slice(this.from);
    if (rest.length > LINE_LENGTH_MAX) {
      const wanted = `lines of at most ${LINE_LENGTH_MAX} characters`;
      throw new UsageError(`${this.file}: found a longer line, wanted ${wanted}`);
    }
    this.over = count === 0;
    const piece = Buffer.from(this.bytes.buffer, 0, count);
    this.text = rest + (this.over ? this.decoder.end() : this.decoder.write(piece));
    this.from = 0;
  }

  private attempt<Result>(action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      throw new UsageError(`${this.file}: ${fileProblem(error)}`);
    }
  }
}
