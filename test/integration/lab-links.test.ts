import { readFileSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import type { OpenRequest } from '../../sim/session/session-api.ts';
import { Session } from '../../sim/session/session.ts';
import { type RunLink, readLink, writeLink } from '../../viz/links/run-link.ts';
import { readScenarioText } from '../../viz/scenario/read-scenario-text.ts';
import { evenhand } from '../support/evenhand-process.ts';
import { type ServedLab, missingChromium, openLab, serveLab } from '../support/lab-page.ts';
import {
  type ShownRun,
  goToTime,
  hashAtEnd,
  moved,
  openRun,
  settledAddress,
  shownRun,
} from '../support/lab-run-page.ts';

const SCENARIO = 'sim/scenarios/filter-starvation.yaml';
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const missing = missingChromium(inject('chromium'));
let lab: ServedLab;
let browser: Browser;

beforeAll(async () => {
  if (missing !== '') return;
  lab = await serveLab();
  browser = await chromium.launch(inject('chromium'));
});

afterAll(async () => {
  if (missing !== '') return;
  await browser.close();
  await lab.close();
});

/** A run made by hand: another policy and seed, an agent that is clicked and crashed, a place. */
async function runByHand(): Promise<{ readonly address: string; readonly shown: ShownRun }> {
  const { page } = await openRun(browser, `${lab.address}#/lab/scenario/filter-starvation`);
  const branches = (wanted: number): Promise<unknown> =>
    page.waitForFunction(
      (count) => document.querySelectorAll('.forks li').length === count,
      wanted,
    );
  await page.getByLabel('Policy').selectOption('fifo');
  await branches(2);
  await page.getByLabel('Seed').fill('7');
  await page.getByLabel('Seed').press('Enter');
  await branches(3);
  await page.locator('h1').click();
  await goToTime(page, '70s', '1:10');
  await page.locator('.cluster-canvas').click({ position: { x: 40, y: 40 } });
  await page.getByRole('button', { name: 'Crash', exact: true }).click();
  await branches(4);
  await page.locator('h1').click();
  for (const key of ['n', 'n', '.']) await moved(page, () => page.keyboard.press(key));
  const address = await settledAddress(page);
  const shown = await shownRun(page);
  await page.context().close();
  return { address, shown };
}

/** What a link says, read without a browser. */
async function linkIn(address: string): Promise<RunLink> {
  const answer = await readLink(address.slice(address.indexOf('#/lab/') + 6), version);
  if (!answer.ok) throw new Error(answer.message);
  expect(answer.otherVersion).toBeNull();
  return answer.link;
}

/** The hash at the place of a link, without a browser. */
function hashInNode({ scenario, policy, seed, faults, cursor }: RunLink): string {
  const request: OpenRequest = {
    source: { kind: 'document', document: scenario },
    ...(policy !== null && { policy }),
    ...(seed !== null && { seed }),
    ...(cursor !== null && { cursor }),
    faults,
  };
  const answer = new Session().open(request);
  if (!answer.ok) throw new Error(answer.problems[0].message);
  return answer.position.hash;
}

describe.skipIf(missing !== '')(`a link to a run${missing}`, () => {
  it('shows in a fresh profile, and in Node, what was shown where it was made', async () => {
    const { address, shown } = await runByHand();
    expect(shown).toMatchObject({ policy: 'fifo', seed: '7' });
    expect(shown.facts).toContain('1 fault');
    const { page, said } = await openRun(browser, address);
    expect(await shownRun(page)).toEqual(shown);
    expect(said).toEqual([]);
    const link = await linkIn(address);
    expect(link.faults).toMatchObject([{ kind: 'agent-crash', agents: [0] }]);
    expect(hashInNode(link)).toBe(shown.hash);
    expect(hashInNode({ ...link, faults: [] })).not.toBe(shown.hash);
    await page.context().close();
  });

  it('ends with the hash that the command prints, and asks no other server', async () => {
    const read = readScenarioText(readFileSync(SCENARIO, 'utf8'));
    if (!read.ok) throw new Error(read.problems[0].message);
    const run = { scenario: read.document, policy: 'slots', seed: '3', faults: [], cursor: null };
    const tail = await writeLink({ version, ...run });
    const { page, said } = await openLab(browser, lab.address);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.reload();
    await page.goto(`${lab.address}#/lab/${tail}`);
    await page.waitForSelector('.run-hash');
    const command = await evenhand('run', SCENARIO, '--policy', 'slots', '--seed', '3');
    expect(command.stdout).toContain(`hash ${await hashAtEnd(page)} `);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter((url) => !url.startsWith(lab.address))).toEqual([]);
    expect(said).toEqual([]);
    await page.context().close();
  });
});
