import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type Browser, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { goldenRun } from '../../sim/experiment/golden-run.ts';
import { type OpenFirefox, missingFirefox, openFirefox } from '../support/firefox.ts';
import { type GoldenPage, goldenPage } from '../support/golden-page.ts';

/**
 * What `goldenRun()` gives, everywhere: policy, hash of the event log, its length, hash of the
 * numbers reported. It changes only when the behaviour of the engine or of the simulator does,
 * and then with a reason in CHANGELOG.md: whoever kept a seed gets another run from then on.
 * `test/README.md` says how to print the new one.
 */
const GOLDEN = `math 5b612a56
drf 71757e52e322af0c 21782 9f7ec4d5
wdrf fd8d2188f150cd6c 21948 f996bede
asset c87c59a40933e0a1 21754 4730c8b0
maxmin:mem f1aa53383e04310c 21617 27aae284
slots 9bd2fb3a7ec67962 17618 05345df6
static eb493d9fb9320f26 19454 84055f20
fifo 17833cde17365da5 22718 2dca9de1
random d7c19c8f9c5d6010 21998 cd200171
drf+locality 0cceac214eaa2750 23324 aaecec83
random+locality a3e7cc4039fd498d 23893 ca3df14e
faults ac8051393e15352a 24588 e506afdc
operations 9c86968d59e43ec5 23731 defd6835`;

const built = fileURLToPath(new URL('../../dist/sim/experiment/golden-run.js', import.meta.url));

describe('the golden run in Node', () => {
  it('is the same from the sources', () => {
    expect(goldenRun()).toBe(GOLDEN);
  });

  it('is the same a second time, when the engine has optimised the code', () => {
    for (let i = 0; i < 3; i++) expect(goldenRun()).toBe(GOLDEN);
  });

  it('is the same from the build, in a worker thread', async () => {
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(workerData).then(({ goldenRun }) => parentPort.postMessage(goldenRun()));`;
    const worker = new Worker(code, { eval: true, workerData: `file://${built}` });
    const answer = await new Promise<unknown>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect(answer).toBe(GOLDEN);
  });
});

const IN_PAGE = "import('/golden.js').then(({ goldenRun }) => goldenRun())";

const IN_WORKER = `new Promise((resolve, reject) => {
  const worker = new Worker('/worker.js', { type: 'module' });
  worker.addEventListener('message', ({ data }) => resolve(data));
  worker.addEventListener('error', ({ message }) => reject(new Error(message)));
})`;

const launch = inject('chromium');
const missing = existsSync(launch.executablePath) ? '' : ` (no ${launch.executablePath}: skipped)`;

describe.skipIf(missing !== '')(`the golden run in Chromium${missing}`, () => {
  let served: GoldenPage;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    served = await goldenPage();
    browser = await chromium.launch(launch);
    page = await browser.newPage();
    await page.goto(served.url);
  });

  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  // What runs in the page is text: vitest would rewrite a function's imports for Node.
  it('is the same in the page', async () => {
    expect(await page.evaluate(IN_PAGE)).toBe(GOLDEN);
  });

  it('is the same in a module worker', async () => {
    expect(await page.evaluate(IN_WORKER)).toBe(GOLDEN);
  });
});

describe.skipIf(missingFirefox !== '')(`the golden run in Firefox${missingFirefox}`, () => {
  let served: GoldenPage;
  let firefox: OpenFirefox;

  beforeAll(async () => {
    served = await goldenPage();
    firefox = await openFirefox(served.telling);
  });

  afterAll(async () => {
    await firefox?.close();
    await served?.close();
  });

  it('is the same in the page and in a module worker', async () => {
    expect(await Promise.race([served.told, firefox.failed])).toEqual([GOLDEN, GOLDEN]);
  });
});
