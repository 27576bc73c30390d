import { describe, expect, it } from 'vitest';
import { ByteLines } from './byte-lines.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function linesOf(chunks: readonly Uint8Array[], maxBytes = 100): string[] {
  const found: string[] = [];
  const lines = new ByteLines(
    {
      line: (bytes, from, to, number) =>
        found.push(`${number}:${decoder.decode(bytes.subarray(from, to))}`),
      tooLong: (number) => found.push(`${number}:too long`),
    },
    maxBytes,
  );
  for (const chunk of chunks) lines.push(chunk);
  const unfinished = lines.unfinishedLine();
  if (unfinished !== null) found.push(`unfinished ${unfinished}`);
  lines.end();
  return found;
}

describe('ByteLines', () => {
  it('gives lines without their ends, blank ones too', () => {
    expect(linesOf([utf8('a\nb\r\n\n\r\nc\r')])).toEqual([
      ...['1:a', '2:b', '3:', '4:', 'unfinished 5', '5:c'],
    ]);
    expect(linesOf([utf8('a\n')])).toEqual(['1:a']);
    expect(linesOf([])).toEqual([]);
  });

  it('drops a byte order mark at the start of the file only', () => {
    expect(linesOf([utf8('\uFEFFa\n\uFEFFb\n')])).toEqual(['1:a', '2:\uFEFFb']);
  });

  it('finds the same lines however the bytes are cut', () => {
    const bytes = utf8('\uFEFFone\r\n\nthree é\r\nlast');
    const whole = linesOf([bytes]);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(linesOf([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole);
    }
    expect(linesOf([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('drops what is too long, in one piece or in many, and goes on behind it', () => {
    const bytes = utf8(`a\n${'x'.repeat(30)}\nb\n${'y'.repeat(10)}\n`);
    const wanted = ['1:a', '2:too long', '3:b', `4:${'y'.repeat(10)}`];
    expect(linesOf([bytes], 10)).toEqual(wanted);
    expect(
      linesOf(
        [...bytes].map((byte) => Uint8Array.of(byte)),
        10,
      ),
    ).toEqual(wanted);
    expect(linesOf([utf8('x'.repeat(30))], 10)).toEqual(['unfinished 1', '1:too long']);
  });
});
