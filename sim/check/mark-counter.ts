import { MARK_SITES, type MarkSite, RARE_SITES } from '../../core/mark-sites.ts';
import type { Marks } from '../../core/marks.ts';

/** How often a place in the engine was reached. */
export interface SiteHits {
  readonly site: MarkSite;
  /** Visits in all runs. */
  readonly hits: number;
  /** Runs with one visit at least. */
  readonly runs: number;
}

/** What happens at each place, in the order of the tables. */
export const SITES: ReadonlyMap<MarkSite, string> = new Map([
  ...(Object.entries(MARK_SITES) as [MarkSite, string][]),
  ...(Object.entries(RARE_SITES) as [MarkSite, string][]),
]);

/** Those that a long swarm should have reached and has not. */
export function missedSites(table: readonly SiteHits[]): MarkSite[] {
  return table.filter(({ site, hits }) => hits === 0 && site in MARK_SITES).map(({ site }) => site);
}

/** Counts which places in the engine a swarm reaches. */
export class MarkCounter implements Marks {
  private readonly counts: Map<MarkSite, { hits: number; runs: number; lastRun: number }>;
  private run = 0;

  constructor() {
    this.counts = new Map(
      [...SITES.keys()].map((site) => [site, { hits: 0, runs: 0, lastRun: -1 }]),
    );
  }

  sometimes(site: MarkSite): void {
    const count = this.counts.get(site);
    if (count === undefined) return;
    count.hits++;
    if (count.lastRun === this.run) return;
    count.lastRun = this.run;
    count.runs++;
  }

  /** What is counted from now on is another run's. */
  nextRun(): void {
    this.run++;
  }

  /** Every place, also those that were never reached. */
  table(): SiteHits[] {
    return [...this.counts].map(([site, { hits, runs }]) => ({ site, hits, runs }));
  }
}

/** The counts of several swarms together. */
export function addHits(one: readonly SiteHits[], two: readonly SiteHits[]): readonly SiteHits[] {
  if (one.length === 0) return two;
  return one.map(({ site, hits, runs }) => {
    const other = two.find((hit) => hit.site === site);
    return { site, hits: hits + (other?.hits ?? 0), runs: runs + (other?.runs ?? 0) };
  });
}
