import { Decompress } from 'fzstd';
import { describe, expect, it } from 'vitest';
import {
  LZ4_END,
  SNAPPY_ID,
  XERIAL,
  concat,
  inBlocks,
  le32,
  lz4,
  lz4Block,
  lzfChunk,
  snappyChunk,
  xerialBlock,
} from '../../test/support/packers.ts';
import { detectCompression } from '../reading/compression.ts';
import { unpackLz4Block } from './lz4-block.ts';
import { unpackSnappyBlock } from './snappy-block.ts';
import { unpackerOf } from './unpacker-of.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Text that packs a little, with runs and without, of 400 kB. */
const text = utf8(
  Array.from({ length: 9000 }, (_, i) => {
    const noise = Math.imul(i + 1, 0x9e3779b9) >>> 0;
    return `job${i}\t${noise}\t${'ab'.repeat(noise % 9)}${'z'.repeat(noise % 31)}\n`;
  }).join(''),
);

const LZ4_STORED = Uint8Array.from([
  ...[...utf8('LZ4Block'), 0x16, ...le32(3), ...le32(3), 0, 0, 0, 0],
  ...utf8('abc'),
]);

const SNAPPY_PADDING = Uint8Array.of(0xfe, 2, 0, 0, 0, 0);
const SNAPPY_STORED = Uint8Array.of(1, 7, 0, 0, 9, 9, 9, 9, 0x61, 0x62, 0x63);

/** Four lines, packed by the `zstd` and `lz4 -BD` programs. */
const LINES = utf8(
  ['job0 0', 'job1 761', 'job2 522', 'job3 283']
    .map((job) => `${job} the quick brown fox\n`)
    .join(''),
);
const fromBase64 = (packed: string): Uint8Array => Uint8Array.from(Buffer.from(packed, 'base64'));
const ZSTD = fromBase64(
  'KLUv/SRyzQEA1AJqb2IwIDAgdGhlIHF1aWNrIGJyb3duIGZveApqb2IxIDc2MTIgNTIyMyAyODMDAODT' +
    'ANQDoHoCJLb+gQ==',
);
const LZ4_PROGRAM = fromBase64(
  'BCJNGGRApz8AAAD/FGpvYjAgMCB0aGUgcXVpY2sgYnJvd24gZm94CmpvYjEgNzYxHQAFXzIgNTIyHQAF' +
    'XDMgMjgzHQBQIGZveAoAAAAA2ZBIhg==',
);

/** With the size of the content, and checksums behind the blocks. */
const LZ4_CHECKED = fromBase64(
  'BCJNGHxAcgAAAAAAAABYPwAAAP8Uam9iMCAwIHRoZSBxdWljayBicm93biBmb3gKam9iMSA3NjEdAAVf' +
    'MiA1MjIdAAVcMyAyODMdAFAgZm94Cgz9TnAAAAAA2ZBIhg==',
);

interface Sample {
  readonly packed: Uint8Array;
  readonly plain: Uint8Array;
  /** It may end between two blocks or frames: a cut there cannot be seen. */
  readonly endless: boolean;
}

const abc = utf8('abc');
const SAMPLES: Readonly<Record<string, Sample>> = {
  zstd: { packed: concat([ZSTD, ZSTD]), plain: concat([LINES, LINES]), endless: true },
  lz4: { packed: lz4.compress(text), plain: text, endless: false },
  'lz4, by the program, twice': {
    packed: concat([LZ4_PROGRAM, LZ4_CHECKED]),
    plain: concat([LINES, LINES]),
    endless: true,
  },
  'lz4-block': {
    packed: concat([...inBlocks(text, 32_768, lz4Block), LZ4_STORED, LZ4_END]),
    plain: concat([text, abc]),
    endless: false,
  },
  'lz4-block, two streams': {
    packed: concat([LZ4_STORED, LZ4_END, LZ4_STORED, LZ4_END]),
    plain: concat([abc, abc]),
    endless: true,
  },
  snappy: {
    packed: concat([
      SNAPPY_ID,
      ...inBlocks(text, 65_536, snappyChunk),
      SNAPPY_PADDING,
      SNAPPY_STORED,
    ]),
    plain: concat([text, abc]),
    endless: true,
  },
  'snappy-block': {
    packed: concat([XERIAL, ...inBlocks(text, 32_768, xerialBlock), XERIAL, xerialBlock(abc)]),
    plain: concat([text, abc]),
    endless: true,
  },
  lzf: { packed: concat(inBlocks(text, 30_000, lzfChunk)), plain: text, endless: true },
};

function unpack(
  packed: Uint8Array,
  pieces: number,
  end: number = packed.length,
): { plain: Uint8Array; damaged: boolean } {
  const unpacker = unpackerOf(detectCompression(packed), { ZstdDecoder: Decompress });
  if (unpacker === null) throw new Error('no unpacker');
  const parts: Uint8Array[] = [];
  for (let at = 0; at < end; at += pieces) {
    parts.push(...unpacker.push(packed.subarray(at, Math.min(at + pieces, end))));
  }
  parts.push(...unpacker.end());
  return { plain: concat(parts), damaged: unpacker.damaged };
}

