import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';

import { type Command, Option } from 'commander';

import { missedSites } from '../../sim/check/mark-counter.ts';
import { PLANTED_BUGS } from '../../sim/check/planted-bugs.ts';
import type { CheckTask, SeedFailure } from '../check/check-host.ts';
import {
  type FailureReport,
  defaultScenarioFile,
  failureDocument,
  failureText,
  reproduction,
  scenarioFileText,
} from '../check/failure-report.ts';
import { type SwarmReport, runSwarm, shrinkFailure } from '../check/run-swarm.ts';
import { coverageText } from '../check/coverage-text.ts';
import { type SeedSource, parseSwarmSeeds } from '../check/seed-source.ts';
import { swarmDocument, swarmText } from '../check/swarm-report.ts';
import { type Interrupt, onInterrupt } from '../comparison/interrupt.ts';
import { CheckFailed, Interrupted, UsageError } from '../errors.ts';
import { helpExample } from '../help.ts';
import { traceWarnings } from '../load-workload.ts';
import { parseDurationUs } from '../options/durations.ts';
import { POSITIVE_INTEGER, parseNumber } from '../options/numbers.ts';
import { writeJson } from '../output/json.ts';
import { formatCount } from '../output/numbers.ts';
import { requireWritable, writeOutputFile } from '../output/output-file.ts';
import { Progress } from '../output/progress.ts';
import { terminalOf } from '../output/terminal.ts';
import { moved } from '../scenario/moved-scenario.ts';
import { readScenario } from '../scenario/read-scenario.ts';
import { scenarioWorkloads } from '../scenario/scenario-experiment.ts';
import { engineVersion } from '../version.ts';

interface CheckOptions {
  readonly seed: string;
  readonly for?: number;
  readonly jobs: number;
  readonly out?: string;
  readonly shrink: boolean;
  readonly canary?: true;
  readonly coverage?: true;
  readonly strict?: true;
  readonly plant?: string;
  readonly json?: string | true;
}

/** Of seeds without an end. */
const DEFAULT_MS = 60_000;
/** Shrinking takes no longer. */
const SHRINK_MS = 60_000;
/** The canary has to be found within so many seeds. */
const CANARY_SEEDS = 400;

/** `evenhand check`: many seeds with every invariant on. */
export function registerCheck(program: Command): void {
  program
    .command('check')
    .summary('look for a seed that breaks an invariant')
    .description(
      'Runs many seeds with every invariant on: of a scenario, or each of a cluster, a workload ' +
        'and faults that the seed draws. Of a seed that fails it writes the smallest scenario ' +
        'that still does.',
    )
    .argument('[scenario]', 'scenario file, YAML or JSON; without, each seed draws its own')
    .option('--seed <seeds>', 'seeds, as 1..5000, 17.. or 1,5,abc', '0..')
    .option(
      '--for <time>',
      'begin no seed later, such as 10m (default: 60s for seeds without end)',
      (text) => parseDurationUs(text, '--for') / 1000,
    )
    .option(
      '--jobs <n>',
      'worker threads',
      (text) => parseNumber(text, '--jobs', POSITIVE_INTEGER),
      availableParallelism(),
    )
    .option('--out <file>', 'where the failing scenario goes (default: check-SEED.yaml)')
    .option('--no-shrink', 'write the scenario as it failed first')
    .option('--coverage', 'also show which places in the engine the seeds reached')
    .option('--strict', 'with --coverage: fail when one was never reached')
    .option('--canary', 'first see that a policy that is wrong on purpose is found')
    .addOption(
      new Option('--plant <bug>', 'with a bug planted')
        .choices(PLANTED_BUGS.map(({ name }) => name))
        .hideHelp(),
    )
    .option('--json [file]', 'as JSON, to standard output when no file is named')
    .addHelpText(
      'after',
      helpExample(
        'evenhand check --for 10m',
        'evenhand check sim/scenarios/master-failover.yaml --seed 1..200',
        'evenhand check --seed 4711 --out failing.yaml',
      ),
    )
    .action(check);
}

async function check(file: string | undefined, options: CheckOptions): Promise<void> {
  const seeds = parseSwarmSeeds(options.seed, '--seed');
  for (const [path, option] of [
    [options.json, '--json'],
    [options.out, '--out'],
  ] as const) {
    if (typeof path === 'string') requireWritable(path, option);
  }
  if (options.canary === true && file !== undefined) {
    throw new UsageError('--canary: found a scenario, wanted none: each seed draws its own');
  }
  if (options.strict === true && options.coverage !== true) {
    throw new UsageError('--strict: found no --coverage, wanted it too');
  }
  const task = await taskOf(file, options);
  const interrupt = onInterrupt();
  try {
    if (options.canary === true) await findCanary(task, options, interrupt);
    const report = await swarm(task, seeds, options, interrupt);
    const { failure } = report;
    const found = failure === null ? null : await lookInto(failure, task, file, options, interrupt);
    publish(report, found, seeds, options);
    concludeOrThrow(report, interrupt, options);
  } finally {
    interrupt.release();
  }
}

