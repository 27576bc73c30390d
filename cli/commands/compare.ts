import { availableParallelism } from 'node:os';

import { type Command, Option } from 'commander';

import type { Experiment } from '../../sim/experiment/experiment.ts';
import { FAULT_PRESETS, type FaultPreset } from '../../sim/scenario/presets.ts';
import { type ComparisonRecord, comparisonDocument } from '../comparison/document.ts';
import { comparisonText } from '../comparison/tables.ts';
import { runComparison } from '../comparison/run-comparison.ts';
import { CheckFailed, Interrupted } from '../errors.ts';
import { helpExample } from '../help.ts';
import { loadWorkload, traceWarnings } from '../load-workload.ts';
import { DEFAULT_POLICIES, DEFAULT_SEEDS } from '../options/defaults.ts';
import {
  type ExperimentOptions,
  addExperimentOptions,
  experimentOf,
} from '../options/experiment-options.ts';
import { parsePreset, withFaults } from '../options/faults.ts';
import {
  type KindOptions,
  addKindOptions,
  frameworkSpecs,
  gangWarnings,
} from '../options/framework-kinds.ts';
import { requireRunnable } from '../options/require-runnable.ts';
import { POSITIVE_INTEGER, parseNumber } from '../options/numbers.ts';
import { parsePolicies } from '../options/policies.ts';
import { parseSeeds } from '../options/seeds.ts';
import { type ModelOptions, addModelOptions, modelOf } from '../options/model-options.ts';
import { writeJson } from '../output/json.ts';
import { requireWritable, writeOutputFile } from '../output/output-file.ts';
import { terminalOf } from '../output/terminal.ts';
import { engineVersion } from '../version.ts';

interface CompareOptions extends ExperimentOptions, KindOptions, ModelOptions {
  readonly trace: readonly string[];
  readonly policy: readonly string[];
  readonly seed: string;
  readonly jobs: number;
  readonly faults?: FaultPreset;
  readonly json?: string | true;
  readonly jsonJobs?: true;
  readonly report?: string;
}

/** `evenhand compare`: one workload under several policies, same arrivals at each seed. */
export function registerCompare(program: Command): void {
  const command = program
    .command('compare')
    .summary('replay one workload under several policies')
    .description(
      'Replays one workload under several policies, with the same arrivals and task times at ' +
        'each seed, and prints how they differ.',
    )
    .requiredOption(
      '--trace <files...>',
      'trace files of any format, plain or packed (see trace inspect); several run together',
    )
    .addOption(
      new Option('--policy <names...>', 'policies; differences are taken to the first').default(
        DEFAULT_POLICIES,
        DEFAULT_POLICIES.join(','),
      ),
    )
    .addOption(
      new Option('--seed <seeds>', 'seeds, as 1..20 or 1,5,abc').default(
        DEFAULT_SEEDS,
        DEFAULT_SEEDS,
      ),
    )
    .option(
      '--jobs <n>',
      'worker threads',
      (text) => parseNumber(text, '--jobs', POSITIVE_INTEGER),
      availableParallelism(),
    )
    .option(
      '--faults <preset>',
      `what goes wrong: ${FAULT_PRESETS.map(({ name }) => name).join(', ')} (default: nothing)`,
      (name) => parsePreset(name, '--faults'),
    )
    .option('--json [file]', 'as JSON, to standard output when no file is named')
    .option('--json-jobs', 'with --json: add every job of every run')
    .option('--report <file>', 'write the comparison with plots as one HTML file');
  addExperimentOptions(command);
  addKindOptions(command);
  addModelOptions(command);
  command
    .addHelpText(
      'after',
      helpExample(
        'evenhand compare --trace FB-2009.tsv --policy drf,fifo --seed 1..20 --agents 40',
        'evenhand compare --trace jobs.tsv --agent "40*cpus:16;mem:65536" --report out.html',
      ),
    )
    .action(compare);
}

async function compare(options: CompareOptions): Promise<void> {
  const policies = parsePolicies(options.policy, '--policy');
  const seeds = parseSeeds(options.seed, '--seed');
  if (typeof options.json === 'string') requireWritable(options.json, '--json');
  if (options.report !== undefined) requireWritable(options.report, '--report');
  const { workload, kinds, traces } = await loadWorkload(options.trace, modelOf(options));
  for (const warning of traceWarnings(traces)) process.stderr.write(`${warning}\n`);
  const frameworks = frameworkSpecs(workload, kinds, options);
  for (const warning of gangWarnings(workload, frameworks)) process.stderr.write(`${warning}\n`);
  // Seed by seed, so that what an interruption leaves is comparable.
  const experiments = seeds.flatMap((seed) =>
    policies.map(
      (policy): Experiment =>
        withFaults(
          { ...experimentOf(options, workload, policy, seed), frameworks },
          options.faults,
        ),
    ),
  );
  for (const experiment of experiments.slice(0, policies.length)) requireRunnable(experiment);
  const finished = await runComparison(experiments, options.jobs);
  const record: ComparisonRecord = {
    version: engineVersion(),
    traces,
    experiment: experiments[0],
    policies,
    seeds,
    ...finished,
  };
  if (record.runs.length > 0) await publish(record, options);
  concludeOrThrow(record, experiments.length);
}

async function publish(record: ComparisonRecord, options: CompareOptions): Promise<void> {
  if (options.json !== undefined) {
    writeJson(comparisonDocument(record, options.jsonJobs === true), options.json);
  }
  if (options.report !== undefined) {
    // Loaded only when wanted: Plot and a DOM take a second to start.
    const { renderReport } = await import('../report/report.ts');
    writeOutputFile(options.report, renderReport(record), '--report');
  }
  if (options.json !== true) {
    process.stdout.write(comparisonText(record, terminalOf(process.stdout, process.env)));
    if (options.report !== undefined) process.stdout.write(`\nreport: ${options.report}\n`);
  }
}

/** What was finished has been written: now say what was not. */
function concludeOrThrow(record: ComparisonRecord, asked: number): void {
  const { runs, failures } = record;
  if (record.interrupted) {
    throw new Interrupted(`interrupted; kept the ${runs.length} of ${asked} runs that finished`);
  }
  if (failures.length > 0) {
    const [{ policy, seed, error }] = failures;
    const others = failures.length > 1 ? ` (and ${failures.length - 1} more)` : '';
    throw new CheckFailed(`policy ${policy} at seed ${seed} failed: ${error.message}${others}`);
  }
}
