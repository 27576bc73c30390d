import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { findingsInBothColours } from '../support/axe-findings.ts';
import { builtLab } from '../support/built-lab.ts';
import { tabTo } from '../support/lab-page.ts';

const lab = builtLab();

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Presses a button that the Tab key reaches, by its words: the first or the last of them. */
async function pressButton(page: Page, words: string, which: 0 | -1 = 0): Promise<void> {
  await page.evaluate(
    ([text, place]) => {
      const all = [...document.querySelectorAll('button')];
      const found = all.filter((one) => one.textContent?.trim() === text).at(place);
      found?.setAttribute('data-wanted', 'yes');
    },
    [words, which] as const,
  );
  await tabTo(page, 'button[data-wanted]');
  await press(page, 'Enter');
  await page.evaluate(() => {
    for (const one of document.querySelectorAll('[data-wanted]'))
      one.removeAttribute('data-wanted');
  });
}

/** Moves a slider that the Tab key reaches, by its label. */
async function moveSlider(page: Page, label: string, ...keys: readonly string[]): Promise<void> {
  await page.evaluate((text) => {
    const labels = [...document.querySelectorAll('label.slider')];
    const found = labels.find((one) => one.textContent?.startsWith(text));
    found?.querySelector('input')?.setAttribute('data-wanted', 'yes');
  }, label);
  await tabTo(page, 'input[data-wanted]');
  await press(page, ...keys);
  await page.evaluate(() => {
    for (const one of document.querySelectorAll('[data-wanted]'))
      one.removeAttribute('data-wanted');
  });
}

const times = (count: number, key: string): string[] => Array.from({ length: count }, () => key);

/** What a reader presses to do all there is to do in a lesson. */
const LESSONS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'two-users': async (page) => {
    await press(page, 'b', 'a', 'a', 'b', 'a');
    expect(await page.textContent('.prediction .question')).toContain('You foresaw 5');
    // Memory becomes what B lives on, and A gets more weight.
    await moveSlider(page, 'Memory, GB', 'Home', ...times(8, 'ArrowRight'));
    await moveSlider(page, 'Weight', 'ArrowRight');
  },
  'one-resource': async (page) => {
    await pressButton(page, 'B loses tasks too');
    await moveSlider(page, 'Memory of a task of A', 'End');
    for (const slots of ['4', '5', '6']) await pressButton(page, slots);
  },
  properties: async (page) => {
    await pressButton(page, '30 CPUs, 30 GB');
    await pressButton(page, 'Asset fairness');
    await moveSlider(page, 'You say: GB a task', ...times(7, 'ArrowRight'));
    expect(await page.textContent('.score')).toContain('4.17 tasks instead of 3.23');
    // The rule of the game, not that of the table above it.
    await pressButton(page, 'DRF', -1);
  },
  hierarchy: async (page) => {
    await moveSlider(page, 'Weight of A', 'ArrowRight');
    await pressButton(page, 'Twelve tasks end');
    expect(await page.textContent('.role-tree')).toContain('starved');
    await pressButton(page, 'H-DRF');
    await pressButton(page, 'Twelve tasks end');
  },
  offers: async (page) => {
    for (let second = 0; second < 3; second++) await pressButton(page, 'Next second');
    await pressButton(page, 'The others hold nothing, so they come first');
    await pressButton(page, '120 s');
  },
  quota: async (page) => {
    await pressButton(page, 'When tasks of batch end');
    await moveSlider(page, 'Guarantee of web', ...times(4, 'ArrowRight'));
    await moveSlider(page, 'Guarantee of web', 'Home');
    await moveSlider(page, 'Limit of batch', ...times(4, 'ArrowLeft'));
  },
  failures: async (page) => {
    await moveSlider(page, 'The agent dies at', ...times(19, 'ArrowRight'));
    await pressButton(page, 'They go on');
    await pressButton(page, 'The master, when the agent reports what it runs');
  },
  'delay-scheduling': async (page) => {
    await pressButton(page, 'About a second');
    await pressButton(page, 'Run the four cases');
  },
};

describe.skipIf(lab.missing !== '')(`a lesson is completed by keyboard${lab.missing}`, () => {
  it.each(Object.entries(LESSONS))('%s', async (slug, complete) => {
    const { page, said } = await lab.open(`#/learn/${slug}`);
    await page.waitForSelector('.to-do li');
    await complete(page);
    await page.waitForSelector('.lesson-end.all-done', { timeout: 30_000 });
    const open = await page.$$eval('.to-do li:not(.done)', (items) => items.length);
    expect(open).toBe(0);
    expect(await findingsInBothColours(page)).toEqual([]);
    // The list of lessons remembers it.
    await page.goto(`${lab.address}#/learn`);
    await page.waitForSelector('.card-done');
    expect(said).toEqual([]);
    await page.context().close();
  });
});
