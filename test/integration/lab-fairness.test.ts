import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { Session } from '../../sim/session/session.ts';
import { envyMatrix } from '../../viz/charts/envy.ts';
import { readScenarioText } from '../../viz/scenario/read-scenario-text.ts';
import { findingsInBothColours } from '../support/axe-findings.ts';
import { builtLab } from '../support/built-lab.ts';
import { goToTime, openRun } from '../support/lab-run-page.ts';

const lab = builtLab();

/** Who could run how many tasks with whose resources, worked out without a browser. */
function expected(policy: string, timeUs: number): string[][] {
  const read = readScenarioText(readFileSync('sim/scenarios/filter-starvation.yaml', 'utf8'));
  if (!read.ok) throw new Error(read.problems[0].message);
  const session = new Session();
  const opened = session.open({ source: { kind: 'document', document: read.document }, policy });
  if (!opened.ok) throw new Error(opened.problems[0].message);
  session.seek({ at: 'time', timeUs });
  const { fairness } = session.frame({ fairness: true });
  if (!fairness) throw new Error('found no fairness in the frame');
  const { tasks } = envyMatrix(fairness, opened.summary.capacity, 20);
  return tasks.map((row, i) =>
    row.map((some, j) => {
      if (some === null) return '?';
      return i !== j && some > (row[i] ?? 0) ? `${some} ↑` : String(some);
    }),
  );
}

describe.skipIf(lab.missing !== '')(`the lab's fairness${lab.missing}`, () => {
  it('says at the cursor who envies whom, as Node does, and draws roles over time', async () => {
    const { page, said } = await openRun(
      lab.browser,
      `${lab.address}#/lab/scenario/filter-starvation`,
    );
    await page.getByLabel('Policy').selectOption('fifo');
    await page.locator('.forks li').nth(1).waitFor();
    await page.locator('h1').click();
    await goToTime(page, '70s', '1:10');
    await page.getByRole('tab', { name: 'Fairness' }).click();
    const wanted = expected('fifo', 70_000_000);
    // Somebody envies somebody, or the test says nothing.
    expect(wanted.flat().some((cell) => cell.endsWith('↑'))).toBe(true);
    await page.waitForSelector('.envy-table tbody tr');
    const shown = await page.$$eval('.envy-table tbody tr', (rows) =>
      rows.map((row) =>
        [...row.querySelectorAll('td:not(.wide)')].map((cell) => cell.textContent ?? ''),
      ),
    );
    expect(shown).toEqual(wanted);
    expect(await page.locator('.envy-words').innerText()).toContain('would rather have what');
    expect(await page.locator('.fairness-charts path').count()).toBeGreaterThan(3);
    expect(await findingsInBothColours(page)).toEqual([]);
    expect(said).toEqual([]);
    await page.context().close();
  });
});
