import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { IndexedHeap } from './indexed-heap.ts';

const ITEMS = 40;

type Command =
  | { readonly do: 'insert' | 'remove' | 'update'; readonly item: number; readonly key: number }
  | { readonly do: 'rebuild'; readonly keys: readonly number[] };

const item = fc.nat({ max: ITEMS - 1 });
// Few keys, so that ties are many.
const key = fc.nat({ max: 9 });
const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record({ do: fc.constantFrom('insert', 'remove', 'update'), item, key }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('rebuild'),
        keys: fc.array(key, { minLength: ITEMS, maxLength: ITEMS }),
      }),
    },
  ),
  { maxLength: 200, size: 'max' },
);

it('is a sorted array, whatever is done to it', () => {
  fc.assert(
    fc.property(commands, (sequence) => {
      const keys = Array.from({ length: ITEMS }, () => 0);
      const byKeyThenItem = (a: number, b: number): number => keys[a] - keys[b] || a - b;
      const heap = new IndexedHeap(
        { before: (a, b) => byKeyThenItem(a, b) < 0 },
        { at: new Int32Array(ITEMS).fill(-1) },
      );
      let sorted: number[] = [];
      for (const command of sequence) {
        if (command.do === 'rebuild') {
          for (const [i, value] of command.keys.entries()) keys[i] = value;
          heap.rebuild();
        } else {
          const isIn = sorted.includes(command.item);
          if (command.do === 'insert' && !isIn) {
            keys[command.item] = command.key;
            sorted.push(command.item);
            heap.insert(command.item);
          } else if (command.do === 'remove' && isIn) {
            sorted = sorted.filter((other) => other !== command.item);
            heap.remove(command.item);
          } else if (command.do === 'update' && isIn) {
            keys[command.item] = command.key;
            heap.update(command.item);
          }
        }
        sorted.sort(byKeyThenItem);
        if (heap.size !== sorted.length || (heap.size > 0 && heap.first !== sorted[0])) {
          expect([heap.size, heap.first]).toEqual([sorted.length, sorted[0]]);
        }
      }
      const walk = heap.walk();
      expect(sorted.map(() => walk.next())).toEqual(sorted);
      expect(walk.next()).toBe(-1);
      const removed = sorted.map(() => {
        const { first } = heap;
        heap.remove(first);
        return first;
      });
      expect(removed).toEqual(sorted);
    }),
    { numRuns: 500 },
  );
});
