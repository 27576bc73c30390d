import { describe, expect, it } from 'vitest';

import { MARK_SITES, RARE_SITES } from '../../core/mark-sites.ts';
import { checkSeed } from './check-seed.ts';
import { MarkCounter, SITES, addHits, missedSites } from './mark-counter.ts';
import type { SiteHits } from './mark-counter.ts';

function hitsOf(table: readonly SiteHits[], wanted: string): Omit<SiteHits, 'site'> | undefined {
  const found = table.find(({ site }) => site === wanted);
  return found && { hits: found.hits, runs: found.runs };
}

describe('the marks of a swarm', () => {
  it('are counted by visits and by runs, those never reached as well', () => {
    const counter = new MarkCounter();
    counter.nextRun();
    counter.sometimes('update-again');
    counter.sometimes('update-again');
    counter.nextRun();
    counter.sometimes('update-again');
    counter.sometimes('gives-up');
    const table = counter.table();
    expect(table.map(({ site }) => site)).toEqual([...SITES.keys()]);
    expect(hitsOf(table, 'update-again')).toEqual({ hits: 3, runs: 2 });
    expect(hitsOf(table, 'gives-up')).toEqual({ hits: 1, runs: 1 });
    expect(hitsOf(table, 'not-ready')).toEqual({ hits: 0, runs: 0 });
    const twice = addHits(addHits([], table), table);
    expect(hitsOf(twice, 'update-again')).toEqual({ hits: 6, runs: 4 });
  });

  it('are missed when a swarm should reach them, not where it cannot', () => {
    const missed = missedSites(new MarkCounter().table());
    expect(missed).toEqual(Object.keys(MARK_SITES));
    for (const site of Object.keys(RARE_SITES)) expect(SITES.has(site as 'shut-down')).toBe(true);
  });

  it('come from runs, and change nothing in them', () => {
    const plan = { scenario: null, traces: new Map(), bug: null };
    const marks = new MarkCounter();
    for (const seed of ['7', '8', '9']) {
      const counted = checkSeed({ ...plan, marks }, seed).outcome;
      const plain = checkSeed(plan, seed).outcome;
      expect(counted).toEqual(plain);
    }
    const reached = marks.table().filter(({ hits }) => hits > 0);
    expect(reached.length).toBeGreaterThan(5);
    for (const { runs } of reached) expect(runs).toBeLessThanOrEqual(3);
  });
});
