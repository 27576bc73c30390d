import { describe, expect, it } from 'vitest';
import { detectCompression } from './compression.ts';
import { LineSplitter } from './line-splitter.ts';
import { MAX_PROBLEMS, ReportBuilder } from './read-report.ts';
import { Utf8Decoder } from './utf8-decoder.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function linesOf(chunks: readonly (Uint8Array | string)[], maxLength?: number): string[] {
  const found: string[] = [];
  const splitter = new LineSplitter(
    {
      line: (text, number) => found.push(`${number}:${text}`),
      tooLong: (number) => found.push(`${number} too long`),
    },
    maxLength,
  );
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return found;
}

describe('detectCompression', () => {
  it.each([
    ['gzip', [0x1f, 0x8b, 8]],
    ['zstd', [0x28, 0xb5, 0x2f, 0xfd, 0]],
    ['lz4', [4, 0x22, 0x4d, 0x18, 0]],
    ['lz4-block', [...bytes('LZ4Block!')]],
    ['snappy', [0xff, 6, 0, 0, ...bytes('sNaPpY')]],
    ['snappy-block', [0x82, ...bytes('SNAPPY'), 0, 0]],
    ['lzf', [0x5a, 0x56, 1, 0]],
    ['bzip2', [...bytes('BZh9')]],
    ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
    ['zip', [0x50, 0x4b, 3, 4]],
    ['plain', [...bytes('job0\t1')]],
    ['plain', []],
    ['plain', [0x1f]],
    ['plain', [...bytes('PK is text here')]],
  ])('%s', (compression, firstBytes) => {
    expect(detectCompression(Uint8Array.from(firstBytes))).toBe(compression);
  });
});

describe('LineSplitter', () => {
  it('takes LF, CRLF, blank lines and a missing end', () => {
    expect(linesOf(['a\nb\r\n\nc'])).toEqual(['1:a', '2:b', '3:', '4:c']);
    expect(linesOf(['a\n'])).toEqual(['1:a']);
    expect(linesOf([''])).toEqual([]);
  });

  it('joins what was cut anywhere, CRLF and characters too', () => {
    const text = 'é\r\n日本\n😀';
    const all = bytes(text);
    const pieces = [...all].map((byte) => Uint8Array.of(byte));
    expect(linesOf(pieces)).toEqual(['1:é', '2:日本', '3:😀']);
    expect(linesOf([...text])).toEqual(['1:é', '2:日本', '3:😀']);
  });

  it('drops a byte order mark, at the start only', () => {
    expect(linesOf([bytes('\uFEFFa\n\uFEFFb')])).toEqual(['1:a', '2:\uFEFFb']);
    expect(linesOf(['', '\uFEFFa'])).toEqual(['1:a']);
  });

  it('keeps a lone carriage return inside a line', () => {
    expect(linesOf(['a\rb\n'])).toEqual(['1:a\rb']);
  });

  it('drops lines that are too long and goes on', () => {
    expect(linesOf(['abc\nabcd', 'e\nab'], 4)).toEqual(['1:abc', '2 too long', '3:ab']);
    expect(linesOf(['abcde'], 4)).toEqual(['1 too long']);
  });
});

describe('Utf8Decoder', () => {
  it('does as TextDecoder does, on good and bad bytes', () => {
    const samples = [
      [0x61, 0xc3, 0xa9, 0xe6, 0x97, 0xa5, 0xf0, 0x9f, 0x98, 0x80],
      [0xc3],
      [0xc3, 0x28],
      [0xe2, 0x82],
      [0xe2, 0x28, 0xa1],
      [0xf0, 0x9f, 0x98],
      [0xf0, 0x9f, 0x61],
      [0xc0, 0xaf],
      [0xe0, 0x80, 0xaf],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0x80, 0xbf, 0xff],
      [0xf4, 0x8f, 0xbf, 0xbf],
    ];
    for (const sample of samples) {
      const wanted = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(sample));
      const whole = new Utf8Decoder();
      expect(whole.push(Uint8Array.from(sample)) + whole.end()).toBe(wanted);
      const cut = new Utf8Decoder();
      const parts = sample.map((byte) => cut.push(Uint8Array.of(byte)));
      expect(parts.join('') + cut.end()).toBe(wanted);
    }
  });

  it('takes chunks larger than its buffer', () => {
    const text = '😀aé'.repeat(5000);
    expect(new Utf8Decoder().push(bytes(text))).toBe(text);
  });
});

describe('ReportBuilder', () => {
  it('counts all refusals and keeps the first', () => {
    const builder = new ReportBuilder();
    for (let line = 1; line <= MAX_PROBLEMS + 5; line++) {
      builder.row();
      builder.refuse(line, 'bad');
    }
    builder.repair('sorted', 0);
    builder.repair('sorted', 2);
    const report = builder.report();
    expect(report.rowsRead).toBe(MAX_PROBLEMS + 5);
    expect(report.rowsRefused).toBe(MAX_PROBLEMS + 5);
    expect(report.problems.length).toBe(MAX_PROBLEMS);
    expect(report.problems[0]).toEqual({ line: 1, reason: 'bad' });
    expect([...report.repairs]).toEqual([['sorted', 2]]);
  });
});
