import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { builtLab } from '../support/built-lab.ts';
import { dropFile, hashAtEnd, openRun, settledAddress, shownRun } from '../support/lab-run-page.ts';

/** A trace of somebody's own: six jobs. */
const TRACE = readFileSync('traces/samples/facebook-like-hour.tsv', 'utf8')
  .split('\n')
  .slice(0, 6)
  .join('\n');
const DIGEST = createHash('sha256').update(TRACE).digest('hex').slice(0, 16);
const OTHER = TRACE.replace(/^.*\n/, '');

const lab = builtLab((request, response) => {
  response.end(request.url?.includes('other') === true ? OTHER : TRACE);
});

const chosen = (name: string, content: string) => ({
  ...{ name, mimeType: 'text/plain', buffer: Buffer.from(content) },
});

/** What the page says of the files that it needs. */
const asked = (page: Page): Promise<string> => page.locator('.wanted-files').innerText();

describe.skipIf(lab.missing !== '')(`a run of a file of one's own${lab.missing}`, () => {
  it('is a short link that says which file it wants, and takes no other', async () => {
    const made = await openRun(lab.browser, `${lab.address}#/lab/scenario/filter-starvation`);
    await dropFile(made.page, 'mine.tsv', `${lab.address}mine.tsv`);
    await made.page.locator('h1', { hasText: 'mine.tsv' }).waitFor();
    const hash = await hashAtEnd(made.page);
    const address = await settledAddress(made.page);
    expect(address.length).toBeLessThan(800);
    await made.page.context().close();

    const { page } = await lab.open(address.slice(lab.address.length));
    await page.waitForSelector('.wanted-files:not([hidden])');
    const other = await lab.open(address.slice(lab.address.length));
    await other.page.getByRole('button', { name: 'Not now' }).click();
    await other.page.getByRole('dialog', { name: 'Scenario' }).waitFor();
    await other.page.getByRole('button', { name: 'Cancel' }).click();
    await other.page.waitForSelector('.run-hash');
    await other.page.context().close();
    expect(await asked(page)).toContain(`mine.tsv (${TRACE.length} bytes, SHA-256 ${DIGEST}…)`);
    const picker = page.locator('.wanted-files input[type=file]');
    await picker.setInputFiles(chosen('mine.tsv', OTHER));
    await page.getByText('has the name, but another content').waitFor();
    expect(await asked(page)).toContain(`Found mine.tsv (${OTHER.length} bytes`);
    expect(page.url()).toBe(address);
    // Its name does not matter.
    await picker.setInputFiles(chosen('renamed.txt', TRACE));
    await page.waitForSelector('.run-hash');
    expect(await shownRun(page)).toMatchObject({ hash });
    expect(await page.locator('.wanted-files').isVisible()).toBe(false);
    await page.context().close();
  });

  it('goes along to a comparison, which asks for it where it is not there', async () => {
    const made = await openRun(lab.browser, `${lab.address}#/lab/scenario/filter-starvation`);
    await dropFile(made.page, 'mine.tsv', `${lab.address}mine.tsv`);
    await made.page.locator('h1', { hasText: 'mine.tsv' }).waitFor();
    await made.page.getByRole('button', { name: 'Compare…' }).click();
    await made.page.waitForSelector('.summary-table');
    const address = made.page.url();
    expect(await made.page.locator('.compare-column').count()).toBe(2);
    expect(made.said).toEqual([]);
    await made.page.context().close();

    const { page, said } = await lab.open(address.slice(lab.address.length));
    await page.waitForSelector('.wanted-files:not([hidden])');
    await dropFile(page, 'other.tsv', `${lab.address}other.tsv`);
    await page.getByText(`Found other.tsv (${OTHER.length} bytes`).waitFor();
    await dropFile(page, 'mine.tsv', `${lab.address}mine.tsv`);
    await page.waitForSelector('.summary-table');
    expect(page.url()).toBe(address);
    expect(said).toEqual([]);
    await page.context().close();
  });
});
