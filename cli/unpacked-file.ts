import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { type Gunzip, createGunzip } from 'node:zlib';

import { Decompress } from 'fzstd';

import {
  COMPRESSION_BYTES,
  type Compression,
  detectCompression,
} from '../traces/reading/compression.ts';
import type { Unpacker } from '../traces/unpack/unpacker.ts';
import { unpackerOf } from '../traces/unpack/unpacker-of.ts';
import { UsageError, fileProblem } from './errors.ts';

/** Packed bytes given to the decompressor at once: at most so many are lost before a damage. */
const GUNZIP_BYTES = 4096;

/** A file read as a stream of its bytes, unpacked (its packing is told by its first bytes). */
export class UnpackedFile {
  private readonly file: string;
  /** Known from the first bytes on. */
  compression: Compression = 'plain';
  /** The packed stream ended early or was damaged; known at the end. */
  truncated = false;

  constructor(file: string) {
    this.file = file;
  }

  /** @throws UsageError when the file cannot be read or is packed in a way that nobody unpacks */
  async *bytes(): AsyncGenerator<Uint8Array> {
    const chunks = readChunks(this.file);
    const head = await firstBytes(chunks);
    this.compression = detectCompression(head);
    if (this.compression === 'plain') {
      yield head;
      yield* chunks;
      return;
    }
    const unpacker = this.unpacker();
    yield* unpacker.unpack(head);
    for await (const chunk of chunks) {
      yield* unpacker.unpack(chunk);
      if (unpacker.damaged) break;
    }
    yield* unpacker.end();
    this.truncated = unpacker.damaged;
  }

  private unpacker(): StreamUnpacker {
    if (this.compression === 'gzip') return new GzipUnpacker();
    const unpacker = unpackerOf(this.compression, { ZstdDecoder: Decompress });
    if (unpacker !== null) return new PlainUnpacker(unpacker);
    throw new UsageError(
      `${this.file}: found a file packed with ${this.compression}, ` +
        'wanted plain text, gzip, zstd, lz4, snappy or lzf',
    );
  }
}

/** Unpacks piece by piece; stops at a damage. */
interface StreamUnpacker {
  readonly damaged: boolean;
  unpack(bytes: Uint8Array): AsyncGenerator<Uint8Array>;
  end(): AsyncGenerator<Uint8Array>;
}

/** Those of `traces/unpack`, which need no waiting. */
class PlainUnpacker implements StreamUnpacker {
  private readonly unpacker: Unpacker;

  constructor(unpacker: Unpacker) {
    this.unpacker = unpacker;
  }

  get damaged(): boolean {
    return this.unpacker.damaged;
  }

  async *unpack(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    yield* this.unpacker.push(bytes);
  }

  async *end(): AsyncGenerator<Uint8Array> {
    yield* this.unpacker.end();
  }
}

/** Enough bytes to tell the packing, or all there are: a pipe may give them one by one. */
async function firstBytes(chunks: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < COMPRESSION_BYTES) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    parts.push(value);
    length += value.length;
  }
  return Buffer.concat(parts);
}

/** @throws UsageError naming the file and what the system said */
async function* readChunks(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) {
      throw new UsageError(`${file}: ${fileProblem(error)}`);
    }
    throw error;
  }
}

/**
 * Unpacks gzip piece by piece. An error of the stream drops what it has buffered, so every piece
 * is drained before the next: a cut file gives everything up to the cut.
 */
class GzipUnpacker implements StreamUnpacker {
  /** The stream ended early or is no longer gzip; what came before has been given out. */
  damaged = false;
  private readonly gunzip: Gunzip = createGunzip();
  private unpacked: Uint8Array[] = [];

  constructor() {
    this.gunzip.on('data', (bytes: Uint8Array) => this.unpacked.push(bytes));
    this.gunzip.on('error', () => {
      this.damaged = true;
    });
  }

  async *unpack(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < bytes.length && !this.damaged; from += GUNZIP_BYTES) {
      const piece = bytes.subarray(from, from + GUNZIP_BYTES);
      await this.write(piece);
      // 'data' and 'error' come after the callback of the write.
      await setImmediate();
      yield* this.drain();
    }
  }

  /** Settles when the piece is unpacked, or the stream broke on it: then nobody calls back. */
  private write(piece: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.gunzip.once('close', resolve);
      this.gunzip.write(piece, () => {
        this.gunzip.off('close', resolve);
        resolve();
      });
    });
  }

  async *end(): AsyncGenerator<Uint8Array> {
    if (!this.damaged) {
      const closed = once(this.gunzip, 'close').catch(() => {});
      this.gunzip.end();
      await closed;
    }
    yield* this.drain();
  }

  private drain(): Uint8Array[] {
    const unpacked = this.unpacked;
    this.unpacked = [];
    return unpacked;
  }
}
