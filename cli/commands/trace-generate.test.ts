import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';

import { capturedOutput } from '../../test/support/captured-output.ts';
import { FACEBOOK_DAY_MODEL } from '../../traces/generate/facebook-day.ts';
import { GENERATOR_MODELS } from '../../traces/generate/model-table.ts';
import { formatSwim } from '../../traces/swim/swim-writer.ts';
import { readTraceFile } from '../trace-files.ts';
import { drawnBy, registerTraceGenerate } from './trace-generate.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-trace-generate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const output = capturedOutput();

async function run(...args: string[]): Promise<void> {
  const program = new Command('trace').exitOverride().configureOutput({ writeErr: () => {} });
  registerTraceGenerate(program);
  await program.parseAsync(['generate', ...args], { from: 'user' });
}

const SAMPLES = join(import.meta.dirname, '../../traces/samples');

// The commands are in traces/samples/README.md.

function dayText(
  jobs: number,
  spanUs: number,
  seed: string,
  parameters: [string, number][],
): string {
  const request = { jobs, spanUs, parameters: new Map(parameters) };
  const drawn = drawnBy(FACEBOOK_DAY_MODEL, request, seed);
  return drawn.kind === 'rows' ? formatSwim(drawn.rows) : '';
}

it('makes the sample of a day again, byte for byte', () => {
  const sample = gunzipSync(readFileSync(join(SAMPLES, 'facebook-like-day.tsv.gz'))).toString();
  const parameters: [string, number][] = [
    ['scale', 1.9],
    ['max-maps', 20_000],
  ];
  expect(dayText(1500, 86_400_000_000, '7', parameters)).toBe(sample);
});

it('makes the sample of an hour again, byte for byte', () => {
  const sample = readFileSync(join(SAMPLES, 'facebook-like-hour.tsv'), 'utf8');
  expect(dayText(60, 3_600_000_000, '4', [['max-maps', 400]])).toBe(sample);
});

it('makes the sample of a Spark log again', async () => {
  const sample = gunzipSync(readFileSync(join(SAMPLES, 'tpch-like-hour.eventlog.gz'))).toString();
  const what = ['--model', 'tpch', '--jobs', '50', '--hours', '1', '--users', '1', '--seed', '1'];
  const size = ['--partitions', '8', '--block', '2048', '--executors', '5', '--to', 'spark'];
  await run(...what, ...size);
  expect(output.printed).toBe(sample);
});

describe('trace generate', () => {
  it('lists every model with its parameters', async () => {
    await run('--list');
    for (const { name, parameters, sources } of GENERATOR_MODELS) {
      expect(output.printed).toContain(`${name}: `);
      for (const parameter of parameters) expect(output.printed).toContain(`--${parameter.name} `);
      for (const source of sources) expect(output.printed).toContain(source);
    }
    expect(output.printed).toContain('--service-cap 24h');
  });

  it('takes parameters, arrivals and a format', async () => {
    const omega = ['--model', 'omega', '--jobs', '40', '--service-share', '1', '--cpus', '2'];
    await run(...omega, '--service-cap', '10s', '--arrivals', 'uniform', '--interarrival', '5s');
    const [head, ...rows] = output.printed.trimEnd().split('\n');
    expect(head).toBe('job,submit,user,priority,stage,parents,tasks,duration,cpus,mem');
    expect(rows.length).toBe(40);
    expect(rows[3]).toMatch(/^service3,15,service,9,1,,\d+,\d+(\.\d+)?,2,2048$/);
    output.printed = '';
    await run(...omega, '--to', 'json', '--hours', '0.5');
    expect(JSON.parse(output.printed.split('\n')[0])).toMatchObject({
      jobs: 40,
      format: 'generated',
    });
  });

  it('takes the submissions of another trace', async () => {
    const hour = join(SAMPLES, 'facebook-like-hour.tsv');
    const options = ['--arrivals', 'trace', '--arrivals-of', hour, '--interarrival', '1s'];
    await run('--model', 'google-like', '--jobs', '61', ...options);
    const rows = output.printed.trimEnd().split('\n').slice(1);
    // Sixty submissions, mean gap stretched to a second, and then from the start again.
    expect(Math.round(Number(rows[59].split(',')[1]))).toBe(59);
    expect(Math.round(Number(rows[60].split(',')[1]))).toBe(60);
  });

  it('makes more like a trace, and shows how like', async () => {
    const target = join(folder, 'more.csv');
    await run('--like', join(SAMPLES, 'facebook-like-hour.tsv'), '--jobs', '30', '--out', target);
    const { format, trace } = await readTraceFile(target);
    expect([format, trace.counts.jobs]).toEqual(['csv', 30]);
    expect(output.printed).toMatch(/^quantity +trace +mean +10 % +50 % +90 % +99 % +largest/);
    expect(output.printed).toMatch(/tasks of a job +original +116\.7/);
    expect(output.printed).toMatch(/\n +generated /);
    expect(output.noted).toBe('');
    output.printed = '';
    await run('--like', join(SAMPLES, 'tpch-like-hour.eventlog.gz'), '--jobs', '5');
    expect(output.printed.split('\n')[0]).toContain('job,submit,user,stage,parents');
    expect(output.noted).toContain('stages of a job');
  });

  it.each<[string[], string]>([
    [['--like', 'a.csv', '--model', 'omega'], 'cannot be used with'],
    [['--model', 'omega', '--max-maps', '5'], '--max-maps: the model omega has no such parameter'],
    [['--model', 'omega', '--service-share', '2'], '--service-share: found "2", wanted a number'],
    [['--hours', '1', '--span', '1h'], 'cannot be used with'],
    [['--hours', '1', '--interarrival', '1s'], 'cannot be used with'],
    [['--peak-to-mean', '2'], '--peak-to-mean: wanted --arrivals diurnal with it'],
    [['--arrivals', 'trace'], '--arrivals trace and --arrivals-of FILE: found one, wanted both'],
    [['--model', 'omega', '--span', '1us'], 'drew no job in the span, wanted a longer one'],
    [['--to', 'parquet'], 'Allowed choices are csv, swim, spark, json'],
  ])('refuses %j', async (args, message) => {
    await expect(run(...args)).rejects.toThrow(message);
    expect(output.printed).toBe('');
  });
});
