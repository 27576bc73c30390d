import { describe, expect, it } from 'vitest';

import { ListedMasters, leaderOf } from './master-finder.ts';

const [A, B, C] = ['a', 'b', 'c'].map((name) => new URL(`http://${name}:5050`));

describe('masters at known addresses', () => {
  it('are tried in turn', () => {
    const masters = new ListedMasters([A, B, C]);
    const tried = Array.from({ length: 4 }, () => {
      const { leader } = masters;
      masters.failed(null);
      return leader.hostname;
    });
    expect(tried).toEqual(['a', 'b', 'c', 'a']);
  });

  it('point to the leader, also to one that is not listed', () => {
    const masters = new ListedMasters([A]);
    masters.failed(C);
    expect(masters.leader).toBe(C);
  });

  it('are tried in turn again when the one pointed to fails', () => {
    const masters = new ListedMasters([A, B]);
    masters.failed(C);
    masters.failed(null);
    expect(masters.leader).toBe(B);
    masters.failed(A);
    masters.failed(null);
    expect(masters.leader).toBe(A);
  });

  it('are the only hope where there is one', () => {
    expect([new ListedMasters([A]).isSole, new ListedMasters([A, B]).isSole]).toEqual([
      true,
      false,
    ]);
  });
});

describe('who leads', () => {
  it('is said as soon as it is known, or refused', async () => {
    expect(await leaderOf(new ListedMasters([A]), 0)).toBe(A);
    const changed: (() => void)[] = [];
    const finder = {
      ...{ leader: null as URL | null, isSole: false },
      follow: (listener: () => void) => {
        changed.push(listener);
        return () => undefined;
      },
      failed: () => undefined,
      close: () => undefined,
    };
    const found = leaderOf(finder, 10_000);
    finder.leader = B;
    for (const listener of changed) listener();
    expect(await found).toBe(B);
    finder.leader = null;
    await expect(leaderOf(finder, 5)).rejects.toThrow('no master leads, wanted one within 0.005 s');
  });
});
