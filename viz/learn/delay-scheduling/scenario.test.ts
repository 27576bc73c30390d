import { beforeAll, describe, expect, it } from 'vitest';

import { CASES, INSTANCES, type Measured, measure } from './scenario.ts';

/** A block with three random replicas lies on a sixteenth of the nodes so often. */
const EXPECTED_STATIC = 1 - ((INSTANCES - 1) / INSTANCES) ** 3;

describe('lesson 8', () => {
  const measured = new Map<string, Measured>();
  beforeAll(async () => {
    const { signal } = new AbortController();
    for (const one of CASES) {
      const found = await measure(one, signal);
      if (found !== null) measured.set(one.name, found);
    }
  }, 60_000);

  const of = (name: string): Measured => {
    const found = measured.get(name);
    if (found === undefined) throw new Error(`no case ${name}`);
    return found;
  };

  it('finds the data on own nodes as rarely as chance says (17.6 %)', () => {
    expect(EXPECTED_STATIC).toBeCloseTo(0.176, 3);
    // Three standard errors of 3200 draws.
    expect(Math.abs(of('static').local - EXPECTED_STATIC)).toBeLessThan(0.02);
  });

  it('has the order of the paper’s bars, and more than nine of ten with a second of waiting', () => {
    const locals = CASES.map(({ name }) => of(name).local);
    expect(locals).toEqual([...locals].toSorted((a, b) => a - b));
    expect(of('one').local).toBeGreaterThan(0.9);
    expect(of('five').local).toBeGreaterThan(0.95);
    const seconds = CASES.map(({ name }) => of(name).seconds);
    expect(seconds).toEqual([...seconds].toSorted((a, b) => b - a));
  });

  it('is 1.5 to 1.8 times as fast with five seconds as on own nodes (paper: 1.7)', () => {
    const ratio = of('static').seconds / of('five').seconds;
    expect(ratio).toBeGreaterThan(1.5);
    expect(ratio).toBeLessThan(1.8);
  });

  it('stops when its page is left', async () => {
    expect(await measure(CASES[0], AbortSignal.abort())).toBeNull();
  });
});
