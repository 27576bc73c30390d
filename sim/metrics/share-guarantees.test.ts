import { expect, it } from 'vitest';

import { shareGuarantees } from './share-guarantees.ts';

function guaranteed(roles: readonly string[], weights: Readonly<Record<string, number>>): number[] {
  const { over, under } = shareGuarantees(roles, (path) => weights[path] ?? 1);
  return roles.map((_, framework) => over[framework] / under[framework]);
}

it('cuts the cluster by weights, and a role evenly among its frameworks', () => {
  expect(guaranteed(['a', 'b'], {})).toEqual([1 / 2, 1 / 2]);
  expect(guaranteed(['a', 'b'], { a: 2 })).toEqual([2 / 3, 1 / 3]);
  expect(guaranteed(['a', 'a', 'b'], {})).toEqual([1 / 4, 1 / 4, 1 / 2]);
});

it('goes down the tree, where weights count among neighbours alone', () => {
  const roles = ['eng/ads', 'eng/web', 'ops'];
  expect(guaranteed(roles, { eng: 3, 'eng/ads': 2, ops: 1 })).toEqual([1 / 2, 1 / 4, 1 / 4]);
});

it('takes the frameworks of an inner role as one more role beside those below it', () => {
  expect(guaranteed(['eng', 'eng', 'eng/ads'], {})).toEqual([1 / 4, 1 / 4, 1 / 2]);
  const whole = guaranteed(['a', 'b/c', 'b', 'b/d/e', 'a/x'], { b: 5, 'b/d': 0.5 });
  expect(whole.reduce((sum, part) => sum + part)).toBeCloseTo(1, 12);
});
