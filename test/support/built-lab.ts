import type { RequestListener } from 'node:http';
import { type Browser, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';

import {
  type OpenOptions,
  type ServedLab,
  missingChromium,
  openLab,
  serveLab,
} from './lab-page.ts';

/** The built page and a Chromium, from the first test of a file to its last. */
export interface BuiltLab {
  /** Why the file's tests are skipped, for their names; empty when they are not. */
  readonly missing: string;
  /** Ends with a slash. */
  readonly address: string;
  readonly browser: Browser;
  /** Opens what stands after the address, in a profile of its own; `said` is what went wrong. */
  open(path: string, options?: OpenOptions): Promise<OpenedLab>;
  /** From now on there is no network. */
  stopServing(): Promise<void>;
}

export interface OpenedLab {
  readonly page: Page;
  readonly said: readonly string[];
}

/**
 * To be called once, at the top of a test file.
 * @param beside answers what is asked for and is no file of the page
 */
export function builtLab(beside?: RequestListener): BuiltLab {
  const launch = inject('chromium');
  const missing = missingChromium(launch);
  let served: ServedLab | null = null;
  let browser: Browser | null = null;
  beforeAll(async () => {
    if (missing !== '') return;
    served = await serveLab(beside);
    browser = await chromium.launch(launch);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });
  return {
    missing,
    get address() {
      return started(served).address;
    },
    get browser() {
      return started(browser);
    },
    open: (path, options) =>
      openLab(started(browser), `${started(served).address}${path}`, options),
    stopServing: () => started(served).close(),
  };
}

function started<Thing>(thing: Thing | null): Thing {
  if (thing === null) throw new Error('found no lab yet, wanted it inside of a test');
  return thing;
}
