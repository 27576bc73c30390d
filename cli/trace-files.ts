import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { Compression } from '../traces/reading/compression.ts';
import { FORMAT_BYTES, detectFormat } from '../traces/reading/detect-format.ts';
import { TRACE_FORMATS } from '../traces/reading/format-table.ts';
import type {
  ReadPurpose,
  ReadTrace,
  TraceFormat,
  TraceReader,
} from '../traces/reading/trace-reader.ts';
import { Utf8Decoder } from '../traces/reading/utf8-decoder.ts';
import { rollingOrder } from '../traces/spark/rolling-log.ts';
import { UsageError, fileProblem } from './errors.ts';
import { UnpackedFile } from './unpacked-file.ts';

/** A trace as it was read: a file, or a folder with the parts of a rolling log. */
export interface TraceFile {
  /** As the user named it. */
  readonly file: string;
  /** Name in the table of formats; `-rolling` behind it for a folder. */
  readonly format: string;
  /** Of the first part. */
  readonly compression: Compression;
  /** A packed stream ended early or was damaged; what came before is in `trace`. */
  readonly truncated: boolean;
  /** Parts of a rolling log that are missing, in words. */
  readonly missing: readonly string[];
  readonly trace: ReadTrace;
}

/**
 * Reads one trace, plain or packed. Its format is told by its content, not its name.
 *
 * @param purpose `counts` for a trace of which no workload is wanted
 * @throws UsageError when it cannot be read or is no trace we know; bad rows are reported in the
 *   result
 */
export async function readTraceFile(
  file: string,
  purpose: ReadPurpose = 'workload',
): Promise<TraceFile> {
  const parts = isFolder(file) ? partsOf(file) : null;
  const content = new TraceContent(file, purpose);
  let compression: Compression | null = null;
  let truncated = false;
  let lastTruncated = false;
  for (const [index, part] of (parts?.files ?? [file]).entries()) {
    if (index > 0) content.nextFile(lastTruncated);
    const source = new UnpackedFile(part);
    for await (const bytes of source.bytes()) content.push(bytes);
    compression ??= source.compression;
    lastTruncated = source.truncated;
    truncated ||= source.truncated;
  }
  const { format, trace } = content.end(lastTruncated);
  return {
    file,
    format: parts === null ? format.name : `${format.name}-rolling`,
    compression: compression ?? 'plain',
    truncated,
    missing: parts?.missing ?? [],
    trace,
  };
}

function isFolder(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (error) {
    throw new UsageError(`${file}: ${fileProblem(error)}`);
  }
}

/** The files of a rolling log in their order. */
function partsOf(folder: string): { files: string[]; missing: readonly string[] } {
  const log = rollingOrder(namesIn(folder));
  if (log === null || log.files.length === 0) {
    throw new UsageError(
      `${folder}: is a folder without parts of a Spark event log (events_1_…), wanted a trace file`,
    );
  }
  return { files: log.files.map((name) => join(folder, name)), missing: log.problems };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new UsageError(`${folder}: ${fileProblem(error)}`);
  }
}

/** Unpacked bytes on their way to the reader of their format. */
class TraceContent {
  private readonly file: string;
  private readonly purpose: ReadPurpose;
  /** The beginning, kept until there is enough of it to tell the format. */
  private start: Uint8Array[] = [];
  private startBytes = 0;
  private begun: { format: TraceFormat; reader: TraceReader<ReadTrace> } | null = null;

  constructor(file: string, purpose: ReadPurpose) {
    this.file = file;
    this.purpose = purpose;
  }

  push(bytes: Uint8Array): void {
    if (this.begun !== null) {
      this.begun.reader.push(bytes);
      return;
    }
    this.start.push(bytes);
    this.startBytes += bytes.length;
    if (this.startBytes >= FORMAT_BYTES) this.begin();
  }

  /** @throws UsageError when the format has no traces of several files */
  nextFile(truncated: boolean): void {
    const { format, reader } = this.begun ?? this.begin();
    if (reader.nextFile === undefined) {
      throw new UsageError(`${this.file}: found several files of ${format.title}, wanted one`);
    }
    reader.nextFile(truncated);
  }

  end(truncated: boolean): { format: TraceFormat; trace: ReadTrace } {
    const { format, reader } = this.begun ?? this.begin();
    return { format, trace: reader.end(truncated) };
  }

  private begin(): { format: TraceFormat; reader: TraceReader<ReadTrace> } {
    const decoder = new Utf8Decoder();
    const text = this.start.map((bytes) => decoder.push(bytes)).join('');
    const guess = detectFormat(text, TRACE_FORMATS);
    if (guess.format === null) {
      const found = this.startBytes === 0 ? 'an empty file' : guess.found;
      throw new UsageError(`${this.file}: found ${found}, wanted a trace: ${KNOWN}`);
    }
    this.begun = { format: guess.format, reader: guess.format.reader(this.purpose) };
    for (const bytes of this.start) this.begun.reader.push(bytes);
    this.start = [];
    return this.begun;
  }
}

/** What a message names; `traces/README.md` has all formats. */
const KNOWN =
  'SWIM, Rumen, Hadoop job history or .jhist, SLS, Spark event log, Google 2011, Alibaba 2017 ' +
  'or 2018, openb, SWF, Decima, coflow-benchmark, or a CSV with the columns job, submit, duration';
