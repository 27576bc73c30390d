import { describe, expect, it } from 'vitest';

import { HostTimers, MonotonicClock } from './clock.ts';

/** What is due at once has had its turn by then: these are first come, first served. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('timers of a host', () => {
  it('that are due at once fire with the next turn, in order, and not before', async () => {
    const timers = new HostTimers(new MonotonicClock());
    const fired: number[] = [];
    timers.set(0, () => fired.push(1));
    timers.set(0, () => fired.push(2));
    expect(fired).toEqual([]);
    await nextTurn();
    expect(fired).toEqual([1, 2]);
  });

  it('are all given up at once', async () => {
    const timers = new HostTimers(new MonotonicClock());
    const fired: number[] = [];
    timers.set(0, () => fired.push(0));
    timers.set(1000, () => fired.push(1));
    timers.clear();
    await nextTurn();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(fired).toEqual([]);
  });
});
