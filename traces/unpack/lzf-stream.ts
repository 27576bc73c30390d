import { copyMatch } from './lz4-block.ts';
import {
  BlockUnpacker,
  DAMAGE,
  type Framed,
  type Framing,
  type Unpacker,
  need,
} from './unpacker.ts';

/** What Spark's lzf codec writes: compress-lzf's `LZFOutputStream`. */
export function lzfUnpacker(): Unpacker {
  return new BlockUnpacker(new LzfFraming());
}

/** `ZV`, the type, the length; a packed chunk's unpacked length follows. */
const STORED_HEADER = 5;
const PACKED_HEADER = 7;

class LzfFraming implements Framing {
  mayEnd(): boolean {
    return true;
  }

  next(bytes: Uint8Array): Framed {
    if (bytes.length < STORED_HEADER) return need(STORED_HEADER);
    if (bytes[0] !== 0x5a || bytes[1] !== 0x56 || bytes[2] > 1) return DAMAGE;
    const packed = bytes[2] === 1;
    const header = packed ? PACKED_HEADER : STORED_HEADER;
    const length = header + ((bytes[3] << 8) | bytes[4]);
    if (bytes.length < length) return need(length);
    const data = bytes.subarray(header, length);
    if (!packed) return { type: 'BLOCK', length, bytes: data.slice() };
    const out = new Uint8Array((bytes[5] << 8) | bytes[6]);
    return unpackLzf(data, out) ? { type: 'BLOCK', length, bytes: out } : DAMAGE;
  }
}

/** Unpacks one LZF chunk (liblzf); false when it is damaged or does not fill `out`. */
function unpackLzf(packed: Uint8Array, out: Uint8Array): boolean {
  let from = 0;
  let at = 0;
  while (from < packed.length) {
    const control = packed[from++];
    if (control < 32) {
      const literals = control + 1;
      if (from + literals > packed.length || at + literals > out.length) return false;
      out.set(packed.subarray(from, from + literals), at);
      from += literals;
      at += literals;
      continue;
    }
    const long = control >> 5 === 7;
    if (from + (long ? 2 : 1) > packed.length) return false;
    const length = (long ? 7 + packed[from++] : control >> 5) + 2;
    const back = (((control & 31) << 8) | packed[from++]) + 1;
    if (back > at || at + length > out.length) return false;
    at = copyMatch(out, at, back, length);
  }
  return at === out.length;
}
