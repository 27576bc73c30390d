import { gzipSync } from 'node:zlib';

import { type Command, Option } from 'commander';

import { streamOf } from '../../sim/random/streams.ts';
import {
  DEFAULT_FACEBOOK_DAY,
  type FacebookDay,
  MAX_GENERATED_JOBS,
  facebookDay,
} from '../../traces/generate/facebook-day.ts';
import { formatSwim } from '../../traces/swim/swim-writer.ts';
import { UsageError } from '../errors.ts';
import { helpExample } from '../help.ts';
import { parseDurationUs } from '../options/durations.ts';
import { parseNumber } from '../options/numbers.ts';
import { requireWritable, writeOutputFile } from '../output/output-file.ts';

/** Models that can be generated. */
const MODELS = ['facebook-day'] as const;

interface GenerateOptions {
  readonly model: (typeof MODELS)[number];
  readonly jobs: number;
  readonly span: number;
  readonly interarrival?: number;
  readonly scale: number;
  readonly maxMaps: number;
  readonly seed: string;
  readonly out?: string;
}

/** `evenhand trace generate`: a synthetic trace in SWIM's format. */
export function registerTraceGenerate(trace: Command): void {
  const day = DEFAULT_FACEBOOK_DAY;
  trace
    .command('generate')
    .summary('make a synthetic trace')
    .description(
      "Makes a synthetic trace in SWIM's format. The same options and seed give the same bytes " +
        'everywhere. facebook-day follows the job sizes published of Facebook (2009, 2010).',
    )
    .addOption(new Option('--model <name>', 'what to make').choices(MODELS).default(MODELS[0]))
    .addOption(
      new Option('--jobs <n>', 'number of jobs')
        .default(day.jobs)
        .argParser((text) => wholeNumber(text, '--jobs', MAX_GENERATED_JOBS)),
    )
    .addOption(
      new Option('--span <duration>', 'time over which they are submitted')
        .default(day.seconds * 1e6, '24h')
        .argParser((text) => parseDurationUs(text, '--span')),
    )
    .addOption(
      new Option('--interarrival <duration>', 'mean time between jobs, instead of --span')
        .conflicts('span')
        .argParser((text) => parseDurationUs(text, '--interarrival')),
    )
    .addOption(
      new Option('--scale <x>', 'multiplies all bytes').default(day.scale).argParser((text) =>
        parseNumber(text, '--scale', {
          min: 1e-6,
          max: 1e4,
          integer: false,
          words: 'a number above 0 up to 10000',
        }),
      ),
    )
    .addOption(
      new Option('--max-maps <n>', 'no job reads more blocks of 64MiB, before --scale')
        .default(day.maxMaps)
        .argParser((text) => wholeNumber(text, '--max-maps', 10_000_000)),
    )
    .option('--seed <text>', 'seed, any text', '1')
    .option(
      '--out <file>',
      'write to a file, gzipped if its name ends in .gz (default: standard output)',
    )
    .addHelpText(
      'after',
      helpExample('evenhand trace generate --model facebook-day --jobs 300 --seed 7 --out day.tsv'),
    )
    .action(generate);
}

function generate(options: GenerateOptions): void {
  if (options.out !== undefined) requireWritable(options.out, '--out');
  const text = facebookDayText(dayOf(options), options.seed);
  if (options.out === undefined) process.stdout.write(text);
  else if (options.out.endsWith('.gz'))
    writeOutputFile(options.out, gzipSync(text, { level: 9 }), '--out');
  else writeOutputFile(options.out, text, '--out');
}

/** The trace of a day as text: a function of the settings and the seed. */
export function facebookDayText(day: FacebookDay, seed: string): string {
  const streams = {
    arrivals: streamOf(seed, 'arrivals', 'facebook-day'),
    sizes: streamOf(seed, 'sizes', 'facebook-day'),
  };
  return formatSwim(facebookDay(day, streams));
}

function dayOf(options: GenerateOptions): FacebookDay {
  const { jobs, scale, maxMaps } = options;
  const us = options.interarrival === undefined ? options.span : options.interarrival * jobs;
  const seconds = Math.max(1, Math.round(us / 1e6));
  if (seconds > 366 * 86_400) {
    throw new UsageError(`--span: found ${seconds} s in all, wanted at most 366 days`);
  }
  return { jobs, seconds, scale, maxMaps };
}

function wholeNumber(text: string, option: string, max: number): number {
  return parseNumber(text, option, {
    min: 1,
    max,
    integer: true,
    words: `a whole number from 1 to ${max}`,
  });
}
