import { describe, expect, it } from 'vitest';

import type { FairnessColumns } from '../../sim/session/session-frame.ts';
import { type TestLife, usualLife } from '../../test/support/master-life.ts';
import { envyMatrix } from '../charts/envy.ts';
import { LiveSource } from '../live-view/live-source.ts';
import { ClusterModel, LIVE_BOUNDS } from './cluster-model.ts';

const LATER_US = 10_000_000;

/** Ten seconds after the life's last change, so that its last spans are of how it stands. */
function fairnessOf({ changes, nowUs }: TestLife): FairnessColumns & { capacity: Float64Array } {
  const model = new ClusterModel(LIVE_BOUNDS);
  for (const change of changes) model.apply(change);
  model.reach(nowUs + LATER_US);
  const source = new LiveSource(model, () => null);
  const { fairness = null } = source.frameNow({ fairness: true, history: 400 });
  if (fairness === null) throw new Error('a frame without fairness');
  return { ...fairness, capacity: source.summary.capacity };
}

/** What came last. */
function last(values: Float64Array | undefined): number {
  return values?.at(-1) ?? Number.NEGATIVE_INFINITY;
}

describe('fairness in a cluster told by its changes', () => {
  it('has shares of roles, guarantees by weight, and the tasks that each could run', () => {
    const life = usualLife();
    life.feeds(
      { type: 'UPDATE_WEIGHTS', weights: [{ role: 'ads', weight: 3 }] },
      { type: 'STORED' },
    );
    const fairness = fairnessOf(life);
    expect(Array.from(fairness.tasks)).toEqual([1, 1]);
    expect(fairness.history?.roleShare.map(last)).toEqual([1 / 8, 1 / 8, 1 / 8]);
    // `eng` weighs 1 beside `ads` with 3, and web is alone below it.
    expect(Array.from(fairness.over, (over, at) => over / fairness.under[at])).toEqual([
      0.25, 0.75,
    ]);
    // Batch has a third of what its weight would give it by what web holds.
    expect(envyMatrix(fairness, fairness.capacity, 10).tasks).toEqual([
      [1, 0],
      [3, 1],
    ]);
  });

  it('counts those as waiting that did not decline the last offer they answered', () => {
    const life = usualLife();
    // Each has a task that is an eighth; one more would be a quarter, and not beyond a half.
    expect(last(fairnessOf(life).history?.guaranteed)).toBe(0);
    life.feeds(
      { type: 'UPDATE_WEIGHTS', weights: [{ role: 'ads', weight: 5 }] },
      { type: 'STORED' },
    );
    expect(last(fairnessOf(life).history?.guaranteed)).toBe(0.5);
    const offer = { t: life.nowUs, offer: 900 };
    const amounts = [1000, 0, 0, 0];
    life.changes.push({ ...offer, type: 'OFFER', framework: 1, agent: 0, amounts });
    life.changes.push({ ...offer, type: 'OFFER_ENDED', end: 'DECLINED' });
    const fairness = fairnessOf(life);
    expect(last(fairness.history?.guaranteed)).toBe(1);
    expect(Array.from(fairness.wanted)).toEqual([Number.POSITIVE_INFINITY, 1]);
    life.feeds({ type: 'SUPPRESS', framework: 0 });
    expect(last(fairnessOf(life).history?.guaranteed)).toBeNaN();
  });
});
