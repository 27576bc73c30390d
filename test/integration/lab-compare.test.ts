import { describe, expect, it } from 'vitest';

import { findingsInBothColours } from '../support/axe-findings.ts';
import { builtLab } from '../support/built-lab.ts';

const lab = builtLab();

describe.skipIf(lab.missing !== '')(`a comparison${lab.missing}`, () => {
  it('shows two runs at one time, where they part and why, and means over seeds', async () => {
    const { page, said } = await lab.open('#/compare/filter-starvation/policy/drf,fifo/1..2');
    await page.getByText('4 of 4 runs done').waitFor();
    expect(await page.locator('.compare-column h2').allTextContents()).toEqual([' drf', ' fifo']);
    const differences = await page.locator('.differences').innerText();
    expect(differences).toMatch(/drf and fifo part at \d+:\d\d/);
    // A reason for each.
    expect(differences.match(/ next: /g)).toHaveLength(2);
    const slider = page.getByLabel('Time in all columns');
    await slider.focus();
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight');
    const time = await page.locator('.shared-time output').innerText();
    const states = page.locator('.column-state', { hasText: `At ${time}: ` });
    await page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('.column-state')].every((one) =>
          one.textContent?.startsWith(`At ${wanted}: `),
        ),
      time,
    );
    expect(await states.count()).toBe(2);
    expect(await page.locator('.summary figure').count()).toBeGreaterThan(5);
    expect(await page.locator('.summary-table').innerText()).toContain('Means over 2 seeds');
    expect(await findingsInBothColours(page)).toEqual([]);
    await page.getByRole('link', { name: 'See fifo here in the lab' }).click();
    await page.waitForSelector('.run-hash');
    expect(await page.locator('.scenario-bar select').inputValue()).toBe('fifo');
    expect(said).toEqual([]);
    await page.context().close();
  });

  it('keeps what was finished when it is cancelled', async () => {
    const { page, said } = await lab.open(
      '#/compare/filter-starvation/faults/as%20written,none/1..90',
    );
    await page.waitForSelector('.sweep-panel .summary-table');
    await page.locator('.sweep-panel').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled; what was finished is kept.').waitFor();
    expect(await page.locator('.sweep-panel p').first().innerText()).toMatch(/of 180 runs done/);
    expect(await page.locator('.summary-table').count()).toBe(1);
    expect(said).toEqual([]);
    await page.context().close();
  });
});
