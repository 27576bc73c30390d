import type { Command } from 'commander';
import { z } from 'zod';

import { CheckFailed, UsageError } from '../errors.ts';
import { helpExample } from '../help.ts';
import { writeJson } from '../output/json.ts';
import { formatCount } from '../output/numbers.ts';
import { requireWritable } from '../output/output-file.ts';
import { type Column, renderTable } from '../output/table.ts';
import { type Terminal, styled, terminalOf } from '../output/terminal.ts';

/** What a benchmark measured: a table, and sentences on how to read it. */
const benchmarkResult = z.object({
  columns: z.array(z.string()).min(1),
  rows: z.array(z.array(z.union([z.string(), z.number()]))),
  notes: z.array(z.string()).default([]),
});

const benchmark = z.object({
  name: z.string(),
  summary: z.string(),
  run: z.custom<() => Promise<unknown>>((value) => typeof value === 'function', {
    error: 'wanted a function',
  }),
});

const benchModule = z.object({ BENCHMARKS: z.array(benchmark) });

type Benchmark = z.infer<typeof benchmark>;
type BenchmarkResult = z.infer<typeof benchmarkResult>;

interface BenchOptions {
  readonly list?: true;
  readonly json?: string | true;
}

/** `evenhand bench`: the benchmarks, which are built beside the program but are not part of it. */
export function registerBench(program: Command): void {
  program
    .command('bench')
    .summary('run the benchmarks')
    .description('Runs the benchmarks, all or the one named, and prints them as tables.')
    .argument('[name]', 'one benchmark; all without a name')
    .option('--list', 'only list them')
    .option('--json [file]', 'as JSON, to standard output when no file is named')
    .addHelpText('after', helpExample('evenhand bench --list', 'evenhand bench queue --json'))
    .action(bench);
}

async function bench(name: string | undefined, options: BenchOptions): Promise<void> {
  if (typeof options.json === 'string') requireWritable(options.json, '--json');
  const known = await loadBenchmarks();
  const terminal = terminalOf(process.stdout, process.env);
  if (options.list === true) {
    const width = Math.max(...known.map((one) => one.name.length)) + 2;
    for (const { name: one, summary } of known) {
      process.stdout.write(`${styled(one.padEnd(width), 'bold', terminal)}${summary}\n`);
    }
    return;
  }
  const chosen = name === undefined ? known : known.filter((one) => one.name === name);
  if (chosen.length === 0) {
    const names = known.map((one) => one.name).join(', ');
    throw new UsageError(`bench: found "${name ?? ''}", wanted one of ${names}`);
  }
  const results: ({ name: string; summary: string } & BenchmarkResult)[] = [];
  for (const one of chosen) {
    const result = benchmarkResult.parse(await one.run());
    results.push({ name: one.name, summary: one.summary, ...result });
    if (options.json !== true) process.stdout.write(benchText(one, result, terminal));
  }
  if (options.json !== undefined) writeJson({ benchmarks: results }, options.json);
}

/** The program ships without benchmarks: they are found in a clone that was built. */
async function loadBenchmarks(): Promise<Benchmark[]> {
  const fromSource = import.meta.url.endsWith('.ts');
  const path = fromSource ? '../../dist/test/bench/index.js' : '../../test/bench/index.js';
  const url = new URL(path, import.meta.url);
  try {
    const loaded: unknown = await import(url.href);
    return benchModule.parse(loaded).BENCHMARKS;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new CheckFailed('bench: no benchmarks are built here; run `npm run build` in a clone');
    }
    throw error;
  }
}

function benchText(one: Benchmark, result: BenchmarkResult, terminal: Terminal): string {
  const columns = result.columns.map((heading, index): Column => {
    const numbers = result.rows.every((row) => typeof row[index] === 'number');
    return { heading, align: numbers ? 'right' : 'left' };
  });
  const rows = result.rows.map((row) =>
    result.columns.map((_, index) => ({ text: cellText(row[index] ?? '') })),
  );
  const title = `${styled(one.name, 'bold', terminal)}: ${one.summary}\n`;
  const notes = result.notes.map((note) => styled(`${note}\n`, 'dim', terminal)).join('');
  return `${title}\n${renderTable(columns, rows, terminal)}\n${notes}\n`;
}

function cellText(value: string | number): string {
  return typeof value === 'number' && Number.isInteger(value) ? formatCount(value) : String(value);
}
