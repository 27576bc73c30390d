import { type Command, Option } from 'commander';

import type { ArrivalProcess } from '../../traces/generate/arrival-process.ts';
import { DEFAULT_PEAK_TO_MEAN } from '../../traces/generate/model-arrivals.ts';
import { dayOfPeak } from '../../traces/generate/rate-shape.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../../traces/model/workload-settings.ts';
import { UsageError } from '../errors.ts';
import { readJobs } from '../read-jobs.ts';
import { parseDurationUs } from './durations.ts';
import { parseNumber } from './numbers.ts';

const ARRIVALS = ['poisson', 'diurnal', 'uniform', 'trace'] as const;

/** What {@link addArrivalOptions} leaves after parsing. */
export interface ArrivalOptions {
  readonly hours?: number;
  readonly span?: number;
  readonly interarrival?: number;
  readonly arrivals?: (typeof ARRIVALS)[number];
  readonly peakToMean?: number;
  readonly arrivalsOf?: string;
}

/** Adds the options of when the jobs of a generated trace come. */
export function addArrivalOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--hours <h>', 'time over which they are submitted')
        .conflicts(['span', 'interarrival'])
        .argParser((text) =>
          parseNumber(text, '--hours', {
            ...{ min: 0.001, max: 366 * 24, integer: false },
            words: 'a number from 0.001 to 8784',
          }),
        ),
    )
    .addOption(
      new Option('--span <duration>', 'the same as a duration').argParser((text) =>
        parseDurationUs(text, '--span'),
      ),
    )
    .addOption(
      new Option('--interarrival <duration>', 'mean time between jobs, instead of --span')
        .conflicts('span')
        .argParser((text) => parseDurationUs(text, '--interarrival')),
    )
    .addOption(
      new Option('--arrivals <process>', 'how they come (default: as the model says)').choices(
        ARRIVALS,
      ),
    )
    .addOption(
      new Option('--peak-to-mean <x>', 'diurnal: the busiest hour over the mean').argParser(
        (text) =>
          parseNumber(text, '--peak-to-mean', {
            ...{ min: 1, max: 2.5, integer: false },
            words: 'a number from 1 to 2.5',
          }),
      ),
    )
    .option('--arrivals-of <file>', 'trace: the file whose submissions are taken');
}

/** The span that the options give, microseconds, if any. */
export function spanUsOf({ hours, span }: ArrivalOptions): number | undefined {
  const us = hours === undefined ? span : Math.round(hours * 3_600_000_000);
  if (us !== undefined && us > 366 * 86_400_000_000) {
    throw new UsageError(`--span: found ${us / 1e6} s in all, wanted at most 366 days`);
  }
  return us;
}

/** The process that the options give, if any. @throws UsageError where they do not go together */
export async function processOf(options: ArrivalOptions): Promise<ArrivalProcess | undefined> {
  const { arrivals, peakToMean, arrivalsOf } = options;
  if (peakToMean !== undefined && arrivals !== 'diurnal') {
    throw new UsageError('--peak-to-mean: wanted --arrivals diurnal with it');
  }
  if ((arrivalsOf !== undefined) !== (arrivals === 'trace')) {
    throw new UsageError('--arrivals trace and --arrivals-of FILE: found one, wanted both');
  }
  if (arrivals === undefined) return undefined;
  switch (arrivals) {
    case 'poisson':
    case 'uniform':
      return { kind: arrivals };
    case 'diurnal':
      return { kind: 'poisson', shape: dayOfPeak(peakToMean ?? DEFAULT_PEAK_TO_MEAN) };
    case 'trace': {
      const list = await readJobs(arrivalsOf ?? '', DEFAULT_WORKLOAD_SETTINGS);
      return { kind: 'trace', submitUs: list.jobs.map(({ submitUs }) => submitUs) };
    }
  }
}
