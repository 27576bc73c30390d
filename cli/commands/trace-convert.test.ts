import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';

import { capturedOutput } from '../../test/support/captured-output.ts';
import { readTraceFile } from '../trace-files.ts';
import { registerTraceConvert } from './trace-convert.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-trace-convert-'));
afterAll(() => rmSync(folder, { recursive: true }));

const output = capturedOutput();

async function run(...args: string[]): Promise<void> {
  const program = new Command('trace').exitOverride().configureOutput({ writeErr: () => {} });
  registerTraceConvert(program);
  await program.parseAsync(['convert', ...args], { from: 'user' });
}

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const HOUR = join(import.meta.dirname, '../../traces/samples/facebook-like-hour.tsv');
const TABLE = 'job,submit,duration,tasks,user\na,10,5,2,ann\nb,20,1.5,1,bob\nc,70,3,3,ann\n';

describe('trace convert', () => {
  it('gives a SWIM file back byte for byte', async () => {
    await run(HOUR, '--to', 'swim');
    expect(output.printed).toBe(readFileSync(HOUR, 'utf8'));
    expect(output.noted).toBe('');
  });

  it('writes a CSV that converts to itself', async () => {
    const first = join(folder, 'first.csv');
    await run(HOUR, '--to', 'csv', '--out', first);
    await run(first, '--to', 'csv');
    expect(output.printed).toBe(readFileSync(first, 'utf8'));
    expect(output.printed).toContain(',0.325,3\n');
    expect(output.noted).toBe('');
  });

  it('writes a Spark log that reads with as many jobs and tasks, and says what is lost', async () => {
    const log = join(folder, 'log.gz');
    await run(HOUR, '--to', 'spark', '--executors', '2', '--thin', '1/6', '--out', log);
    const { format, trace } = await readTraceFile(log);
    expect(format).toBe('spark-eventlog');
    expect(trace.counts).toMatchObject({ jobs: 10, tasks: 1619, failedAttempts: 0 });
    expect(output.noted).toContain('note: spark does not keep 3 frameworks (one application;');
    expect(gunzipSync(readFileSync(log)).toString()).toContain('"Total Cores":4');
  });

  it('cuts a window, thins, stretches: in this order', async () => {
    const table = write('cut.csv', TABLE);
    await run(table, '--to', 'csv', '--window', '0s..30s', '--thin', '1/2', '--scale-time', '3');
    const [, ...rows] = output.printed.trimEnd().split('\n');
    expect(rows).toEqual(['b,0,bob,1,,1,1.5,1,2048']);
  });

  it('merges files as frameworks, or puts one behind the other', async () => {
    const [one, other] = [write('one.csv', TABLE), write('other.csv', TABLE)];
    const rowsOf = (): string[][] =>
      output.printed
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((row) => row.split(',').slice(0, 3));
    await run(one, other, '--to', 'csv', '--merge');
    expect(rowsOf().slice(0, 3)).toEqual([
      ['one.csv:a', '0', 'one.csv'],
      ['other.csv:a', '0', 'other.csv'],
      ['one.csv:b', '10', 'one.csv'],
    ]);
    output.printed = '';
    await run(one, other, '--to', 'csv', '--append');
    expect(rowsOf().map(([name, submit]) => `${name} ${submit}`)).toEqual([
      ...['one.csv:a 0', 'one.csv:b 10', 'one.csv:c 60'],
      ...['other.csv:a 90', 'other.csv:b 100', 'other.csv:c 150'],
    ]);
    expect(new Set(rowsOf().map(([, , user]) => user))).toEqual(new Set(['ann', 'bob']));
  });

  it('warns of rows that were not used', async () => {
    await run(write('bad.csv', `${TABLE}d,x,1\n`), '--to', 'json');
    expect(output.noted).toContain('bad.csv: 1 of 4 rows refused; line 5: column 2 (submit)');
    expect(output.printed.split('\n').length).toBe(5);
  });

  it.each<[string[], string]>([
    [[HOUR], "required option '--to <format>' not specified"],
    [[HOUR, '--to', 'xml'], 'Allowed choices are csv, swim, spark, json'],
    [[HOUR, HOUR, '--to', 'csv'], 'found 2 files, wanted one, or --merge or --append'],
    [[HOUR, '--to', 'csv', '--merge', '--append'], 'cannot be used with'],
    [[HOUR, '--to', 'csv', '--thin', '3/2'], '--thin: found "3/2", wanted a part above 0'],
    [[HOUR, '--to', 'csv', '--window', '2h'], '--window: found "2h", wanted a window of time'],
    [[HOUR, '--to', 'csv', '--window', '2h..1h'], 'wanted an end after the beginning'],
    [[HOUR, '--to', 'csv', '--window', '5h..'], 'found no job in the part asked for'],
    [[HOUR, '--to', 'csv', '--scale-time', '0'], '--scale-time: found "0"'],
    [[HOUR, '--to', 'csv', '--out', '/nowhere/at/all'], '--out: cannot write'],
    [['/nowhere.csv', '--to', 'csv'], '/nowhere.csv: no such file'],
  ])('refuses %j', async (args, message) => {
    await expect(run(...args)).rejects.toThrow(message);
    expect(output.printed).toBe('');
  });
});
