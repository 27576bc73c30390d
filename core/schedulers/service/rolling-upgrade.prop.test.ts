import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextStep, upgradeBounds } from './rolling-upgrade.ts';

const part = fc.integer({ min: 0, max: 100 }).map((hundredths) => hundredths / 100);
const upgrade = fc.record({ minimumHealthCapacity: part, maximumOverCapacity: part });

it('keeps its two bounds at each step, and gets to the end', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 30 }),
      fc.nat({ max: 30 }),
      upgrade,
      fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
      (wanted, running, strategy, quick) => {
        const { minHealthy, capacity } = upgradeBounds(wanted, strategy);
        let [old, oldDying, fresh, staged] = [running, 0, 0, 0];
        let steps = 0;
        while (old + oldDying + staged > 0 || fresh !== wanted) {
          expect(steps++).toBeLessThan(200);
          const { launch, killFresh, killOld } = nextStep(
            {
              ...{ wanted, fresh: fresh + staged, old, oldUnhealthy: 0 },
              ...{ healthy: old + fresh, dying: oldDying, oldDying },
            },
            strategy,
          );
          expect(killFresh).toBe(0);
          if (killOld > 0) expect(old + fresh - killOld).toBeGreaterThanOrEqual(minHealthy);
          old -= killOld;
          oldDying += killOld;
          staged += launch;
          const all = old + oldDying + fresh + staged;
          if (launch > 0) expect(all).toBeLessThanOrEqual(capacity);
          // Some of what was begun ends; everything does if nothing else can happen.
          const some = quick[steps % quick.length];
          const idle = launch + killOld === 0;
          if (staged > 0 && (some || idle)) [staged, fresh] = [staged - 1, fresh + 1];
          if (oldDying > 0 && (!some || idle)) oldDying--;
        }
      },
    ),
  );
});

it('rounds as Marathon does, and without the noise of fractions', () => {
  const bounds = (wanted: number, minimumHealthCapacity: number, maximumOverCapacity: number) =>
    upgradeBounds(wanted, { minimumHealthCapacity, maximumOverCapacity });
  expect(bounds(4, 0.5, 0)).toEqual({ minHealthy: 2, capacity: 4 });
  expect(bounds(5, 0.5, 0.5)).toEqual({ minHealthy: 3, capacity: 7 });
  expect(bounds(4, 1, 0)).toEqual({ minHealthy: 4, capacity: 5 });
  expect(bounds(100, 0.07, 0.29)).toEqual({ minHealthy: 7, capacity: 129 });
});
