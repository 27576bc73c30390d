import { unpackSnappyBlock } from './snappy-block.ts';
import {
  BlockUnpacker,
  DAMAGE,
  type Framed,
  type Framing,
  MAX_BLOCK_BYTES,
  type Unpacker,
  need,
  uint32be,
} from './unpacker.ts';

/** Snappy's own framing (framing_format.txt). */
export function snappyFrameUnpacker(): Unpacker {
  return new BlockUnpacker(new SnappyFraming());
}

/** What Spark's snappy codec writes: xerial snappy-java's `SnappyOutputStream`. */
export function snappyBlockStreamUnpacker(): Unpacker {
  return new BlockUnpacker(new XerialFraming());
}

/** Chunks: a type and a length of three bytes; data has a checksum (passed over) in front. */
const CHUNK_HEADER = 4;
const CHECKSUM = 4;
const CHUNK_PACKED = 0x00;
const CHUNK_STORED = 0x01;
/** Types from here on may be skipped, the ones before may not. */
const FIRST_SKIPPABLE = 0x80;

/** Most that a chunk of the framing format unpacks to. */
const CHUNK_BYTES = 65_536;

const NOTHING = new Uint8Array(0);

class SnappyFraming implements Framing {
  mayEnd(): boolean {
    return true;
  }

  next(bytes: Uint8Array): Framed {
    if (bytes.length < CHUNK_HEADER) return need(CHUNK_HEADER);
    const type = bytes[0];
    const length = CHUNK_HEADER + (bytes[1] | (bytes[2] << 8) | (bytes[3] << 16));
    if (bytes.length < length) return need(length);
    if (type >= FIRST_SKIPPABLE) return { type: 'BLOCK', length, bytes: NOTHING };
    if (length < CHUNK_HEADER + CHECKSUM) return DAMAGE;
    const data = bytes.subarray(CHUNK_HEADER + CHECKSUM, length);
    if (type === CHUNK_STORED) return { type: 'BLOCK', length, bytes: data.slice() };
    const unpacked = type === CHUNK_PACKED ? unpackSnappyBlock(data, CHUNK_BYTES) : null;
    return unpacked === null ? DAMAGE : { type: 'BLOCK', length, bytes: unpacked };
  }
}

/** The magic number, then two versions of four bytes each. */
const XERIAL_HEADER = 16;
const XERIAL_MAGIC = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00];

/** A header, then blocks with their length in front; a header may come again between blocks. */
class XerialFraming implements Framing {
  mayEnd(): boolean {
    return true;
  }

  next(bytes: Uint8Array): Framed {
    if (XERIAL_MAGIC.every((byte, i) => i >= bytes.length || bytes[i] === byte)) {
      if (bytes.length < XERIAL_HEADER) return need(XERIAL_HEADER);
      return { type: 'BLOCK', length: XERIAL_HEADER, bytes: NOTHING };
    }
    if (bytes.length < 4) return need(4);
    const length = 4 + uint32be(bytes, 0);
    if (length > MAX_BLOCK_BYTES) return DAMAGE;
    if (bytes.length < length) return need(length);
    const unpacked = unpackSnappyBlock(bytes.subarray(4, length), MAX_BLOCK_BYTES);
    return unpacked === null ? DAMAGE : { type: 'BLOCK', length, bytes: unpacked };
  }
}
