import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { NameRanks } from './name-ranks.ts';

/** Whether ranks order nodes as their names do. */
function agrees(names: ReadonlyMap<string, number>, ranks: Float64Array): boolean {
  const byName = [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, node]) => ranks[node]);
  return byName.every((rank, i) => i === 0 || byName[i - 1] < rank);
}

it('ranks order nodes as their names do, whoever comes and goes', () => {
  const name = fc.stringMatching(/^[ab./-]{1,6}$/);
  fc.assert(
    fc.property(fc.array(name, { maxLength: 120, size: 'max' }), (sequence) => {
      const ranked = new NameRanks();
      const nodes = new Map<string, number>();
      const ranks = new Float64Array(sequence.length);
      for (const [node, text] of sequence.entries()) {
        if (nodes.delete(text)) {
          ranked.remove(text);
        } else {
          nodes.set(text, node);
          ranked.add(text, node, ranks);
        }
        if (!agrees(nodes, ranks))
          expect.fail(`wrong after ${text}: ${[...nodes.keys()].join(' ')}`);
      }
      const sorted = [...nodes].sort(([a], [b]) => (a < b ? -1 : 1));
      expect(ranked.inOrder()).toEqual(sorted.map(([, node]) => node));
    }),
    { numRuns: 300 },
  );
});

it('numbers all anew when no number is left between two neighbours', () => {
  const ranked = new NameRanks();
  const nodes = new Map<string, number>();
  const ranks = new Float64Array(400);
  // Each comes between the one before it and `z`, and halves the gap: 52 times, then no more.
  const names = Array.from({ length: 300 }, (_, i) => `b${'a'.repeat(i)}`);
  for (const [node, text] of ['a', 'z', ...names].entries()) {
    nodes.set(text, node);
    ranked.add(text, node, ranks);
  }
  expect(agrees(nodes, ranks)).toBe(true);
});
