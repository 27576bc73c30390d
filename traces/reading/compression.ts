/** How the bytes of a file are packed. Readers take unpacked bytes; the host unpacks. */
export type Compression = 'plain' | 'gzip' | 'zstd' | 'lz4' | 'bzip2' | 'xz' | 'zip';

/** Bytes from the start of a file that {@link detectCompression} looks at, at most. */
export const COMPRESSION_BYTES = 8;

/** First bytes by packing. `LZ4Block` is the stream Spark writes. */
const SIGNATURES: readonly (readonly [Compression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['lz4', [0x4c, 0x5a, 0x34, 0x42, 0x6c, 0x6f, 0x63, 0x6b]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
];

/** Tells a file's packing by its first bytes; names of trace files say little about it. */
export function detectCompression(firstBytes: Uint8Array): Compression {
  for (const [compression, signature] of SIGNATURES) {
    if (signature.every((byte, i) => firstBytes[i] === byte)) return compression;
  }
  return 'plain';
}
