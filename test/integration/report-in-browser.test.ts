import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { HOUR, evenhand, temporaryFolder } from '../support/evenhand-process.ts';

const report = join(temporaryFolder(), 'report.html');
let browser: Browser;

beforeAll(async () => {
  const { code, stderr } = await evenhand(
    ...['compare', '--trace', HOUR, '--agents', '6', '--seed', '1..2', '--report', report],
  );
  if (code !== 0) throw new Error(stderr);
  browser = await chromium.launch(inject('chromium'));
});

afterAll(() => browser.close());

describe('report', () => {
  it.each([
    [390, 'light'],
    [390, 'dark'],
    [1280, 'light'],
  ] as const)('fits %i pixels, %s, without a word on the console', async (width, colorScheme) => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
    const page = await context.newPage();
    const said: string[] = [];
    const fetched: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('request', (request) => fetched.push(request.url()));
    await page.goto(pathToFileURL(report).href);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    // Every chart has room, and text that is not scaled away.
    const charts = await page.$$eval('figure svg', (found) =>
      found.map((svg) => svg.getBoundingClientRect().width / Number(svg.getAttribute('width'))),
    );
    expect(charts.length).toBeGreaterThan(15);
    expect(Math.min(...charts)).toBeGreaterThan(0.85);
    expect(said).toEqual([]);
    expect(fetched).toEqual([pathToFileURL(report).href]);
    await context.close();
  });

  it('follows the colours of the system, and is light on paper', async () => {
    const page = await browser.newPage({ colorScheme: 'dark' });
    await page.goto(pathToFileURL(report).href);
    const ground = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await ground()).toBe('rgb(20, 23, 27)');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await ground()).toBe('rgb(255, 255, 255)');
    await page.close();
  });
});
