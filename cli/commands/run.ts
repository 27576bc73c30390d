import type { Command } from 'commander';

import type { Experiment } from '../../sim/experiment/experiment.ts';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import type { RunResult } from '../../sim/experiment/run-result.ts';
import { runJson } from '../comparison/document.ts';
import { runText } from '../comparison/run-text.ts';
import { CheckFailed } from '../errors.ts';
import { ChromeTrace } from '../events/chrome-trace.ts';
import type { EventSink } from '../events/event-sink.ts';
import { EventTable } from '../events/event-table.ts';
import { TextFile } from '../events/text-file.ts';
import { Explanation, explanationText } from '../explain/explanation.ts';
import { runNames } from '../explain/run-names.ts';
import { helpExample } from '../help.ts';
import { traceWarnings } from '../load-workload.ts';
import { checkPolicy } from '../options/policies.ts';
import { writeJson } from '../output/json.ts';
import { formatBytes } from '../output/numbers.ts';
import { requireWritable } from '../output/output-file.ts';
import { Progress } from '../output/progress.ts';
import { terminalOf } from '../output/terminal.ts';
import { readScenario } from '../scenario/read-scenario.ts';
import { scenarioExperiment } from '../scenario/scenario-experiment.ts';
import { engineVersion } from '../version.ts';

interface RunOptions {
  readonly seed?: string;
  readonly policy?: string;
  readonly events?: string;
  readonly verify?: true;
  readonly traceOut?: string;
  readonly explain?: string;
  readonly json?: string | true;
}

/** `evenhand run`: one run of a scenario file. */
export function registerRun(program: Command): void {
  program
    .command('run')
    .summary('run a scenario file once')
    .description("Runs a scenario file once and prints the results and the run's hash.")
    .argument('<scenario>', 'scenario file, YAML or JSON')
    .option('--seed <seed>', 'any text; instead of the one in the scenario')
    .option('--policy <name>', 'instead of the one in the scenario', (name) =>
      checkPolicy(name, '--policy'),
    )
    .option('--events <file>', 'write the event log as tab-separated text')
    .option('--trace-out <file>', "write the tasks as Chrome's trace JSON, for Perfetto")
    .option('--explain <file>', 'write every decision of the allocator as text, with its reasons')
    .option('--verify', 'run twice and compare the hashes')
    .option('--json [file]', 'as JSON, to standard output when no file is named')
    .addHelpText(
      'after',
      helpExample(
        'evenhand run sim/scenarios/hadoop-day.yaml --verify',
        'evenhand run day.yaml --policy fifo --seed 7 --trace-out tasks.json',
      ),
    )
    .action(run);
}

async function run(file: string, options: RunOptions): Promise<void> {
  if (typeof options.json === 'string') requireWritable(options.json, '--json');
  const source = readScenario(file);
  const { experiment, traces } = await scenarioExperiment(source, options);
  for (const warning of traceWarnings(traces)) process.stderr.write(`${warning}\n`);
  const { result, written } = runWithOutputs(experiment, options);
  const verified = options.verify === true ? runAgain(experiment) : null;
  const version = engineVersion();
  if (options.json !== undefined) {
    const verification = verified === null ? {} : { verified: verified.hash === result.hash };
    const document = { version, scenario: experiment.workload.name, ...verification };
    writeJson({ ...document, run: runJson(result, false) }, options.json);
  }
  if (options.json !== true) {
    const terminal = terminalOf(process.stdout, process.env);
    process.stdout.write(runText(experiment, result, terminal));
    for (const { path, bytes } of written) {
      process.stdout.write(`written: ${path}, ${formatBytes(bytes)}\n`);
    }
    if (verified?.hash === result.hash) process.stdout.write('verified: a second run is equal\n');
  }
  if (verified !== null && verified.hash !== result.hash) {
    throw new CheckFailed(
      `--verify: the first run has the hash ${result.hash}, the second ${verified.hash}`,
    );
  }
}

/** The run with its events going to the files asked for. */
function runWithOutputs(
  experiment: Experiment,
  options: RunOptions,
): { readonly result: RunResult; readonly written: readonly TextFile[] } {
  const files: TextFile[] = [];
  const open = (path: string, option: string): ((text: string) => void) => {
    const file = new TextFile(path, option);
    files.push(file);
    return (text) => file.write(text);
  };
  const { frameworks, jobs } = experiment.workload;
  const sinks: EventSink[] = [];
  if (options.events !== undefined) {
    sinks.push(new EventTable(frameworks, open(options.events, '--events')));
  }
  if (options.traceOut !== undefined) {
    const write = open(options.traceOut, '--trace-out');
    sinks.push(new ChromeTrace(frameworks, jobs.names, write));
  }
  const explained = options.explain === undefined ? null : open(options.explain, '--explain');
  const result = runShowingProgress(experiment, sinks, explained);
  for (const sink of sinks) sink.end();
  for (const file of files) file.close();
  return { result, written: files };
}

function runAgain(experiment: Experiment): RunResult {
  return runShowingProgress(experiment, [], null);
}

function runShowingProgress(
  experiment: Experiment,
  sinks: readonly EventSink[],
  explained: ((text: string) => void) | null,
): RunResult {
  const terminal = terminalOf(process.stderr, process.env);
  const progress = new Progress(process.stderr, terminal, () => performance.now());
  try {
    return runExperiment(experiment, {
      progress: ({ jobsFinished, jobs }) =>
        progress.update(jobsFinished / jobs, `${jobsFinished}/${jobs} jobs`),
      ...(explained === null
        ? {}
        : {
            explain: (cluster) =>
              new Explanation(runNames(cluster), (cycle) => explained(explanationText(cycle))),
          }),
      ...(sinks.length === 0
        ? {}
        : {
            events: (chunk) => {
              for (const sink of sinks) sink.chunk(chunk);
            },
          }),
    });
  } finally {
    progress.clear();
  }
}
