/**
 * Pictures of the built lab, 1280 and 390 wide, light and dark, to be looked at: of every page, and
 * of the states in lab-states.mjs.
 *
 *   node test/support/lab-screens.mjs FOLDER [PAGE...]      such as learn/two-users, lab-flows
 *
 * WIDTHS and SCHEMES in the environment name fewer: WIDTHS=390 SCHEMES=dark.
 */
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sirv from 'sirv';

import { STATES } from './lab-states.mjs';

const PAGES = [
  'learn',
  ...['two-users', 'one-resource', 'properties', 'hierarchy'].map((slug) => `learn/${slug}`),
  ...['offers', 'quota', 'failures', 'delay-scheduling'].map((slug) => `learn/${slug}`),
  'lab',
  'compare',
  'live',
];
const WIDTHS = (process.env.WIDTHS ?? '1280,390').split(',').map(Number);
const SCHEMES = (process.env.SCHEMES ?? 'light,dark').split(',');
/** How long a page may take to draw itself, in milliseconds. */
const SETTLE_MS = 1500;

const [folder, ...asked] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: node test/support/lab-screens.mjs FOLDER [PAGE...]\n');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

const built = fileURLToPath(new URL('../../dist/lab', import.meta.url));
const server = createServer(sirv(built, { dev: true }));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({
  executablePath: process.env.EVENHAND_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) await shoot(width, colorScheme);
  }
} finally {
  await browser.close();
  server.close();
}

async function shoot(width, colorScheme) {
  const viewport = { width, height: width > 600 ? 900 : 844 };
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('pageerror', (error) => process.stderr.write(`${page.url()}: ${error.message}\n`));
  for (const name of asked.length > 0 ? asked : [...PAGES, ...Object.keys(STATES)]) {
    await draw(page, name, `${width}-${colorScheme}`);
  }
  await context.close();
}

/** One picture; a state that does not come is told, and what is there instead is drawn. */
async function draw(page, name, suffix) {
  const { path, at, act, soon, window } = STATES[name] ?? { path: name };
  // Another address of the same page would be shown in what is there.
  await page.goto('about:blank');
  await page.goto(`http://127.0.0.1:${server.address().port}/#/${path}`);
  await page.waitForSelector(at ?? 'main h1, main h2');
  if (act !== undefined) {
    if (path.startsWith('lab')) await page.waitForSelector('.run-hash');
    await act(page).catch((error) => process.stderr.write(`${name}: ${error.message}\n`));
  }
  if (soon !== true) await page.waitForTimeout(SETTLE_MS);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  const { width } = page.viewportSize();
  if (wide > width) process.stderr.write(`${name} at ${width}: ${wide} pixels wide\n`);
  const file = `${name.replaceAll('/', '-')}-${suffix}.png`;
  await page.screenshot({ path: join(folder, file), fullPage: window !== true });
}
