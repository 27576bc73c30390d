import { existsSync } from 'node:fs';
import { type RequestListener, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import sirv from 'sirv';

/** The built page of the lab, served from a static host below a path. */
export interface ServedLab {
  /** Ends with the path's slash. */
  readonly address: string;
  close(): Promise<void>;
}

const BUILT = fileURLToPath(new URL('../../dist/lab', import.meta.url));
/** The page must work below any path. */
const BELOW = '/some/where/';

/** Why tests in Chromium are skipped, for their names; empty when they are not. */
export function missingChromium({ executablePath }: { readonly executablePath: string }): string {
  return existsSync(executablePath) ? '' : ` (found no ${executablePath})`;
}

/**
 * Serves dist/lab as any static host would.
 * @param beside answers what is asked below the same path and is no file of the page; the path
 *   is given without what is above
 */
export async function serveLab(beside?: RequestListener): Promise<ServedLab> {
  if (!existsSync(`${BUILT}/index.html`)) {
    throw new Error('found no page in dist/lab, wanted `npm run build:lab` before these tests');
  }
  const files = sirv(BUILT, { dev: true });
  const server: Server = createServer((request, response) => {
    if (!(request.url ?? '').startsWith(BELOW)) {
      response.writeHead(404).end();
      return;
    }
    request.url = (request.url ?? '').slice(BELOW.length - 1);
    files(request, response, () => {
      if (beside === undefined) response.writeHead(404).end();
      else beside(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${BELOW}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface OpenOptions {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** A page of the lab in a profile of its own, and what went wrong in it. */
export async function openLab(
  browser: Browser,
  address: string,
  { width = 1280, colorScheme = 'light' }: OpenOptions = {},
): Promise<{ readonly page: Page; readonly said: string[] }> {
  const context = await browser.newContext({
    viewport: { width, height: 844 },
    colorScheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  await page.goto(address);
  return { page, said };
}

/** Moves the focus with the Tab key until an element has it; fails when none ever does. */
export async function tabTo(page: Page, selector: string, most = 120): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press('Tab');
    const there = await page.evaluate(
      (wanted) => document.activeElement?.matches(wanted) === true,
      selector,
    );
    if (there) return;
  }
  throw new Error(`the Tab key never reached ${selector}`);
}
