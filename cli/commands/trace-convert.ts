import { type Command, Option } from 'commander';

import {
  type Part,
  type TimeWindow,
  stretched,
  thinned,
  windowed,
} from '../../traces/convert/cut-jobs.ts';
import { appended, merged } from '../../traces/convert/join-jobs.ts';
import type { TraceJobs } from '../../traces/convert/trace-jobs.ts';
import { TARGET_NAMES, type TargetName, targetNamed } from '../../traces/convert/trace-target.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../../traces/model/workload-settings.ts';
import { UsageError } from '../errors.ts';
import { helpExample } from '../help.ts';
import { type ModelOptions, addModelOptions, modelOf } from '../options/model-options.ts';
import { parseNumber } from '../options/numbers.ts';
import { parsePart, parseWindow } from '../options/parts.ts';
import { type SparkOptions, addSparkOptions, executorsOf } from '../options/spark-executors.ts';
import { requireWritable } from '../output/output-file.ts';
import { printable } from '../output/terminal.ts';
import { writeTrace } from '../output/written-trace.ts';
import { readJobs } from '../read-jobs.ts';

interface ConvertOptions extends ModelOptions, SparkOptions {
  readonly to: TargetName;
  readonly out?: string;
  readonly window?: TimeWindow;
  readonly thin?: Part;
  readonly scaleTime?: number;
  readonly merge?: true;
  readonly append?: true;
}

/** `evenhand trace convert`: traces into other formats, in part or put together. */
export function registerTraceConvert(trace: Command): void {
  const command = trace
    .command('convert')
    .summary('write traces in another format, in part or put together')
    .description(
      'Writes the jobs of traces in another format. A CSV keeps all that a replay needs, JSON ' +
        'lines too; what SWIM and Spark logs cannot say is told on standard error. --window, ' +
        '--thin and --scale-time apply to each file, in this order, before files are joined.',
    )
    .argument('<files...>', 'trace files, plain or packed, and folders of rolling Spark logs')
    .addOption(
      new Option('--to <format>', 'what to write').choices(TARGET_NAMES).makeOptionMandatory(),
    )
    .option('--out <file>', 'write to a file, gzipped if its name ends in .gz')
    .addOption(
      new Option('--window <from..to>', 'only jobs submitted in it, such as 1h..2h').argParser(
        (text) => parseWindow(text, '--window'),
      ),
    )
    .addOption(
      new Option('--thin <part>', 'only so many of the jobs, evenly: 1/10').argParser((text) =>
        parsePart(text, '--thin'),
      ),
    )
    .addOption(
      new Option('--scale-time <x>', 'multiplies the times between submissions').argParser((text) =>
        parseNumber(text, '--scale-time', {
          ...{ min: 1e-6, max: 1e6, integer: false },
          words: 'a number above 0 up to 1000000',
        }),
      ),
    )
    .addOption(
      new Option('--merge', 'several files: side by side, each a framework').conflicts('append'),
    )
    .option('--append', 'several files: one after the other');
  addSparkOptions(command);
  addModelOptions(command);
  command
    .addHelpText(
      'after',
      helpExample(
        'evenhand trace convert FB-2010.tsv.gz --window 10h..11h --thin 1/10 --to csv --out hour.csv',
        'evenhand trace convert application_1.zstd jobs.csv --merge --to csv',
      ),
    )
    .action(convert);
}

async function convert(files: readonly string[], options: ConvertOptions): Promise<void> {
  if (options.out !== undefined) requireWritable(options.out, '--out');
  if (files.length > 1 && options.merge !== true && options.append !== true) {
    throw new UsageError(`found ${files.length} files, wanted one, or --merge or --append`);
  }
  const settings = { ...DEFAULT_WORKLOAD_SETTINGS, swim: modelOf(options) };
  const lists: TraceJobs[] = [];
  for (const file of files) lists.push(cut(await readJobs(file, settings), file, options));
  const list = joined(lists, options);
  const target = targetNamed(options.to);
  for (const loss of target.losses(list)) {
    process.stderr.write(`${printable(`note: ${target.name} does not keep ${loss}`)}\n`);
  }
  writeTrace(target.write(list, executorsOf(options)), options.out);
}

/** The part of a file's jobs that was asked for. */
function cut(list: TraceJobs, file: string, options: ConvertOptions): TraceJobs {
  const { window, thin, scaleTime } = options;
  const inWindow = window === undefined ? list : windowed(list, window);
  const kept = thin === undefined ? inWindow : thinned(inWindow, thin);
  if (kept.jobs.length === 0) {
    throw new UsageError(`${file}: found no job in the part asked for, wanted at least one`);
  }
  return scaleTime === undefined ? kept : stretched(kept, scaleTime);
}

function joined(lists: readonly TraceJobs[], { merge, append }: ConvertOptions): TraceJobs {
  if (lists.length === 1 && merge !== true) return lists[0];
  const list = append === true ? appended(lists) : merged(lists);
  if (typeof list === 'string') throw new UsageError(list);
  return list;
}
