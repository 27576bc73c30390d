/** Shortest match of LZ4; the token holds what is above it. */
const MIN_MATCH = 4;

/** A length of 15 in the token goes on in further bytes. */
const LONG = 15;

/**
 * Unpacks one LZ4 block (lz4_Block_format.md) into `out` from `start`; matches may reach back to
 * `out[0]`, where a linked stream keeps what came before.
 *
 * @returns where the block ends in `out`, or -1 when it is damaged or does not fit
 */
export function unpackLz4Block(packed: Uint8Array, out: Uint8Array, start: number): number {
  let from = 0;
  let at = start;
  while (from < packed.length) {
    const token = packed[from++];
    let literals = token >> 4;
    if (literals === LONG) {
      for (let byte = 255; byte === 255; literals += byte) {
        if (from >= packed.length) return -1;
        byte = packed[from++];
      }
    }
    if (from + literals > packed.length || at + literals > out.length) return -1;
    out.set(packed.subarray(from, from + literals), at);
    from += literals;
    at += literals;
    // The last sequence has literals only.
    if (from === packed.length) return at;
    if (from + 2 > packed.length) return -1;
    const back = packed[from] | (packed[from + 1] << 8);
    from += 2;
    let length = token & 15;
    if (length === LONG) {
      for (let byte = 255; byte === 255; length += byte) {
        if (from >= packed.length) return -1;
        byte = packed[from++];
      }
    }
    length += MIN_MATCH;
    if (back === 0 || back > at || at + length > out.length) return -1;
    at = copyMatch(out, at, back, length);
  }
  return -1;
}

/** Copies `length` bytes from `back` bytes before; the parts may overlap, which repeats them. */
export function copyMatch(out: Uint8Array, at: number, back: number, length: number): number {
  if (back >= length) {
    out.copyWithin(at, at - back, at - back + length);
  } else {
    for (let i = 0; i < length; i++) out[at + i] = out[at + i - back];
  }
  return at + length;
}
