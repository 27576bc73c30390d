import { expect, it } from 'vitest';
import { DEFAULT_BACKOFF } from './app.ts';
import { LaunchBackoff } from './launch-backoff.ts';

/** Waits in seconds after failures that many seconds after one another. */
function waits(...gaps: number[]): number[] {
  const backoff = new LaunchBackoff(DEFAULT_BACKOFF);
  let now = 0;
  return gaps.map((gap) => {
    now += gap * 1e6;
    backoff.failed(now);
    return (backoff.readyUs - now) / 1e6;
  });
}

it('grows by its factor up to the maximum', () => {
  expect(waits(0, 1, 1, 1)).toEqual([1, 1.15, 1.3225, 1.520875]);
  expect(waits(...Array.from({ length: 60 }, () => 1)).at(-1)).toBe(300);
});

it('begins anew when nothing has failed for as long as the wait and the maximum', () => {
  expect(waits(0, 10, 301.149999)).toEqual([1, 1.15, 1.3225]);
  expect(waits(0, 10, 301.15)).toEqual([1, 1.15, 1]);
});

it('is ready at once when nothing failed', () => {
  expect(new LaunchBackoff(DEFAULT_BACKOFF).readyUs).toBe(0);
});
