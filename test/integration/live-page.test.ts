import { rmSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { type RequestListener, type Server, createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { builtLab } from '../support/built-lab.ts';
import {
  type Running,
  addressOf,
  evenhand,
  start,
  stop,
  temporaryFolder,
} from '../support/evenhand-process.ts';
import { openLab } from '../support/lab-page.ts';
import { dropFile } from '../support/lab-run-page.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core');
const AGENT = ['--resources', 'cpus:1;mem:256', '--registration-backoff-factor', '10ms'];

/** Serves what is at an address below a path, as a site with several pages would. */
async function below(path: string, address: string): Promise<Server> {
  const server = createServer((incoming, response) => {
    const rest = (incoming.url ?? '').slice(path.length - 1);
    const { method, headers } = incoming;
    const outgoing = request(new URL(rest, address), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Serious and critical findings of axe-core. */
async function seriousFindings(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      readonly axe: {
        run(): Promise<{ readonly violations: readonly { id: string; impact: string | null }[] }>;
      };
    };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id }) => id);
  });
}

/** Waits until an element's text fits; fails with what it was. */
async function untilText(page: Page, selector: string, wanted: RegExp): Promise<void> {
  try {
    await page.waitForFunction(
      ([place, pattern]) =>
        new RegExp(pattern).test(document.querySelector(place)?.textContent ?? ''),
      [selector, wanted.source] as const,
      { timeout: 15_000 },
    );
  } catch (error) {
    const found = await page.textContent(selector);
    throw new Error(`${selector}: found "${found}", wanted ${wanted}`, { cause: error });
  }
}

const folder = temporaryFolder();
let recordingOf: () => Promise<Buffer> = () => Promise.reject(new Error('no master yet'));

async function agentsRecording(): Promise<Buffer> {
  const recordings = join(folder, 'agent', 'recordings');
  const [file] = await readdir(recordings);
  return readFile(join(recordings, file));
}

