/**
 * Pictures of the live page of a cluster on this machine, light and dark, 1280 and 390 wide, and of
 * its recording in the lab.
 *
 *   node test/support/live-screens.mjs FOLDER
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const BIN = fileURLToPath(new URL('../../cli/bin/evenhand.mjs', import.meta.url));
const WORK = [
  ['web', 'cpus:2;mem:1024'],
  ['ingest', 'cpus:3;mem:512'],
  ['train', 'cpus:1;mem:3072'],
  ['report', 'cpus:2;mem:640'],
  ['index', 'cpus:1.5;mem:2048'],
  ['encode', 'cpus:2.5;mem:1536'],
];
const VIEWS = [
  { width: 1280, height: 900, colorScheme: 'light' },
  { width: 1280, height: 900, colorScheme: 'dark' },
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
];

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: node test/support/live-screens.mjs FOLDER\n');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

const resources = ['--agents', '6', '--agent', 'cpus:4;mem:4096;disk:1024'];
const cluster = spawn(
  process.execPath,
  [BIN, 'up', ...resources, '--port', '0', '--log-level', 'error'],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
const running = [cluster];
const browser = await chromium.launch({
  executablePath: process.env.EVENHAND_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const address = await addressOf(cluster);
  const pages = [];
  for (const view of VIEWS) pages.push(await opened(address, view));
  for (let task = 0; task < 2 * WORK.length; task++) {
    const [name, needs] = WORK[task % WORK.length];
    const seconds = task < WORK.length ? 8 + 3 * task : 90;
    execute(address, name, needs, seconds);
    await sleep(2000);
  }
  await sleep(3000);
  for (const [index, { width, colorScheme }] of VIEWS.entries()) {
    const path = join(folder, `live-${width}-${colorScheme}.png`);
    await pages[index].screenshot({ path, fullPage: width < 640 });
  }
  await openRecording(pages[0]);
} finally {
  await browser.close();
  for (const child of running) child.kill();
}

function addressOf(child) {
  return new Promise((resolve) => {
    let text = '';
    child.stdout.on('data', (more) => {
      text += more;
      const found = /^page: (http\S+)$/m.exec(text);
      if (found !== null) resolve(found[1]);
    });
  });
}

async function opened(address, { width, height, colorScheme }) {
  const viewport = { width, height };
  const context = await browser.newContext({
    ...{ viewport, colorScheme, reducedMotion: 'reduce', locale: 'en-GB' },
  });
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForSelector('.live-head .facts');
  return page;
}

function execute(address, name, needs, seconds) {
  const of = ['--master', address.replace(/\/$/, ''), '--name', name, '--resources', needs];
  const command = ['--command', `echo ${name} begins; sleep ${seconds}; echo done`];
  running.push(spawn(process.execPath, [BIN, 'execute', ...of, ...command], { stdio: 'ignore' }));
}

/** What a task wrote, then the recording at its end. */
async function openRecording(page) {
  await page.locator('.tabs tbody tr.chooses').first().click();
  await page.waitForSelector('.output pre');
  await page.screenshot({ path: join(folder, 'live-task.png'), fullPage: true });
  await page.getByRole('button', { name: 'Open the recording in the lab' }).click();
  await page.waitForSelector('.transport');
  await page.keyboard.press('End');
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join(folder, 'recording.png'), fullPage: true });
}
