import { createRequire } from 'node:module';
import { type Browser, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { type ServedLab, missingChromium, openLab, serveLab } from '../support/lab-page.ts';

const LESSONS = [
  ...['two-users', 'one-resource', 'properties', 'hierarchy'],
  ...['offers', 'quota', 'failures', 'delay-scheduling'],
];
const PAGES = ['learn', ...LESSONS.map((slug) => `learn/${slug}`), 'lab', 'compare', 'live'];
const AXE = createRequire(import.meta.url).resolve('axe-core');

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

/** A finding of axe-core, as far as it is told. */
interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly unknown[] }[];
}

/** Serious and critical findings of axe-core, with where they are. */
async function seriousFindings(page: Page): Promise<string[]> {
  const findings = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      readonly axe: { run(): Promise<{ readonly violations: readonly Finding[] }> };
    };
    return (await axe.run()).violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.map(({ target }) => ({ target: target.map(String) })),
    }));
  });
  return findings
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

describe.skipIf(missing !== '')(`every page of the lab${missing}`, () => {
  it.each([
    [1280, 'light', true],
    [1280, 'dark', true],
    [390, 'dark', false],
  ] as const)('at %i pixels, %s: fits, is accessible and silent', async (...given) => {
    const [width, colorScheme, withAxe] = given;
    const { page, said } = await openLab(browser, lab.address, { width, colorScheme });
    if (withAxe) await page.addScriptTag({ path: AXE });
    const wrong: string[] = [];
    for (const path of PAGES) {
      await page.goto(`${lab.address}#/${path}`);
      await page.waitForSelector('main h1');
      await page.waitForTimeout(path.startsWith('learn') ? 50 : 1000);
      const findings = withAxe ? await seriousFindings(page) : [];
      wrong.push(...findings.map((finding) => `${path}: ${finding}`));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) wrong.push(`${path}: ${wide} pixels wide`);
    }
    expect(wrong).toEqual([]);
    expect(said).toEqual([]);
    await page.context().close();
  });

  it('says what is wrong with an address, and leads back', async () => {
    const { page } = await openLab(browser, `${lab.address}#/nowhere`);
    await page.getByRole('heading', { name: 'No such page' }).waitFor();
    await page.getByRole('link', { name: 'Go to the lessons' }).click();
    await page.getByRole('heading', { name: 'Sharing a cluster, fairly' }).waitFor();
    await page.goto(`${lab.address}#/learn/nothing`);
    await page.getByText('names the lesson "nothing"').waitFor();
    expect(await page.textContent('h1')).toBe('No such lesson');
    await page.context().close();
  });

  it('shows its keys behind ?, goes by keys, and keeps the chosen colours', async () => {
    const { page } = await openLab(browser, `${lab.address}#/learn/two-users`);
    // The second key of two is not lesson 1's guess that B is next.
    await page.waitForSelector('.prediction');
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.waitForSelector('.page-lab h1');
    await page.goBack();
    await page.waitForSelector('.prediction');
    expect(await page.textContent('.question')).toContain('Offer 1 of 5');
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('v');
    await page.getByRole('heading', { name: 'Live' }).waitFor();
    const toggle = page.getByRole('button', { name: /^Colours/ });
    await toggle.click();
    await toggle.click();
    await page.reload();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    await page.context().close();
  });
});
