import { Decompress } from 'fzstd';

import type { Workload } from '../../traces/model/workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../../traces/model/workload-settings.ts';
import { COMPRESSION_BYTES, detectCompression } from '../../traces/reading/compression.ts';
import { FORMAT_BYTES, detectFormat } from '../../traces/reading/detect-format.ts';
import { TRACE_FORMATS } from '../../traces/reading/format-table.ts';
import type { TraceFormat } from '../../traces/reading/trace-reader.ts';
import { Utf8Decoder } from '../../traces/reading/utf8-decoder.ts';
import { DEFAULT_SWIM_MODEL } from '../../traces/swim/swim-model.ts';
import { unpackerOf } from '../../traces/unpack/unpacker-of.ts';
import { pieces } from './pieces.ts';

/** A trace as it was read, or why it cannot be used: found and wanted. */
export type TraceAnswer =
  | {
      readonly ok: true;
      readonly workload: Workload;
      readonly format: string;
      /** Rows that were left out and the like, a line each. */
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

/** Told how much of the file has been read, from 0 to 1. */
export type ReadProgress = (part: number) => unknown;

/** A file whose format is not known by its beginning. */
class UnknownFormat extends Error {
  override readonly name = 'UnknownFormat';
}

/**
 * Reads a trace, plain or packed, piece by piece: the whole text is never in memory. All its
 * jobs become one framework's, as in a scenario.
 */
export async function readTrace(
  name: string,
  content: Blob,
  progress: ReadProgress = () => undefined,
): Promise<TraceAnswer> {
  try {
    return await readAll(name, content, progress);
  } catch (error) {
    if (error instanceof UnknownFormat || error instanceof TypeError) {
      return { ok: false, message: `${name}: ${error.message}` };
    }
    throw error;
  }
}

async function readAll(name: string, content: Blob, progress: ReadProgress): Promise<TraceAnswer> {
  const chunks: Uint8Array[] = [];
  let held = 0;
  let begun: ReturnType<typeof beginning> | null = null;
  let truncated = false;
  for await (const piece of unpacked(content, progress)) {
    if (piece === DAMAGED) truncated = true;
    else if (begun !== null) begun.reader.push(piece);
    else {
      chunks.push(piece);
      held += piece.length;
      if (held >= FORMAT_BYTES) begun = beginning(chunks);
    }
  }
  const { format, reader } = begun ?? beginning(chunks);
  const trace = reader.end(truncated);
  const settings = { ...DEFAULT_WORKLOAD_SETTINGS, swim: { ...DEFAULT_SWIM_MODEL, frameworks: 1 } };
  const workload = trace.toWorkload(name, settings);
  if (typeof workload === 'string') return { ok: false, message: `${name}: ${workload}` };
  const { rowsRefused, rowsRead, problems } = trace.report;
  const warnings: string[] = [];
  if (rowsRefused > 0) {
    const [{ line, reason }] = problems;
    warnings.push(`${name}: ${rowsRefused} of ${rowsRead} rows refused; line ${line}: ${reason}`);
  }
  if (truncated) warnings.push(`${name}: ends early or is damaged; used what came before`);
  return { ok: true, workload, format: format.name, warnings };
}

function beginning(chunks: readonly Uint8Array[]): {
  format: TraceFormat;
  reader: ReturnType<TraceFormat['reader']>;
} {
  const decoder = new Utf8Decoder();
  const { format, found } = told(chunks.map((bytes) => decoder.push(bytes)).join(''));
  if (format === null) throw new UnknownFormat(`found ${found}, wanted a trace or a scenario`);
  const reader = format.reader('workload');
  for (const bytes of chunks) reader.push(bytes);
  return { format, reader };
}

function told(text: string): { format: TraceFormat | null; found: string } {
  if (text === '') return { format: null, found: 'an empty file' };
  const guess = detectFormat(text, TRACE_FORMATS);
  return guess.format === null
    ? { format: null, found: guess.found }
    : { format: guess.format, found: '' };
}

/** Stands for the place where a packed file is damaged; what came before has been given. */
const DAMAGED = Symbol('damaged');

/** The bytes of a file, unpacked; its packing is told by its first bytes. */
async function* unpacked(
  content: Blob,
  progress: ReadProgress,
): AsyncGenerator<Uint8Array | typeof DAMAGED> {
  const head = new Uint8Array(await content.slice(0, COMPRESSION_BYTES).arrayBuffer());
  const compression = detectCompression(head);
  if (compression === 'plain') {
    yield* counted(content, progress);
    return;
  }
  if (compression === 'gzip') {
    yield* gunzipped(content);
    return;
  }
  const unpacker = unpackerOf(compression, { ZstdDecoder: Decompress });
  if (unpacker === null) {
    throw new UnknownFormat(
      `found a file packed with ${compression}, wanted plain text, gzip, zstd, lz4, snappy or lzf`,
    );
  }
  for await (const piece of counted(content, progress)) {
    yield* unpacker.push(piece);
    if (unpacker.damaged) break;
  }
  yield* unpacker.end();
  if (unpacker.damaged) yield DAMAGED;
}

async function* counted(content: Blob, progress: ReadProgress): AsyncGenerator<Uint8Array> {
  let given = 0;
  for await (const piece of pieces(content.stream())) {
    given += piece.length;
    progress(given / content.size);
    yield piece;
  }
}

/** A stream that breaks on damage gives what came before it. */
async function* gunzipped(content: Blob): AsyncGenerator<Uint8Array | typeof DAMAGED> {
  try {
    yield* pieces(content.stream().pipeThrough(new DecompressionStream('gzip')));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    yield DAMAGED;
  }
}
