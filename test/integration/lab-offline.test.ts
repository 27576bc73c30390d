import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { type ServedLab, missingChromium, serveLab } from '../support/lab-page.ts';
import { hashAtEnd, openRun } from '../support/lab-run-page.ts';

const missing = missingChromium(inject('chromium'));
let lab: ServedLab;
let browser: Browser;

beforeAll(async () => {
  if (missing !== '') return;
  lab = await serveLab();
  browser = await chromium.launch(inject('chromium'));
});

afterAll(async () => {
  if (missing !== '') return;
  await browser.close();
  await lab.close();
});

describe.skipIf(missing !== '')(`without a network, once it is loaded${missing}`, () => {
  it('opens every page, runs, edits, and is opened again', async () => {
    const { page, said } = await openRun(browser, `${lab.address}#/lab/scenario/filter-starvation`);
    const hash = await hashAtEnd(page);
    await page.waitForFunction('navigator.serviceWorker.controller !== null');
    await lab.close();
    await page.keyboard.press('e');
    await page.getByLabel('Scenario as YAML').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    for (const [place, words] of [
      ['#/learn', 'Sharing a cluster, fairly'],
      ['#/learn/two-users', 'Two users, two resources'],
      ['#/compare', 'Compare'],
      ['#/live', 'Live'],
    ]) {
      await page.evaluate((to) => (location.hash = to), place);
      await page.locator('h1', { hasText: words }).waitFor();
    }
    // This one needs a trace besides.
    await page.goto(`${lab.address}#/lab/scenario/rack-outage`);
    await page.waitForSelector('.run-hash');
    await page.goto(`${lab.address}#/lab/scenario/filter-starvation`);
    await page.reload();
    await page.waitForSelector('.run-hash');
    expect(await hashAtEnd(page)).toBe(hash);
    expect(said).toEqual([]);
    await page.context().close();
  });
});
