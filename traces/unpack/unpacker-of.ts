import type { Compression } from '../reading/compression.ts';
import { lz4BlockStreamUnpacker } from './lz4-block-stream.ts';
import { lz4FrameUnpacker } from './lz4-frame.ts';
import { lzfUnpacker } from './lzf-stream.ts';
import { snappyBlockStreamUnpacker, snappyFrameUnpacker } from './snappy-stream.ts';
import type { Unpacker } from './unpacker.ts';
import { type ZstdDecoder, ZstdUnpacker } from './zstd-unpacker.ts';

/** Decoders that the host brings along: traces imports only core. */
export interface UnpackPorts {
  /** fzstd's `Decompress`. */
  readonly ZstdDecoder: ZstdDecoder;
}

/**
 * The unpacker of a packing, or null when there is none here: gzip is unpacked by the host
 * (Node's zlib, the browser's `DecompressionStream`), bzip2, xz and zip by nobody.
 */
export function unpackerOf(compression: Compression, ports: UnpackPorts): Unpacker | null {
  switch (compression) {
    case 'zstd':
      return new ZstdUnpacker(ports.ZstdDecoder);
    case 'lz4':
      return lz4FrameUnpacker();
    case 'lz4-block':
      return lz4BlockStreamUnpacker();
    case 'snappy':
      return snappyFrameUnpacker();
    case 'snappy-block':
      return snappyBlockStreamUnpacker();
    case 'lzf':
      return lzfUnpacker();
    case 'plain':
    case 'gzip':
    case 'bzip2':
    case 'xz':
    case 'zip':
      return null;
  }
}
