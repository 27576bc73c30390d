import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type Page, chromium } from 'playwright-core';

const PROGRAM = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
const PAGE_BYTES = 4096;

/** The Chromium that the lab is measured in; `EVENHAND_CHROMIUM` names another. */
export const CHROMIUM: string = process.env.EVENHAND_CHROMIUM ?? '/usr/bin/chromium';

/** `evenhand lab` in a process of its own. */
export interface ServedLab {
  readonly address: string;
  close(): void;
}

/** @param files a scenario to open, or none */
export function serveLab(...files: readonly string[]): Promise<ServedLab> {
  const args = [PROGRAM, 'lab', ...files, '--port', '0', '--no-open'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error('evenhand lab ended before it said its address')));
    child.stdout.once('data', (said: Buffer) =>
      resolve({ address: said.toString().trim(), close: () => child.kill() }),
    );
  });
}

export function launchChromium(): Promise<Browser> {
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  return chromium.launch({ executablePath: CHROMIUM, args });
}

/**
 * Opens an address in a profile of its own; the milliseconds until something is there that one
 * can use.
 */
export async function openedAfter(
  browser: Browser,
  address: string,
  selector: string,
): Promise<{ readonly page: Page; readonly ms: number }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(`{
    const look = () => {
      if (document.querySelector(${JSON.stringify(selector)}) === null) requestAnimationFrame(look);
      else window.openedMs = performance.now();
    };
    requestAnimationFrame(look);
  }`);
  await page.goto(address);
  await page.waitForFunction('window.openedMs !== undefined');
  return { page, ms: await page.evaluate<number>('window.openedMs') };
}

/** What the pages' processes hold, in megabytes; null where the system does not say. */
export async function memoryMb(browser: Browser): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  const held = pages.map(({ id }) => readFileSync(`/proc/${id}/statm`, 'utf8').split(' ')[1]);
  return held.reduce((sum, count) => sum + Number(count) * PAGE_BYTES, 0) / 1e6;
}
