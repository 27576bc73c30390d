import { copyMatch } from './lz4-block.ts';

/** Literal lengths from 61 on stand in so many further bytes. */
const LONG_LITERAL = 60;

/**
 * Unpacks one raw Snappy block (snappy's format_description.txt).
 * @returns the bytes, or null when it is damaged or says it is larger than `maxBytes`
 */
export function unpackSnappyBlock(packed: Uint8Array, maxBytes: number): Uint8Array | null {
  const head = readLength(packed);
  if (head === null || head.length > maxBytes) return null;
  const out = new Uint8Array(head.length);
  let from = head.bytes;
  let at = 0;
  while (from < packed.length) {
    const element = readElement(packed, from);
    const { back, length } = element;
    from += element.bytes;
    if (from > packed.length || at + length > out.length) return null;
    if (back === 0) {
      if (from + length > packed.length) return null;
      out.set(packed.subarray(from, from + length), at);
      from += length;
      at += length;
    } else {
      if (back > at) return null;
      at = copyMatch(out, at, back, length);
    }
  }
  return at === out.length ? out : null;
}

/** The unpacked length in front: seven bits a byte, the low ones first. */
function readLength(packed: Uint8Array): { length: number; bytes: number } | null {
  let length = 0;
  let weight = 1;
  for (let i = 0; i < 5; i++) {
    if (i >= packed.length) return null;
    length += (packed[i] & 0x7f) * weight;
    if (packed[i] < 0x80) return { length, bytes: i + 1 };
    weight *= 128;
  }
  return null;
}

/** A literal (`back` 0) or a copy, and the bytes its tag takes. */
interface Element {
  readonly bytes: number;
  readonly length: number;
  readonly back: number;
}

/** What stands beyond the end reads as a copy from nowhere, which is refused. */
const NOWHERE = Number.MAX_SAFE_INTEGER;

function readElement(packed: Uint8Array, from: number): Element {
  const tag = packed[from];
  const high = tag >> 2;
  switch (tag & 3) {
    case 0: {
      if (high < LONG_LITERAL) return { bytes: 1, length: high + 1, back: 0 };
      const more = high - LONG_LITERAL + 1;
      return { bytes: 1 + more, length: littleEndian(packed, from + 1, more) + 1, back: 0 };
    }
    case 1: {
      const back = ((tag >> 5) << 8) | packed[from + 1];
      return { bytes: 2, length: (high & 7) + 4, back: back || NOWHERE };
    }
    case 2:
      return { bytes: 3, length: high + 1, back: littleEndian(packed, from + 1, 2) || NOWHERE };
    default:
      return { bytes: 5, length: high + 1, back: littleEndian(packed, from + 1, 4) || NOWHERE };
  }
}

function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[at + i];
  return value;
}
