import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Dependent, parentsFirst } from './job-graph.ts';

/** Jobs as `name<parents`. */
function jobsOf(...texts: string[]): Dependent[] {
  return texts.map((text) => {
    const [name, parents = ''] = text.split('<');
    return { name, parents: [...parents] };
  });
}

function order(...texts: string[]): string {
  const ordered = parentsFirst(jobsOf(...texts));
  return typeof ordered === 'string' ? ordered : ordered.map(({ name }) => name).join('');
}

it('places parents before children, otherwise as given', () => {
  expect(order('a', 'b', 'c')).toBe('abc');
  expect(order('a<dc', 'b', 'c<d', 'd')).toBe('dcab');
});

it('names what is wrong', () => {
  expect(order('a<b', 'b<c', 'c<a', 'd')).toBe(
    'found jobs that wait for each other: a -> b -> c -> a, wanted no cycle',
  );
  expect(order('d<a', 'a<b', 'b<a')).toContain(': a -> b -> a,');
  expect(order('a<a')).toContain(': a -> a,');
  expect(order('a<x')).toBe('found parent "x" of a, wanted a job');
  expect(order('a', 'a')).toBe('found job "a" twice, wanted different names');
});

it('orders any graph without a cycle, however deep', () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => ({
    ...{ name: `j${i}`, parents: i === 19_999 ? [] : [`j${i + 1}`] },
  }));
  expect((parentsFirst(chain) as Dependent[])[0].name).toBe('j19999');
  const graph = fc
    .array(fc.array(fc.nat({ max: 11 }), { maxLength: 3 }), { minLength: 12, maxLength: 12 })
    .map((all) =>
      all.map((parents, i) => ({
        ...{ name: `j${i}`, parents: parents.filter((p) => p < i).map((p) => `j${p}`) },
      })),
    );
  fc.assert(
    fc.property(graph, fc.infiniteStream(fc.nat()), (jobs, keys) => {
      const shuffled = jobs
        .map((job) => ({ job, key: Number(keys.next().value) }))
        .sort((a, b) => a.key - b.key)
        .map(({ job }) => job);
      const ordered = parentsFirst(shuffled) as Dependent[];
      const at = new Map(ordered.map(({ name }, i) => [name, i]));
      expect(at.size).toBe(jobs.length);
      for (const { name, parents = [] } of ordered) {
        for (const parent of parents) {
          expect(at.get(parent)).toBeLessThan(at.get(name) ?? 0);
        }
      }
    }),
  );
});
