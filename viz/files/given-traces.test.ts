import { expect, it } from 'vitest';

import type { Workload } from '../../traces/model/workload.ts';
import { GivenTraces, missingOf } from './given-traces.ts';

const A = { bytes: 3, sha256: 'a'.repeat(16) };
const B = { bytes: 3, sha256: 'b'.repeat(16) };

function workloadCalled(name: string): Workload {
  return { name } as unknown as Workload;
}

it('finds traces by their path, by their name, and by their content where that is said', () => {
  const given = new GivenTraces();
  given.give('mine.tsv', workloadCalled('first'), A);
  given.give('mine.tsv', workloadCalled('second'), B);
  expect(given.find('traces/mine.tsv', null)?.name).toBe('second');
  expect(given.find('elsewhere.tsv', { path: 'elsewhere.tsv', ...A })?.name).toBe('first');
  expect(given.find('mine.tsv', { path: 'mine.tsv', ...A, bytes: 4 })).toBeNull();
  expect(given.find('other.tsv', null)).toBeNull();
  expect(given.filesOf(['traces/mine.tsv', 'shipped.tsv'])).toEqual([
    { path: 'traces/mine.tsv', ...B },
  ]);
});

it('tells which of the missing traces a file is', () => {
  const known = { path: 'a.tsv', file: { path: 'a.tsv', ...A } };
  const open = { path: 'x/b.tsv', file: null };
  expect(missingOf([known, open], 'renamed', A)).toBe(known);
  // Neither its content nor its name, but the only one of which nothing is known.
  expect(missingOf([known, open], 'a.tsv', B)).toBe(open);
  expect(missingOf([known], 'a.tsv', B)).toBeNull();
  const another = { path: 'y/c.tsv', file: null };
  expect(missingOf([open, another], 'c.tsv', B)).toBe(another);
  expect(missingOf([open, another], 'd.tsv', B)).toBeNull();
});
