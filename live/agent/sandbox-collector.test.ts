import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SandboxCollector } from './sandbox-collector.ts';

let workDir = '';
let usage = 0;
const used = new Set<string>();

beforeEach(() => {
  workDir = mkdtempSync(join(tmpdir(), 'evenhand-gc-'));
  usage = 0;
  used.clear();
});
afterEach(() => rmSync(workDir, { recursive: true }));

function collector(): SandboxCollector {
  const options = { workDir, delayMs: 100_000, complain: () => undefined, usage: () => usage };
  return new SandboxCollector(options, (path) => used.has(path));
}

/** A sandbox whose folder was last changed then. */
function sandbox(name: string, changedMs: number): string {
  const place = ['slaves', 's', 'frameworks', 'f', 'executors', 'e', 'runs', name];
  const path = join(workDir, ...place);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'stdout'), 'x');
  utimesSync(path, changedMs / 1000, changedMs / 1000);
  return path;
}

it('sandboxes that nobody uses go when they are old, sooner where the disk is full', async () => {
  const [old, young, running] = [sandbox('a', 5_000), sandbox('b', 70_000), sandbox('c', 1_000)];
  used.add(running);
  const gc = collector();
  expect(gc.maxAgeMs).toBe(90_000);
  await gc.look(100_000);
  expect([old, young, running].map((path) => existsSync(path))).toEqual([false, true, true]);
  expect([gc.removed, gc.pending]).toEqual([1, 1]);
  usage = 0.7;
  await gc.look(100_000);
  expect(existsSync(young)).toBe(false);
  expect(existsSync(running)).toBe(true);
  usage = 0.95;
  expect(gc.maxAgeMs).toBe(0);
});

it('runs/latest goes with the sandbox that it leads to, and no sooner', async () => {
  const [old, newest] = [sandbox('a', 5_000), sandbox('b', 70_000)];
  const latest = join(newest, '..', 'latest');
  symlinkSync('b', latest);
  const isLinked = (): boolean => lstatSync(latest, { throwIfNoEntry: false }) !== undefined;
  const gc = collector();
  await gc.look(100_000);
  expect([old, newest].map((path) => existsSync(path))).toEqual([false, true]);
  expect(isLinked()).toBe(true);
  await gc.look(200_000);
  expect(existsSync(newest)).toBe(false);
  expect(isLinked()).toBe(false);
});

it('a work folder without sandboxes is fine', async () => {
  const gc = collector();
  await gc.look(0);
  expect([gc.removed, gc.failed, gc.pending]).toEqual([0, 0, 0]);
});