async function taskOf(file: string | undefined, options: CheckOptions): Promise<CheckTask> {
  const common = { bug: options.plant ?? null, coverage: options.coverage === true };
  if (file === undefined) return { scenario: null, traces: new Map(), ...common };
  const source = readScenario(file);
  const { workloads, traces } = await scenarioWorkloads(source);
  for (const warning of traceWarnings(traces)) process.stderr.write(`${warning}\n`);
  return { scenario: source.document, traces: workloads, ...common };
}

/** @throws CheckFailed when the checkers find nothing wrong with what is wrong on purpose */
async function findCanary(
  task: CheckTask,
  options: CheckOptions,
  interrupt: Interrupt,
): Promise<void> {
  const seeds: SeedSource = { count: CANARY_SEEDS, at: (place) => `canary ${place}` };
  const report = await swarm(
    { ...task, bug: 'canary', coverage: false },
    seeds,
    // The time given is for looking at the engine, not at the checkers.
    { ...options, for: DEFAULT_MS },
    interrupt,
  );
  if (interrupt.signal.aborted) throw new Interrupted('interrupted');
  if (report.failure === null) {
    const seen = `${formatCount(report.passed)} seeds of a policy that is wrong on purpose`;
    throw new CheckFailed(`--canary: found nothing in ${seen}, wanted a broken invariant`);
  }
  const { violation } = report.failure;
  const runs = formatCount(report.passed + 1);
  process.stderr.write(`canary found by ${violation.checker} after ${runs} seeds\n`);
}

async function swarm(
  task: CheckTask,
  seeds: SeedSource,
  options: CheckOptions,
  { signal }: Interrupt,
): Promise<SwarmReport> {
  const endless = seeds.count === Number.POSITIVE_INFINITY;
  const forMs = options.for ?? (endless ? DEFAULT_MS : Number.POSITIVE_INFINITY);
  const progress = newProgress();
  const begun = performance.now();
  try {
    return await runSwarm(task, seeds, {
      ...{ workers: options.jobs, forMs, signal },
      progress: (passed) => {
        const part = Math.max(passed / seeds.count, (performance.now() - begun) / forMs);
        progress.update(Math.min(1, part), `${formatCount(passed)} seeds`);
      },
    });
  } finally {
    progress.clear();
  }
}

/** The failure made smaller, and its scenario written. */
async function lookInto(
  failure: SeedFailure,
  task: CheckTask,
  scenario: string | undefined,
  { shrink, out, plant }: CheckOptions,
  { signal }: Interrupt,
): Promise<FailureReport> {
  const { seed } = failure;
  const file = out ?? defaultScenarioFile(seed);
  const folder = { from: scenario === undefined ? '.' : dirname(scenario), to: dirname(file) };
  const begun = performance.now();
  const progress = newProgress();
  const said = (attempts: number): void =>
    progress.update(
      Math.min(1, (performance.now() - begun) / SHRINK_MS),
      `seed ${seed} failed; making it smaller: ${formatCount(attempts)} runs`,
    );
  const shrunk = shrink ? await shrinkFailure(task, failure, SHRINK_MS, signal, said) : null;
  progress.clear();
  if (typeof shrunk === 'string') process.stderr.write(`not made smaller: ${shrunk}\n`);
  const smallest = typeof shrunk === 'string' ? null : shrunk;
  const { document, violation } = smallest ?? failure;
  // A smaller one may have taken another seed.
  const { seed: own = seed } = document;
  const command = reproduction(file, { seed: String(own), violation }, plant ?? null);
  writeOutputFile(file, scenarioFileText(moved(document, folder), violation), '--out');
  return { failure, shrunk: smallest, file, command };
}

function publish(
  report: SwarmReport,
  found: FailureReport | null,
  seeds: SeedSource,
  { json, coverage }: CheckOptions,
): void {
  if (json !== undefined) {
    const failure = found === null ? null : failureDocument(found);
    writeJson({ version: engineVersion(), ...swarmDocument(report), failure }, json);
  }
  if (json === true) return;
  process.stdout.write(swarmText(report, seeds));
  if (coverage === true) {
    process.stdout.write(`\n${coverageText(report, terminalOf(process.stdout, process.env))}`);
  }
  if (found !== null) process.stdout.write(`\n${failureText(found)}`);
}

function concludeOrThrow(
  { passed, marks, failure, refused, died }: SwarmReport,
  interrupt: Interrupt,
  { strict }: CheckOptions,
): void {
  if (failure !== null) {
    throw new CheckFailed(`seed ${failure.seed} breaks ${failure.violation.checker}`);
  }
  if (refused !== null) {
    throw new CheckFailed(`seed ${refused.seed} cannot be run: ${refused.problem}`);
  }
  if (died !== null) throw new CheckFailed(died);
  if (interrupt.signal.aborted) {
    throw new Interrupted(`interrupted after ${formatCount(passed)} seeds that broke nothing`);
  }
  const missed = missedSites(marks);
  if (strict === true && missed.length > 0) {
    throw new CheckFailed(
      `--strict: ${formatCount(passed)} seeds never reached ${missed.join(', ')}`,
    );
  }
}

function newProgress(): Progress {
  const terminal = terminalOf(process.stderr, process.env);
  return new Progress(process.stderr, terminal, () => performance.now());
}
