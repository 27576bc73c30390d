import { describe, expect, it } from 'vitest';

import { seriousFindings } from '../support/axe-findings.ts';
import { builtLab } from '../support/built-lab.ts';

const LESSONS = [
  ...['two-users', 'one-resource', 'properties', 'hierarchy'],
  ...['offers', 'quota', 'failures', 'delay-scheduling'],
];
const PAGES = ['learn', ...LESSONS.map((slug) => `learn/${slug}`), 'lab', 'compare', 'live'];

const lab = builtLab();

describe.skipIf(lab.missing !== '')(`every page of the lab${lab.missing}`, () => {
  it.each([
    [1280, 'light', true],
    [1280, 'dark', true],
    [390, 'dark', false],
  ] as const)('at %i pixels, %s: fits, is accessible and silent', async (...given) => {
    const [width, colorScheme, withAxe] = given;
    const { page, said } = await lab.open('', { width, colorScheme });
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
    const { page } = await lab.open(`#/nowhere`);
    await page.getByRole('heading', { name: 'No such page' }).waitFor();
    await page.getByRole('link', { name: 'Go to the lessons' }).click();
    await page.getByRole('heading', { name: 'Sharing a cluster, fairly' }).waitFor();
    await page.goto(`${lab.address}#/learn/nothing`);
    await page.getByText('names the lesson "nothing"').waitFor();
    expect(await page.textContent('h1')).toBe('No such lesson');
    await page.context().close();
  });

  it('shows its keys behind ?, goes by keys, and keeps the chosen colours', async () => {
    const { page } = await lab.open(`#/learn/two-users`);
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
