import { describe, expect, it } from 'vitest';

import { ShareHistory } from './share-history.ts';

const SECOND = 1e6;

describe('shares over time', () => {
  it('are averages over equal spans, with gaps where nobody looked', () => {
    const history = new ShareHistory();
    history.look(true, 0);
    history.setShare(7, 0.5, SECOND / 2);
    history.setUse(0, 1, SECOND);
    history.look(false, 2 * SECOND);
    history.look(true, 3 * SECOND);
    history.setShare(7, 0.25, 3 * SECOND);
    const columns = history.columns([{ id: 7 }, { id: 8 }], 1, 4 * SECOND - 1, 400);
    expect(columns.bucketUs).toBe(SECOND);
    expect(Array.from(columns.dominantShare[0])).toEqual([0.25, 0.5, Number.NaN, 0.25]);
    expect(Array.from(columns.dominantShare[1])).toEqual([0, 0, Number.NaN, 0]);
    expect(Array.from(columns.utilization[0])).toEqual([0, 1, Number.NaN, 0]);
  });

  it('take no more room after a week, and lose nothing of the average', () => {
    const history = new ShareHistory();
    history.look(true, 0);
    history.setShare(1, 0.5, 0);
    history.setShare(2, 0.5, 0);
    for (const day of [1, 2, 7]) {
      const nowUs = day * 86_400 * SECOND;
      const { count, bucketUs, dominantShare, jain } = history.columns(
        [{ id: 1 }, { id: 2 }],
        0,
        nowUs,
        400,
      );
      expect(count).toBeLessThanOrEqual(400);
      expect(bucketUs * count).toBeGreaterThanOrEqual(nowUs);
      expect(dominantShare[0][count - 2]).toBeCloseTo(0.5, 9);
      expect(jain[0]).toBeCloseTo(1, 9);
    }
  });
});
