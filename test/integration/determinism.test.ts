import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type Browser, type Page, chromium } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { goldenRun } from '../../sim/experiment/golden-run.ts';

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
faults 6a29c932a8d5ceeb 24769 fde4f28a`;

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
  let folder: string;
  let server: Server;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await bundle();
    server = await serve(folder);
    browser = await chromium.launch(launch);
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  // What runs in the page is text: vitest would rewrite a function's imports for Node.
  it('is the same in the page', async () => {
    expect(await page.evaluate(IN_PAGE)).toBe(GOLDEN);
  });

  it('is the same in a module worker', async () => {
    expect(await page.evaluate(IN_WORKER)).toBe(GOLDEN);
  });
});

/** Bundles the built simulator as the browser lab would be, into a new folder. */
async function bundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'evenhand-golden-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      emptyOutDir: false,
      lib: { entry: built, formats: ['es'], fileName: () => 'golden.js' },
    },
  });
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>golden run</title>');
  const worker = "import { goldenRun } from './golden.js';\npostMessage(goldenRun());\n";
  await writeFile(join(folder, 'worker.js'), worker);
  return folder;
}

const TYPES = new Map([
  ['/', 'text/html'],
  ['/golden.js', 'text/javascript'],
  ['/worker.js', 'text/javascript'],
]);

/** Serves the three files on the loopback interface. */
async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const type = TYPES.get(path);
    if (type === undefined) {
      response.writeHead(404).end();
      return;
    }
    const file = join(folder, path === '/' ? 'index.html' : path);
    readFile(file).then(
      (content) => response.writeHead(200, { 'content-type': type }).end(content),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
