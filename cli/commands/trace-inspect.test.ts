import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';

import { capturedOutput } from '../../test/support/captured-output.ts';
import { UsageError } from '../errors.ts';
import { registerTrace } from './trace-inspect.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-trace-inspect-'));
afterAll(() => rmSync(folder, { recursive: true }));

const output = capturedOutput();

async function run(...args: string[]): Promise<void> {
  const program = new Command('evenhand').exitOverride().configureOutput({ writeErr: () => {} });
  registerTrace(program);
  await program.parseAsync(['trace', ...args], { from: 'user' });
}

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const HOUR = join(import.meta.dirname, '../../traces/samples/facebook-like-hour.tsv');

describe('trace inspect', () => {
  it('prints a table of files and what is derived from each', async () => {
    await run('inspect', HOUR, write('bad.tsv', 'job0\t1\t1\t1\t0\t-1\njob1\t1\t1\t1\t0\t1\n'));
    expect(output.printed).toMatch(/facebook-like-hour\.tsv +swim +60 +57 min 36 s +436 GB/);
    expect(output.printed).toMatch(/interactive +26 +48 +8/);
    expect(output.printed).toMatch(/all +60 +6,543 +460/);
    expect(output.printed).toContain('bad.tsv:1: column 6 (output bytes): found "-1"');
  });

  it('prints one JSON document', async () => {
    await run('inspect', HOUR, '--json');
    const { files } = JSON.parse(output.printed);
    expect(files.length).toBe(1);
    expect(files[0]).toMatchObject({
      file: HOUR,
      format: 'swim',
      compression: 'plain',
      jobs: 60,
      tasks: null,
      rowsRead: 60,
      truncated: false,
      problems: [],
      derived: { blockBytes: 67_108_864, maps: 6543, reduces: 460 },
    });
  });

  it('writes JSON to a file beside the table', async () => {
    const target = join(folder, 'out.json');
    await run('inspect', HOUR, '--json', target);
    expect(output.printed).toContain('interactive');
    expect(JSON.parse(readFileSync(target, 'utf8')).files[0].jobs).toBe(60);
  });

  it('derives with the model asked for', async () => {
    await run('inspect', HOUR, '--json', '--block-size', '128MiB', '--frameworks', '3');
    const { derived } = JSON.parse(output.printed).files[0];
    expect(derived.blockBytes).toBe(134_217_728);
    expect(derived.maps).toBeLessThan(3400);
    expect(Object.keys(derived.frameworks)).toEqual(['user1', 'user2', 'user3']);
  });

  it('says that a file is cut', async () => {
    const packed = gzipSync(readFileSync(HOUR));
    await run('inspect', write('cut.gz', packed.subarray(0, -300)));
    expect(output.printed).toContain('swim, gzip, truncated');
    expect(output.printed).toContain('found the end of a damaged file in the middle of a row');
  });

  it('shows no control characters of a file', async () => {
    await run('inspect', write('esc.tsv', 'job0\t1\t1\t1\t0\t1\nj\t1\t1\t1\t0\t\u001b[31m\n'));
    expect(output.printed).toContain('esc.tsv:2');
    expect(output.printed).not.toContain('\u001b[31m');
  });

  it('refuses what it cannot read before printing anything', async () => {
    const missing = join(folder, 'nowhere.tsv');
    await expect(run('inspect', HOUR, missing)).rejects.toThrow(`${missing}: no such file`);
    await expect(run('inspect', missing)).rejects.toBeInstanceOf(UsageError);
    await expect(run('inspect', HOUR, '--block-size', '64')).rejects.toThrow('--block-size');
    expect(output.printed).toBe('');
  });
});

describe('trace generate', () => {
  it('writes to standard output, or to a file, gzipped by its name', async () => {
    const args = ['generate', '--jobs', '20', '--span', '1h', '--max-maps', '50', '--seed', 'x'];
    await run(...args);
    expect(output.printed.split('\n').length).toBe(21);
    const plain = join(folder, 'made.tsv');
    await run(...args, '--out', plain);
    expect(readFileSync(plain, 'utf8')).toBe(output.printed);
    const packed = join(folder, 'made.tsv.gz');
    await run(...args, '--out', packed);
    expect(gunzipSync(readFileSync(packed)).toString()).toBe(output.printed);
  });

  it('takes the mean time between jobs instead of the span', async () => {
    await run('generate', '--jobs', '500', '--interarrival', '14s', '--seed', '3');
    const last = Number(output.printed.trimEnd().split('\n').at(-1)?.split('\t')[1]);
    expect(last).toBeGreaterThan(6800);
    expect(last).toBeLessThan(7000);
  });

  it.each([
    [['--model', 'google'], 'Allowed choices are facebook-day'],
    [['--jobs', '0'], '--jobs: found "0", wanted a whole number from 1'],
    [['--scale', '0'], '--scale: found "0", wanted a number above 0'],
    [['--span', '400d'], '--span: found 34560000 s in all, wanted at most 366 days'],
    [['--span', '1h', '--interarrival', '1s'], 'cannot be used with'],
    [['--out', '/nowhere/at/all'], '--out: cannot write'],
  ])('refuses %j', async (args, message) => {
    await expect(run('generate', ...args)).rejects.toThrow(message);
    expect(output.printed).toBe('');
  });
});
