import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { type OpenedLab, builtLab } from '../support/built-lab.ts';
import { evenhand } from '../support/evenhand-process.ts';
import { openLab, tabTo } from '../support/lab-page.ts';
import { goToTime, settledAddress } from '../support/lab-run-page.ts';
import { seriousFindings } from '../support/axe-findings.ts';

const SCENARIO = 'sim/scenarios/filter-starvation.yaml';

const lab = builtLab();

/** Opens the lab with a scenario that ships. */
async function opened(id: string): Promise<OpenedLab> {
  const found = await lab.open(`#/lab/scenario/${id}`);
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

describe.skipIf(lab.missing !== '')(`the lab${lab.missing}`, () => {
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
    const other = await openLab(lab.browser, address);
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
    const crash = page.getByRole('button', { name: 'Crash', exact: true });
    await crash.waitFor();
    // What is chosen while the run stands says why it got what it got.
    await page.locator('.inspector .why').waitFor();
    await crash.click();
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

  it('cuts the link that has the focus, is drawn so, and so does who is sent the address', async () => {
    const { page, said } = await opened('rack-outage');
    await goToTime(page, '70s', '1:10');
    await page.keyboard.press('2');
    await page.getByRole('button', { name: 'Link of master 0: sound' }).waitFor();
    await tabTo(page, '.flow-button');
    for (const key of ['Right', 'Right', 'Right', 'Down']) await page.keyboard.press(`Arrow${key}`);
    const label = await page.locator('.flow-button:focus').getAttribute('aria-label');
    const cut = /^Link of (agent\d+): sound$/.exec(label ?? '')?.[1] ?? '';
    await page.keyboard.press('Enter');
    const menu = page.getByRole('dialog', { name: `Link of ${cut}` });
    await menu.waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    // The first of its buttons cuts.
    await page.keyboard.press('Enter');
    await page
      .locator('.flow-button:focus')
      .and(page.getByLabel(`Link of ${cut}: cut`))
      .waitFor();
    expect(await page.locator('.forks .current').innerText()).toMatch(
      /^partition of .* at 1:10\.0/,
    );

    // A box opens the inspector; what flows is a table too.
    await page.getByRole('button', { name: /^framework hadoop/ }).click();
    await page.locator('.inspector').getByText('dominant share').waitFor();
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    await page.getByRole('table', { name: 'Flows of offers' }).waitFor();

    const address = await settledAddress(page);
    const other = await openLab(lab.browser, address, { width: 390 });
    await other.page.waitForSelector('.run-hash');
    await other.page.keyboard.press('2');
    await other.page.getByRole('button', { name: `Link of ${cut}: cut` }).waitFor();
    const hashes: string[] = [];
    for (const one of [page, other.page]) hashes.push(await moved(one, 'n'));
    expect(hashes[1]).toBe(hashes[0]);
    expect(said).toEqual([]);
    await Promise.all([page.context().close(), other.page.context().close()]);
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
