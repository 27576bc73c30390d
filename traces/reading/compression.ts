/** How the bytes of a file are packed. Readers take unpacked bytes; the host unpacks. */
export type Compression =
  | 'plain'
  | 'gzip'
  | 'zstd'
  | 'lz4'
  | 'lz4-block'
  | 'snappy'
  | 'snappy-block'
  | 'lzf'
  | 'bzip2'
  | 'xz'
  | 'zip';

/** Bytes from the start of a file that {@link detectCompression} looks at, at most. */
export const COMPRESSION_BYTES = 10;

/**
 * First bytes by packing. `lz4-block`, `snappy-block` and `lzf` are the streams that Spark's codecs
 * write (`LZ4BlockOutputStream`, xerial's `SnappyOutputStream`, `LZFOutputStream`); `lz4` and
 * `snappy` are the frames of the programs of those names.
 */
const SIGNATURES: readonly (readonly [Compression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['lz4-block', [0x4c, 0x5a, 0x34, 0x42, 0x6c, 0x6f, 0x63, 0x6b]],
  ['snappy', [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59]],
  ['snappy-block', [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]],
  ['lzf', [0x5a, 0x56, 0x00]],
  ['lzf', [0x5a, 0x56, 0x01]],
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
