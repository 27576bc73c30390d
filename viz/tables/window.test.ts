import { expect, it } from 'vitest';

import { rowWindow } from './window.ts';

it('makes the rows that are seen and a few around, whatever the length', () => {
  expect(rowWindow(100_000, 30, 0, 300)).toEqual({ first: 0, count: 18 });
  expect(rowWindow(100_000, 30, 30_000, 300)).toEqual({ first: 992, count: 26 });
  expect(rowWindow(100_000, 30, 2_999_700, 300)).toEqual({ first: 99_982, count: 18 });
});

it('makes all of a short table and none of an empty one', () => {
  expect(rowWindow(5, 30, 0, 300)).toEqual({ first: 0, count: 5 });
  expect(rowWindow(0, 30, 0, 300)).toEqual({ first: 0, count: 0 });
  // Scrolled further than there is: the table has become shorter.
  expect(rowWindow(3, 30, 9000, 300)).toEqual({ first: 3, count: 0 });
});
