import { existsSync, readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker as Thread } from 'node:worker_threads';
import { type Browser, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { TRACE_ROWS, traceBytes } from '../bench/models/trace-rows.ts';
import { HOUR } from '../support/evenhand-process.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const BUILT = pathToFileURL(join(root, 'dist')).href;
const support = (name: string): URL => new URL(`../support/${name}`, import.meta.url);

/** Bytes given to a reader at once: each thread has its own, none at the ends of rows. */
const CHUNKS = { main: 65_536, worker: 7001, page: 911 };

/** A trace of each format that has a synthetic one, and the shipped sample. */
const traces: readonly (readonly [string, Uint8Array])[] = [
  ['the shipped hour', readFileSync(join(root, HOUR))],
  ...[...TRACE_ROWS.keys()].map(
    (format) => [format, Buffer.concat([...traceBytes(format, 100_000)])] as const,
  ),
];

async function inMain(bytes: Uint8Array): Promise<string> {
  const module: { traceHash(built: string, bytes: Uint8Array, chunk: number): Promise<string> } =
    await import(support('trace-hash.mjs').href);
  return module.traceHash(BUILT, bytes, CHUNKS.main);
}

describe('the hash of a workload', () => {
  // One for all: each would load the readers anew, and what is left of a trace would show.
  const worker = new Thread(support('trace-hash-worker.mjs'));
  afterAll(() => worker.terminate());

  const inWorker = (bytes: Uint8Array): Promise<string> =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.postMessage({ built: BUILT, bytes, chunk: CHUNKS.worker });
    });

  it('is that of a run of its own, not of any', async () => {
    const hashes = await Promise.all(traces.map(([, bytes]) => inMain(bytes)));
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(new Set(hashes).size).toBe(traces.length);
  });

  it.each(traces)('is one in Node and in a worker: %s', async (_, bytes) => {
    expect(await inWorker(bytes)).toBe(await inMain(bytes));
  });
});

describe.skipIf(!existsSync(inject('chromium').executablePath))('in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let server: Server;

  beforeAll(async () => {
    // Modules and workers need an origin: the built sources and the worker, over HTTP.
    server = createServer((request, response) => {
      const path = join(root, new URL(request.url ?? '/', 'http://localhost').pathname);
      const isScript = /\.m?js$/.test(path) && existsSync(path);
      response.writeHead(isScript || request.url === '/' ? 200 : 404, {
        'content-type': isScript ? 'text/javascript' : 'text/html',
      });
      response.end(isScript ? readFileSync(path) : '<!doctype html><title>traces</title>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch(inject('chromium'));
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });

  afterAll(async () => {
    await browser.close();
    server.close();
  });

  it.each(traces)('a worker of a page finds the same: %s', async (_, bytes) => {
    const found = await page.evaluate(
      ({ text, chunk }) =>
        new Promise<string>((resolve) => {
          const kept = globalThis as typeof globalThis & { worker?: Worker };
          const options = { type: 'module', name: 'traces' } as const;
          const worker = (kept.worker ??= new Worker(
            '/test/support/trace-hash-worker.mjs',
            options,
          ));
          const once = { once: true };
          worker.addEventListener('message', ({ data }) => resolve(String(data)), once);
          worker.addEventListener('error', (e) => resolve(`failed: ${e.message}`), once);
          const question = { bytes: new TextEncoder().encode(text), chunk };
          worker.postMessage({ built: `${location.origin}/dist`, ...question });
        }),
      { text: Buffer.from(bytes).toString('utf8'), chunk: CHUNKS.page },
    );
    expect(found).toBe(await inMain(bytes));
  });
});
