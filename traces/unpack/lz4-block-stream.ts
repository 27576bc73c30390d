import { unpackLz4Block } from './lz4-block.ts';
import {
  BlockUnpacker,
  DAMAGE,
  type Framed,
  type Framing,
  MAX_BLOCK_BYTES,
  type Unpacker,
  need,
  uint32le,
} from './unpacker.ts';

/** What Spark's lz4 codec writes: lz4-java's `LZ4BlockOutputStream`. */
export function lz4BlockStreamUnpacker(): Unpacker {
  return new BlockUnpacker(new Lz4BlockFraming());
}

/** `LZ4Block`, a byte of method and level, two lengths and a checksum. */
const HEADER_BYTES = 21;
const MAGIC = [0x4c, 0x5a, 0x34, 0x42, 0x6c, 0x6f, 0x63, 0x6b];

/** High half of the ninth byte. */
const STORED = 0x10;
const PACKED = 0x20;

/**
 * Blocks of `LZ4Block`, method, packed length, unpacked length, checksum (passed over), bytes;
 * an empty block ends a stream, behind which another may begin. A log in progress has none.
 */
class Lz4BlockFraming implements Framing {
  private ended = false;

  mayEnd(): boolean {
    return this.ended;
  }

  next(bytes: Uint8Array): Framed {
    if (MAGIC.some((byte, i) => i < bytes.length && bytes[i] !== byte)) return DAMAGE;
    if (bytes.length < HEADER_BYTES) return need(HEADER_BYTES);
    const method = bytes[8] & 0xf0;
    const size = uint32le(bytes, 9);
    const unpackedSize = uint32le(bytes, 13);
    if (size > MAX_BLOCK_BYTES || unpackedSize > MAX_BLOCK_BYTES) return DAMAGE;
    const length = HEADER_BYTES + size;
    if (bytes.length < length) return need(length);
    this.ended = unpackedSize === 0;
    const packed = bytes.subarray(HEADER_BYTES, length);
    if (method === STORED && size === unpackedSize) {
      return { type: 'BLOCK', length, bytes: packed.slice() };
    }
    if (method !== PACKED) return DAMAGE;
    const out = new Uint8Array(unpackedSize);
    if (unpackLz4Block(packed, out, 0) !== unpackedSize) return DAMAGE;
    return { type: 'BLOCK', length, bytes: out };
  }
}
