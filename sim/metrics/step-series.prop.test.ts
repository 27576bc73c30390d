import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StepSeries } from './step-series.ts';

/** A change of one of three functions, some time after the change before. */
const changes = fc.array(
  fc.record({
    // Mostly seconds, sometimes days: the recorder's first buckets reach 512 s.
    afterUs: fc.oneof(fc.nat({ max: 3_000_000 }), fc.nat({ max: 90_000_000_000 })),
    f: fc.nat({ max: 2 }),
    value: fc.integer({ min: -1000, max: 1000 }),
  }),
  { maxLength: 60 },
);

interface Step {
  readonly fromUs: number;
  readonly untilUs: number;
  readonly value: number;
}

/** The function as its steps, from 0 to the end. */
function stepsOf(
  list: readonly { afterUs: number; f: number; value: number }[],
  f: number,
  endUs: number,
): Step[] {
  const steps: Step[] = [];
  let [now, fromUs, value] = [0, 0, 0];
  for (const change of list) {
    now += change.afterUs;
    if (change.f !== f) continue;
    steps.push({ fromUs, untilUs: now, value });
    fromUs = now;
    ({ value } = change);
  }
  steps.push({ fromUs, untilUs: endUs, value });
  return steps;
}

/** The integral over part of the time, by its definition. */
function integralOf(steps: readonly Step[], fromUs: number, untilUs: number): number {
  let sum = 0;
  for (const step of steps) {
    const length = Math.min(untilUs, step.untilUs) - Math.max(fromUs, step.fromUs);
    if (length > 0) sum += step.value * length;
  }
  return sum;
}

function recorded(list: readonly { afterUs: number; f: number; value: number }[]): {
  series: StepSeries;
  endUs: number;
} {
  const series = new StepSeries(3);
  let now = 0;
  for (const { afterUs, f, value } of list) {
    now += afterUs;
    series.set(f, now, value);
  }
  return { series, endUs: now + 1_234_567 };
}

describe('StepSeries', () => {
  it('has the integral of the function', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const { series, endUs } = recorded(list);
        for (let f = 0; f < 3; f++) {
          expect(series.integral(f, endUs)).toBe(integralOf(stepsOf(list, f, endUs), 0, endUs));
        }
      }),
    );
  });

  it('has in every bucket the average of the function over it', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const { series, endUs } = recorded(list);
        for (let f = 0; f < 3; f++) {
          const averages = series.averages(f, endUs);
          const { bucketUs } = series;
          expect(averages).toHaveLength(Math.ceil(endUs / bucketUs));
          expect(averages.length).toBeLessThanOrEqual(512);
          const steps = stepsOf(list, f, endUs);
          averages.forEach((average, b) => {
            const until = Math.min(endUs, (b + 1) * bucketUs);
            const wanted = integralOf(steps, b * bucketUs, until) / (until - b * bucketUs);
            if (Math.abs(average - wanted) > 1e-6) {
              expect.fail(`bucket ${b}: found ${average}, wanted ${wanted}`);
            }
          });
        }
      }),
    );
  });

  it('keeps the integral when buckets are merged', () => {
    fc.assert(
      fc.property(changes, fc.integer({ min: 1, max: 20 }), (list, doublings) => {
        const { series, endUs } = recorded(list);
        const before = series.integral(1, endUs);
        series.set(1, endUs, 0);
        // Another function outgrows the buckets; all of them share the width.
        const laterUs = endUs + 512_000_000 * 2 ** doublings;
        series.set(0, laterUs, 0);
        const averages = series.averages(1, laterUs);
        const { bucketUs } = series;
        expect(bucketUs * 512).toBeGreaterThanOrEqual(laterUs);
        const sum = averages.reduce(
          (total, average, b) => total + average * Math.min(bucketUs, laterUs - b * bucketUs),
          0,
        );
        expect(Math.abs(sum - before)).toBeLessThan(1e-6 * Math.max(1, laterUs));
        expect(series.integral(1, laterUs)).toBe(before);
      }),
    );
  });
});
