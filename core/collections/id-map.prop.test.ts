import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { IdMap } from './id-map.ts';

/** Neighbours, ids that fall on one place, and ids beyond 32 bits. */
const id = fc.oneof(
  fc.nat({ max: 40 }),
  fc.nat({ max: 10 }).map((n) => n * 64),
  fc.nat({ max: 5 }).map((n) => 2 ** 32 * n + 3),
  fc.nat({ max: 3 }).map((n) => Number.MAX_SAFE_INTEGER - n),
);
const command = fc.record({ do: fc.constantFrom('set', 'set', 'delete'), id, value: fc.nat() });

it('is a Map whose values come by ascending id', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 300, size: 'max' }), (sequence) => {
      const map = new IdMap<{ value: number }>();
      const model = new Map<number, { value: number }>();
      for (const { do: what, id: key, value } of sequence) {
        if (what === 'set') {
          const entry = { value };
          map.set(key, entry);
          model.set(key, entry);
        } else {
          map.delete(key);
          model.delete(key);
        }
        const found = [map.size, map.get(key)];
        if (found[0] !== model.size || found[1] !== model.get(key)) {
          expect(found, `after ${what} ${key}`).toEqual([model.size, model.get(key)]);
        }
      }
      expect([...model.keys()].map((key) => map.get(key))).toEqual([...model.values()]);
      const ascending = [...model].sort(([a], [b]) => a - b).map(([, value]) => value);
      expect(map.values()).toEqual(ascending);
    }),
    { numRuns: 500 },
  );
});

it('knows no id that was never set', () => {
  const map = new IdMap<string>();
  map.set(1, 'one');
  map.set(17, 'on the same place');
  map.delete(33);
  expect([map.get(-1), map.get(33), map.get(0.5), map.get(Number.NaN)]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(map.values()).toEqual(['one', 'on the same place']);
});