// The recordings are asked for by the page of the lab, from its own origin.
const lab = builtLab(({ url = '' }, response) => {
  const recording = url.endsWith('agents-recording') ? agentsRecording() : recordingOf();
  recording.then(
    (bytes) => response.end(bytes),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});

describe.skipIf(lab.missing !== '')(`the page of a master${lab.missing}`, () => {
  const place = ['--work-dir', join(folder, 'master'), '--log-level', 'error'];
  let master: Running;
  let agent: Running;
  let address = '';

  beforeAll(async () => {
    master = start('master', '--port', '0', ...place);
    address = await addressOf(master, 'master');
    const own = ['--port', '0', '--work-dir', join(folder, 'agent'), '--log-level', 'error'];
    agent = start('agent', '--master', address, ...own, ...AGENT);
    await addressOf(agent, 'agent');
    recordingOf = async () => {
      const answer = await fetch(`${address}/evenhand/recording`);
      return Buffer.from(await answer.arrayBuffer());
    };
  });

  afterAll(async () => {
    await stop(agent);
    await stop(master);
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows agents, frameworks and tasks with what they write', async () => {
    const { page, said } = await openLab(lab.browser, `${address}/`);
    await untilText(page, '.live-state', /^Live$/);
    expect(page.url()).toBe(`${address}/#/live`);
    await untilText(page, '.live-head .facts', /1 agent · 0 frameworks/);
    const command = 'echo hello; sleep 1; echo goodbye; echo oops >&2';
    const running = evenhand(
      'execute',
      '--master',
      address,
      '--name',
      'greet',
      '--command',
      command,
    );
    await untilText(page, '.live-head .facts', /1 framework · 1 task running/);
    await page.locator('.tabs tbody tr', { hasText: 'greet-' }).click();
    await untilText(page, '.output', /stdouthello/);
    expect((await running).code).toBe(0);
    await untilText(page, '.output pre[aria-label=stdout]', /^hello\ngoodbye\n$/);
    await untilText(page, '.output pre[aria-label=stderr]', /oops/);
    await untilText(page, '.tabs tbody', /greet-.*execute greet.*finished/);
    await untilText(page, '.inspector', /TASK_FINISHED/);
    await page.keyboard.press('3');
    await untilText(page, '.events', /FRAMEWORK_REMOVED.*TASK_FINISHED.*TASK_LAUNCHED.*OFFER/);
    expect(said).toEqual([]);
    await page.context().close();
  });

  it('keeps what was chosen when a framework comes, and shows its offers as flows', async () => {
    const { page, said } = await openLab(lab.browser, `${address}/`);
    await untilText(page, '.live-state', /^Live$/);
    const run = (name: string) =>
      evenhand('execute', '--master', address, '--name', name, '--command', 'true');
    const choice = (label: string) => page.locator(`.tabs select[aria-label="${label}"]:visible`);
    await run('first');
    await choice('Framework').selectOption({ label: 'execute first' });
    await page.locator('.tabs tbody tr', { hasText: 'first-' }).click();
    await page.keyboard.press('3');
    await choice('Kinds of events').selectOption('offers');
    await run('second');
    await untilText(page, '.tree', /second/);
    expect(await choice('Kinds of events').inputValue()).toBe('offers');
    await page.keyboard.press('1');
    const known = await choice('Framework').locator('option').allTextContents();
    expect(known.at(-1)).toBe('execute second');
    expect(await choice('Framework').locator('option:checked').textContent()).toBe('execute first');
    await untilText(page, '.tabs .records .note', /^1 rows$/);
    await untilText(page, '.inspector', /first/);
    await page.keyboard.press('6');
    await untilText(page, '.flows .note', /^[1-9]\d* made, [1-9]\d* accepted/);
    await page.locator('.flows [aria-label^="Link of"]').first().click();
    await untilText(page, '.link-menu', /cannot be broken here/);
    expect(said).toEqual([]);
    await page.context().close();
  });

  it('works below a path, is accessible and fits, light and dark', async () => {
    const proxy = await below('/clusters/one/', address);
    const { port } = proxy.address() as AddressInfo;
    const there = `http://127.0.0.1:${port}/clusters/one/`;
    const { page } = await openLab(lab.browser, there, { width: 390 });
    await page.locator('.tabs tbody tr', { hasText: 'greet-' }).click();
    await untilText(page, '.output', /stdouthello/);
    expect(await seriousFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(page.url()).toBe(`${there}#/live`);
    await page.context().close();
    proxy.close();
    proxy.closeAllConnections();
  });

  it('goes to the page of the master that leads instead of its own', async () => {
    let follows = false;
    const { host } = new URL(address);
    // What a master answers that has lost, in place of one: two real ones need ZooKeeper.
    const old = await below('/', address);
    const [lead] = old.listeners('request') as RequestListener[];
    old.removeAllListeners('request').on('request', (asked, answer) => {
      const rest = asked.url === '/redirect' ? '' : (asked.url ?? '');
      if (!follows) lead(asked, answer);
      else answer.writeHead(307, { location: `//${host}${rest}` }).end();
    });
    const there = `http://127.0.0.1:${(old.address() as AddressInfo).port}/`;
    const { page } = await openLab(lab.browser, there);
    await untilText(page, '.live-state', /^Live$/);
    follows = true;
    old.closeAllConnections();
    await page.waitForURL(`${address}/#/live`);
    await untilText(page, '.live-state', /^Live$/);
    expect(await page.textContent('.live-head .facts')).toMatch(`${host} ·`);
    await page.context().close();
    old.close();
    old.closeAllConnections();
  });

  it('opens the recording in the lab, with as many tasks and offers as a replay counts', async () => {
    const { page, said } = await openLab(lab.browser, `${address}/`);
    await page.getByRole('button', { name: 'Open the recording in the lab' }).click();
    await untilText(page, '.live-head .facts', /Life of a master/);
    const file = /master-\d+\.ndjson\.gz/.exec((await page.textContent('h1')) ?? '')?.[0] ?? '';
    const recorded = join(folder, 'master', 'recordings', file);
    const { stdout } = await evenhand('replay', recorded, '--json');
    const { confirmed, tasks, offers } = JSON.parse(stdout) as Record<string, unknown>;
    expect(confirmed).toBe(true);
    const facts = (await page.textContent('.live-head .facts')) ?? '';
    expect(facts).toContain(`· ${offers as number} offer`);
    expect(facts).toContain(`· ${tasks as number} task`);
    await page.keyboard.press('End');
    await untilText(page, '.tabs tbody', /greet-.*finished/);
    await page.keyboard.press('6');
    await page.locator('.flows select').selectOption('60000000');
    await untilText(page, '.flows .note', /^[1-9]\d* made, [1-9]\d* accepted/);
    await page.keyboard.press('7');
    await untilText(page, '.fairness', /Its task is here the mean/);
    await page.keyboard.press('1');
    await page.keyboard.press('Home');
    await untilText(page, '.transport .clock', /^0:00\.000$/);
    await untilText(page, '.tabs .empty', /No task fits/);
    await page.keyboard.press('f');
    await untilText(page, '.transport .facts', /^[1-9]\d* event/);
    expect(said).toEqual([]);
    await page.context().close();
  });

  it('is shown by the lab when its recording is dropped there', async () => {
    const { page } = await lab.open('#/learn');
    await page.waitForSelector('main h1');
    await dropFile(page, 'life.ndjson.gz', `${lab.address}recording`);
    await untilText(page, '.live-head .facts', /Life of a master.*1 agent/);
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
  });

  it('is not needed for the recording of an agent, which shows what ran there', async () => {
    const { page, said } = await lab.open('#/learn');
    await page.waitForSelector('main h1');
    await dropFile(page, 'agent.ndjson.gz', `${lab.address}agents-recording`);
    await untilText(page, '.live-head .facts', /Life of an agent.*inputs · [1-9]\d* tasks?$/);
    expect(await page.locator('[role=tab]:visible').allTextContents()).toEqual([
      ...['Tasks', 'Events', 'Roles', 'Agents'],
    ]);
    await page.keyboard.press('End');
    await untilText(page, '.tabs tbody', /greet-.*finished/);
    await page.keyboard.press('3');
    await untilText(page, '.events', /STATUS_UPDATE.*TASK_RUNNING.*TASK_LAUNCHED/);
    await page.keyboard.press('1');
    await page.keyboard.press('Home');
    await untilText(page, '.transport .facts', /^0 events$/);
    await untilText(page, '.tabs .empty', /No task fits/);
    expect(await seriousFindings(page)).toEqual([]);
    expect(said).toEqual([]);
    await page.context().close();
  });

  it('says since when it is stale, and goes on when the master is back', async () => {
    const { page } = await openLab(lab.browser, `${address}/`);
    await untilText(page, '.live-state', /^Live$/);
    await stop(master, 'SIGKILL');
    await untilText(page, '.live-state', /^Not connected/);
    await page.waitForSelector('.stale:not([hidden])');
    await untilText(page, '.stale', /^Nothing new has come since \d+:\d+:\d+/);
    master = start('master', '--port', new URL(address).port, ...place);
    await addressOf(master, 'master');
    await untilText(page, '.live-state', /^Live$/);
    await page.waitForSelector('.stale', { state: 'hidden' });
    await page.keyboard.press('3');
    await untilText(page, '.events', /MASTER_ELECTED.*epoch 2/);
    await page.keyboard.press('5');
    await untilText(page, '.tabs .windowed[aria-label=Agents] tbody', /127\.0\.0\.1.*up/);
    expect(await page.textContent('.live-head .facts')).toContain('1 agent');
    await page.context().close();
  });
});
