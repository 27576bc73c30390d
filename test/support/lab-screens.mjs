/**
 * Pictures of every page of the built lab, 1280 and 390 wide, light and dark, to be looked at.
 *
 *   node test/support/lab-screens.mjs FOLDER [PAGE...]      pages such as learn/two-users
 */
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sirv from 'sirv';

const PAGES = [
  'learn',
  ...['two-users', 'one-resource', 'properties', 'hierarchy'].map((slug) => `learn/${slug}`),
  ...['offers', 'quota', 'failures', 'delay-scheduling'].map((slug) => `learn/${slug}`),
  'lab',
  'compare',
  'live',
];
const WIDTHS = [1280, 390];
const SCHEMES = ['light', 'dark'];
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
  for (const path of asked.length > 0 ? asked : PAGES) {
    await page.goto(`http://127.0.0.1:${server.address().port}/#/${path}`);
    await page.waitForSelector('main h1, main h2');
    await page.waitForTimeout(SETTLE_MS);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) process.stderr.write(`${path} at ${width}: ${wide} pixels wide\n`);
    const name = `${path.replaceAll('/', '-')}-${width}-${colorScheme}.png`;
    await page.screenshot({ path: join(folder, name), fullPage: true });
  }
  await context.close();
}
