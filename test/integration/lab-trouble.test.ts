import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { writeLink } from '../../viz/links/run-link.ts';
import { builtLab } from '../support/built-lab.ts';
import {
  dropFile,
  goToTime,
  hashAtEnd,
  moved,
  openRun,
  settledAddress,
  shownRun,
} from '../support/lab-run-page.ts';
import { SMALL_SCENARIO } from '../support/small-scenario.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const lab = builtLab();

/** The scenario of a run, as its editor has it. */
async function scenarioText(page: Page): Promise<string> {
  await page.keyboard.press('e');
  const editor = page.getByLabel('Scenario as YAML');
  await editor.waitFor();
  const text = await editor.innerText();
  await page.getByRole('button', { name: 'Cancel' }).click();
  return text;
}

/** Runs the scenario again with a line of the reader's own at its top. */
async function writeLine(page: Page, line: string): Promise<void> {
  await page.keyboard.press('e');
  await page.getByLabel('Scenario as YAML').click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type(`${line}\n`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByLabel('Scenario as YAML').waitFor({ state: 'detached' });
}

/** Ends a worker of the page the way a defect would. */
async function crashWorker(page: Page, script: string): Promise<void> {
  const worker = page.workers().find((one) => one.url().includes(script));
  if (worker === undefined) throw new Error(`found no worker of ${script}`);
  await worker.evaluate("setTimeout(() => { throw new Error('out of the blue'); })");
}

/** Waits until the page says that the engine's worker crashed; reads it away. */
async function crashTold(page: Page): Promise<void> {
  const warning = page.getByRole('alert').getByText(/out of the blue.*The run is where it was/);
  await warning.waitFor();
  expect(await page.locator('.message.warning').count()).toBe(1);
  await page.getByRole('button', { name: 'Close' }).first().click();
}

describe.skipIf(lab.missing !== '')(
  `trouble in the lab is said, and nothing is lost:${lab.missing}`,
  () => {
    it('a scenario that is no YAML, dropped or written', async () => {
      const { page } = await openRun(lab.browser, `${lab.address}#/lab/scenario/filter-starvation`);
      await moved(page, () => page.keyboard.press('n'));
      const before = await shownRun(page);
      await page.route('**/broken.yaml', (route) =>
        route.fulfill({ body: 'cluster:\n  agents:\n    - { count: 4, resources: "cpus:8\n' }),
      );
      await dropFile(page, 'broken.yaml', `${lab.address}broken.yaml`);
      await page.getByText('The scenario cannot be run.').waitFor();
      expect(await page.locator('.warnings').innerText()).toContain(
        'line 4: Missing closing "quote',
      );
      expect(await shownRun(page)).toEqual(before);

      await page.keyboard.press('e');
      await page.getByLabel('Scenario as YAML').click();
      await page.keyboard.press('Control+Home');
      await page.keyboard.type('a: b: c\n');
      await page.getByRole('button', { name: /^Line 1: Nested mappings/ }).waitFor();
      expect(await page.getByLabel('Scenario as YAML').innerText()).toContain('name: resident');
      await page.getByRole('button', { name: 'Cancel' }).click();
      expect(await shownRun(page)).toEqual(before);
      await page.context().close();
    });

    it('a link that cannot be read, over a run that one can go back to', async () => {
      const { page, said } = await openRun(
        lab.browser,
        `${lab.address}#/lab/scenario/filter-starvation`,
      );
      await goToTime(page, '70s', '1:10');
      const good = await settledAddress(page);
      const before = await shownRun(page);
      await page.evaluate((cut) => (location.hash = cut), new URL(good).hash.slice(0, 60));
      await page.getByText('The link cannot be read: found a link that does not unpack').waitFor();
      // Something runs all the same.
      await page.waitForSelector('.run-hash');
      await page.goBack();
      await page.waitForFunction(
        (hash) => document.querySelector('.run-hash')?.textContent === hash,
        before.hash,
      );
      expect(await shownRun(page)).toEqual(before);
      expect(said).toEqual([]);
      await page.context().close();
    });

    it('a link of another version, which runs', async () => {
      const run = { scenario: SMALL_SCENARIO, policy: null, seed: null, faults: [], cursor: null };
      const tail = await writeLink({ version: '0.0.9', ...run });
      const { page, said } = await lab.open(`#/lab/${tail}`);
      const words = `made by engine version 0.0.9, and this is ${version}`;
      await page.getByRole('alert').getByText(words).waitFor();
      await page.waitForSelector('.run-hash');
      await hashAtEnd(page);
      expect(said).toEqual([]);
      await page.context().close();
    });

    it('a crash of the engine’s worker, while it stands and while it plays', async () => {
      const { page } = await openRun(lab.browser, `${lab.address}#/lab/scenario/filter-starvation`);
      await writeLine(page, '# Mine.');
      await goToTime(page, '70s', '1:10');
      const before = await shownRun(page);
      await crashWorker(page, 'session-worker');
      // Told at once, and once, though nobody waits for the worker while the run stands.
      await crashTold(page);
      expect(await shownRun(page)).toEqual(before);
      expect(await scenarioText(page)).toContain('# Mine.');

      await page.keyboard.press('Space');
      await page.waitForFunction(
        (time) => (document.querySelector('.clock')?.textContent ?? '') > time,
        before.time,
      );
      await crashWorker(page, 'session-worker');
      await crashTold(page);
      const { time } = await shownRun(page);
      expect(time > before.time).toBe(true);
      const end = await hashAtEnd(page);
      const { page: other } = await openRun(
        lab.browser,
        `${lab.address}#/lab/scenario/filter-starvation`,
      );
      expect(await hashAtEnd(other)).toBe(end);
      await Promise.all([page.context().close(), other.context().close()]);
    });

    it('a crash with branches and bookmarks, which all come back', async () => {
      const { page } = await openRun(lab.browser, `${lab.address}#/lab/scenario/filter-starvation`);
      await goToTime(page, '30s', '0:30');
      await page.keyboard.press('b');
      await page.locator('.bookmarks li').waitFor();
      await page.locator('.cluster-canvas').click({ position: { x: 40, y: 40 } });
      await page.getByRole('button', { name: 'Pause', exact: true }).click();
      await page.waitForFunction(() => document.querySelectorAll('.forks li').length === 2);
      await goToTime(page, '70s', '1:10');
      const branch = await shownRun(page);
      await crashWorker(page, 'session-worker');
      await crashTold(page);
      expect(await shownRun(page)).toEqual(branch);
      const forks = page.locator('.forks button.fork');
      await moved(page, () => forks.first().click());
      expect((await shownRun(page)).time).toBe('0:30.000');
      await moved(page, () => page.keyboard.press('n'));
      await moved(page, () => page.locator('.bookmarks button.link').click());
      expect((await shownRun(page)).time).toBe('0:30.000');
      await moved(page, () => page.keyboard.press('n'));
      await moved(page, () => forks.nth(1).click());
      expect(await shownRun(page)).toEqual(branch);
      // From another branch a bookmark leads to its place, not to where its branch was left.
      await moved(page, () => page.locator('.bookmarks button.link').click());
      await page.locator('.clock', { hasText: '0:30.000' }).waitFor();
      expect(await forks.count()).toBe(2);
      await page.context().close();
    });

    it('a crash of the worker that reads files', async () => {
      const { page } = await openRun(lab.browser, `${lab.address}#/lab/scenario/filter-starvation`);
      await moved(page, () => page.keyboard.press('n'));
      // Read and run before its reader ends.
      await moved(page, () => writeLine(page, '# Mine.'));
      await crashWorker(page, 'file-worker');
      expect(await scenarioText(page)).toContain('# Mine.');
      // Another takes its place.
      await writeLine(page, '# And this.');
      await page.waitForSelector('.run-hash');
      expect(await scenarioText(page)).toMatch(/^# And this\.\s+# Mine\./);
      await page.context().close();
    });
  },
);
