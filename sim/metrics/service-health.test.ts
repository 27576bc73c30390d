import { describe, expect, it } from 'vitest';
import { ServiceHealth } from './service-health.ts';

const SECOND = 1_000_000;

/** `/front` of service 1 at these seconds: wanted and healthy. */
function observed(...steps: readonly (readonly [at: number, wanted: number, healthy: number])[]) {
  const health = new ServiceHealth();
  for (const [at, wanted, healthy] of steps) {
    health.observe(1, [{ id: '/front', wanted, healthy }], at * SECOND);
  }
  const [outcome] = health.outcomes(100 * SECOND);
  return outcome;
}

describe('how an app fares', () => {
  it('is measured from when all were there first', () => {
    expect(observed([0, 4, 0], [10, 4, 3], [20, 4, 4])).toEqual({
      ...{ framework: 1, app: '/front', wanted: 4, healthy: 4, leastHealthy: 4, shortages: 0 },
      ...{ deploySeconds: 20, meanHealthy: 1 },
      ...{ meanRecoverySeconds: Number.NaN, longestRecoverySeconds: Number.NaN },
    });
  });

  it('has a shortage from the first that is missing until none is', () => {
    const steps = [
      ...([
        [0, 4, 4],
        [20, 4, 3],
        [30, 4, 1],
        [40, 4, 3],
      ] as const),
      ...([
        [50, 4, 4],
        [60, 4, 2],
        [70, 4, 5],
      ] as const),
    ];
    expect(observed(...steps)).toMatchObject({
      ...{ shortages: 2, leastHealthy: 1, healthy: 5 },
      ...{ meanRecoverySeconds: 20, longestRecoverySeconds: 30 },
      // 10 s each without 1, 3, 1 and 2 of 4, over 100 s.
      meanHealthy: 1 - (10 * (1 + 3 + 1 + 2)) / 400,
    });
  });

  it('counts a shortage that is not over, and not how long it will have taken', () => {
    expect(observed([0, 2, 2], [90, 2, 1])).toMatchObject({
      ...{ shortages: 1, meanHealthy: 0.95, meanRecoverySeconds: Number.NaN },
    });
  });

  it('is not known of one that never was there', () => {
    expect(observed([0, 2, 0], [50, 2, 1])).toMatchObject({
      ...{ deploySeconds: Number.NaN, meanHealthy: Number.NaN, leastHealthy: Number.NaN },
      shortages: 0,
    });
  });
});
