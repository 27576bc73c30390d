import { closeSync, openSync, writeSync } from 'node:fs';

import { UsageError, fileProblem } from '../errors.ts';

/** UTF-16 units gathered before they are written. */
const BUFFERED = 1 << 16;

/**
 * A text file written piece by piece while a run goes on. Synchronous, as the run is: what was
 * written stays when the run is stopped.
 */
export class TextFile {
  /** Bytes written so far, all of them once it is closed. */
  bytes = 0;
  readonly path: string;
  private readonly option: string;
  private readonly descriptor: number;
  private pending: string[] = [];
  private pendingLength = 0;

  /** @throws UsageError naming the option and what the system said */
  constructor(path: string, option: string) {
    this.path = path;
    this.option = option;
    this.descriptor = this.attempt(() => openSync(path, 'w'));
  }

  write(text: string): void {
    this.pending.push(text);
    this.pendingLength += text.length;
    if (this.pendingLength >= BUFFERED) this.flush();
  }

  close(): void {
    this.flush();
    this.attempt(() => closeSync(this.descriptor));
  }

  private flush(): void {
    const bytes = Buffer.from(this.pending.join(''));
    this.pending = [];
    this.pendingLength = 0;
    // The system may take a part at a time.
    for (let from = 0; from < bytes.length; ) {
      from += this.attempt(() => writeSync(this.descriptor, bytes, from));
    }
    this.bytes += bytes.length;
  }

  private attempt<Result>(action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      throw new UsageError(`${this.option}: cannot write ${this.path}: ${fileProblem(error)}`);
    }
  }
}
