import { type Command, Option } from 'commander';

import { streamOf } from '../../sim/random/streams.ts';
import { type TraceJobs, jobsOfRows } from '../../traces/convert/trace-jobs.ts';
import { TARGET_NAMES, type TargetName, targetNamed } from '../../traces/convert/trace-target.ts';
import { MAX_GENERATED_JOBS } from '../../traces/generate/arrival-process.ts';
import { fitTrace } from '../../traces/generate/fitted-trace.ts';
import { type GenerateRequest, generateTrace } from '../../traces/generate/generate-trace.ts';
import type { DrawnTrace, GeneratorModel } from '../../traces/generate/generator-model.ts';
import { goodnessOf } from '../../traces/generate/goodness.ts';
import { likeModel } from '../../traces/generate/like-model.ts';
import { GENERATOR_MODELS } from '../../traces/generate/model-table.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../../traces/model/workload-settings.ts';
import { formatSwim } from '../../traces/swim/swim-writer.ts';
import { UsageError } from '../errors.ts';
import { helpExample } from '../help.ts';
import {
  type ArrivalOptions,
  addArrivalOptions,
  processOf,
  spanUsOf,
} from '../options/arrivals.ts';
import {
  type ModelParameterOptions,
  addModelParameters,
  modelNamed,
  parametersGiven,
} from '../options/model-parameters.ts';
import { parseNumber } from '../options/numbers.ts';
import { type SparkOptions, addSparkOptions, executorsOf } from '../options/spark-executors.ts';
import { goodnessText } from '../output/goodness-text.ts';
import { modelListText } from '../output/model-list-text.ts';
import { requireWritable } from '../output/output-file.ts';
import { printable, terminalOf } from '../output/terminal.ts';
import { writeTrace } from '../output/written-trace.ts';
import { readJobs } from '../read-jobs.ts';

interface GenerateOptions extends ArrivalOptions, ModelParameterOptions, SparkOptions {
  readonly model: string;
  readonly like?: string;
  readonly list?: true;
  readonly jobs?: number;
  readonly seed: string;
  readonly to?: TargetName;
  readonly out?: string;
}

/** `evenhand trace generate`: a synthetic trace, of a model or like another trace. */
export function registerTraceGenerate(trace: Command): void {
  const names = GENERATOR_MODELS.map(({ name }) => name);
  const command = trace
    .command('generate')
    .summary('make a synthetic trace')
    .description(
      'Makes a synthetic trace, of a model or like a trace of your own. The same options and seed ' +
        'give the same bytes everywhere. --list prints the models with their parameters and sources.',
    )
    .addOption(new Option('--model <name>', 'what to make').choices(names).default(names[0]))
    .addOption(new Option('--like <file>', 'more jobs like those of a trace').conflicts('model'))
    .option('--list', 'print the models, their parameters and sources')
    .addOption(
      new Option('--jobs <n>', 'number of jobs (default: as the model says)').argParser((text) =>
        parseNumber(text, '--jobs', {
          ...{ min: 1, max: MAX_GENERATED_JOBS, integer: true },
          words: `a whole number from 1 to ${MAX_GENERATED_JOBS}`,
        }),
      ),
    )
    .option('--seed <text>', 'seed, any text', '1')
    .addOption(
      new Option('--to <format>', 'what to write (default: as the model says)').choices(
        TARGET_NAMES,
      ),
    )
    .option(
      '--out <file>',
      'write to a file, gzipped if its name ends in .gz (default: standard output)',
    );
  addArrivalOptions(command);
  addModelParameters(command);
  addSparkOptions(command);
  command
    .addHelpText(
      'after',
      helpExample(
        'evenhand trace generate --model facebook-day --jobs 300 --seed 7 --out day.tsv',
        'evenhand trace generate --model tpch --hours 2 --arrivals uniform --out queries.csv',
        'evenhand trace generate --like application_1.zstd --jobs 500 --out more.csv',
      ),
    )
    .action(generate);
}

async function generate(options: GenerateOptions): Promise<void> {
  const { like, out, seed } = options;
  if (options.list === true) {
    process.stdout.write(modelListText(terminalOf(process.stdout, process.env)));
    return;
  }
  if (out !== undefined) requireWritable(out, '--out');
  const original = like === undefined ? null : await readJobs(like, DEFAULT_WORKLOAD_SETTINGS);
  const model = original === null ? modelNamed(options.model) : likeModel(fitTrace(original));
  const drawn = drawnBy(model, await requestOf(options), seed);
  const durations = original?.durations ?? PLAIN;
  const list = jobsOf(drawn, model.name, durations);
  writeTrace(textOf(drawn, list, options, model), out);
  if (original === null) return;
  // Standard output may be the trace.
  const stream = out === undefined ? process.stderr : process.stdout;
  stream.write(goodnessText(goodnessOf(original, list()), terminalOf(stream, process.env)));
}

const PLAIN: TraceJobs['durations'] = { skewSigma: 0, minTaskUs: 1 };

/** A trace of a model: a function of the model, what is asked for, and the seed. */
export function drawnBy(
  model: GeneratorModel,
  request: Omit<GenerateRequest, 'stream'>,
  seed: string,
): DrawnTrace {
  const stream = (purpose: string): ReturnType<typeof streamOf> =>
    streamOf(seed, purpose, model.name);
  try {
    return generateTrace(model, { ...request, stream });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--${error.message}`);
    throw error;
  }
}

async function requestOf(options: GenerateOptions): Promise<Omit<GenerateRequest, 'stream'>> {
  const { jobs, interarrival } = options;
  const [spanUs, arrivals] = [spanUsOf(options), await processOf(options)];
  return {
    parameters: parametersGiven(options),
    ...(jobs !== undefined && { jobs }),
    ...(spanUs !== undefined && { spanUs }),
    ...(interarrival !== undefined && { gapUs: interarrival }),
    ...(arrivals !== undefined && { arrivals }),
  };
}

/** The jobs that were drawn; made when they are asked for, since rows are often written as such. */
function jobsOf(
  drawn: DrawnTrace,
  name: string,
  durations: TraceJobs['durations'],
): () => TraceJobs {
  return () => {
    const size = drawn.kind === 'rows' ? drawn.rows.length : drawn.jobs.length;
    if (size === 0) throw new UsageError(`${name}: drew no job in the span, wanted a longer one`);
    if (drawn.kind === 'rows') return jobsOfRows(drawn.rows, name, DEFAULT_WORKLOAD_SETTINGS.swim);
    return { name, format: 'generated', jobs: drawn.jobs, durations };
  };
}

function textOf(
  drawn: DrawnTrace,
  list: () => TraceJobs,
  options: GenerateOptions,
  model: GeneratorModel,
): Iterable<string> {
  const target = targetNamed(options.to ?? model.target);
  if (drawn.kind === 'rows' && target.name === 'swim') return [formatSwim(drawn.rows)];
  const made = list();
  for (const loss of target.losses(made)) {
    process.stderr.write(`${printable(`note: ${target.name} does not keep ${loss}`)}\n`);
  }
  return target.write(made, executorsOf(options));
}
