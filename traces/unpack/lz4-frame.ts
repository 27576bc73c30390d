import { unpackLz4Block } from './lz4-block.ts';
import {
  BlockUnpacker,
  DAMAGE,
  type Framed,
  type Framing,
  type Unpacker,
  need,
  uint32le,
} from './unpacker.ts';

/** What the `lz4` program writes (lz4_Frame_format.md). */
export function lz4FrameUnpacker(): Unpacker {
  return new BlockUnpacker(new Lz4Framing());
}

const MAGIC = 0x184d2204;

/** Frames that hold something else (`0x184d2a50` to `0x184d2a5f`), to be skipped. */
const SKIPPABLE = 0x184d2a50;

/** Flags of the frame's descriptor. */
const LINKED_IF_CLEAR = 0x20;
const BLOCK_CHECKSUM = 0x10;
const CONTENT_SIZE = 0x08;
const CONTENT_CHECKSUM = 0x04;
const DICTIONARY = 0x01;

/** The highest bit of a block's size: the block is stored. */
const STORED = 0x80000000;

/** Block sizes by their code, 4 to 7. */
const BLOCK_BYTES = [65_536, 262_144, 1_048_576, 4_194_304];

/** Matches of a linked block reach back so far. */
const WINDOW = 65_536;

const NOTHING = new Uint8Array(0);

/**
 * The blocks of LZ4 frames, one frame behind the other. Checksums are passed over: a block that
 * unpacks to less or more than it may is damage enough to notice a cut.
 */
class Lz4Framing implements Framing {
  private flags: number | null = null;
  private blockBytes = 0;
  /** The last bytes unpacked, for linked blocks. */
  private window: Uint8Array = NOTHING;

  mayEnd(): boolean {
    return this.flags === null;
  }

  next(bytes: Uint8Array): Framed {
    if (bytes.length < 4) return need(4);
    return this.flags === null ? this.header(bytes) : this.block(bytes, this.flags);
  }

  private header(bytes: Uint8Array): Framed {
    const magic = uint32le(bytes, 0);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
      if (bytes.length < 8) return need(8);
      const length = 8 + uint32le(bytes, 4);
      return bytes.length < length ? need(length) : { type: 'BLOCK', length, bytes: NOTHING };
    }
    if (magic !== MAGIC) return DAMAGE;
    if (bytes.length < 6) return need(6);
    const flags = bytes[4];
    const code = (bytes[5] >> 4) & 7;
    if (flags >> 6 !== 1 || (flags & DICTIONARY) !== 0 || code < 4) return DAMAGE;
    const length = 7 + ((flags & CONTENT_SIZE) === 0 ? 0 : 8);
    if (bytes.length < length) return need(length);
    this.flags = flags;
    this.blockBytes = BLOCK_BYTES[code - 4];
    this.window = NOTHING;
    return { type: 'BLOCK', length, bytes: NOTHING };
  }

  private block(bytes: Uint8Array, flags: number): Framed {
    const word = uint32le(bytes, 0);
    if (word === 0) {
      const length = 4 + ((flags & CONTENT_CHECKSUM) === 0 ? 0 : 4);
      if (bytes.length < length) return need(length);
      this.flags = null;
      return { type: 'BLOCK', length, bytes: NOTHING };
    }
    const size = word & ~STORED;
    if (size > this.blockBytes) return DAMAGE;
    const length = 4 + size + ((flags & BLOCK_CHECKSUM) === 0 ? 0 : 4);
    if (bytes.length < length) return need(length);
    const packed = bytes.subarray(4, 4 + size);
    const unpacked = this.unpacked(packed, (word & STORED) !== 0);
    if (unpacked === null) return DAMAGE;
    if ((flags & LINKED_IF_CLEAR) === 0) this.remember(unpacked);
    return { type: 'BLOCK', length, bytes: unpacked };
  }

  private unpacked(packed: Uint8Array, stored: boolean): Uint8Array | null {
    if (stored) return packed.slice();
    const start = this.window.length;
    const out = new Uint8Array(start + this.blockBytes);
    out.set(this.window);
    const end = unpackLz4Block(packed, out, start);
    return end < 0 ? null : out.subarray(start, end);
  }

  private remember(unpacked: Uint8Array): void {
    const all = new Uint8Array(this.window.length + unpacked.length);
    all.set(this.window);
    all.set(unpacked, this.window.length);
    this.window = all.slice(-WINDOW);
  }
}
