import { describe, expect, it } from 'vitest';

import {
  CASES,
  EIGHTH,
  INSTANCES,
  MAP_SECONDS,
  type Measured,
  NODES,
  REMOTE_FACTOR,
  type Scale,
  WHOLE,
  measure,
} from './scenario.ts';

async function all(scale: Scale): Promise<Measured[]> {
  const found: Measured[] = [];
  for (const one of CASES) {
    const measured = await measure(one, scale, new AbortController().signal);
    if (measured !== null) found.push(measured);
  }
  return found;
}

/** In points of percent, by case. */
function distances(found: readonly Measured[]): number[] {
  return found.map(({ local }, index) => Math.abs(local * 100 - CASES[index].paper.local));
}

describe('lesson 8', () => {
  it('has map times that follow from the paper’s job times', () => {
    const [own, , , five] = CASES.map(({ paper }) => paper);
    // Slot-seconds of each of the maps.
    const work = (seconds: number): number => (seconds * 4 * NODES) / (INSTANCES * WHOLE.maps);
    const mean = (local: number): number => local + (1 - local) * REMOTE_FACTOR;
    expect(work(five.seconds) / mean(0.97)).toBeCloseTo(MAP_SECONDS, 0);
    expect(work(own.seconds) / mean(0.18)).toBeCloseTo(MAP_SECONDS, 0);
  });

  it('finds a block on own nodes as rarely as chance says (17.6 %)', async () => {
    const expected = 1 - ((INSTANCES - 1) / INSTANCES) ** 3;
    expect(expected).toBeCloseTo(0.176, 3);
    const own = await measure(CASES[0], EIGHTH, new AbortController().signal);
    // Two standard errors of 1600 draws.
    expect(Math.abs((own?.local ?? 0) - expected)).toBeLessThan(0.02);
  });

  it('draws the paper’s four bars to two points of percent', async () => {
    const found = await all(EIGHTH);
    for (const distance of distances(found)) expect(distance).toBeLessThan(2);
    const [own, ...shared] = found;
    // The paper: 1.16, 1.53 and 1.67 times as fast as on own nodes.
    const ratios = shared.map(({ seconds }) => own.seconds / seconds);
    for (const [index, ratio] of [1.26, 1.46, 1.54].entries()) {
      expect(ratios[index]).toBeCloseTo(ratio, 2);
    }
  });

  // The two cases that say most: all four take twice as long and agree as well.
  it('comes to the paper’s job times with all the data, to a tenth', async () => {
    const [, without, oneSecond] = CASES;
    const none = await measure(without, WHOLE, new AbortController().signal);
    const one = await measure(oneSecond, WHOLE, new AbortController().signal);
    expect(none?.local).toBeCloseTo(0.495, 3);
    expect(none?.seconds).toBeCloseTo(475.2, 1);
    // As good as all are local: nothing here keeps a slot from its turn.
    expect(one?.local).toBeCloseTo(0.993, 3);
    expect(one?.seconds).toBeCloseTo(339.3, 1);
  }, 60_000);

  it('would need no waiting with all the data where slots change hands once a second', async () => {
    const today: Scale = { ...WHOLE, allocationInterval: '1s' };
    const none = await measure(CASES[1], today, new AbortController().signal);
    expect(none?.local).toBeCloseTo(0.91, 2);
  });

  it('stops when its page is left', async () => {
    expect(await measure(CASES[0], EIGHTH, AbortSignal.abort())).toBeNull();
  });
});
