import { describe, expect, it } from 'vitest';

import { SeenLaunches } from './seen-launches.ts';

describe('launches that were seen', () => {
  it('are not new, in whatever order they came', () => {
    const seen = new SeenLaunches([]);
    expect([5, 9, 7, 5, 9, 7, 8].map((launch) => seen.isNew(launch))).toEqual([
      ...[true, true, true, false, false, false, true],
    ]);
    expect(seen.list()).toEqual([5, 9, 7, 8]);
  });

  it('are known to the next process', () => {
    const next = new SeenLaunches(new SeenLaunches([3, 1, 2]).list());
    expect([1, 2, 3, 4].map((launch) => next.isNew(launch))).toEqual([false, false, false, true]);
  });

  it('are forgotten when many others have come', () => {
    const seen = new SeenLaunches([]);
    for (let launch = 0; launch < 65; launch++) seen.isNew(launch);
    expect(seen.list()).toHaveLength(64);
    expect(seen.isNew(1)).toBe(false);
    expect(seen.isNew(0)).toBe(true);
  });
});
