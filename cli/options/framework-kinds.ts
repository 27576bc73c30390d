import { type Command, Option } from 'commander';

import type { FrameworkKind, FrameworkSpec, SparkSpec } from '../../sim/experiment/experiment.ts';
import type { Workload } from '../../traces/model/workload.ts';
import { UsageError } from '../errors.ts';
import { printable } from '../output/terminal.ts';
import { parseDurationUs } from './durations.ts';
import { parseFields } from './fields.ts';
import { COUNT, NOT_NEGATIVE, POSITIVE_INTEGER, parseNumber } from './numbers.ts';

/** Kinds of frameworks that run the jobs of traces. */
export type TraceKind = Extract<FrameworkKind, 'mapreduce' | 'spark' | 'spark-fine'>;

const KINDS: readonly TraceKind[] = ['mapreduce', 'spark', 'spark-fine'];

/** Formats whose jobs ran under Spark; all others are taken to be MapReduce's. */
const SPARK_FORMATS: ReadonlySet<string> = new Set([
  ...['spark-eventlog', 'spark-eventlog-rolling', 'decima-tpch'],
]);

/** Stands for all frameworks that are not named. */
const ALL = '';

/** What {@link addKindOptions} leaves after parsing. */
export interface KindOptions {
  readonly kind: ReadonlyMap<string, TraceKind>;
  readonly executors?: SparkSpec;
  readonly executorCores?: number;
  readonly executorMem?: number;
  readonly sparkRefuseSeconds?: number;
}

/** Adds the options that say what runs the jobs of traces. */
export function addKindOptions(command: Command): Command {
  return command
    .optionsGroup('Frameworks:')
    .addOption(
      new Option(
        '--kind <kind>',
        'what runs the jobs: mapreduce, spark or spark-fine, for all or as NAME=KIND; repeatable',
      )
        .default(new Map(), 'spark for Spark logs, else mapreduce')
        .argParser(addKind),
    )
    .option(
      '--executors <n>',
      'executors of each Spark framework, a number or bounds of dynamic allocation: ' +
        'min=0,max=20,backlog=1s,idle=60s (default: without bounds)',
      (text) => parseExecutors(text, '--executors'),
    )
    .option('--executor-cores <n>', 'CPUs of a Spark executor (default: 4)', (text) =>
      parseNumber(text, '--executor-cores', {
        ...{ min: 0.001, max: 1_000_000, integer: false },
        words: 'a number of CPUs from 0.001',
      }),
    )
    .option(
      '--executor-mem <mb>',
      'memory of a Spark executor in MB, overhead included (default: what its tasks ask for)',
      (text) =>
        parseNumber(text, '--executor-mem', {
          ...{ min: 1, max: 1e9, integer: false },
          words: 'a number of MB from 1',
        }),
    )
    .option(
      '--spark-refuse-seconds <n>',
      'seconds for which Spark refuses offers while it needs nothing (default: 120)',
      (text) => parseNumber(text, '--spark-refuse-seconds', NOT_NEGATIVE),
    )
    .optionsGroup('Options:');
}

/**
 * Reads `8`, or `min=1,max=20,backlog=1s,idle=60s` of which any may be left out.
 * @throws UsageError when it is neither
 */
export function parseExecutors(text: string, what: string): SparkSpec {
  if (!text.includes('=')) return { executors: parseNumber(text, what, POSITIVE_INTEGER) };
  const fields = parseFields(text, what, ['min', 'max', 'backlog', 'idle']);
  const min = fields.get('min');
  const max = fields.get('max');
  const backlog = fields.get('backlog');
  const idle = fields.get('idle');
  return {
    allocation: {
      ...(min !== undefined && { minExecutors: parseNumber(min, `${what} min`, COUNT) }),
      ...(max !== undefined && { maxExecutors: parseNumber(max, `${what} max`, POSITIVE_INTEGER) }),
      ...(backlog !== undefined && { backlogUs: parseDurationUs(backlog, `${what} backlog`) }),
      ...(idle !== undefined && { idleUs: parseDurationUs(idle, `${what} idle`) }),
    },
  };
}

/**
 * Reads `spark` or `NAME=spark` and adds it to the kinds read so far.
 * @throws UsageError when it is no kind, or for a name that has one already
 */
export function addKind(
  text: string,
  before: ReadonlyMap<string, TraceKind>,
): Map<string, TraceKind> {
  const equals = text.lastIndexOf('=');
  const name = equals < 0 ? ALL : text.slice(0, equals).trim();
  const kind = KINDS.find((known) => known === text.slice(equals + 1).trim());
  if (kind === undefined || (name === ALL && equals >= 0)) {
    const wanted = `wanted one of ${KINDS.join(', ')}, or NAME=KIND`;
    throw new UsageError(`--kind: found "${text}", ${wanted}`);
  }
  if (before.has(name)) {
    const whose = name === ALL ? 'the kind of all frameworks' : name;
    throw new UsageError(`--kind: ${whose} is given twice`);
  }
  return new Map([...before, [name, kind]]);
}

/** What the jobs of a trace ran under, by its format. */
export function kindOfFormat(format: string): TraceKind {
  return SPARK_FORMATS.has(format) ? 'spark' : 'mapreduce';
}

/**
 * The frameworks of a workload of traces, as options say.
 * @param found the kind of each by the trace it came from
 * @throws UsageError when a kind is given for a framework that is not there
 */
export function frameworkSpecs(
  { frameworks }: Workload,
  found: ReadonlyMap<string, TraceKind>,
  { kind: asked, executors, executorCores, executorMem, sparkRefuseSeconds }: KindOptions,
): Map<string, FrameworkSpec> {
  for (const name of asked.keys()) {
    if (name === ALL || frameworks.includes(name)) continue;
    throw new UsageError(
      `--kind: found a kind for ${name}, but the frameworks are ${frameworks.join(', ')}`,
    );
  }
  const spark: SparkSpec = {
    ...executors,
    ...(executorCores !== undefined && { executorCpus: Math.round(executorCores * 1000) }),
    ...(executorMem !== undefined && { executorMem: Math.round(executorMem * 1000) }),
  };
  const own = sparkRefuseSeconds !== undefined && {
    scheduler: { refuseSeconds: sparkRefuseSeconds },
  };
  return new Map(
    frameworks.map((name): [string, FrameworkSpec] => {
      const kind = asked.get(name) ?? asked.get(ALL) ?? found.get(name) ?? 'mapreduce';
      if (kind === 'mapreduce') return [name, { kind }];
      return [name, kind === 'spark' ? { kind, spark, ...own } : { kind, ...own }];
    }),
  );
}

/** A warning for each framework that has stages whose tasks start together and cannot do that. */
export function gangWarnings(
  { frameworks, jobs, stages }: Workload,
  specs: ReadonlyMap<string, FrameworkSpec>,
): string[] {
  const { gang } = stages;
  if (gang === undefined) return [];
  const counts = frameworks.map(() => 0);
  for (let job = 0; job < jobs.count; job++) {
    const own = gang.subarray(jobs.firstStage[job], jobs.firstStage[job + 1]);
    counts[jobs.framework[job]] += own.reduce((sum, one) => sum + one, 0);
  }
  return frameworks.flatMap((name, framework) => {
    const kind = specs.get(name)?.kind ?? 'mapreduce';
    if (counts[framework] === 0 || kind !== 'spark-fine') return [];
    const found = `${counts[framework]} of its stages have tasks that should start together`;
    const what = `under ${kind} they start one by one (mapreduce, spark: together)`;
    return [printable(`warning: ${name}: ${found}; ${what}`)];
  });
}
