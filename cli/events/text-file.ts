import { closeSync, openSync, writeSync } from 'node:fs';

import { ExitCode, UsageError, fileProblem } from '../errors.ts';

/** UTF-16 units gathered before they are written. */
const BUFFERED = 1 << 16;

/** What stands for standard output where a file is asked for. */
export const STANDARD_OUTPUT = '-';

/** Longest pause before a reader that does not keep up is tried again. */
const PAUSE_MS_MAX = 50;

/**
 * A text file, or standard output, written piece by piece while a run goes on. Synchronous, as the
 * run is: what was written stays when the run is stopped, and a run waits for a reader that is
 * slower than it instead of filling the memory.
 */
export class TextFile {
  /** Bytes written so far, all of them once it is closed. */
  bytes = 0;
  readonly path: string;
  private readonly option: string;
  private readonly descriptor: number;
  private pending: string[] = [];
  private pendingLength = 0;

  /**
   * @param path a file, or `-` for standard output
   * @throws UsageError naming the option and what the system said
   */
  constructor(path: string, option: string) {
    this.path = path;
    this.option = option;
    this.descriptor = this.isStandardOutput ? 1 : this.attempt(() => openSync(path, 'w'));
  }

  get isStandardOutput(): boolean {
    return this.path === STANDARD_OUTPUT;
  }

  write(text: string): void {
    this.pending.push(text);
    this.pendingLength += text.length;
    if (this.pendingLength >= BUFFERED) this.flush();
  }

  close(): void {
    this.flush();
    if (!this.isStandardOutput) this.attempt(() => closeSync(this.descriptor));
  }

  private flush(): void {
    const bytes = Buffer.from(this.pending.join(''));
    this.pending = [];
    this.pendingLength = 0;
    let pauseMs = 1;
    // The system may take a part at a time, or nothing while a pipe is full.
    for (let from = 0; from < bytes.length; ) {
      const taken = this.attempt(() => writeSome(this.descriptor, bytes, from));
      from += taken;
      if (taken > 0) {
        pauseMs = 1;
      } else {
        pause(pauseMs);
        pauseMs = Math.min(PAUSE_MS_MAX, 2 * pauseMs);
      }
    }
    this.bytes += bytes.length;
  }

  private attempt<Result>(action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      // `evenhand … | head` closes our output early: that is no failure.
      if (codeOf(error) === 'EPIPE') process.exit(ExitCode.DONE);
      throw new UsageError(`${this.option}: cannot write ${this.path}: ${fileProblem(error)}`);
    }
  }
}

/** @returns how many bytes were taken; 0 when the reader has to catch up first */
function writeSome(descriptor: number, bytes: Buffer, from: number): number {
  try {
    return writeSync(descriptor, bytes, from);
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return 0;
    throw error;
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
