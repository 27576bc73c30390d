import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { Session } from '../../sim/session/session.ts';
import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import { patternsOnDemand } from '../../viz/vite.config.ts';
import { WORKER_BUILD } from '../../viz/worker/worker-build.ts';
import { SMALL_SCENARIO } from '../support/small-scenario.ts';
import type { SessionInPage } from '../support/session-page.ts';

const ENTRY = fileURLToPath(new URL('../support/session-page.ts', import.meta.url));

/** What the page's worker may weigh, gzipped. */
const WORKER_BUDGET = 200_000;

const launch = inject('chromium');
const missing = existsSync(launch.executablePath) ? '' : ` (no ${launch.executablePath}: skipped)`;

describe.skipIf(missing !== '')(`a session in a worker of Chromium${missing}`, () => {
  let folder: string;
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenhand-session-'));
    await bundle(folder);
    server = await serve(folder);
    browser = await chromium.launch(launch);
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  it('fetches the engine of patterns when a scenario has one, and runs as in Node', async () => {
    const page = await browser.newPage();
    const fetched: string[] = [];
    page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const scenarios = JSON.stringify([SMALL_SCENARIO, PATTERNED]);
    const text = `import('/page.js').then(async ({ hashInPage }) => {
      const hashes = [];
      for (const one of ${scenarios}) hashes.push(await hashInPage(one));
      return hashes;
    })`;
    const found = await page.evaluate<string[]>(text);
    const wanted = [SMALL_SCENARIO, PATTERNED].map((document) => {
      return runExperiment(experimentOf('1', document)).hash;
    });
    expect(found).toEqual(wanted);
    const [engine] = (await readdir(join(folder, 'assets'))).filter((name) => /build/.test(name));
    expect(fetched.filter((path) => path.endsWith(engine))).toHaveLength(1);
  });

  it('is the run of Node, with frames, a way back, a crash and a pool', async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const document = JSON.stringify(SMALL_SCENARIO);
    // What runs in the page is text: vitest would rewrite a function's imports for Node.
    const text = `import('/page.js').then(({ sessionInPage }) => sessionInPage(${document}))`;
    const found = await page.evaluate<SessionInPage>(text);
    const hashes = ['1', '2'].map((seed) => runExperiment(experimentOf(seed)).hash);
    expect(found).toEqual({
      hash: hashes[0],
      back: true,
      arrays: expect.arrayContaining(['Float64Array', 'Uint8Array', 'Int32Array']),
      crash: 'SessionError: the worker stopped: out of the blue',
      restored: true,
      pool: [hashes[0], hashes[1], hashes[0]],
    });
  });

  it('weighs what a page can afford', async () => {
    const files = await readdir(join(folder, 'assets'));
    const worker = files.find((name) => name.startsWith('session-worker'));
    expect(worker).toBeDefined();
    const code = await readFile(join(folder, 'assets', worker ?? ''));
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(WORKER_BUDGET);
  });
});

/** A service whose instances may run in one of the racks. */
const PATTERNED: ScenarioDocument = {
  name: 'patterned',
  cluster: SMALL_SCENARIO.cluster,
  until: '1m',
  frameworks: [
    {
      name: 'front',
      kind: 'service',
      apps: [
        {
          id: '/front',
          instances: 3,
          resources: 'cpus:1',
          constraints: [['rack', 'LIKE', 'r[1]']],
        },
      ],
    },
  ],
};

function experimentOf(
  seed: string,
  document: ScenarioDocument = SMALL_SCENARIO,
): ReturnType<Session['experiment']> {
  const session = new Session();
  session.open({ source: { kind: 'document', document }, seed });
  return session.experiment();
}

/** Bundles the page and its worker from their sources, as the lab is. */
async function bundle(folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    base: './',
    worker: {
      format: 'es',
      plugins: () => [patternsOnDemand()],
      rolldownOptions: WORKER_BUILD,
    },
    build: {
      outDir: folder,
      emptyOutDir: false,
      modulePreload: false,
      rolldownOptions: {
        input: ENTRY,
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: 'page.js' },
      },
    },
  });
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>session</title>');
}

/** Serves a folder on the loopback interface. */
async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const path = pathname === '/' ? '/index.html' : pathname;
    const type = extname(path) === '.js' ? 'text/javascript' : 'text/html';
    readFile(join(folder, path)).then(
      (content) => response.writeHead(200, { 'content-type': type }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
