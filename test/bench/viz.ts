import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { type Benchmark, type BenchmarkResult, rounded, timesBetter } from './benchmark.ts';
import { CHROMIUM, launchChromium, memoryMb, openedAfter, serveLab } from './models/driven-lab.ts';

const AGENTS = 10_000;
/** How long the run is watched. */
const MINUTES = Number(process.env.EVENHAND_VIZ_MINUTES ?? 0.25);
const WARM_UP_MS = 5000;
const MEMORY_SAMPLES = 10;

const FRAME_MS = 17;
const OPEN_MS = 1000;

/** Tasks that come together every ten simulated seconds, of each of four frameworks. */
const TASKS = 3000;

const SIZES = fileURLToPath(new URL('../../../test/support/bundle-size.mjs', import.meta.url));

const COLUMNS = ['to target', 'what', 'measured', 'target', 'unit'];
type Row = BenchmarkResult['rows'][number];

/** What somebody feels of the page, in a real browser. */
export const viz: Benchmark = {
  name: 'viz',
  summary: `the lab in Chromium: ${AGENTS} agents running as fast as they can`,
  run: async () => (existsSync(CHROMIUM) ? measured() : skipped()),
};

function skipped(): BenchmarkResult {
  return {
    columns: COLUMNS,
    rows: [],
    notes: [`Found no ${CHROMIUM}; EVENHAND_CHROMIUM names the browser to measure in.`],
  };
}

async function measured(): Promise<BenchmarkResult> {
  const browser = await launchChromium();
  try {
    return {
      columns: COLUMNS,
      rows: [...(await openingRows(browser)), ...(await runningRows(browser)), ...sizeRows()],
      notes: [
        'Opening: from the navigation in an empty profile until the page can be used, once.',
        `Frames: times between two frames of the page over ${MINUTES} minutes after ` +
          `${WARM_UP_MS / 1000} s, without a graphics card; "new pictures" have another time of run.`,
        'EVENHAND_VIZ_MINUTES watches for longer. Memory: resident, of page and workers together.',
      ],
    };
  } finally {
    await browser.close();
  }
}

async function openingRows(browser: Browser): Promise<Row[]> {
  const lab = await serveLab();
  const rows: Row[] = [];
  const places = [
    ['first page', '', 'main h1'],
    ['lesson 1', '#/learn/two-users', 'main button'],
    ['lab', '#/lab', '.run-hash'],
  ];
  for (const [name, path, selector] of places) {
    const { page, ms } = await openedAfter(browser, lab.address + path, selector);
    rows.push(below(`opening: ${name}`, ms, OPEN_MS, 'ms'));
    await page.context().close();
  }
  lab.close();
  return rows;
}

async function runningRows(browser: Browser): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'evenhand-viz-'));
  const file = join(folder, 'many-agents.yaml');
  writeFileSync(file, scenario());
  const lab = await serveLab(file);
  try {
    const { page, ms } = await openedAfter(browser, `${lab.address}#/lab`, '.run-hash');
    await page.locator('h1').click();
    for (let press = 0; press < 10; press++) await page.keyboard.press('+');
    await page.keyboard.press('Space');
    await page.waitForTimeout(WARM_UP_MS);
    const memory = await watched(browser, page);
    const found = await page.evaluate<FramesFound>('window.framesFound()');
    if (found.simulatedSeconds <= 0) throw new Error('viz: the run stood still, wanted it to play');
    const times = found.frameMs.toSorted((one, other) => one - other);
    const at = (part: number): number => times[Math.floor(part * (times.length - 1))];
    return [
      below(`opening: ${AGENTS} agents`, ms, OPEN_MS, 'ms'),
      below('frame, median', at(0.5), FRAME_MS, 'ms'),
      below('frame, 99 of 100', at(0.99), FRAME_MS, 'ms'),
      ['-', 'new pictures', rounded(found.pictures / found.seconds), '-', 'a second'],
      ['-', 'simulated', rounded(found.simulatedSeconds / found.seconds), '-', 's a second'],
      ['-', 'simulated', rounded(found.events / found.seconds), '-', 'events a second'],
      ...memoryRows(memory),
    ];
  } finally {
    lab.close();
    rmSync(folder, { recursive: true });
  }
}

