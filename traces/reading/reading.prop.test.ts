import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.ts';
import { Utf8Decoder } from './utf8-decoder.ts';

/** Cuts bytes at any places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  const bounds = [0, ...sorted, bytes.length];
  return bounds.slice(1).map((end, i) => bytes.subarray(bounds[i], end));
}

/** Bytes with runs of ASCII, which are taken whole, and characters of every length. */
const bytesAndText = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.constantFrom('a', 'job0 17 ', 'é', '日', '😀', 'x'.repeat(40), 'y'.repeat(9000)),
    ),
  )
  .map((parts) =>
    Uint8Array.from(
      parts.flatMap((part) => [
        ...(typeof part === 'string' ? new TextEncoder().encode(part) : part),
      ]),
    ),
  );

it('decodes any bytes as TextDecoder does, however they are cut', () => {
  fc.assert(
    fc.property(bytesAndText, fc.array(fc.nat()), (bytes, places) => {
      const decoder = new Utf8Decoder();
      const parts = cut(bytes, places).map((part) => decoder.push(part));
      const wanted = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
      expect(parts.join('') + decoder.end()).toBe(wanted);
    }),
    { numRuns: 500 },
  );
});

it('gives the same lines however the bytes are cut', () => {
  const text = fc.array(fc.constantFrom('a', 'é', '😀', '\t', '\r', '\n', '\r\n', '\uFEFF'));
  fc.assert(
    fc.property(text, fc.array(fc.nat()), (characters, places) => {
      const all = characters.join('');
      const found: string[] = [];
      const splitter = new LineSplitter({ line: (line) => found.push(line), tooLong: () => {} });
      for (const part of cut(new TextEncoder().encode(all), places)) splitter.push(part);
      splitter.end();
      const wanted = all.replace(/^\uFEFF/, '').split('\n');
      if (wanted.at(-1) === '') wanted.pop();
      expect(found).toEqual(wanted.map((line) => line.replace(/\r$/, '')));
    }),
  );
});
