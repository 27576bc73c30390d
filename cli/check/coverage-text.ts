import { SITES, missedSites } from '../../sim/check/mark-counter.ts';
import { formatCount } from '../output/numbers.ts';
import { renderTable } from '../output/table.ts';
import { type Terminal, styled } from '../output/terminal.ts';
import type { SwarmReport } from './run-swarm.ts';

/** Which places in the engine a swarm reached, the rarest first. */
export function coverageText({ marks }: SwarmReport, terminal: Terminal): string {
  const rarest = marks.toSorted((a, b) => a.runs - b.runs || a.hits - b.hits);
  const missed = missedSites(marks);
  const table = renderTable(
    [
      { heading: 'seeds', align: 'right' },
      { heading: 'times', align: 'right' },
      { heading: 'place', align: 'left' },
      { heading: 'what happens there', align: 'left' },
    ],
    rarest.map(({ site, hits, runs }) =>
      [formatCount(runs), formatCount(hits), site, SITES.get(site) ?? ''].map((text) => ({ text })),
    ),
    terminal,
  );
  const reached = marks.filter(({ hits }) => hits > 0).length;
  const never = missed.length === 0 ? '' : `; to be reached still: ${missed.join(', ')}`;
  const summary = `${reached} of ${marks.length} places reached${never}`;
  return `${table}\n${styled(summary, missed.length > 0 ? 'bold' : 'dim', terminal)}\n`;
}
