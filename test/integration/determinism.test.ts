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
drf ee0ab0027ca19ccc 21700 108a802b
wdrf 9f4c2894bf8fb161 21861 55cdda96
asset 8139a06ea015ceab 21940 c5f9968e
maxmin:mem 5c9d935744926aaa 21586 4705269f
slots 2e1c46eda905a558 17576 22c6de01
static 71927a0ee10d8054 19453 182f8f1a
fifo b655b6dcd3716e4a 22945 9251a1f1
random d10048dcbdb4a611 22301 f6465782
drf+locality b98c44f9c736dc5d 23028 7da696d3
random+locality 948a4e3bdb3d1843 23706 fff855e0`;

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
