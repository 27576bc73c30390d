import { type WriteStream, createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Gzip, createGzip } from 'node:zlib';

import type { Micros } from '../../core/machine.ts';
import type { RecordingHeader } from '../../core/recording/life-replay.ts';
import { writeMachineJson } from '../../core/recording/machine-json.ts';

export interface RecordingOptions {
  /** Folder of the recordings; made if it is not there. */
  readonly folder: string;
  /** Bytes of text after which a recording ends. */
  readonly maxBytes: number;
  /** Recordings kept in the folder, this one included; the oldest go. */
  readonly keep: number;
}

export const USUAL_RECORDING: Omit<RecordingOptions, 'folder'> = {
  maxBytes: 256 * 1024 * 1024,
  keep: 5,
};

/** How often what is recorded goes to the disk. */
const FLUSH_MS = 250;

/** Characters that wait for the compressor at most. */
const POUR_CHARS = 32 * 1024;

/**
 * Writes the life of one machine: a line of JSON for each input with its time and with what the
 * machine said, gzipped. It ends at a bound, so that what it holds can be done again from its
 * beginning; every start of a process begins another.
 */
export class RecordingWriter {
  readonly file: string;
  private readonly gzip: Gzip;
  private readonly written: WriteStream;
  private readonly flushing: NodeJS.Timeout;
  private leftBytes: number;
  private hasNews = false;
  private lines: string[] = [];
  private waitingChars = 0;

  /** @param complain hears that it has ended before its time: the disk is full, say */
  constructor(
    header: RecordingHeader,
    options: RecordingOptions,
    startUs: Micros,
    complain: (problem: string) => void = () => undefined,
  ) {
    const { folder, maxBytes, keep } = options;
    mkdirSync(folder, { recursive: true });
    const name = `${header.machine}-${String(startUs).padStart(17, '0')}.ndjson.gz`;
    forgetOldest(folder, header.machine, keep - 1);
    this.file = join(folder, name);
    this.leftBytes = maxBytes;
    this.gzip = createGzip({ level: 1 });
    this.written = createWriteStream(this.file);
    this.gzip.pipe(this.written);
    this.written.on('error', (error) => {
      this.leftBytes = 0;
      this.hasNews = false;
      this.gzip.unpipe(this.written);
      this.gzip.resume();
      complain(`the recording has ended: ${error.message}`);
    });
    this.line(writeMachineJson(header));
    this.flush();
    this.flushing = setInterval(() => this.flush(), FLUSH_MS);
    this.flushing.unref();
  }

  /** @param said what the machine said to it, as recordings keep it */
  write(now: Micros, input: unknown, said: readonly string[]): void {
    if (this.leftBytes <= 0) return;
    this.line(writeMachineJson({ t: now, i: input, o: said }));
    if (this.leftBytes > 0) return;
    this.pour();
    this.gzip.end(`${JSON.stringify({ end: 'bound' })}\n`);
  }

  /** Resolves when all of it is on the disk. */
  async close(): Promise<void> {
    clearInterval(this.flushing);
    if (this.gzip.writableEnded) return;
    this.pour();
    await new Promise<void>((resolve) => this.gzip.end(() => resolve()));
  }

  /** Resolves when all that was recorded before is in the file, which goes on to grow. */
  async flushed(): Promise<void> {
    if (this.written.closed || this.written.errored !== null) return;
    if (!this.gzip.writableEnded) {
      this.pour();
      await new Promise<void>((resolve) => this.gzip.flush(() => resolve()));
    }
    while (this.gzip.readableLength > 0) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    if (this.written.writableEnded || this.written.destroyed) return;
    await new Promise<void>((resolve, reject) => {
      this.written.write('', (error) => (error ? reject(error) : resolve()));
    });
  }

  private line(text: string): void {
    this.leftBytes -= Buffer.byteLength(text) + 1;
    this.lines.push(text);
    this.waitingChars += text.length;
    this.hasNews = true;
    if (this.waitingChars >= POUR_CHARS) this.pour();
  }

  /** Hands what waits to the compressor: line by line that costs more than to write them. */
  private pour(): void {
    if (this.lines.length === 0) return;
    this.gzip.write(`${this.lines.join('\n')}\n`);
    this.lines = [];
    this.waitingChars = 0;
  }

  private flush(): void {
    if (!this.hasNews || this.gzip.writableEnded) return;
    this.hasNews = false;
    this.pour();
    this.gzip.flush();
  }
}

function forgetOldest(folder: string, machine: string, keep: number): void {
  const recordings = readdirSync(folder).filter((name) => name.startsWith(`${machine}-`));
  recordings.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  for (const name of recordings.slice(0, Math.max(0, recordings.length - keep))) {
    rmSync(join(folder, name));
  }
}