describe.each(Object.entries(SAMPLES))('%s', (_, { packed, plain, endless }) => {
  it.each([1, 7, 1000, 65_536, Infinity])('unpacks, in pieces of %d bytes', (pieces) => {
    // One byte at a time takes long on a long text.
    const size = pieces === 1 && packed.length > 10_000 ? 61 : pieces;
    const found = unpack(packed, size);
    expect(found.damaged).toBe(false);
    expect(Buffer.compare(found.plain, plain)).toBe(0);
  });

  it('keeps what came before a cut, anywhere', () => {
    const step = Math.max(1, Math.floor(packed.length / 60));
    const lengths: number[] = [];
    for (let end = 11; end < packed.length; end += step) {
      const found = unpack(packed, 1000, end);
      expect(Buffer.compare(found.plain, plain.subarray(0, found.plain.length))).toBe(0);
      if (found.plain.length < plain.length && !endless) expect(found.damaged).toBe(true);
      lengths.push(found.plain.length);
    }
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  });

  it('stops at a damage, never throws and never gives more than there was', () => {
    let noticed = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const hurt = packed.slice();
      const at = 10 + ((Math.imul(seed, 0x9e3779b9) >>> 0) % (hurt.length - 10));
      hurt[at] ^= 1 + (seed % 255);
      const found = unpack(hurt, 5000);
      if (found.damaged) noticed++;
      expect(found.plain.length).toBeLessThan(plain.length + 5_000_000);
    }
    expect(noticed).toBeGreaterThan(endless ? 0 : 5);
  });
});

describe('unpackLz4Block', () => {
  it.each([
    ['nothing', []],
    ['literals beyond the end', [0x50, 1, 2]],
    ['a length that goes on beyond the end', [0xf0, 255, 255]],
    ['a match from before the start', [0x10, 1, 2, 0]],
    ['a match from nowhere', [0x10, 1, 0, 0]],
    ['more than fits', [0x1f, 1, 1, 0, 255, 255, 0, 0x10, 1]],
    ['no literals at the end', [0x10, 1, 1, 0]],
  ])('refuses %s', (_, bytes) => {
    expect(unpackLz4Block(Uint8Array.from(bytes), new Uint8Array(64), 0)).toBe(-1);
  });

  it('repeats by a match that overlaps itself', () => {
    const out = new Uint8Array(8);
    expect(unpackLz4Block(Uint8Array.of(0x12, 7, 1, 0, 0x10, 9), out, 0)).toBe(8);
    expect([...out]).toEqual([7, 7, 7, 7, 7, 7, 7, 9]);
  });
});

describe('unpackSnappyBlock', () => {
  it.each([
    ['nothing', []],
    ['a length without end', [255, 255, 255, 255, 255, 1]],
    ['too large', [0x81, 0x08, 0]],
    ['less than it said', [5, 0, 1]],
    ['more than it said', [1, 0x04, 1, 2]],
    ['literals beyond the end', [4, 0x0c, 1]],
    ['a copy from before the start', [8, 0, 1, 0x01, 2]],
    ['a copy from nowhere', [8, 0, 1, 0x01, 0]],
    ['a copy cut short', [8, 0, 1, 0x02, 1]],
  ])('refuses %s', (_, bytes) => {
    expect(unpackSnappyBlock(Uint8Array.from(bytes), 1024)).toBe(null);
  });

  it('takes literals and copies of every form', () => {
    const long = Array.from({ length: 70 }, (_, i) => i);
    const copies = [0x05, 70, 0x0e, 70, 0, 0x0b, 70, 0, 0, 0];
    const literals = [0x0c, 1, 2, 3, 4, 0x00, 5];
    const bytes = [87, 0xf0, 69, ...long, ...copies, ...literals];
    const unpacked = unpackSnappyBlock(Uint8Array.from(bytes), 1024);
    const copied = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    expect([...(unpacked ?? [])]).toEqual([...long, ...copied, 1, 2, 3, 4, 5]);
  });
});

describe('lzf', () => {
  const chunk = (size: number, ...data: readonly number[]): Uint8Array =>
    Uint8Array.of(0x5a, 0x56, 1, 0, data.length, 0, size, ...data);

  it('takes literals, short copies and long ones', () => {
    const abc3 = [2, 0x61, 0x62, 0x63];
    const found = unpack(chunk(16, ...abc3, 0x20, 2, 0xe0, 1, 2), 1000);
    expect(found).toEqual({ plain: utf8('abcabcabcabcabca'), damaged: false });
  });

  it.each([
    ['a copy from before the start', chunk(4, 0, 0x61, 0x20, 5)],
    ['less than it said', chunk(9, 0, 0x61)],
    ['literals beyond the end', chunk(9, 8, 0x61)],
    ['a copy cut short', chunk(4, 0, 0x61, 0xe0)],
  ])('refuses %s', (_, packed) => {
    expect(unpack(packed, 1000)).toEqual({ plain: new Uint8Array(0), damaged: true });
  });
});
