import type { Compression } from '../traces/reading/compression.ts';
import { FORMAT_BYTES, type TraceFormat, detectFormat } from '../traces/reading/detect-format.ts';
import { Utf8Decoder } from '../traces/reading/utf8-decoder.ts';
import { SwimReader, type SwimTrace } from '../traces/swim/swim-reader.ts';
import { UsageError } from './errors.ts';
import { UnpackedFile } from './unpacked-file.ts';

/** A trace file as it was read. */
export interface TraceFile {
  /** As the user named it. */
  readonly file: string;
  readonly format: TraceFormat;
  readonly compression: Compression;
  /** The packed stream ended early or was damaged; what came before is in `trace`. */
  readonly truncated: boolean;
  /** The usable rows, and what was wrong with the others. */
  readonly trace: SwimTrace;
}

/**
 * Reads one trace file, plain or gzipped. Its format is told by its content, not its name.
 * @throws UsageError when the file cannot be read or is no trace we know; bad rows are reported
 *   in the result
 */
export async function readTraceFile(file: string): Promise<TraceFile> {
  const source = new UnpackedFile(file);
  const content = new TraceContent(file);
  for await (const bytes of source.bytes()) content.push(bytes);
  const { compression, truncated } = source;
  return { file, compression, truncated, ...content.end(truncated) };
}

/** Unpacked bytes on their way to the reader of their format. */
class TraceContent {
  private readonly file: string;
  private readonly reader = new SwimReader();
  /** The beginning, kept until there is enough of it to tell the format. */
  private start: Uint8Array[] = [];
  private startBytes = 0;
  private format: TraceFormat | null = null;

  constructor(file: string) {
    this.file = file;
  }

  push(bytes: Uint8Array): void {
    if (this.format !== null) {
      this.reader.push(bytes);
      return;
    }
    this.start.push(bytes);
    this.startBytes += bytes.length;
    if (this.startBytes >= FORMAT_BYTES) this.begin();
  }

  end(truncated: boolean): { format: TraceFormat; trace: SwimTrace } {
    const format = this.format ?? this.begin();
    return { format, trace: this.reader.end(truncated) };
  }

  private begin(): TraceFormat {
    const decoder = new Utf8Decoder();
    const guess = detectFormat(this.start.map((bytes) => decoder.push(bytes)).join(''));
    if (guess.format === null) {
      const found = this.startBytes === 0 ? 'an empty file' : guess.found;
      throw new UsageError(
        `${this.file}: found ${found}, wanted a SWIM trace: ` +
          'tab-separated rows of job, submit, gap, input, shuffle and output',
      );
    }
    this.format = guess.format;
    for (const bytes of this.start) this.reader.push(bytes);
    this.start = [];
    return guess.format;
  }
}
