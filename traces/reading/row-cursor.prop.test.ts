import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalOf, wholeOf } from './fields.ts';
import { RowCursor } from './row-cursor.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A cursor at the beginning of a row that stands inside of other bytes. */
function cursorAt(row: string, separator?: number): RowCursor {
  const bytes = utf8(row);
  const cursor = new RowCursor(separator);
  cursor.begin(utf8(`9,${row}9`), 2, 2 + bytes.length);
  return cursor;
}

/** What a field may hold: numbers in all forms, and others. */
const field = fc.oneof(
  fc.nat().map(String),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.tuple(fc.nat(), fc.nat({ max: 999_999 })).map(([whole, part]) => `${whole}.${part}`),
  fc.constantFrom('', '-', '.', '1.', '.5', '-0', '007', '1e3', '0x1', ' 1', '1 ', 'é', '1-2'),
  fc.constantFrom('9007199254740991', '9007199254740992', '9223372036854775807', '9'.repeat(30)),
  fc.constantFrom('0.0000000000001', '0.000000000001', '-12846.50', '--1', '1.2.3', '\u00a01'),
);

describe('RowCursor', () => {
  it('reads whole numbers as the parser of texts does, or leaves them to it', () => {
    fc.assert(
      fc.property(field, field, (one, two) => {
        const cursor = cursorAt(`${one},${two}`);
        const read = [cursor.whole(), cursor.whole()];
        if (cursor.plain) expect(read).toEqual([wholeOf(one), wholeOf(two)]);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads decimals as the parser of texts does, or leaves them to it', () => {
    fc.assert(
      fc.property(field, field, (one, two) => {
        const cursor = cursorAt(`${one},${two}`);
        const read = [cursor.decimalOr(-7), cursor.decimalOr(-7)];
        const wanted = [one, two].map((text) => (text === '' ? -7 : decimalOf(text)));
        if (cursor.plain) expect(read).toEqual(wanted);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes what the traces hold', () => {
    const cursor = cursorAt('157213,,12846.0,-30,j_3,0.004084591,');
    expect([cursor.whole(), cursor.wholeOr(5), cursor.decimal(), cursor.decimal()]).toEqual([
      ...[157_213, 5, 12_846, -30],
    ]);
    cursor.name();
    expect(new TextDecoder().decode(cursor.bytes.subarray(cursor.from, cursor.to))).toBe('j_3');
    expect([cursor.decimal(), cursor.over, cursor.decimalOr(8)]).toEqual([0.004_084_591, false, 8]);
    expect([cursor.plain, cursor.over]).toEqual([true, true]);
  });

  it.each<[string, (cursor: RowCursor) => void]>([
    ['a field that is not there', (cursor) => cursor.skip(3)],
    ['a number in a name’s place is one, a name in a number’s none', (cursor) => cursor.whole()],
  ])('leaves to others: %s', (_, read) => {
    const cursor = cursorAt('x,y');
    read(cursor);
    expect(cursor.plain).toBe(false);
  });

  it.each(['a b', 'é', '\t', 'a\u007f'])('leaves a name with %j to others', (name) => {
    const cursor = cursorAt(name);
    cursor.name();
    expect(cursor.plain).toBe(false);
  });

  it('passes over separators that stand for one', () => {
    const cursor = cursorAt('   1  -2 3', 0x20);
    const read = [1, 2, 3].map(() => {
      cursor.skipSeparators();
      return cursor.decimal();
    });
    expect([read, cursor.plain, cursor.over]).toEqual([[1, -2, 3], true, true]);
  });
});
