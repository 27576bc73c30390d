import { readFile } from 'node:fs/promises';
import { type Browser, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { evenhand } from '../support/evenhand-process.ts';
import { type ServedLab, openLab, serveLab } from '../support/lab-page.ts';

const SCENARIO = 'sim/scenarios/filter-starvation.yaml';

let lab: ServedLab;
let browser: Browser;

beforeAll(async () => {
  lab = await serveLab();
  browser = await chromium.launch(inject('chromium'));
});

afterAll(async () => {
  await browser.close();
  await lab.close();
});

/** Opens the lab with a scenario that ships. */
async function opened(id: string): Promise<{ readonly page: Page; readonly said: string[] }> {
  const found = await openLab(browser, `${lab.address}#/lab/scenario/${id}`);
  await found.page.waitForSelector('.run-hash');
  return found;
}

function hashOf(page: Page): Promise<string> {
  return page.locator('.run-hash').innerText();
}

/** What the footer says once it has ended. */
async function ended(page: Page): Promise<string> {
  await page.waitForFunction(() => {
    const words = document.querySelector('.run-facts')?.textContent ?? '';
    return words !== '' && !words.includes('so far');
  });
  return hashOf(page);
}

/** Presses a key and waits until the run stands somewhere else. */
async function moved(page: Page, key: string): Promise<string> {
  const before = await hashOf(page);
  await page.keyboard.press(key);
  await page.waitForFunction(
    (hash) => document.querySelector('.run-hash')?.textContent !== hash,
    before,
  );
  return hashOf(page);
}

/** The hash that the command prints. */
async function hashOfCommand(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await evenhand('run', ...args);
  if (code !== 0) throw new Error(stderr);
  return /\b[0-9a-f]{16}\b/.exec(stdout)?.[0] ?? '';
}

describe('the lab', () => {
  it('ends with the hash that the command prints for the same scenario', async () => {
    const { page, said } = await opened('filter-starvation');
    await page.keyboard.press('End');
    expect(await ended(page)).toBe(await hashOfCommand(SCENARIO));
    expect(said).toEqual([]);
    await page.context().close();
  });

  it('steps on and back by events and by cycles, to the same places', async () => {
    const { page } = await opened('filter-starvation');
    const places = [await hashOf(page)];
    for (const key of ['.', '.', 'n', 'n']) places.push(await moved(page, key));
    expect(await moved(page, 'p')).not.toBe(places[4]);
    await moved(page, 'Home');
    for (const place of places.slice(1, 3)) expect(await moved(page, '.')).toBe(place);
    expect(await moved(page, ',')).toBe(places[1]);
    // The address says where: another profile opens it there.
    const address = await settledAddress(page);
    const other = await openLab(browser, address);
    await other.page.waitForSelector('.run-hash');
    expect(await hashOf(other.page)).toBe(places[1]);
    await Promise.all([page.context().close(), other.page.context().close()]);
  });

  it('breaks an agent that is clicked: a branch, whose scenario the command runs alike', async () => {
    const { page } = await opened('filter-starvation');
    await page.keyboard.press('t');
    await page.keyboard.type('70s');
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () => document.querySelector('.clock')?.textContent?.startsWith('1:10') === true,
    );
    await page.locator('.cluster-canvas').click({ position: { x: 40, y: 40 } });
    await page.getByRole('button', { name: 'Crash', exact: true }).click();
    await page.waitForFunction(() => document.querySelectorAll('.forks li').length === 2);
    const before = await page.locator('.forks li').first().innerText();
    await page.getByText('Export').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Scenario (YAML)' }).click(),
    ]);
    const file = await download.path();
    expect(await readFile(file, 'utf8')).toContain('kind: agent-crash, agents: [0], for: 60s');
    await page.locator('body').click({ position: { x: 5, y: 300 } });
    await page.keyboard.press('End');
    expect(await ended(page)).toBe(await hashOfCommand(file));
    // The parent is kept, where it was left.
    await page.locator('.forks button.fork').first().click();
    await page.waitForFunction(
      () => document.querySelector('.clock')?.textContent?.startsWith('1:10') === true,
    );
    expect(before).toContain('at 1:10');
    await page.context().close();
  });

  it('says at which line an edited scenario is wrong, and keeps what was there', async () => {
    const { page } = await opened('filter-starvation');
    const hash = await moved(page, 'n');
    await page.keyboard.press('e');
    const editor = page.getByLabel('Scenario as YAML');
    await editor.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('polcy: drf\n');
    await page.getByRole('button', { name: /^Line 1: found the field "polcy"/ }).waitFor();
    expect(await page.getByRole('button', { name: 'Run', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await hashOf(page)).toBe(hash);
    await page.context().close();
  });
});

/** The address once it no longer changes. */
async function settledAddress(page: Page): Promise<string> {
  let address = page.url();
  for (;;) {
    await page.waitForTimeout(300);
    if (page.url() === address) return address;
    address = page.url();
  }
}
