import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

/** Encoders by others, so that what we read is what others write. Neither package has types. */
const require = createRequire(import.meta.url);
export const lz4 = require('lz4js') as {
  compress(bytes: Uint8Array): Uint8Array;
  compressBlock(
    bytes: Uint8Array,
    out: Uint8Array,
    from: number,
    length: number,
    table: Uint32Array,
  ): number;
};
const snappy = require('snappyjs') as { compress(bytes: Uint8Array): Uint8Array };

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

export function le32(value: number): number[] {
  return [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255];
}

export const be32 = (value: number): number[] => le32(value).reverse();

const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));

/** Bytes in blocks, each packed by a function. */
export function inBlocks(
  bytes: Uint8Array,
  size: number,
  packed: (block: Uint8Array) => Uint8Array,
): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) blocks.push(packed(bytes.slice(at, at + size)));
  return blocks;
}

/** A block of Spark's `LZ4BlockOutputStream`; nobody looks at its checksum. */
export function lz4Block(block: Uint8Array): Uint8Array {
  const out = new Uint8Array(block.length * 2 + 64);
  const length = lz4.compressBlock(block, out, 0, block.length, new Uint32Array(65_536));
  // What does not get shorter is stored.
  const stored = length === 0;
  const data = stored ? block : out.subarray(0, length);
  const sizes = [...le32(data.length), ...le32(block.length)];
  const header = [...ascii('LZ4Block'), stored ? 0x16 : 0x26, ...sizes, 1, 2, 3, 4];
  return concat([Uint8Array.from(header), data]);
}

export const LZ4_END: Uint8Array = Uint8Array.from([
  ...[...ascii('LZ4Block'), 0x16, ...le32(0), ...le32(0), 0, 0, 0, 0],
]);

export const SNAPPY_ID: Uint8Array = Uint8Array.of(0xff, 6, 0, 0, ...ascii('sNaPpY'));

/** A chunk of the `snappy` program's frames. */
export function snappyChunk(block: Uint8Array): Uint8Array {
  const packed = snappy.compress(block);
  return concat([Uint8Array.of(0, ...le32(packed.length + 4).slice(0, 3), 0, 0, 0, 0), packed]);
}

/** The beginning of xerial's `SnappyOutputStream`, which Spark writes. */
export const XERIAL: Uint8Array = Uint8Array.from([
  ...[0x82, ...ascii('SNAPPY'), 0, ...be32(1), ...be32(1)],
]);

export function xerialBlock(block: Uint8Array): Uint8Array {
  const packed = snappy.compress(block);
  return concat([Uint8Array.from(be32(packed.length)), packed]);
}

/** A chunk of `LZFOutputStream`: literals only, at most 32 at once. */
export function lzfChunk(block: Uint8Array): Uint8Array {
  const data: number[] = [];
  for (let at = 0; at < block.length; at += 32) {
    const part = block.subarray(at, at + 32);
    data.push(part.length - 1, ...part);
  }
  const sizes = [...be32(data.length).slice(2), ...be32(block.length).slice(2)];
  return Uint8Array.from([0x5a, 0x56, 1, ...sizes, ...data]);
}

/** A frame of zstd whose blocks are stored as they are (RFC 8878, section 3.1.1). */
export function storedZstd(bytes: Uint8Array, blockBytes: number): Uint8Array {
  // A window of 128 KiB, no size, no checksum.
  const header = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x38);
  const blocks = inBlocks(bytes, blockBytes, (block) =>
    concat([Uint8Array.from(le32(block.length << 3).slice(0, 3)), block]),
  );
  return concat([header, ...blocks, Uint8Array.of(1, 0, 0)]);
}

/** Text in small blocks of each packing that is unpacked, so that a cut leaves some. */
export const PACKERS: ReadonlyMap<string, (bytes: Uint8Array, blockBytes: number) => Uint8Array> =
  new Map([
    ['gzip', (bytes) => Uint8Array.from(gzipSync(bytes))],
    ['zstd', storedZstd],
    ['lz4', (bytes, size) => concat(inBlocks(bytes, size, (block) => lz4.compress(block)))],
    ['lz4-block', (bytes, size) => concat([...inBlocks(bytes, size, lz4Block), LZ4_END])],
    ['snappy', (bytes, size) => concat([SNAPPY_ID, ...inBlocks(bytes, size, snappyChunk)])],
    ['snappy-block', (bytes, size) => concat([XERIAL, ...inBlocks(bytes, size, xerialBlock)])],
    ['lzf', (bytes, size) => concat(inBlocks(bytes, size, lzfChunk))],
  ]);
