import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteNames } from './byte-names.ts';
import { groupedRows } from './grouped-rows.ts';
import { GrowingColumn, newInts } from './growing-column.ts';
import { PairIndex } from './pair-index.ts';

it('numbers names by first occurrence and gives them back', () => {
  const names = new ByteNames();
  const words = ['b', 'a', '', 'b', 'ü€𝄞', 'a'];
  expect(words.map((word) => names.idOfText(word))).toEqual([0, 1, 2, 0, 3, 1]);
  expect([0, 1, 2, 3].map((id) => names.text(id))).toEqual(['b', 'a', '', 'ü€𝄞']);
  expect(names.size).toBe(4);
});

it('finds a name among others in one piece of bytes', () => {
  const names = new ByteNames();
  const bytes = new TextEncoder().encode('j1,j12,j1,2');
  expect([names.idOf(bytes, 0, 2), names.idOf(bytes, 3, 6), names.idOf(bytes, 7, 9)]).toEqual([
    ...[0, 1, 0],
  ]);
});

it('keeps names apart as a map does, however many there are', () => {
  const name = fc.string({ minLength: 0, maxLength: 3, unit: fc.constantFrom('a', 'b', '1', 'é') });
  fc.assert(
    fc.property(fc.array(name, { maxLength: 300 }), (texts) => {
      const names = new ByteNames();
      const known = new Map<string, number>();
      for (const text of texts) {
        const wanted = known.get(text) ?? known.size;
        known.set(text, wanted);
        expect(names.idOfText(text)).toBe(wanted);
      }
      expect([...known.keys()].map((_, id) => names.text(id))).toEqual([...known.keys()]);
    }),
  );
});

it('numbers pairs as a map does', () => {
  const pair = fc.tuple(fc.nat({ max: 9 }), fc.oneof(fc.nat({ max: 9 }), fc.nat()));
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 200 }), (pairs) => {
      const index = new PairIndex();
      const known = new Map<string, number>();
      for (const [first, second] of pairs) {
        const wanted = known.get(`${first} ${second}`) ?? known.size;
        known.set(`${first} ${second}`, wanted);
        expect(index.idOf(first, second)).toBe(wanted);
      }
      const found = [...known.keys()].map((_, id) => `${index.first(id)} ${index.second(id)}`);
      expect(found).toEqual([...known.keys()]);
      index.close();
      expect(index.size).toBe(known.size);
    }),
  );
});

it('groups rows by counting, those of no group left out', () => {
  const groups = [2, 0, -1, 2, 0, 3];
  const { first, rows } = groupedRows(groups.length, 5, (row) => groups[row]);
  expect([...first]).toEqual([0, 2, 2, 4, 5, 5]);
  expect([...rows]).toEqual([1, 4, 0, 3, 5]);
});

it('takes what a column holds in an array of its own', () => {
  const column = new GrowingColumn(newInts);
  for (let i = 0; i < 100; i++) column.push(i);
  const taken = column.taken();
  expect([taken.length, taken[0], taken[99], taken.buffer.byteLength]).toEqual([100, 0, 99, 400]);
  expect(column.length).toBe(0);
  column.push(7);
  expect([...column.values(), taken[0]]).toEqual([7, 0]);
});
