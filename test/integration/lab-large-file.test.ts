import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { type ServedLab, missingChromium, serveLab } from '../support/lab-page.ts';
import { dropFile, hashAtEnd, openRun, shownRun } from '../support/lab-run-page.ts';
import { largeSparkLog } from '../support/large-spark-log.ts';

const BYTES = 20_000_000;
/** What the page's thread may work without a pause. */
const LONGEST_MS = 200;

const missing = missingChromium(inject('chromium'));
let log: Buffer;
let lab: ServedLab;
let browser: Browser;

beforeAll(async () => {
  if (missing !== '') return;
  log = Buffer.from(largeSparkLog(BYTES));
  lab = await serveLab((_, response) => response.end(log));
  browser = await chromium.launch(inject('chromium'));
});

afterAll(async () => {
  if (missing !== '') return;
  await browser.close();
  await lab.close();
});

/** An event of Chromium's trace, as far as it is read. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Of a finished piece of work: microseconds on the clock, and on the processor. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Work of the pages' threads in a trace: the longest piece, in milliseconds. */
interface LongestTask {
  readonly onClockMs: number;
  readonly onProcessorMs: number;
  readonly tasks: number;
}

function longestTask(trace: Buffer): LongestTask {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const pages = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) =>
      name === 'ThreadControllerImpl::RunTask' && ph === 'X' && pages.has(`${pid} ${tid}`),
  );
  const most = (times: readonly number[]): number =>
    times.reduce((one, other) => Math.max(one, other), 0) / 1000;
  return {
    onClockMs: most(tasks.map(({ dur = 0 }) => dur)),
    onProcessorMs: most(tasks.map(({ tdur = 0 }) => tdur)),
    tasks: tasks.length,
  };
}

describe.skipIf(missing !== '')(`a large file dropped on the lab${missing}`, () => {
  /**
   * Held to what the page's thread works on the processor: on the clock a task also waits for
   * whatever else the machine does, which is printed and not held to anything.
   */
  it(`of 20 MB is read while no task of the page's thread takes ${LONGEST_MS} ms`, async () => {
    const { page, said } = await openRun(browser, `${lab.address}#/lab/scenario/filter-starvation`);
    await page.evaluate(`{
      window.gaps = [];
      let before = performance.now();
      requestAnimationFrame(function beat(now) {
        window.gaps.push(now - before);
        before = now;
        requestAnimationFrame(beat);
      });
    }`);
    await browser.startTracing(page, { categories: ['toplevel'] });
    await dropFile(page, 'large.eventlog', `${lab.address}large.eventlog`);
    await page.locator('h1', { hasText: 'large.eventlog' }).waitFor();
    await page.waitForFunction(`document.querySelector('.run-hash') !== null`);
    const longest = longestTask(await browser.stopTracing());
    const gap = await page.evaluate<number>('Math.max(...window.gaps)');
    const { onProcessorMs, onClockMs, tasks } = longest;
    process.stdout.write(
      `a Spark log of ${Math.round(log.length / 1e6)} MB: longest task of the page's thread ` +
        `${onProcessorMs.toFixed(0)} ms of processor time, ${onClockMs.toFixed(0)} ms on the ` +
        `clock; longest time between two frames ${gap.toFixed(0)} ms\n`,
    );
    expect(tasks).toBeGreaterThan(20);
    expect(onProcessorMs).toBeGreaterThan(0);
    expect(onProcessorMs).toBeLessThan(LONGEST_MS);
    // It was read, all of it, and runs.
    expect((await shownRun(page)).facts).toMatch(/^40 agents · 1 framework · \d+ jobs$/);
    await hashAtEnd(page);
    expect(said).toEqual([]);
    await page.context().close();
  });
});
