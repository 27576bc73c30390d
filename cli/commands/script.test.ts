import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';

import { smallScript } from '../../test/support/script-runs.ts';
import { registerScript } from './script.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-script-'));

function file(name: string, document: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document));
  return path;
}

const expectRuns = (runs: number): object => ({ expect: { allocation_runs: runs } });
const good = file('good.json', smallScript([expectRuns(0)], { name: 'good', area: 'x' }));
const bad = file('bad.json', [
  smallScript([expectRuns(0)], { name: 'fine', area: 'x' }),
  smallScript([expectRuns(1)], { name: 'bad', area: 'y' }),
]);
const recover = { do: 'recover', framework: 'f', role: 'web', agent: 'a' };
const nothingHeld = file(
  'nothing-held.json',
  smallScript([
    { do: 'add_framework', framework: 'f', active: false },
    { do: 'add_agent', agent: 'a' },
    recover,
  ]),
);

/** What `evenhand script …` prints to standard output, and the error it ends with. */
async function script(...args: string[]): Promise<{ text: string; error: unknown }> {
  const written: string[] = [];
  vi.stubEnv('COLUMNS', '120');
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  let error: unknown = null;
  try {
    const program = new Command().exitOverride();
    registerScript(program);
    await program.parseAsync(['script', ...args], { from: 'user' });
  } catch (thrown) {
    error = thrown;
  } finally {
    write.mockRestore();
    vi.unstubAllEnvs();
  }
  return { text: written.join(''), error };
}

describe('evenhand script', () => {
  it('prints a document, and says how many failed', async () => {
    const { text, error } = await script(good, bad, '--json');
    expect(JSON.parse(text)).toMatchObject({
      passed: 2,
      failed: 1,
      scripts: [
        { name: 'good', file: good, passed: true },
        { name: 'fine', file: bad, passed: true },
        { name: 'bad', file: bad, passed: false, failures: [{ step: 0 }] },
      ],
    });
    expect(error).toMatchObject({ name: 'CheckFailed', message: '1 of 3 scripts failed' });
  });

  it('prints text, and the document to a file when one is named', async () => {
    const path = join(folder, 'out.json');
    const { text, error } = await script(good, '--json', path);
    expect(text).toContain('1 passed');
    expect(error).toBeNull();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ passed: 1, failed: 0 });
  });

  it('runs only what is asked for, by name or area', async () => {
    const passed = async (only: string): Promise<unknown> =>
      JSON.parse((await script(good, bad, '--only', only, '--json')).text);
    expect(await passed('x')).toMatchObject({ passed: 2, failed: 0 });
    expect(await passed('bad')).toMatchObject({ passed: 0, failed: 1 });
    expect((await script(good, bad, '--only', 'z')).error).toMatchObject({
      message: '--only: found "z", wanted the name of a script or an area: x, y',
    });
  });

  it('runs under the policy and seed that are asked for', async () => {
    const both = file(
      'both.json',
      smallScript(
        [
          { do: 'add_framework', framework: 'f' },
          { do: 'add_framework', framework: 'g' },
          { do: 'add_agent', agent: 'a' },
          { expect: { offer_totals: { f: { agents: 1 } } } },
        ],
        { frameworks: { f: { roles: ['web'] }, g: { roles: ['web'] } } },
      ),
    );
    expect((await script(both)).error).toBeNull();
    const seeds = Array.from({ length: 12 }, (_, seed) => String(seed));
    const outcomes: boolean[] = [];
    for (const seed of seeds) {
      outcomes.push((await script(both, '--policy', 'random', '--seed', seed)).error === null);
    }
    expect(new Set(outcomes)).toEqual(new Set([true, false]));
    expect((await script(both, '--policy', 'dfr')).error).toMatchObject({
      message: expect.stringContaining('--policy: found "dfr", wanted one of drf'),
    });
  });

  it('refuses a policy of slots for agents that have none', async () => {
    expect((await script(good, '--policy', 'slots')).error).toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(
        /^--policy: found slots, wanted .*: those of good in .* none$/,
      ),
    });
    const agents = { a: { resources: 'slots:2' } };
    const slotted = file('slots.json', smallScript([expectRuns(0)], { agents }));
    expect((await script(slotted, '--policy', 'slots')).error).toBeNull();
  });

  it('checks every file before anything runs, and names what is wrong', async () => {
    const broken = file('broken.json', '[1,');
    expect(await script(bad, broken)).toMatchObject({
      text: '',
      error: {
        name: 'UsageError',
        message: `${broken}:1:4: found the end of the file, wanted a JSON value`,
      },
    });
    expect(await script(bad, join(folder, 'none.json'))).toMatchObject({
      text: '',
      error: { message: expect.stringContaining('none.json: no such file') },
    });
  });

  it('names a step that cannot be done like any other mistake, and runs the other scripts', async () => {
    const { text, error } = await script(bad, nothingHeld);
    expect(text).toContain('1 passed, 2 failed');
    expect(error).toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining(`${nothingHeld}: steps[2]: found nothing held by f`),
    });
  });
});