/** More work than ends while one watches: about half of the cluster is in use. */
function scenario(): string {
  const repeat = `{ every: 10s, times: ${Math.ceil(400 * (MINUTES + 1))} }`;
  const jobs = `[{ tasks: ${TASKS}, duration: 60s, repeat: ${repeat} }]`;
  const frameworks = ['a', 'b', 'c', 'd'].map(
    (name) => `  - { name: ${name}, kind: mapreduce, jobs: ${jobs} }\n`,
  );
  return `name: many agents
cluster: { agents: [{ count: ${AGENTS}, resources: "cpus:16;mem:65536", rack: "r{1..250}" }] }
frameworks:
${frameworks.join('')}`;
}

/** What the page found out of its own frames. */
interface FramesFound {
  readonly frameMs: readonly number[];
  readonly seconds: number;
  readonly pictures: number;
  readonly events: number;
  readonly simulatedSeconds: number;
}

/** What runs in the page is text: it is not of this program. */
const COUNT_FRAMES = `{
  const clock = document.querySelector('.clock');
  const seconds = () =>
    clock.textContent.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);
  const events = () =>
    Number(document.querySelector('.run-facts').textContent.match(/([\\d,]+) events/)[1]
      .replaceAll(',', ''));
  const begun = { ms: performance.now(), seconds: seconds(), events: events() };
  const frameMs = [];
  let pictures = 0;
  let lastMs = begun.ms;
  let last = '';
  requestAnimationFrame(function beat(now) {
    if (now > begun.ms) frameMs.push(now - lastMs);
    if (clock.textContent !== last) pictures++;
    lastMs = now;
    last = clock.textContent;
    requestAnimationFrame(beat);
  });
  window.framesFound = () => ({
    frameMs: frameMs.slice(1),
    seconds: (performance.now() - begun.ms) / 1000,
    pictures,
    events: events() - begun.events,
    simulatedSeconds: seconds() - begun.seconds,
  });
}`;

/** Watches the page; its memory at equal times from the first moment to the last. */
async function watched(browser: Browser, page: Page): Promise<readonly number[]> {
  await page.evaluate(COUNT_FRAMES);
  const memory: (number | null)[] = [await memoryMb(browser)];
  for (let sample = 0; sample < MEMORY_SAMPLES; sample++) {
    await page.waitForTimeout((MINUTES * 60_000) / MEMORY_SAMPLES);
    memory.push(await memoryMb(browser));
  }
  return memory.filter((mb) => mb !== null);
}

function memoryRows(memory: readonly number[]): Row[] {
  if (memory.length === 0) return [];
  const most = memory.reduce((one, other) => Math.max(one, other));
  return [
    ['-', 'memory, first', Math.round(memory[0]), '-', 'MB'],
    ['-', 'memory, at half', Math.round(memory[Math.floor(memory.length / 2)]), '-', 'MB'],
    ['-', 'memory, most', Math.round(most), '-', 'MB'],
    ['-', 'memory, last', Math.round(memory[memory.length - 1]), '-', 'MB'],
  ];
}

/** What `npm run size` prints of the pages and workers that the lab needs. */
function sizeRows(): Row[] {
  const { stdout } = spawnSync(process.execPath, [SIZES], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const found = /^\s*(?<size>[\d.]+) kB of (?<most>\d+) {2}(?<name>.*)$/.exec(line)?.groups;
    if (found === undefined || found.name.includes('lesson')) return [];
    const name = found.name.replace(/ ABOVE$/, '').trim();
    return [below(name, Number(found.size), Number(found.most), 'kB gzipped')];
  });
}

function below(what: string, value: number, target: number, unit: string): Row {
  return [timesBetter(target / value), what, rounded(value), target, unit];
}
